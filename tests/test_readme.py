"""The README says what there is: its table of what happens when has every public action, and its map every room."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
ROOMS = [
    "people.actions",
    "projects.actions",
    "projects.imports",
    "labeling.actions",
    "review.actions",
    "payouts.actions",
]


def public_actions() -> list[str]:
    """Every public function that writes, under the name by which others call it: "labeling.actions.claim"."""
    return sorted(
        f"{room}.{name}"
        for room in ROOMS
        for name, function in inspect.getmembers(importlib.import_module(room), inspect.isfunction)
        if not name.startswith("_") and function.__module__.startswith(room)
    )


@pytest.mark.parametrize("action", public_actions())
def test_the_table_of_what_happens_when_has_every_public_action(action):
    assert f"`{action}`" in README


def test_the_table_names_no_action_that_is_gone():
    named = set(re.findall(r"`((?:people|projects|labeling|review|payouts)\.(?:actions|imports)\.\w+)`", README))
    assert named - set(public_actions()) == set()


def test_every_file_that_the_readme_links_to_is_there():
    links = re.findall(r"\]\((?!http)([^)#]+)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []
    assert links


@pytest.mark.parametrize("target", ["demo", "test", "lint"])
def test_the_commands_of_the_readme_are_in_the_makefile(target):
    assert f"make {target}" in README
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
