"""Judging and objecting, by HTTP."""

import pytest

from labeling import actions as labeling
from people.errors import Refused
from projects import actions as projects
from projects.money import MICRO
from review import actions
from review.models import Appeal, Verdict
from tests.http import API, error, http, queries_of


def decide(user, submission, decision, **body):
    return http(user).post(f"{API}/submissions/{submission.pk}/decide/", {"decision": decision} | body)


def refusal(box, reason="Too loose"):
    return {"id": box.pk, "approved": False, "reason": reason}


def refused(cast, worker=None):
    """A submission of two cats, the second refused, so that its worker may object."""
    submission = cast.submitted(worker, cats=2)
    _first, second = submission.boxes.all()
    actions.decide(by=cast.rita, submission=submission, decision="approved", boxes=[refusal(second)])
    return submission, second


def objection(cast):
    submission, _second = refused(cast)
    return actions.appeal(by=cast.ana, submission=submission, reason="It is tight.")


def test_a_reviewer_is_given_the_next_piece_with_all_that_judging_needs(cast):
    submission = cast.submitted(cats=2, ears=1)
    given = http(cast.rita).get(f"{API}/review/next/").json()["submission"]
    assert given["id"] == submission.pk
    assert given["project"] == {"id": cast.cats.pk, "name": "Cats"}
    assert [box["id"] for box in given["boxes"]] == [box.pk for box in submission.boxes.all()]
    assert [(label["name"], label["unit_price_micro"]) for label in given["labels"]] == [
        ("cat", 40 * MICRO),
        ("ear", 15 * MICRO),
    ]
    assert given["decisions"] == ["approved", "returned", "rejected"]
    assert given["image"]["url"] == f"http://testserver{API}/submissions/{submission.pk}/image/"
    assert http(cast.rita).get(given["image"]["url"])["Content-Type"] == "image/png"
    assert "Ana" not in str(given)


def test_an_empty_queue_is_null(cast):
    assert cast.cats
    answer = http(cast.rita).get(f"{API}/review/next/")
    assert (answer.status_code, answer.json()) == (200, {"submission": None})


def test_who_has_no_seat_has_no_queue(cast):
    for user in (cast.ana, cast.clara):
        error(http(user).get(f"{API}/review/next/"), 403)


def test_two_reviewers_are_never_given_the_same_piece(cast):
    cast.submitted()
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.raul)
    assert http(cast.rita).get(f"{API}/review/next/").json()["submission"]
    assert http(cast.raul).get(f"{API}/review/next/").json() == {"submission": None}


def test_in_the_last_round_nothing_can_be_returned(cast):
    project = cast.opened(cast.draft(name="Once", max_rounds=1))
    projects.seat_reviewer(by=cast.clara, project=project, user=cast.rita)
    submission = cast.submitted(project=project)
    given = http(cast.rita).get(f"{API}/review/next/").json()["submission"]
    assert given["decisions"] == ["approved", "rejected"]
    assert error(decide(cast.rita, submission, "returned", reason="Again"), 409)["code"] == "last_round"


def test_an_approval_may_refuse_single_boxes(cast):
    submission = cast.submitted(cats=2)
    first, second = submission.boxes.all()
    answer = decide(cast.rita, submission, "approved", boxes=[refusal(second)], active_ms=900)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["decision"], told["source"], told["submission"]) == ("approved", "reviewer", submission.pk)
    assert told["boxes"] == [
        {"id": first.pk, "approved": True, "reason": "", "correction": None},
        {"id": second.pk, "approved": False, "reason": "Too loose", "correction": None},
    ]
    assert error(decide(cast.rita, submission, "approved"), 409)["code"] == "already_decided"


