"""manage.py import_images: exit 0 when all went in, 1 when some were refused, 2 when asked wrongly."""

import io
import json
import os
import zipfile

import pytest
from django.core.management import CommandError, call_command

from projects import actions
from projects.management.commands import import_images
from tests.cast import NOON, picture


def run(project, path, *options) -> tuple[int, str, str]:
    """Exit code, what was printed, and what was shown meanwhile."""
    out, shown = io.StringIO(), io.StringIO()
    try:
        call_command("import_images", str(project), str(path), *options, stdout=out, stderr=shown)
    except SystemExit as end:
        return end.code, out.getvalue(), shown.getvalue()
    except CommandError as error:
        return error.returncode, str(error), shown.getvalue()
    return 0, out.getvalue(), shown.getvalue()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "deep" / ".hidden").mkdir(parents=True)
    (tmp_path / "a.png").write_bytes(picture(1))
    (tmp_path / "deep" / "b.png").write_bytes(picture(2))
    (tmp_path / "deep" / "again.png").write_bytes(picture(1))
    (tmp_path / "deep" / ".hidden" / "c.png").write_bytes(picture(3))
    return tmp_path


def test_a_folder_goes_in_with_all_below_it(cast, folder):
    project = cast.draft(images=0)
    assert run(project.pk, folder) == (0, "2 taken in, 1 already there, 0 refused\n", "")
    assert sorted(project.images.values_list("name", flat=True)) == ["a.png", "b.png"]


def test_some_refused_is_exit_1_with_each_name_and_reason(cast, folder):
    (folder / "notes.txt").write_text("words")
    code, printed, _shown = run(cast.draft(images=0).pk, folder)
    assert code == 1
    assert printed.splitlines() == [
        "refused notes.txt: not a JPEG, PNG or WebP picture",
        "2 taken in, 1 already there, 1 refused",
    ]


def test_a_picture_or_an_archive_goes_in_as_well(cast, folder):
    project = cast.draft(images=0)
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("in/d.png", picture(4))
    assert run(project.pk, folder / "a.png")[0] == 0
    assert run(project.pk, folder / "all.zip")[0] == 0
    assert project.images.count() == 2


def test_json_is_for_machines_and_stands_alone(cast, folder):
    code, printed, _shown = run(cast.draft(images=0).pk, folder, "--json")
    assert (code, json.loads(printed)) == (0, {"created": 2, "duplicates": 1, "refused": []})


def test_progress_is_shown_beside_the_result(cast, folder, monkeypatch):
    monkeypatch.setattr(import_images, "EVERY", 2)
    _code, _printed, shown = run(cast.draft(images=0).pk, folder)
    assert shown == "1 taken in, 1 already there, 0 refused\n"


def test_a_file_name_that_is_no_text_is_taken_under_one_that_is(cast, tmp_path):
    project = cast.draft(images=0)
    with open(os.path.join(os.fsencode(tmp_path), b"\xff.png"), "wb") as handle:
        handle.write(picture(1))
    assert run(project.pk, tmp_path)[0] == 0
    assert project.images.get().name == "?.png"


def test_asking_wrongly_is_exit_2(cast, folder):
    project = cast.cats
    assert run(project.pk + 1000, folder)[:2] == (2, f"There is no project {project.pk + 1000}.")
    assert run(project.pk, folder / "nowhere")[0] == 2
    actions.close_project(by=cast.clara, project=project, now=NOON)
    assert run(project.pk, folder)[:2] == (2, "A closed project does not change.")
