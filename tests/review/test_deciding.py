"""Verdicts and what they cost, to the micro: spent, kept for an objection, freed."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from labeling import actions as labeling
from labeling.models import Assignment, Submission
from people.models import Event, Notice
from projects import actions as projects
from projects.money import MICRO
from review import actions
from review.models import BoxVerdict, Reading, UnbookedVerdict, Verdict
from tests.cast import LABELS, NOON, Cast
from tests.probes import at_once, refused, won_of

HOUR = timedelta(hours=1)
JUDGED = NOON + HOUR


def refusal(box, reason="Too loose") -> dict:
    return {"id": box.pk, "approved": False, "reason": reason}


def told(verdict) -> list[tuple[int, bool, str]]:
    return list(verdict.boxes.order_by("box__position").values_list("box__position", "approved", "reason"))


def piece_of(submission) -> Assignment:
    return Assignment.objects.select_related("task").get(pk=submission.assignment_id)


def decide(submission, decision, *, by, now=JUDGED, **rest) -> Verdict:
    return actions.decide(by=by, submission=submission, decision=decision, now=now, **rest)


# What each decision leaves behind


def test_approving_all_spends_boxes_and_review_and_keeps_nothing(cast):
    submission = cast.submitted(cats=2, ears=1)
    assert won_of(cast.cats) == (95 + 2 * 5, 0)
    verdict = decide(submission, "approved", by=cast.rita, active_ms=4_000)
    assert (verdict.decision, verdict.source, verdict.decided_by) == ("approved", "reviewer", cast.rita)
    assert (verdict.decided_at, verdict.appeal_until, verdict.active_ms) == (JUDGED, None, 4_000)
    assert told(verdict) == [(0, True, ""), (1, True, ""), (2, True, "")]
    assert won_of(cast.cats) == (0, 95 + 5)
    assert (piece_of(submission).state, piece_of(submission).task.state) == ("approved", "done")
    assert piece_of(submission).reserved_micro == 0
    assert not Notice.objects.filter(user=cast.ana, kind__contains="sub").exists()  # good news by the dozen is noise


def test_refusing_some_spends_the_others_and_keeps_the_refused_and_a_review_for_an_objection(cast):
    submission = cast.submitted(cats=2, ears=2)
    _first, second, _third, fourth = submission.boxes.all()
    verdict = decide(submission, "approved", by=cast.rita, boxes=[refusal(second), refusal(fourth, "No ear")])
    assert told(verdict) == [(0, True, ""), (1, False, "Too loose"), (2, True, ""), (3, False, "No ear")]
    assert verdict.appeal_until == JUDGED + timedelta(days=14)
    assert won_of(cast.cats) == (40 + 15 + 5, 40 + 15 + 5)
    assert (piece_of(submission).state, piece_of(submission).task.state) == ("approved", "done")
    notice = Notice.objects.get(user=cast.ana, kind="boxes_refused")
    assert notice.path == f"/work/{submission.assignment_id}/"


def test_returning_with_pins_spends_the_review_and_reserves_the_rounds_that_are_left(cast):
    submission = cast.submitted(cats=2)
    _first, second = submission.boxes.all()
    verdict = decide(submission, "returned", by=cast.rita, boxes=[refusal(second)])
    assert (told(verdict), verdict.reason, verdict.appeal_until) == ([(1, False, "Too loose")], "", None)
    assert won_of(cast.cats) == (20 * 40 + 3 * 5, 5)
    piece = piece_of(submission)
    assert (piece.state, piece.round, piece.task.state) == ("returned", 1, "taken")
    notice = Notice.objects.get(user=cast.ana, kind="submission_returned")
    assert (notice.path, notice.by_mail) == (f"/work/{piece.pk}/label/", True)


def test_returning_as_a_whole_pins_nothing(cast):
    submission = cast.submitted(cats=2)
    verdict = decide(submission, "returned", by=cast.rita, reason=" Two cats are missing ")
    assert (told(verdict), verdict.reason) == ([], "Two cats are missing")


def test_a_pin_without_words_carries_the_reason_of_the_whole(cast):
    submission = cast.submitted(cats=2)
    first, _second = submission.boxes.all()
    verdict = decide(submission, "returned", by=cast.rita, reason="Tighter", boxes=[refusal(first, "")])
    assert told(verdict) == [(0, False, "Tighter")]


def test_a_mended_piece_is_judged_again_at_the_same_price(cast):
    submission = cast.submitted(cats=2)
    decide(submission, "returned", by=cast.rita, reason="One is missing")
    dearer = [label | {"unit_price_micro": 9 * label["unit_price_micro"]} for label in LABELS]
    projects.update_project(by=cast.clara, project=cast.cats, labels=dearer, review_price_micro=99 * MICRO, now=JUDGED)
    piece = piece_of(submission)
    second = labeling.submit(by=cast.ana, assignment=piece, boxes=cast.boxes(cats=3), now=JUDGED + HOUR)
    assert won_of(cast.cats) == (120 + 2 * 5, 5)
    verdict = decide(second, "approved", by=cast.rita, now=JUDGED + 2 * HOUR)
    assert verdict.review_price_micro == 5 * MICRO
    assert won_of(cast.cats) == (0, 120 + 5 + 5)


def test_rejecting_spends_the_review_keeps_all_for_an_objection_and_frees_the_task(cast):
    submission = cast.submitted(cats=2)
    first, _second = submission.boxes.all()
    verdict = decide(submission, "rejected", by=cast.rita, reason="No cats here", boxes=[refusal(first, "A dog")])
    assert told(verdict) == [(0, False, "A dog"), (1, False, "No cats here")]
    assert verdict.appeal_until == JUDGED + timedelta(days=14)
    assert won_of(cast.cats) == (80 + 5, 5)
    assert (piece_of(submission).state, piece_of(submission).task.state) == ("rejected", "open")
    assert Notice.objects.get(user=cast.ana, kind="submission_rejected").by_mail
    assert len(cast.claim(cast.ben, count=20)) == 10
    assert len(cast.claim(count=20)) == 0  # Ana had that image already


def test_rejecting_nothing_keeps_nothing(cast):
    submission = cast.submitted(cats=0)
    verdict = decide(submission, "rejected", by=cast.rita, reason="There is a cat")
    assert (told(verdict), verdict.appeal_until) == ([], None)
    assert won_of(cast.cats) == (0, 5)


def test_an_empty_picture_is_approved_and_earns_the_reviewer_alone(cast):
    decide(cast.submitted(cats=0), "approved", by=cast.rita)
    assert won_of(cast.cats) == (0, 5)
    assert UnbookedVerdict.objects.count() == 1


def test_the_reviewers_pay_is_that_of_the_day_the_work_was_taken_and_an_admin_judges_for_nothing(cast):
    by_rita, by_ada = cast.submitted(), cast.submitted()
    projects.update_project(by=cast.clara, project=cast.cats, review_price_micro=99 * MICRO, now=NOON)
    assert decide(by_rita, "approved", by=cast.rita).review_price_micro == 5 * MICRO
    assert decide(by_ada, "approved", by=cast.ada).review_price_micro == 0
    assert won_of(cast.cats) == (0, 40 + 40 + 5)


def test_a_verdict_is_in_the_event_log_and_waits_to_be_booked(cast):
    submission = cast.submitted()
    verdict = decide(submission, "approved", by=cast.rita)
    event = Event.objects.get(verb="work.approved")
    assert (event.actor, event.subject) == (cast.rita, f"assignment:{submission.assignment_id}")
    assert event.data == {"round": 1, "verdict": verdict.pk}
    assert list(UnbookedVerdict.objects.values_list("pk", flat=True)) == [verdict.pk]
    actions.book_verdicts([verdict.pk])
    assert not UnbookedVerdict.objects.exists()


def test_what_earns_nobody_anything_does_not_wait_to_be_booked(cast):
    decide(cast.submitted(), "returned", by=cast.ada, reason="Again")
    assert not UnbookedVerdict.objects.exists()


# What is refused, and changes nothing


@pytest.mark.parametrize(
    ("decision", "rest", "code"),
    [
        ("perfect", {}, "bad_decision"),
        ("returned", {}, "reason_missing"),
        ("returned", {"reason": "  "}, "reason_missing"),
        ("rejected", {}, "reason_missing"),
        ("rejected", {"reason": "x" * 501}, "too_long"),
        ("rejected", {"refuse": [(0, "Too loose")]}, "reason_missing"),  # the second box has no reason
        ("approved", {"refuse": [(0, "")]}, "bad_boxes"),
        ("approved", {"refuse": [(0, " ")], "reason": "Too loose"}, "bad_boxes"),
        ("approved", {"boxes": [{"id": 0, "approved": True}]}, "bad_boxes"),
    ],
)
def test_a_decision_that_is_not_complete_is_refused_and_changes_nothing(cast, decision, rest, code):
    submission = cast.submitted(cats=2)
    boxes = list(submission.boxes.all())
    if "refuse" in rest:
        rest = rest | {"boxes": [refusal(boxes[index], reason) for index, reason in rest["refuse"]]}
        rest.pop("refuse")
    assert refused(decide, submission=submission, decision=decision, by=cast.rita, **rest).code == code
    assert not Verdict.objects.exists()
    assert piece_of(submission).state == "submitted"
    assert won_of(cast.cats) == (90, 0)


def test_a_box_of_another_submission_is_named(cast):
    submission, other = cast.submitted(), cast.submitted(cast.ben)
    boxes = [{"id": submission.boxes.get().pk, "approved": True}, refusal(other.boxes.get())]
    answer = refused(decide, submission=submission, decision="approved", by=cast.rita, boxes=boxes)
    assert list(answer.fields) == ["boxes.1"]


def test_in_the_last_round_nothing_is_returned(cast):
    project = cast.draft(name="Once", max_rounds=1)
    projects.seat_reviewer(by=cast.clara, project=project, user=cast.rita, now=NOON)
    submission = cast.submitted(project=cast.opened(project))
    answer = refused(decide, submission=submission, decision="returned", by=cast.rita, reason="Again")
    assert (answer.code, answer.status) == ("last_round", 409)
    assert decide(submission, "rejected", by=cast.rita, reason="No").decision == "rejected"


def test_who_may_not_judge_decides_nothing(cast):
    assert cast.dogs
    own, others = cast.submitted(cast.rita), cast.submitted()
    for user, submission in ((cast.rita, own), (cast.ana, others)):
        with pytest.raises(PermissionDenied):
            decide(submission, "approved", by=user)
    for user in (cast.raul, cast.ben, cast.clara, cast.carl):
        with pytest.raises(Http404):
            decide(others, "approved", by=user)
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("first", ["approved", "returned", "rejected"])
def test_what_is_decided_is_not_decided_again(cast, first):
    submission = cast.submitted()
    decide(submission, first, by=cast.rita, reason="No")
    answer = refused(decide, submission=submission, decision="approved", by=cast.ada)
    assert (answer.code, answer.status) == ("already_decided", 409)


def test_an_earlier_round_is_not_decided_again_when_the_next_is_in_review(cast):
    submission = cast.submitted()
    decide(submission, "returned", by=cast.rita, reason="Again")
    labeling.submit(by=cast.ana, assignment=piece_of(submission), boxes=cast.boxes(), now=JUDGED + HOUR)
    assert refused(decide, submission=submission, decision="approved", by=cast.rita).code == "already_decided"


def test_what_another_reviewer_is_reading_is_theirs_until_they_are_done_or_gone(cast):
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.raul, now=NOON)
    submission = cast.submitted()
    actions.take_next(by=cast.raul, now=JUDGED)
    answer = refused(decide, submission=submission, decision="approved", by=cast.rita)
    assert (answer.code, answer.status) == ("being_read", 409)
    verdict = decide(submission, "approved", by=cast.rita, now=JUDGED + timedelta(minutes=21))
    assert verdict.decided_by == cast.rita
    assert not Reading.objects.exists()


def test_a_box_is_approved_at_most_once_whatever_the_code_does(cast):
    submission = cast.submitted()
    first = decide(submission, "approved", by=cast.rita)
    objection = Verdict.objects.create(
        submission=submission, decision="approved", source="appeal", decided_by=cast.ada, decided_at=JUDGED
    )
    with pytest.raises(IntegrityError, match="a_box_is_approved_once"), transaction.atomic():
        BoxVerdict.objects.create(verdict=objection, box=first.boxes.get().box, approved=True)
    with pytest.raises(IntegrityError, match="one_verdict_per_submission"), transaction.atomic():
        Verdict.objects.create(
            submission=submission, decision="approved", source="reviewer", decided_by=cast.ada, decided_at=JUDGED
        )
    with pytest.raises(IntegrityError, match="a_refused_box_has_a_reason"), transaction.atomic():
        BoxVerdict.objects.create(verdict=objection, box=first.boxes.get().box, approved=False)


# The deadline


def test_what_nobody_decided_in_time_is_approved_by_the_deadline_and_earns_no_reviewer(cast):
    overdue, in_time = cast.submitted(cats=2), cast.submitted(now=NOON + HOUR)
    deadline = overdue.review_by
    assert actions.approve_overdue(now=deadline) == 0
    assert actions.approve_overdue(now=deadline + timedelta(seconds=1)) == 1
    verdict = Verdict.objects.get()
    assert (verdict.submission, verdict.decision, verdict.source) == (overdue, "approved", "deadline")
    assert (verdict.decided_by, verdict.review_price_micro) == (None, 0)
    assert told(verdict) == [(0, True, ""), (1, True, "")]
    assert won_of(cast.cats) == (50, 80)
    assert piece_of(in_time).state == "submitted"
    assert Event.objects.get(verb="work.approved").actor is None


def test_a_returned_piece_is_not_approved_by_the_deadline_of_its_first_round(cast):
    submission = cast.submitted()
    decide(submission, "returned", by=cast.rita, reason="Again")
    assert actions.approve_overdue(now=NOON + timedelta(days=30)) == 0
    second = labeling.submit(by=cast.ana, assignment=piece_of(submission), boxes=cast.boxes(), now=JUDGED + HOUR)
    assert actions.approve_overdue(now=submission.review_by + timedelta(seconds=1)) == 0
    assert actions.approve_overdue(now=second.review_by + timedelta(seconds=1)) == 1


def test_a_sweep_takes_at_most_as_many_as_it_is_told(cast):
    for _turn in range(3):
        cast.submitted()
    later = NOON + timedelta(days=30)
    assert [actions.approve_overdue(now=later, limit=2) for _turn in range(3)] == [2, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_sweeps_and_reviewers_at_once_decide_each_piece_once():
    cast = Cast()
    submissions = [cast.submitted(cats=2) for _turn in range(6)]
    later = NOON + timedelta(days=30)
    sweeps = [partial(actions.approve_overdue, now=later)] * 3
    judged = [partial(decide, s, "approved", by=cast.rita, now=later) for s in submissions]
    answers = at_once([*sweeps, *judged])
    by_deadline = sum(answer for answer in answers if isinstance(answer, int))
    by_rita = sum(isinstance(answer, Verdict) for answer in answers)
    assert by_deadline + by_rita == Verdict.objects.count() == 6, answers
    assert won_of(cast.cats) == (0, 6 * 80 + by_rita * 5)


def poor(cast: Cast) -> Submission:
    """A submission in review, in a project whose whole budget is promised."""
    project = cast.opened(cast.draft(name="Poor"), won=50 + 820)
    submission = cast.submitted(project=project)
    cast.claim(cast.ben, project)
    assert won_of(project) == (870, 0)
    return submission


@pytest.mark.parametrize(("decision", "rest"), [("rejected", {"reason": "No cat"}), ("approved", {})])
def test_a_promised_budget_keeps_no_reviewer_from_deciding(cast, decision, rest):
    submission = poor(cast)
    decide(submission, decision, by=cast.ada, **rest)
    assert piece_of(submission).state == decision


def test_a_round_that_the_budget_does_not_cover_is_refused_with_what_to_do_instead(cast):
    submission = poor(cast)
    refusal_ = refused(decide, submission=submission, decision="returned", by=cast.ada, reason="Mend it")
    assert (refusal_.code, "approve or reject" in refusal_.message) == ("no_budget", True)
    assert piece_of(submission).state == "submitted"