def test_a_returned_piece_shows_its_worker_the_reasons_at_the_boxes(cast):
    submission = cast.submitted(cats=2)
    _first, second = submission.boxes.all()
    decide(cast.rita, submission, "returned", reason="Almost", boxes=[refusal(second)])
    shown = http(cast.ana).get(f"{API}/assignments/{submission.assignment_id}/").json()
    (verdict,) = shown["verdicts"]
    assert shown["state"] == "returned"
    assert (verdict["decision"], verdict["reason"]) == ("returned", "Almost")
    assert verdict["boxes"] == [{"id": second.pk, "approved": False, "reason": "Too loose", "correction": None}]
    assert "Rita" not in str(shown)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "decision"),
        ({"decision": "perfect"}, "decision"),
        ({"decision": ["approved"]}, "decision"),
        ({"decision": "rejected"}, "reason"),
        ({"decision": "rejected", "reason": "x" * 501}, "reason"),
        ({"decision": "approved", "boxes": {}}, "boxes"),
        ({"decision": "approved", "boxes": [{"id": {}, "approved": True}]}, "boxes.0.id"),
        ({"decision": "approved", "boxes": [{"id": 10**30, "approved": True}]}, "boxes.0"),
        ({"decision": "approved", "boxes": [{"id": 1}]}, "boxes.0.approved"),
        ({"decision": "approved", "active_ms": -5}, "active_ms"),
        ({"decision": "approved", "active_ms": 1e30}, "active_ms"),
        ({"decision": "approved", "reason": "\x00"}, "reason"),
    ],
)
def test_a_decision_that_cannot_be_read_is_a_400_and_decides_nothing(cast, body, field):
    submission = cast.submitted()
    told = error(http(cast.rita).post(f"{API}/submissions/{submission.pk}/decide/", body), 400)
    assert list(told["fields"]) == [field]
    assert not Verdict.objects.exists()


def test_only_the_projects_reviewers_decide_and_never_on_their_own_work(cast):
    own = cast.submitted(cast.rita)
    others = cast.submitted(cast.ana)
    error(decide(cast.rita, own, "approved"), 403)
    error(decide(cast.ana, others, "approved"), 403)
    for user in (cast.ben, cast.raul, cast.clara):
        error(decide(user, others, "approved"), 404)


def test_the_picture_of_a_submission_is_for_those_who_have_to_do_with_it(cast):
    submission = cast.submitted()
    url = f"{API}/submissions/{submission.pk}/image/"
    for user in (cast.ana, cast.rita, cast.clara, cast.ada):
        assert http(user).get(url)["Content-Type"] == "image/png"
    assert cast.dogs
    for user in (cast.ben, cast.raul, cast.carl):
        error(http(user).get(url), 404)


def test_a_worker_objects_and_another_reviewer_grants_it(cast):
    submission, second = refused(cast)
    answer = http(cast.ana).post(f"{API}/submissions/{submission.pk}/appeal/", {"reason": "It is tight."})
    assert answer.status_code == 201
    assert answer.json()["boxes"] == [second.pk]
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.raul)
    (waiting,) = http(cast.raul).get(f"{API}/appeals/").json()["results"]
    assert (waiting["id"], waiting["submission"]["id"]) == (answer.json()["id"], submission.pk)
    settled = http(cast.raul).post(f"{API}/appeals/{waiting['id']}/decide/", {"decision": "approved"}).json()
    assert (settled["decision"], settled["source"]) == ("approved", "appeal")
    assert settled["boxes"] == [{"id": second.pk, "approved": True, "reason": "", "correction": None}]
    shown = http(cast.ana).get(f"{API}/assignments/{submission.assignment_id}/").json()
    assert [verdict["source"] for verdict in shown["verdicts"]] == ["reviewer", "appeal"]
    assert shown["appeal"]["verdict"] == settled["id"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": ""},
        {"reason": "x" * 1001},
        {"reason": "No", "boxes": ["x"]},
        {"reason": "No", "boxes": [0]},
        {"reason": "No", "boxes": {}},
    ],
)
def test_an_objection_that_cannot_be_read_is_a_400(cast, body):
    submission, _second = refused(cast)
    error(http(cast.ana).post(f"{API}/submissions/{submission.pk}/appeal/", body), 400)
    assert not Appeal.objects.exists()


