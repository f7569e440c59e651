"""manage.py import_proposals: exit 0 when all went in, 1 when the file is wrong, 2 when asked wrongly."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from labeling.models import Proposal

BOX = {"label": "cat", "x": 10, "y": 10, "width": 40, "height": 30}


def run(project, path, *options) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("import_proposals", str(project), str(path), *options, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "boxes.json"

    def write(*boxes):
        path.write_text(json.dumps({"images": [{"name": "000.png", "boxes": list(boxes)}]}))
        return path

    return write


def test_a_file_goes_in_once(cast, file):
    project, path = cast.draft(), file(BOX)
    assert run(project.pk, path, "--source", "yolo") == (0, "1 taken in, 0 already there, on 1 images\n")
    assert run(project.pk, path, "--source", "yolo") == (0, "0 taken in, 1 already there, on 1 images\n")
    assert Proposal.objects.get().source == "yolo"


def test_a_wrong_file_is_exit_1_with_every_place(cast, file):
    code, printed = run(cast.draft().pk, file(BOX | {"x": 190}, BOX | {"label": "dog"}), "--source", "yolo")
    assert code == 1
    assert printed.splitlines() == [
        "000.png, box 1: reaches outside the image (x).",
        "000.png, box 2: this project has no label “dog”.",
    ]
    assert not Proposal.objects.exists()


def test_json_is_for_machines(cast, file):
    project = cast.draft()
    code, printed = run(project.pk, file(BOX), "--json", "--source", "yolo")
    assert (code, json.loads(printed)) == (0, {"created": 1, "known": 0, "images": 1})
    code, printed = run(project.pk, file(BOX | {"x": 190}), "--json", "--source", "yolo")
    assert (code, list(json.loads(printed)["mistakes"])) == (1, ["000.png.1.x"])


def test_asked_wrongly_is_exit_2(cast, file, tmp_path):
    project = cast.draft()
    assert run(10**6, file(BOX))[0] == 2
    assert run(project.pk, tmp_path / "none.json")[0] == 2
    assert run(project.pk, file(BOX)) == (2, "Say who proposes these boxes, in 80 characters at most.")
