"""The rules of the house hold, and breaking one breaks `make lint`."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.house import STAGES, foreign_writes

ROOT = Path(__file__).resolve().parent.parent
LINTER = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def copy(tmp_path) -> Path:
    """The stages' code and the linter's rules in a folder of their own."""
    for stage in ("config", *STAGES):
        shutil.copytree(ROOT / stage, tmp_path / stage, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> tuple[int, str]:
    done = subprocess.run([LINTER, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    return done.returncode, done.stdout


def plant(folder: Path, file: str, code: str) -> None:
    path = folder / file
    path.write_text((path.read_text() if path.exists() else "") + "\n" + code + "\n")


def test_the_house_as_it_stands_breaks_no_rule(copy):
    status, text = lint(copy)
    assert (status, "0 broken" in text) == (0, True), text
    assert list(foreign_writes(ROOT)) == []


@pytest.mark.parametrize(
    ("file", "code", "rule"),
    [
        ("labeling/queries.py", "from review import models as later", "Data flows one way"),
        ("people/notices.py", "from payouts.models import Line", "Data flows one way"),
        ("projects/queries.py", "from projects import actions", "Inside an app"),
        ("payouts/models/months.py", "from payouts import queries", "Inside an app"),
        ("labeling/actions/taking.py", "from labeling import views", "Inside an app"),
        ("projects/money.py", "import django.conf", "Pure modules"),
        ("labeling/geometry.py", "from labeling.models import Box as Stored", "Pure modules"),
    ],
)
def test_a_planted_import_breaks_its_rule(copy, file, code, rule):
    plant(copy, file, code)
    status, text = lint(copy)
    assert status != 0
    assert [line for line in text.splitlines() if rule in line and "BROKEN" in line], text


@pytest.mark.parametrize(
    "code",
    [
        "from labeling.models import Task\n\n\ndef f():\n    Task.objects.filter(pk=1).update(state='open')",
        "from projects.models import Budget as Purse\n\n\ndef f():\n    Purse.objects.create(project_id=1)",
    ],
)
def test_a_later_stage_that_writes_an_earlier_one_by_itself_is_named(copy, code):
    plant(copy, "payouts/shortcut.py", code)
    assert [line.split(":")[0] for line in foreign_writes(copy)] == ["payouts/shortcut.py"]
