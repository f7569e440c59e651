"""What a reviewer finds besides right and wrong: boxes to be corrected, and places where one is missing."""

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts import actions as payouts
from payouts.models import Line
from projects.money import MICRO
from review import actions
from review.models import Correction, MissingBox, Verdict
from tests.cast import NOON
from tests.probes import refused, won_of


def corrected(box, **changes) -> dict:
    made = {"label": box.label_id, "x": box.x, "y": box.y, "width": box.width, "height": box.height} | changes
    return {"id": box.pk, "approved": True, "correction": made}


def decide(submission, decision="approved", *, by, **rest) -> Verdict:
    return actions.decide(by=by, submission=submission, decision=decision, now=NOON, **rest)


# Corrections


def test_a_correction_stands_beside_the_box_which_is_paid_as_it_was_drawn(cast):
    submission = cast.submitted(cats=2)
    first, _second = submission.boxes.all()
    ear = cast.cats.labels.last()
    verdict = decide(submission, by=cast.rita, boxes=[corrected(first, label=ear.pk, x=22)])
    made = Correction.objects.get()
    assert (made.box_verdict.verdict, made.box_verdict.box) == (verdict, first)
    assert (made.label, made.x, made.width) == (ear, 22, 40)
    first.refresh_from_db()
    assert (first.label.name, first.x) == ("cat", 10)
    assert verdict.boxes.filter(approved=True).count() == 2
    assert won_of(cast.cats) == (0, 2 * 40 + 5)
    payouts.accrue()
    line = Line.objects.get(worker=cast.ana)
    assert (line.label.name, line.units, line.amount_micro) == ("cat", 2, 80 * MICRO)


@pytest.mark.parametrize("by", [0, 0.005, -0.009])
def test_a_correction_that_changes_nothing_is_none(cast, by):
    submission = cast.submitted()
    box = submission.boxes.get()
    decide(submission, by=cast.rita, boxes=[corrected(box, x=box.x + by)])
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("decision", "approved", "reason"),
    [
        ("approved", False, "Loose"),
        ("returned", True, "Loose"),
        ("returned", False, "Loose"),
        ("rejected", False, "No"),
    ],
)
def test_only_an_approved_box_of_an_approved_piece_is_corrected(cast, decision, approved, reason):
    submission = cast.submitted()
    item = corrected(submission.boxes.get(), x=30) | {"approved": approved, "reason": reason}
    answer = refused(
        actions.decide, by=cast.rita, submission=submission, decision=decision, reason="All in all", boxes=[item]
    )
    assert (answer.code, list(answer.fields)) == ("bad_boxes", ["boxes.0.correction"])
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"x": 161}, "x"),
        ({"y": -0.5}, "y"),
        ({"width": 0.9}, "width"),
        ({"height": float("nan")}, "height"),
        ({"width": float("inf")}, "width"),
        ({"label": -1}, "label"),
    ],
)
def test_a_correction_keeps_the_rules_of_every_box(cast, changes, field):
    submission = cast.submitted(cats=2)
    first, second = submission.boxes.all()
    boxes = [{"id": first.pk, "approved": True}, corrected(second, **changes)]
    answer = refused(actions.decide, by=cast.rita, submission=submission, decision="approved", boxes=boxes)
    assert list(answer.fields) == [f"boxes.1.correction.{field}"]
    assert "Box 2" in answer.message
    assert not Verdict.objects.exists()


def test_a_label_of_another_project_is_no_correction(cast):
    submission = cast.submitted()
    foreign = cast.dogs.labels.first()
    boxes = [corrected(submission.boxes.get(), label=foreign.pk)]
    answer = refused(actions.decide, by=cast.rita, submission=submission, decision="approved", boxes=boxes)
    assert list(answer.fields) == ["boxes.0.correction.label"]


def test_corrections_and_pins_stay_as_they_were_written(cast, sql):
    submission = cast.submitted()
    decide(submission, by=cast.rita, boxes=[corrected(submission.boxes.get(), x=30)], missing=[{"x": 1, "y": 1}])
    for table in ("review_correction", "review_missingbox"):
        for statement in (f"UPDATE {table} SET x = 0", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                sql(statement)


# Pins


def test_a_pin_is_reason_enough_for_a_return_and_not_for_a_rejection(cast):
    submission = cast.submitted()
    answer = refused(
        actions.decide, by=cast.rita, submission=submission, decision="rejected", missing=[{"x": 5, "y": 6}]
    )
    assert answer.code == "reason_missing"
    verdict = decide(submission, "returned", by=cast.rita, missing=[{"x": 5, "y": 6}])
    assert (verdict.decision, verdict.reason, verdict.boxes.count()) == ("returned", "", 0)
    assert list(verdict.missing.values_list("x", "y", "label", "reason")) == [(5, 6, None, "")]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(x=st.floats(), y=st.floats())
def test_a_pin_lies_in_the_picture_or_is_refused(cast, x, y):
    submission = cast.submitted() if not hasattr(cast, "piece") else cast.piece
    cast.piece = submission
    inside = 0 <= x <= 200 and 0 <= y <= 120
    with transaction.atomic():
        if inside:
            decide(submission, by=cast.rita, missing=[{"x": x, "y": y}])
            assert MissingBox.objects.values_list("x", "y").get() == (x, y)
        else:
            answer = refused(
                actions.decide, by=cast.rita, submission=submission, decision="approved", missing=[{"x": x, "y": y}]
            )
            assert answer.code == "bad_missing"
        transaction.set_rollback(True)


# The same once more


def test_the_same_decision_sent_twice_counts_once(cast):
    submission = cast.submitted(cats=2)
    first, second = submission.boxes.all()
    body = {
        "boxes": [corrected(first, x=30), {"id": second.pk, "approved": False, "reason": "Loose"}],
        "missing": [{"x": 5, "y": 6, "reason": "a tail"}],
        "reason": "Nearly",
    }
    verdict = decide(submission, by=cast.rita, **body)
    assert decide(submission, by=cast.rita, **body) == verdict
    assert (Verdict.objects.count(), Correction.objects.count(), MissingBox.objects.count()) == (1, 1, 1)
    assert won_of(cast.cats) == (40 + 5, 40 + 5)


@pytest.mark.parametrize("decision", ["returned", "rejected"])
def test_a_return_or_a_rejection_sent_twice_counts_once(cast, decision):
    submission = cast.submitted()
    verdict = decide(submission, decision, by=cast.rita, reason="No cat")
    assert decide(submission, decision, by=cast.rita, reason="No cat") == verdict


def test_another_decision_or_that_of_another_reviewer_comes_too_late(cast):
    submission = cast.submitted()
    box = submission.boxes.get()
    decide(submission, by=cast.rita)
    for body in (
        {"by": cast.ada},
        {"by": cast.rita, "missing": [{"x": 1, "y": 1}]},
        {"by": cast.rita, "boxes": [corrected(box, x=30)]},
        {"by": cast.rita, "boxes": [{"id": box.pk, "approved": False, "reason": "Loose"}]},
        {"by": cast.rita, "reason": "Fine"},
    ):
        answer = refused(actions.decide, submission=submission, decision="approved", **body)
        assert (answer.code, answer.status) == ("already_decided", 409)
