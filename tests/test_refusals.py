"""What the best-known labeling tool lets through (tried on Label Studio 1.23) is refused, and nothing is stored."""

import json

import pytest

from labeling import actions
from labeling.models import Assignment, Box, Draft, Submission
from people.models import Event
from projects.models import Project
from review.models import Verdict
from tests.cast import GUIDE, NOON, box
from tests.http import API, error, http


def stored() -> dict:
    """All that could have changed."""
    tables = (Project, Assignment, Draft, Submission, Box, Verdict)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables} | {
        "events": Event.objects.exclude(verb="user.created").count()  # the cast is made when it is named
    }


@pytest.fixture
def ours(cast):
    """A piece in Ana's hands with a draft of two boxes."""
    (assignment,) = cast.claim(cast.ana)
    actions.save_draft(by=cast.ana, assignment=assignment, version=0, boxes=cast.boxes(cats=2))
    return assignment


def url(assignment: Assignment, call: str = "") -> str:
    return f"{API}/assignments/{assignment.pk}/{call}"


# Whose project it is


def test_a_worker_cannot_delete_a_project(cast):
    project = cast.cats
    for user in (cast.ana, cast.rita, cast.clara, cast.ada):  # nobody can: a promised price is readable for ever
        error(http(user).delete(f"{API}/projects/{project.pk}/"), 405)
    assert Project.objects.filter(pk=project.pk).exists()


@pytest.mark.parametrize("changes", [{"name": "Mine"}, {"guide": ""}, {"labels": []}, {"review_hours": 1}, {}])
def test_a_worker_cannot_change_a_project(cast, changes):
    project, before = cast.cats, stored()
    error(http(cast.ana).patch(f"{API}/projects/{project.pk}/", changes), 403)
    assert error(http(cast.ana).put(f"{API}/projects/{project.pk}/", changes), 405)
    assert stored() == before
    project.refresh_from_db()
    assert (project.name, project.guide) == ("Cats", GUIDE)


@pytest.mark.parametrize("call", ["open", "pause", "close", "images", "fund"])
def test_a_worker_cannot_run_a_project(cast, call):
    project, before = cast.cats, stored()
    error(http(cast.ana).post(f"{API}/projects/{project.pk}/{call}/", format="multipart"), 403)
    assert stored() == before


def test_a_worker_cannot_make_a_project(cast):
    body = {"name": "Mine", "currency": "KRW", "labels": []}
    error(http(cast.ana).post(f"{API}/projects/", body), 403)
    assert not Project.objects.exists()


@pytest.mark.parametrize("kind", ["", "?format=coco", "?format=json"])
def test_a_worker_cannot_export_a_project(cast, kind):
    cast.approved(cast.ben)
    answer = http(cast.ana).get(f"{API}/projects/{cast.cats.pk}/export/{kind}")
    assert answer.status_code in {403, 404}
    assert b"000.png" not in answer.content


def test_a_client_cannot_touch_anothers_project(cast):
    project = cast.cats
    for method in ("get", "patch"):
        error(getattr(http(cast.carl), method)(f"{API}/projects/{project.pk}/"), 404)
    error(http(cast.carl).post(f"{API}/projects/{project.pk}/close/"), 404)


# Whose work it is


@pytest.mark.parametrize("boxes", ["none", "some"])
def test_a_worker_cannot_empty_or_edit_anothers_boxes(cast, ours, boxes):
    before = stored()
    body = {"version": 1, "boxes": [] if boxes == "none" else cast.boxes(cats=1)}
    error(http(cast.ben).put(url(ours, "draft/"), body), 404)
    error(http(cast.ben).post(url(ours, "submit/"), body), 404)
    assert stored() == before