def test_where_nothing_was_refused_there_is_nothing_to_object_to(cast):
    submission = cast.submitted()
    cast.decided(submission)
    url = f"{API}/submissions/{submission.pk}/appeal/"
    assert error(http(cast.ana).post(url, {"reason": "Why"}), 409)["code"] == "nothing_refused"
    error(http(cast.ben).post(url, {"reason": "Why"}), 404)


def test_an_objection_is_settled_by_nobody_who_had_a_part_in_it(cast):
    appeal = objection(cast)
    for user in (cast.ana, cast.rita):
        error(http(user).post(f"{API}/appeals/{appeal.pk}/decide/", {"decision": "approved"}), 403)
    for user in (cast.ben, cast.clara):
        error(http(user).post(f"{API}/appeals/{appeal.pk}/decide/", {"decision": "approved"}), 404)
    appeal.refresh_from_db()
    assert appeal.verdict is None


def test_a_worker_is_refused_their_own_appeal_however_many_reviewers_there_are(cast):
    appeal = objection(cast)
    for user in (cast.raul, cast.ben):
        projects.seat_reviewer(by=cast.clara, project=cast.cats, user=user)
    error(http(cast.ana).post(f"{API}/appeals/{appeal.pk}/decide/", {"decision": "approved"}), 403)


@pytest.mark.parametrize("body", [{}, {"decision": "returned"}, {"decision": "rejected"}, {"decision": 7}])
def test_a_settlement_that_cannot_be_read_is_a_400(cast, body):
    appeal = objection(cast)
    error(http(cast.ada).post(f"{API}/appeals/{appeal.pk}/decide/", body), 400)
    assert Verdict.objects.count() == 1


def test_the_list_of_objections_costs_the_same_queries_however_long_it_is(cast):
    objection(cast)
    client = http(cast.ada)
    for_one = queries_of(client.get, f"{API}/appeals/")
    objection(cast)
    objection(cast)
    assert queries_of(client.get, f"{API}/appeals/") == for_one
    assert len(client.get(f"{API}/appeals/").json()["results"]) == 3
    error(http(cast.ben).get(f"{API}/appeals/"), 403)


def test_the_next_piece_costs_the_same_queries_however_many_boxes_it_has(cast):
    client = http(cast.rita)
    small = cast.submitted(cats=1)
    for_one = queries_of(client.get, f"{API}/review/next/")
    cast.decided(small)
    cast.submitted(cats=9, ears=9)
    assert queries_of(client.get, f"{API}/review/next/") == for_one


def test_a_reason_longer_than_can_be_kept_is_refused_by_the_pages_too(cast):
    submission, _second = refused(cast)
    with pytest.raises(Refused, match="At most 1000"):
        actions.appeal(by=cast.ana, submission=submission, reason="x" * 1001)
    appeal = actions.appeal(by=cast.ana, submission=submission, reason="x" * 1000)
    with pytest.raises(Refused, match="At most 500"):
        actions.decide_appeal(by=cast.ada, appeal=appeal, decision="rejected", reason="x" * 501)


def test_the_canvas_of_a_piece_in_hand_can_be_fetched_ahead_and_of_no_other(cast):
    submission = cast.submitted(cats=2)
    refused_box = {"id": submission.boxes.last().pk, "approved": False, "reason": "Too loose"}
    cast.decided(submission, "returned", reason="Nearly", boxes=[refused_box])
    (in_hand,) = cast.claim()
    client = http(cast.ana)
    canvas = client.get(f"{API}/assignments/{submission.assignment_id}/canvas/").json()
    assert (canvas["reason"], [pin["reason"] for pin in canvas["pins"]]) == ("Nearly", ["Too loose"])
    assert [piece["id"] for piece in canvas["upcoming"]] == [in_hand.pk]
    labeling.release(by=cast.ana, assignment=in_hand)
    error(client.get(f"{API}/assignments/{in_hand.pk}/canvas/"), 404)
    error(http(cast.ben).get(f"{API}/assignments/{submission.assignment_id}/canvas/"), 404)


# Corrections, pins, and the next piece ahead


