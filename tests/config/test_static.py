"""What production serves: every file under a name that carries its hash, the canvas's modules included."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

IMPORT = re.compile(
    r"""^\s*(?:import|export)\b[^"';]*?from\s+["']([^"']+)["']|^\s*import\s+["']([^"']+)["']|\bimport\(["']([^"']+)["']\)""",
    re.M,
)
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """The static files as a production image collects them."""
    from django.test import override_settings

    root = tmp_path_factory.mktemp("static")
    backends = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "config.static.HashedModules"},
    }
    with override_settings(STORAGES=backends, STATIC_ROOT=root):
        call_command("collectstatic", "--noinput", verbosity=0)
    return root


def manifest(root: Path) -> dict[str, str]:
    return json.loads((root / "staticfiles.json").read_text())["paths"]


def imports_of(path: Path) -> list[str]:
    return [next(filter(None, found)) for found in IMPORT.findall(path.read_text())]


def test_every_file_of_the_canvas_has_a_hashed_name_that_exists(collected):
    paths = manifest(collected)
    modules = sorted(name for name in paths if name.startswith("canvas/"))
    assert "canvas/main.js" in modules
    for name in modules:
        assert HASHED.search(paths[name])
        assert (collected / paths[name]).is_file()


def test_the_canvas_imports_hashed_modules_that_exist_and_no_others(collected):
    paths = manifest(collected)
    main = collected / paths["canvas/main.js"]
    assert len(imports_of(main)) >= 10
    # What pages load, and the worker that keeps them for a time without a network.
    seen, to_see = set(), [main, *(collected / paths[f"canvas/{name}.js"] for name in ("deliver", "offline"))]
    while to_see:
        module = to_see.pop()
        if module in seen:
            continue
        seen.add(module)
        for found in imports_of(module):
            target = (module.parent / found).resolve()
            assert HASHED.search(found), f"{module.name} imports {found}"
            assert target.is_file(), f"{module.name} imports {found}"
            to_see.append(target)
    canvas = {(collected / paths[name]).resolve() for name in paths if re.fullmatch(r"canvas/.*\.js", name)}
    assert {module.resolve() for module in seen} == canvas  # no module is left out, and none is only said to be one


def test_no_import_is_left_in_a_form_that_the_hashing_does_not_see(collected):
    """`import("./x.js")` and imports over several lines: every relative path to a module is a hashed one."""
    for name, hashed in manifest(collected).items():
        if not re.fullmatch(r"canvas/.*\.js", name):
            continue
        code = re.sub(r"/\*.*?\*/", "", (collected / hashed).read_text(), flags=re.S)
        assert [
            found for found in re.findall(r"""["'](\.{1,2}/[^"']+\.js)["']""", code) if not HASHED.search(found)
        ] == []


def test_while_developing_files_keep_their_names():
    assert staticfiles_storage.url("canvas/main.js") == "/static/canvas/main.js"