@pytest.mark.parametrize("who", ["rita", "clara", "ada"])
def test_neither_reviewer_nor_client_nor_admin_edits_a_workers_boxes(cast, ours, who):
    client, before = http(getattr(cast, who)), stored()
    for answer in (
        client.put(url(ours, "draft/"), {"version": 1, "boxes": []}),
        client.post(url(ours, "submit/"), {"boxes": []}),
        client.post(url(ours, "release/")),
    ):
        error(answer, 404 if who == "rita" else 403)
    assert stored() == before


def test_a_worker_cannot_give_away_anothers_work(cast, ours):
    before = stored()
    error(http(cast.ben).post(url(ours, "release/")), 404)
    assert stored() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
def test_work_is_changed_by_its_calls_alone(cast, ours, method):
    before = stored()
    error(getattr(http(cast.ana), method)(url(ours), {"worker": cast.ben.pk, "state": "approved"}), 405)
    assert stored() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("who", ["ana", "ben", "rita"])
def test_what_was_handed_in_cannot_be_changed(cast, method, who):
    submission = cast.submitted(cats=2)
    client, before = http(getattr(cast, who)), stored()
    error(getattr(client, method)(f"{API}/submissions/{submission.pk}/", {"boxes": [], "active_ms": 1}), 404)
    assert stored() == before


def test_a_worker_cannot_rewrite_somebodys_time(cast):
    submission = cast.submitted(cast.ana)
    before = stored()
    body = {"boxes": cast.boxes(), "active_ms": 1}
    error(http(cast.ben).post(url(submission.assignment, "submit/"), body), 404)
    error(http(cast.ana).post(url(submission.assignment, "submit/"), body), 409)
    assert stored() == before


def test_nobody_has_worked_longer_than_the_clock_says(cast):
    (assignment,) = http(cast.ana).post(f"{API}/projects/{cast.cats.pk}/claim/").json()["assignments"]
    body = {"boxes": cast.boxes(), "active_ms": 3_600_000}
    told = http(cast.ana).post(f"{API}/assignments/{assignment['id']}/submit/", body).json()
    assert told["active_ms"] < 60_000


def test_the_same_work_cannot_be_handed_in_twice(cast, ours):
    body = {"boxes": cast.boxes(cats=2)}
    assert http(cast.ana).post(url(ours, "submit/"), body).status_code == 201
    before = stored()
    assert error(http(cast.ana).post(url(ours, "submit/"), body), 409)["code"] == "wrong_state"
    assert stored() == before