def test_a_correction_and_a_pin_are_answered_and_shown_to_the_worker(cast):
    submission = cast.submitted(cats=2)
    first, _second = submission.boxes.all()
    cat, ear = cast.cats.labels.all()
    made = {"label": ear.pk, "x": 12.5, "y": 10.0, "width": 40.0, "height": 30.0}
    place = {"x": 150.5, "y": 80.0, "label": cat.pk, "reason": "the other cat"}
    boxes = [{"id": first.pk, "approved": True, "correction": made}]
    answer = decide(cast.rita, submission, "approved", boxes=boxes, missing=[place, {"x": 1, "y": 2}])
    assert answer.status_code == 200, answer.content
    told = {box["id"]: box["correction"] for box in answer.json()["boxes"]}
    assert told == {first.pk: made, _second.pk: None}
    assert answer.json()["missing"] == [place, {"x": 1.0, "y": 2.0, "label": None, "reason": ""}]
    (seen,) = http(cast.ana).get(f"{API}/assignments/{submission.assignment_id}/").json()["verdicts"]
    assert (seen["boxes"], seen["missing"]) == (answer.json()["boxes"], answer.json()["missing"])


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"boxes": "correction", "x": -1}, "boxes.0.correction.x"),
        ({"boxes": "correction", "width": "wide"}, "boxes.0.correction.width"),
        ({"boxes": "correction", "height": 0.5}, "boxes.0.correction.height"),
        ({"boxes": "correction", "label": 0}, "boxes.0.correction.label"),
        ({"boxes": []}, "boxes.0.correction"),
        ({"missing": [{"x": 1}]}, "missing.0.y"),
        ({"missing": [{"x": 1, "y": 1}, {"x": 201, "y": 1}]}, "missing.1.x"),
        ({"missing": [{"x": True, "y": 1}]}, "missing.0.x"),
        ({"missing": [{"x": 1, "y": 1, "label": 0}]}, "missing.0.label"),
        ({"missing": [{"x": 1, "y": 1, "label": [1]}]}, "missing.0.label"),
        ({"missing": [{"x": 1, "y": 1, "reason": "x" * 501}]}, "missing.0.reason"),
        ({"missing": ["here"]}, "missing.0"),
        ({"missing": [{"x": 1, "y": 1}] * 201}, "missing"),
    ],
)
def test_a_finding_that_cannot_be_is_named_and_nothing_is_stored(cast, body, path):
    submission = cast.submitted()
    box = submission.boxes.get()
    if body.pop("boxes", None) == "correction":
        made = {"label": box.label_id, "x": 10, "y": 10, "width": 40, "height": 30} | body
        body = {"boxes": [{"id": box.pk, "approved": True, "correction": made}]}
    elif not body:
        body = {"boxes": [{"id": box.pk, "approved": True, "correction": []}]}
    assert path in error(decide(cast.rita, submission, "approved", **body), 400)["fields"]
    assert not Verdict.objects.exists()


def test_the_next_piece_is_taken_ahead_and_put_back(cast):
    first, second = cast.submitted(), cast.submitted()
    rita = http(cast.rita)
    assert rita.get(f"{API}/review/next/").json()["submission"]["id"] == first.pk
    assert rita.get(f"{API}/review/next/?besides={first.pk}").json()["submission"]["id"] == second.pk
    assert rita.get(f"{API}/review/next/?besides={first.pk},{second.pk},x,").json() == {"submission": None}
    canvas = rita.get(f"{API}/submissions/{second.pk}/canvas/").json()
    assert (canvas["id"], canvas["mode"], len(canvas["boxes"])) == (second.pk, "review", 1)
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.raul)
    assert http(cast.raul).get(f"{API}/review/next/").json() == {"submission": None}
    assert error(http(cast.raul).get(f"{API}/submissions/{second.pk}/canvas/"), 409)["code"] == "being_read"
    assert rita.post(f"{API}/submissions/{second.pk}/put-back/").status_code == 204
    assert http(cast.raul).get(f"{API}/review/next/").json()["submission"]["id"] == second.pk
    cast.decided(first)
    assert error(rita.get(f"{API}/submissions/{first.pk}/canvas/"), 409)["code"] == "already_decided"
