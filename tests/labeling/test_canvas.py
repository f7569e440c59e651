"""What the browser is told of a piece in hand."""

import json
from datetime import timedelta

from django.urls import reverse

from labeling import actions
from labeling.canvas import boxes_of, labels_of, worker_canvas
from labeling.models import Assignment
from people.actions import save_canvas_settings
from projects import actions as projects
from projects.models import Image
from projects.money import MICRO
from tests.cast import LABELS, NOON
from tests.cast import box as cast_box


def test_a_fresh_piece_is_an_empty_canvas_with_all_that_drawing_needs(cast):
    (assignment,) = cast.claim()
    canvas = worker_canvas(assignment)
    assert json.loads(json.dumps(canvas)) == canvas
    assert (canvas["mode"], canvas["boxes"], canvas["version"], canvas["reason"]) == ("draw", [], 0, "")
    assert canvas["image"] == {
        "url": reverse("labeling:image", args=[assignment.pk]),
        "width": 200,
        "height": 120,
        "name": "000.png",
    }
    assert canvas["max_boxes"] == 20
    assert canvas["expires_at"] == assignment.expires_at.isoformat()
    assert (
        canvas["urls"]
        | {
            "draft": reverse("api:assignment-draft", args=[assignment.pk]),
            "submit": reverse("api:assignment-submit", args=[assignment.pk]),
            "release": reverse("api:assignment-release", args=[assignment.pk]),
            "settings": reverse("api:canvas-settings"),
            "next": reverse("labeling:go_on", args=[assignment.pk]),
        }
        == canvas["urls"]
    )
    assert canvas["upcoming"] == []


def test_labels_stand_in_the_order_of_the_palette_at_the_price_that_was_promised(cast):
    (assignment,) = cast.claim()
    dearer = [label | {"unit_price_micro": 99 * MICRO} for label in LABELS]
    projects.update_project(by=cast.clara, project=cast.cats, labels=dearer, now=NOON)
    cat, ear = cast.cats.labels.all()
    assert labels_of(assignment) == [
        {
            "id": cat.pk,
            "name": "cat",
            "color": "#b3541e",
            "hotkey": "1",
            "unit_price_micro": 40 * MICRO,
            "currency": "KRW",
        },
        {
            "id": ear.pk,
            "name": "ear",
            "color": "#1e6bb3",
            "hotkey": "2",
            "unit_price_micro": 15 * MICRO,
            "currency": "KRW",
        },
    ]


def test_a_draft_is_on_the_canvas_with_its_version(cast):
    (assignment,) = cast.claim()
    actions.save_draft(by=cast.ana, assignment=assignment, version=0, boxes=cast.boxes(cats=1, ears=1), now=NOON)
    canvas = worker_canvas(assignment)
    assert canvas["version"] == 1
    undecided = {"id": None, "approved": None, "reason": ""}
    assert canvas["boxes"] == [box | undecided for box in cast.boxes(cats=1, ears=1)]


def test_the_time_of_work_goes_on_from_the_draft_never_beyond_the_wall_and_never_back(cast):
    (assignment,) = cast.claim()
    minute = timedelta(minutes=1)
    for version, (active_ms, kept) in enumerate([(46_000, 46_000), (1_000, 46_000), (999_000, 180_000)]):
        drawn = {"version": version, "boxes": cast.boxes(cats=version), "active_ms": active_ms}
        actions.save_draft(by=cast.ana, assignment=assignment, now=NOON + (version + 1) * minute, **drawn)
        assert worker_canvas(assignment)["active_ms"] == kept


def test_a_returned_piece_starts_from_the_boxes_of_the_last_round_until_there_is_a_draft(cast):
    submission = cast.submitted(cats=2)
    cast.decided(submission, "returned", reason="Again")
    assignment = actions.lock(submission.assignment_id)
    assert worker_canvas(assignment)["boxes"] == boxes_of(submission)
    actions.save_draft(by=cast.ana, assignment=assignment, version=0, boxes=[], now=NOON)
    assert (worker_canvas(assignment)["boxes"], worker_canvas(assignment)["version"]) == ([], 1)


def test_the_boxes_of_a_submission_stand_in_order_and_undecided(cast):
    submission = cast.submitted(cats=2, ears=1)
    told = boxes_of(submission)
    assert [box["id"] for box in told] == [box.pk for box in submission.boxes.order_by("position")]
    drawn = [{name: box[name] for name in ("label", "x", "y", "width", "height")} for box in told]
    assert drawn == cast.boxes(cats=2, ears=1)
    assert {(box["approved"], box["reason"]) for box in told} == {(None, "")}
    assert boxes_of(None) == []


def test_the_next_pictures_are_told_so_that_they_can_be_fetched_ahead(cast):
    first, second, third = cast.claim(count=3)
    cast.claim(cast.ben)
    told = worker_canvas(first)["upcoming"]
    assert [piece["id"] for piece in told] == [second.pk, third.pk]
    assert told[0]["image_url"] == reverse("labeling:image", args=[second.pk])


def test_the_boxes_of_the_picture_before_are_offered_for_a_sequence(cast):
    cast.submitted(cats=1)
    cast.submitted(cats=2, ears=1)
    (assignment,) = cast.claim()
    assert worker_canvas(assignment)["previous"] == cast.boxes(cats=2, ears=1)


def test_another_workers_boxes_and_those_of_another_project_are_not_offered(cast):
    cast.submitted(cast.ben, cats=2)
    cast.submitted(project=cast.dogs, cats=2)
    (assignment,) = cast.claim()
    assert worker_canvas(assignment)["previous"] == []


def test_the_boxes_of_a_larger_picture_before_are_cut_to_this_one(cast):
    project = cast.opened(cast.draft(images=2))
    cat = project.labels.first()
    boxes = [cast_box(cat, x=180, y=100, width=20, height=20), cast_box(cat, x=150, y=20, width=40, height=10)]
    before, assignment = cast.claim(project=project, count=2)
    actions.submit(by=cast.ana, assignment=before, boxes=boxes, active_ms=1, now=NOON)
    Image.objects.filter(pk=assignment.task.image_id).update(width=170, height=100)
    previous = worker_canvas(Assignment.objects.get(pk=assignment.pk))["previous"]
    assert previous == [cast_box(cat, x=150, y=20, width=20, height=10)]


def test_the_canvas_knows_how_its_worker_likes_to_draw(cast):
    (assignment,) = cast.claim()
    assert worker_canvas(assignment)["settings"] == {}
    save_canvas_settings(by=assignment.worker, settings={"tool": "extreme"})
    assert worker_canvas(assignment)["settings"] == {"tool": "extreme"}
