"""Each file stands for itself: what is refused is named with its reason, and keeps nothing else out."""

import io
import zipfile

import pytest

from people.errors import Refused
from people.models import Event
from projects import actions, storage
from projects.imports import REASONS, add_images
from projects.pictures import normalise
from tests.cast import NOON, picture


def add(project, *files, **rest):
    handles = [(name, io.BytesIO(data)) for name, data in files]
    return add_images(by=project.client, project=project, files=handles, now=NOON, **rest)


def archive(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return out.getvalue()


def test_good_ones_go_in_and_each_bad_one_is_named_with_its_reason(cast):
    project = cast.draft(images=0)
    report = add(
        project,
        ("good.png", picture(1)),
        ("page.jpg", b"<html></html>"),
        ("empty.jpg", b""),
        ("cut.png", picture(2)[:60]),
        ("drawing.svg", b"<svg/>"),
    )
    assert report.as_json() == {
        "created": 1,
        "duplicates": 0,
        "refused": [
            {"name": "page.jpg", "reason": "not a JPEG, PNG or WebP picture"},
            {"name": "empty.jpg", "reason": "empty"},
            {"name": "cut.png", "reason": "the picture is damaged or cut off"},
            {"name": "drawing.svg", "reason": "not a JPEG, PNG or WebP picture"},
        ],
    }
    assert [image.name for image in project.images.all()] == ["good.png"]


def test_an_archive_is_taken_file_by_file(cast):
    project = cast.draft(images=0)
    inner = archive(c=picture(3))
    data = archive(**{"in/a.png": picture(1), "b.txt": b"words", "inner.zip": inner, "bomb.png": b"\0" * 2_000_000})
    report = add(project, ("all.zip", data), ("after.png", picture(2)))
    assert [image.name for image in report.created] == ["a.png", "after.png"]
    assert [file["name"] for file in report.refused] == ["b.txt", "inner.zip", "bomb.png"]
    assert report.refused[2]["reason"] == "an archive that unpacks to far more than it holds"


def test_the_same_file_is_taken_once_whatever_it_is_called(cast):
    project = cast.draft(images=0)
    report = add(project, ("a.png", picture(1)), ("again.png", picture(1)))
    assert (len(report.created), report.duplicates) == (1, ["again.png"])
    assert add(project, ("b.png", picture(1))).duplicates == ["b.png"]
    assert len(add(cast.draft(name="Other", images=0), ("a.png", picture(1))).created) == 1


def test_two_uploads_of_one_picture_at_the_same_moment_make_one_image(cast, monkeypatch):
    project = cast.draft(images=0)

    def normalise_while_another_upload_wins(data):
        monkeypatch.undo()
        add(project, ("quicker.png", data))
        return normalise(data)

    monkeypatch.setattr("projects.pictures.normalise", normalise_while_another_upload_wins)
    assert add(project, ("slower.png", picture(1))).duplicates == ["slower.png"]
    assert [image.name for image in project.images.all()] == ["quicker.png"]


def test_what_is_stored_is_the_upright_picture_with_its_size(cast):
    (image,) = add(cast.draft(images=0), ("a.png", picture(1, size=(30, 20)))).created
    assert (image.width, image.height, image.byte_size) == (30, 20, len(storage.read(image.key)))


def test_a_name_longer_than_the_field_keeps_its_end(cast):
    (image,) = add(cast.draft(images=0), ("x" * 300 + ".png", picture(1))).created
    assert (len(image.name), image.name[-5:]) == (255, "x.png")


def test_a_closed_project_takes_no_images(cast):
    actions.close_project(by=cast.clara, project=cast.cats, now=NOON)
    cast.cats.refresh_from_db()
    with pytest.raises(Refused, match="closed project"):
        add(cast.cats, ("a.png", picture(99)))


def test_an_upload_is_one_event_and_one_that_brought_nothing_is_none(cast):
    project = cast.draft(images=0)
    add(project, ("a.png", picture(1)), ("b.png", picture(2)))
    add(project, ("a.png", picture(1)))
    (event,) = Event.objects.filter(verb="project.images_added")
    assert (event.actor, event.data) == (cast.clara, {"count": 2})


def test_progress_is_told_after_every_picture(cast):
    heard = []
    add(
        cast.draft(images=0),
        ("a.png", picture(1)),
        ("b", b""),
        on_progress=lambda report: heard.append((len(report.created), len(report.refused))),
    )
    assert heard == [(1, 0), (1, 1)]


def test_every_reason_has_words():
    assert all(str(words) for words in REASONS.values())
