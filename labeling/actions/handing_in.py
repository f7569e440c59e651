"""Handing in: a round of boxes, which waits for its verdict from here on."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from labeling import queries
from labeling.actions.drawing import Work, believable, read_work, refuse_stale
from labeling.actions.moving import conclude, lock_in_hand
from labeling.models import Assignment, Box, Draft, Submission
from labeling.states import Move
from people.actions import record
from people.models import User
from projects.pricing import reserve_for_submission
from projects.queries import prices_of


@transaction.atomic
def submit(
    *,
    by: User,
    assignment: Assignment,
    boxes: object,
    rejected: object = None,
    version: int | None = None,
    active_ms: int = 0,
    on_round: int | None = None,
    idempotency_key: str = "",
    now: datetime | None = None,
) -> Submission:
    """Hand in a round of boxes; the reservation shrinks to what they can cost.

    Of the image's proposals those count that a box names, as accepted or corrected, and those `rejected` (ids); what
    nobody answered is not part of the work.

    `version` is that of the draft that the boxes were drawn on (0: none yet; None: whatever is there may go).
    Refused("stale_draft") where another window saved other boxes meanwhile: they would be lost unseen. `on_round` says
    how often it had been handed in when they were drawn: Refused("wrong_state") where it was again, and came back.

    The same `idempotency_key` again gives the first submission, whatever happened to it since.
    """
    now = now or timezone.now()
    if idempotency_key:
        Assignment.objects.select_for_update().filter(pk=assignment.pk, worker=by).first()
        earlier = assignment.submissions.filter(idempotency_key=idempotency_key, assignment__worker=by).first()
        if earlier:
            return earlier
    assignment = lock_in_hand(by, assignment, on_round)
    work = read_work(assignment, boxes, rejected)
    if version is not None:
        refuse_stale(queries.draft_of(assignment) or Draft(assignment=assignment, version=0), version, work)
    submission = Submission.objects.create(
        assignment=assignment,
        round=assignment.round + 1,
        submitted_at=now,
        review_by=now + timedelta(hours=assignment.review_hours),
        active_ms=believable(active_ms, assignment=assignment, now=now),
        idempotency_key=idempotency_key,
        rejected=work.rejected,
    )
    _write_boxes(submission, work)
    Draft.objects.filter(pk=assignment.pk).delete()
    Assignment.objects.filter(pk=assignment.pk).update(round=submission.round)
    record(verb="work.submitted", subject=assignment, by=by, at=now, round=submission.round, boxes=len(work.boxes))
    card = assignment.rate_card
    kept = reserve_for_submission(
        labels=[box.label for box in work.boxes],
        prices=prices_of(card),
        review_price=card.review_price_micro,
        fee_bp=card.fee_bp,
    )
    conclude(assignment=assignment, move=Move.SUBMIT, keep=kept)
    return submission


def _write_boxes(submission: Submission, work: Work) -> None:
    Box.objects.bulk_create(
        Box(
            submission=submission,
            label_id=box.label,
            position=n,
            proposal_id=box.proposal,
            x=box.x,
            y=box.y,
            width=box.width,
            height=box.height,
        )
        for n, box in enumerate(work.boxes)
    )