def test_the_same_work_with_the_same_key_counts_once(cast, ours):
    body = {"boxes": cast.boxes(cats=2)}
    first = http(cast.ana).post(url(ours, "submit/"), body, HTTP_IDEMPOTENCY_KEY="k1")
    before = stored()
    again = http(cast.ana).post(url(ours, "submit/"), body, HTTP_IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert error(http(cast.ana).post(url(ours, "submit/"), body, HTTP_IDEMPOTENCY_KEY="k2"), 409)
    error(http(cast.ben).post(url(ours, "submit/"), body, HTTP_IDEMPOTENCY_KEY="k1"), 404)
    assert stored() == before


def test_work_that_was_given_back_or_expired_cannot_be_handed_in(cast):
    given_back, expired = cast.claim(count=2)
    actions.release(by=cast.ana, assignment=given_back)
    actions.expire_leases()
    before = stored()
    for assignment in (given_back, expired):
        body = {"version": 0, "boxes": cast.boxes()}
        error(http(cast.ana).post(url(assignment, "submit/"), body), 409)
        error(http(cast.ana).put(url(assignment, "draft/"), body), 409)
    assert stored() == before


def test_work_that_nobody_took_cannot_be_handed_in(cast, ours):
    before = stored()
    error(http(cast.ana).post(f"{API}/assignments/{ours.pk + 1}/submit/", {"boxes": []}), 404)
    assert stored() == before


def test_a_worker_cannot_judge(cast):
    submission = cast.submitted(cast.ana)
    before = stored()
    for user in (cast.ana, cast.ben):
        answer = http(user).post(f"{API}/submissions/{submission.pk}/decide/", {"decision": "approved"})
        error(answer, 403 if user == cast.ana else 404)
    assert stored() == before


# What a box is. The image is 200 pixels wide and 120 high.

BAD_BOXES = {
    "left of the image": ({"x": -50}, "x"),
    "above the image": ({"y": -0.5}, "y"),
    "a negative width": ({"width": -3}, "width"),
    "no height": ({"height": 0}, "height"),
    "half a pixel wide": ({"width": 0.5}, "width"),
    "a height of 1e9": ({"height": 1e9}, "y"),
    "a number beyond floats": ({"x": 10**400}, "x"),
    "right of the image": ({"x": 199}, "x"),
    "a string as a number": ({"x": "10"}, "x"),
    "true as a number": ({"width": True}, "width"),
    "null as a number": ({"y": None}, "y"),
    "a list as a number": ({"height": [30]}, "height"),
    "an unknown label": ({"label": 10**9}, "label"),
    "a label's name": ({"label": "cat"}, "label"),
    "a label as a string of digits": ({"label": "1"}, "label"),
    "no label": ({"label": None}, "label"),
    "a label that is an object": ({"label": {}}, "label"),
}


def hand_in(cast, assignment, boxes):
    """Both ways in which boxes reach the server."""
    client = http(cast.ana)
    yield client.put(url(assignment, "draft/"), {"version": 1, "boxes": boxes})
    yield client.post(url(assignment, "submit/"), {"boxes": boxes})


@pytest.mark.parametrize("name", BAD_BOXES)
def test_a_box_is_refused_that_is(cast, ours, name):
    changes, field = BAD_BOXES[name]
    good, before = box(cast.cats.labels.first()), stored()
    for answer in hand_in(cast, ours, [good, good | changes]):
        told = error(answer, 400)
        assert told["code"] == "bad_boxes"
        assert list(told["fields"]) == [f"boxes.1.{field}"]
        assert "2" in told["message"]  # people count from one
    assert stored() == before


def test_a_box_with_a_label_of_another_project_is_refused(cast, ours):
    foreign, before = box(cast.dogs.labels.first()), stored()
    for answer in hand_in(cast, ours, [foreign]):
        assert list(error(answer, 400)["fields"]) == ["boxes.0.label"]
    assert stored() == before


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_json_does_not_know_are_refused(cast, ours, number):
    body = {"version": 1, "boxes": [box(cast.cats.labels.first()) | {"x": "HERE"}]}
    raw, before = json.dumps(body).replace('"HERE"', number), stored()
    for method, call in (("PUT", "draft/"), ("POST", "submit/")):
        error(http(cast.ana).generic(method, url(ours, call), raw, content_type="application/json"), 400)
    assert stored() == before


@pytest.mark.parametrize("boxes", [{}, "[]", 1, None, True, [1], ["box"], [[]], [None], {"0": {}}])
def test_what_is_no_list_of_boxes_is_refused(cast, ours, boxes):
    before = stored()
    for answer in hand_in(cast, ours, boxes):
        error(answer, 400)
    assert stored() == before


def test_ten_thousand_and_one_boxes_are_refused_even_where_a_project_allows_ten_thousand(cast):
    project = cast.opened(cast.draft(name="Crowds", max_boxes=10_000), won=10_000_000)
    (assignment,) = cast.claim(project=project, now=NOON)
    before = stored()
    boxes = cast.boxes(project) * 10_001
    for answer in hand_in(cast, assignment, boxes):
        assert list(error(answer, 400)["fields"]) == ["boxes"]
    assert stored() == before


def test_more_boxes_than_the_project_allows_are_refused(cast, ours):
    before = stored()
    for answer in hand_in(cast, ours, cast.boxes(cats=21)):
        assert list(error(answer, 400)["fields"]) == ["boxes"]
    assert stored() == before
