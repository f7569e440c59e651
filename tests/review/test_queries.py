"""The queue, who reads, what is overdue, and what was last decided on each box."""

from datetime import timedelta

from labeling import actions as labeling
from labeling.models import Assignment
from projects import actions as projects
from review import actions, queries
from tests.cast import NOON

HOUR = timedelta(hours=1)


def refusal(box):
    return {"id": box.pk, "approved": False, "reason": "Too loose"}


def again(cast, submission, **rest):
    """The next round of a returned piece."""
    piece = Assignment.objects.get(pk=submission.assignment_id)
    return labeling.submit(by=piece.worker, assignment=piece, boxes=cast.boxes(), now=NOON + 2 * HOUR, **rest)


def test_the_queue_is_what_waits_the_nearest_deadline_first(cast):
    late, early = cast.submitted(now=NOON + HOUR), cast.submitted()
    cast.decided(cast.submitted())
    cast.submitted(project=cast.dogs)
    cast.claim()
    assert list(queries.queue(cast.rita)) == [early, late]
    assert queries.queue(cast.ada).count() == 3
    assert not queries.queue(cast.ana).exists()
    assert not queries.queue(cast.clara).exists()


def test_of_a_piece_in_its_second_round_the_second_submission_waits(cast):
    first = cast.submitted()
    cast.decided(first, "returned", reason="Again")
    assert not queries.queue(cast.rita).exists()
    second = again(cast, first)
    assert list(queries.queue(cast.rita)) == [second]


def test_what_another_reads_is_not_unread_until_their_time_is_over(cast):
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.raul, now=NOON)
    submission = cast.submitted()
    actions.take(by=cast.rita, submission=submission, now=NOON)

    def unread(user, now):
        return list(queries.unread(queries.queue(user), user, now))

    assert unread(cast.rita, NOON) == [submission]
    assert unread(cast.raul, NOON + timedelta(minutes=20)) == []
    assert unread(cast.raul, NOON + timedelta(minutes=21)) == [submission]


def test_overdue_is_what_waits_beyond_its_own_deadline(cast):
    submission = cast.submitted()
    cast.decided(cast.submitted())
    assert list(queries.overdue(submission.review_by)) == []
    assert list(queries.overdue(submission.review_by + HOUR)) == [submission]


def test_the_first_verdict_is_what_an_objection_objects_to(cast):
    submission = cast.submitted()
    assert queries.first_verdict(submission) is None
    first = cast.decided(submission, "rejected", reason="No")
    objection = actions.appeal(by=cast.ana, submission=submission, reason="Look", now=NOON)
    actions.decide_appeal(by=cast.ada, appeal=objection, now=NOON)
    assert queries.first_verdict(submission) == first


def test_one_can_object_to_a_refusal_in_time_and_once(cast):
    submission = cast.submitted()
    assert not queries.can_appeal(None, None, NOON)
    assert not queries.can_appeal(submission, None, NOON)
    verdict = cast.decided(submission, "rejected", reason="No")
    assert queries.can_appeal(submission, verdict, verdict.appeal_until)
    assert not queries.can_appeal(submission, verdict, verdict.appeal_until + HOUR)
    actions.appeal(by=cast.ana, submission=submission, reason="Look", now=NOON)
    assert not queries.can_appeal(submission, verdict, NOON)


def test_where_all_was_approved_there_is_nothing_to_object_to(cast):
    submission = cast.submitted()
    assert not queries.can_appeal(submission, cast.decided(submission), NOON)


def test_the_outcome_of_a_box_is_the_last_decision_on_it(cast):
    submission = cast.submitted(cats=3)
    first, second, third = submission.boxes.all()
    assert queries.outcome_of_boxes(submission) == {}
    cast.decided(submission, boxes=[refusal(second), refusal(third)])
    objection = actions.appeal(by=cast.ana, submission=submission, reason="Look", boxes=[third.pk], now=NOON)
    actions.decide_appeal(by=cast.ada, appeal=objection, now=NOON)
    outcomes = queries.outcome_of_boxes(submission)
    assert {pk: (outcome.approved, outcome.verdict.source) for pk, outcome in outcomes.items()} == {
        first.pk: (True, "reviewer"),
        second.pk: (False, "reviewer"),
        third.pk: (True, "appeal"),
    }
