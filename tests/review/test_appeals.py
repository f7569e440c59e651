"""Objections: raised once and in time, settled by somebody who had no part in it, to the micro."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from labeling.models import Assignment, Task
from people.models import Event, Notice
from projects import actions as projects
from projects.money import MICRO
from review import actions
from review.models import Appeal, UnbookedVerdict, Verdict
from tests.cast import NOON, Cast
from tests.probes import at_once, refused, won_of

JUDGED = NOON + timedelta(hours=1)
LAST_DAY = JUDGED + timedelta(days=14)


def refusal(box, reason="Too loose") -> dict:
    return {"id": box.pk, "approved": False, "reason": reason}


def object_to(submission, *, by=None, reason="It is tight.", boxes=(), now=JUDGED) -> Appeal:
    by = by or submission.assignment.worker
    return actions.appeal(by=by, submission=submission, reason=reason, boxes=[box.pk for box in boxes], now=now)


def settle(appeal, *, by, now=JUDGED, **rest) -> Verdict:
    return actions.decide_appeal(by=by, appeal=appeal, now=now, **rest)


def state_of(submission) -> str:
    return Assignment.objects.get(pk=submission.assignment_id).state


@pytest.fixture
def two(cast):
    """The cats are judged by Rita, and by Raul, who settles what Rita refused."""
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.raul, now=NOON)
    return cast


@pytest.fixture
def partly(two):
    """Two cats and two ears; a cat and an ear were refused by Rita: 55 spent and 5 for her, 60 kept."""
    submission = two.submitted(cats=2, ears=2)
    _cat, cat, _ear, ear = submission.boxes.all()
    two.decided(submission, boxes=[refusal(cat), refusal(ear)])
    return submission


@pytest.fixture
def rejected(two):
    """Two cats, all refused: 5 for Rita spent, 85 kept."""
    submission = two.submitted(cats=2)
    two.decided(submission, "rejected", reason="No cats")
    return submission


# Objecting


def test_an_objection_names_no_box_and_means_all_refused_ones(two, partly):
    appeal = object_to(partly, reason=" It is tight. ")
    _cat, cat, _ear, ear = partly.boxes.all()
    assert set(appeal.boxes.all()) == {cat, ear}
    assert (appeal.reason, appeal.opened_at, appeal.verdict) == ("It is tight.", JUDGED, None)
    assert state_of(partly) == "approved"  # the rest is final
    assert won_of(two.cats) == (60, 60)
    assert Event.objects.get(verb="work.appealed").data == {"appeal": appeal.pk}


def test_an_objection_to_one_box_leaves_the_others_as_they_are(two, partly):
    _cat, cat, _ear, _other = partly.boxes.all()
    appeal = object_to(partly, boxes=[cat])
    settle(appeal, by=two.raul)
    assert won_of(two.cats) == (0, 60 + 40 + 5)


def test_objecting_to_a_rejection_makes_the_piece_appealed(two, rejected):
    object_to(rejected)
    assert state_of(rejected) == "appealed"
    assert won_of(two.cats) == (85, 5)


def test_nobody_objects_for_another(two, rejected):
    for user in (two.ben, two.rita, two.clara, two.ada):
        with pytest.raises(Http404):
            object_to(rejected, by=user)
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("decision", ["approved", "returned"])
def test_where_nothing_was_finally_refused_there_is_nothing_to_object_to(two, decision):
    submission = two.submitted()
    assert refused(object_to, submission=submission).code == "nothing_refused"
    two.decided(submission, decision, reason="Again")
    answer = refused(object_to, submission=submission)
    assert (answer.code, answer.status) == ("nothing_refused", 409)


def test_one_objects_once_and_not_again_after_it_was_settled(two, rejected):
    appeal = object_to(rejected)
    assert refused(object_to, submission=rejected).code == "already_appealed"
    settle(appeal, by=two.raul, decision="rejected", reason="There is none")
    assert refused(object_to, submission=rejected).code == "already_appealed"


def test_the_last_moment_is_in_time_and_the_next_is_too_late(two, partly, rejected):
    assert object_to(partly, now=LAST_DAY)
    answer = refused(object_to, submission=rejected, now=LAST_DAY + timedelta(seconds=1))
    assert (answer.code, answer.status) == ("too_late", 409)


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason_missing"), (" \n", "reason_missing"), ("x" * 1001, "too_long")]
)
def test_an_objection_says_why_in_so_many_words(rejected, reason, code):
    assert refused(object_to, submission=rejected, reason=reason).code == code
    assert state_of(rejected) == "rejected"


def test_only_refused_boxes_are_objected_to(partly, rejected):
    approved, *_rest = partly.boxes.all()
    assert refused(object_to, submission=partly, boxes=[approved]).code == "bad_boxes"
    assert refused(object_to, submission=partly, boxes=[rejected.boxes.first()]).code == "bad_boxes"


# Settling


def test_a_granted_objection_pays_the_boxes_and_the_second_reviewer(two, rejected):
    verdict = settle(object_to(rejected), by=two.raul)
    assert (verdict.decision, verdict.source, verdict.decided_by) == ("approved", "appeal", two.raul)
    assert (verdict.review_price_micro, verdict.appeal_until) == (5 * MICRO, None)
    assert [decision.approved for decision in verdict.boxes.all()] == [True, True]
    assert state_of(rejected) == "approved"
    assert won_of(two.cats) == (0, 5 + 80 + 5)
    assert Appeal.objects.get().verdict == verdict
    assert UnbookedVerdict.objects.filter(pk=verdict.pk).exists()
    notice = Notice.objects.get(user=two.ana, kind="appeal_decided")
    assert (notice.data["granted"], notice.by_mail) == (True, True)


def test_an_upheld_refusal_pays_the_second_reviewer_alone_and_frees_the_rest(two, rejected):
    verdict = settle(object_to(rejected), by=two.raul, decision="rejected", reason="There are none")
    assert {(d.approved, d.reason) for d in verdict.boxes.all()} == {(False, "There are none")}
    assert (verdict.decision, state_of(rejected)) == ("rejected", "rejected")
    assert won_of(two.cats) == (0, 5 + 5)
    assert Notice.objects.get(user=two.ana, kind="appeal_decided").data["granted"] is False


def test_an_objection_is_granted_in_part(two, partly):
    _cat, cat, _ear, ear = partly.boxes.all()
    verdict = settle(object_to(partly), by=two.raul, boxes=[refusal(ear, "Still no ear")])
    decisions = dict(verdict.boxes.values_list("box", "approved"))
    assert decisions == {cat.pk: True, ear.pk: False}
    assert (verdict.decision, state_of(partly)) == ("approved", "approved")
    assert won_of(two.cats) == (0, 60 + 40 + 5)


def test_a_granted_objection_takes_its_image_off_the_offers_unless_somebody_has_it_already(two, rejected):
    task = rejected.assignment.task
    settle(object_to(rejected), by=two.raul)
    task.refresh_from_db()
    assert task.state == "done"
    other = two.submitted()
    two.decided(other, "rejected", reason="No cats")
    held = [piece.task_id for piece in two.claim(two.ben, count=20)]
    assert other.assignment.task_id in held
    settle(object_to(other), by=two.raul)
    assert Task.objects.get(pk=other.assignment.task_id).state == "taken"


def test_a_rejection_granted_in_part_is_an_approval(two, rejected):
    first, _second = rejected.boxes.all()
    settle(object_to(rejected), by=two.raul, boxes=[refusal(first)])
    assert state_of(rejected) == "approved"
    assert won_of(two.cats) == (0, 5 + 40 + 5)


def test_an_approval_that_refuses_every_box_upholds(two, rejected):
    verdict = settle(object_to(rejected), by=two.raul, boxes=[refusal(box) for box in rejected.boxes.all()])
    assert (verdict.decision, state_of(rejected)) == ("rejected", "rejected")


def test_an_admin_settles_for_nothing(two, partly):
    assert settle(object_to(partly), by=two.ada).review_price_micro == 0
    assert won_of(two.cats) == (0, 60 + 55)


def test_who_had_a_part_in_it_does_not_settle_it(two, rejected):
    appeal = object_to(rejected)
    for user in (two.rita, two.ana):
        with pytest.raises(PermissionDenied):
            settle(appeal, by=user)
    for user in (two.ben, two.clara, two.carl):
        with pytest.raises(Http404):
            settle(appeal, by=user)
    assert Appeal.objects.get().verdict is None


def test_a_worker_with_a_seat_does_not_settle_their_own_objection(two):
    submission = two.submitted(two.rita)
    two.decided(submission, "rejected", reason="No", by=two.raul)
    with pytest.raises(PermissionDenied):
        settle(object_to(submission), by=two.rita)


def test_what_is_settled_is_not_settled_again(two, rejected):
    appeal = object_to(rejected)
    settle(appeal, by=two.raul)
    answer = refused(settle, appeal=appeal, by=two.ada)
    assert (answer.code, answer.status) == ("already_decided", 409)
    assert won_of(two.cats) == (0, 90)


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ({"decision": "returned"}, "bad_decision"),
        ({"decision": "rejected"}, "reason_missing"),
        ({"decision": "rejected", "reason": "x" * 501}, "too_long"),
        ({"boxes": [{"id": 0, "approved": False, "reason": "No"}]}, "bad_boxes"),
    ],
)
def test_a_settlement_that_is_not_complete_is_refused_and_changes_nothing(two, rejected, rest, code):
    assert refused(settle, appeal=object_to(rejected), by=two.raul, **rest).code == code
    assert (state_of(rejected), won_of(two.cats)) == ("appealed", (85, 5))


def test_a_box_stays_refused_only_with_a_reason(two, rejected):
    first, _second = rejected.boxes.all()
    appeal = object_to(rejected)
    assert refused(settle, appeal=appeal, by=two.raul, boxes=[refusal(first, "")]).code == "reason_missing"
    settle(appeal, by=two.raul, boxes=[refusal(first, "")], reason="It is a dog")
    assert Verdict.objects.get(source="appeal").boxes.get(box=first).reason == "It is a dog"


@pytest.mark.django_db(transaction=True)
def test_many_who_settle_at_once_settle_once():
    cast = Cast()
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.raul, now=NOON)
    submission = cast.submitted()
    cast.decided(submission, "rejected", reason="No")
    appeal = object_to(submission)
    answers = at_once([partial(settle, appeal, by=by) for by in (cast.raul, cast.ada) * 4])
    assert sum(isinstance(answer, Verdict) for answer in answers) == 1, answers
    assert Verdict.objects.filter(source="appeal").count() == 1


# What nobody objected to


def test_what_was_kept_for_an_objection_is_freed_when_its_time_is_over(two, partly, rejected):
    assert won_of(two.cats) == (60 + 85, 60 + 5)
    assert actions.free_unappealed(now=LAST_DAY) == 0
    assert actions.free_unappealed(now=LAST_DAY + timedelta(seconds=1)) == 2
    assert won_of(two.cats) == (0, 60 + 5)
    freed = Event.objects.filter(verb="budget.freed").values_list("data__micro", flat=True)
    assert sum(freed) == (60 + 85) * MICRO
    assert actions.free_unappealed(now=LAST_DAY + timedelta(days=1)) == 0


def test_what_is_objected_to_stays_reserved_however_long_it_takes(two, partly, rejected):
    object_to(partly)
    object_to(rejected)
    assert actions.free_unappealed(now=LAST_DAY + timedelta(days=99)) == 0
    assert won_of(two.cats) == (60 + 85, 60 + 5)


def test_an_old_objection_does_not_keep_the_sweep_from_the_others(two, partly, rejected):
    object_to(partly)
    over = LAST_DAY + timedelta(days=99)
    assert [actions.free_unappealed(now=over, limit=1) for _turn in range(2)] == [1, 0]
    assert won_of(two.cats) == (60, 60 + 5)


def test_work_in_review_and_returned_work_keep_what_they_reserved(two):
    two.submitted()
    two.decided(two.submitted(), "returned", reason="Again")
    before = won_of(two.cats)
    assert actions.free_unappealed(now=LAST_DAY + timedelta(days=99)) == 0
    assert won_of(two.cats) == before
