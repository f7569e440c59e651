"""Objections: a worker says why, and somebody who had no part in it decides."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from labeling.actions import conclude, lock, settle_reservation
from labeling.models import Assignment, Submission
from labeling.states import Move, State
from people.actions import notify, record
from people.errors import Refused
from people.models import Role, User
from projects.pricing import price_of_boxes, with_fee
from projects.queries import prices_of
from review import queries
from review.access import get_appeal_to_decide, get_own_submission
from review.actions.deciding import write_boxes
from review.actions.findings import MAX_REASON, BoxDecision, read_words
from review.models import Appeal, Decision, Source, Verdict


@transaction.atomic
def appeal(
    *, by: User, submission: Submission, reason: str, boxes: Iterable[int] = (), now: datetime | None = None
) -> Appeal:
    """Object to the refusal of `boxes` (ids; none named: all refused ones); once per submission, and in time."""
    now = now or timezone.now()
    assignment = lock(submission.assignment_id)
    submission = get_own_submission(by, submission.pk)
    verdict = queries.first_verdict(submission)
    if verdict is None or verdict.appeal_until is None:
        raise Refused("nothing_refused", _("Nothing was refused here."), status=409)
    if Appeal.objects.filter(submission=submission).exists():
        raise Refused("already_appealed", _("You have objected to this verdict already."), status=409)
    if now > verdict.appeal_until:
        raise Refused("too_late", _("The time to object is over."), status=409)
    reason = read_words(reason, Appeal._meta.get_field("reason").max_length)
    if not reason:
        raise Refused("reason_missing", _("Say why you object."), fields={"reason": _("missing")})
    refused = set(verdict.boxes.filter(approved=False).values_list("box_id", flat=True))
    wanted = set(boxes) or refused
    if not wanted <= refused:
        raise Refused("bad_boxes", _("Only refused boxes can be objected to."), fields={"boxes": _("not refused")})
    objection = Appeal.objects.create(submission=submission, reason=reason, opened_at=now)
    objection.boxes.set(wanted)
    record(verb="work.appealed", subject=assignment, by=by, at=now, appeal=objection.pk)
    if assignment.state == State.REJECTED:
        conclude(assignment=assignment, move=Move.APPEAL, keep=assignment.reserved_micro)
    return objection


@transaction.atomic
def decide_appeal(
    *,
    by: User,
    appeal: Appeal,
    reason: str = "",
    boxes: Iterable[Mapping] = (),
    decision: str = Decision.APPROVED,
    now: datetime | None = None,
) -> Verdict:
    """Settle an appeal: `approved` grants it but for boxes refused in `boxes`, `rejected` upholds every refusal."""
    now = now or timezone.now()
    assignment = lock(appeal.submission.assignment_id)
    appeal = get_appeal_to_decide(by, appeal.pk)
    if appeal.verdict_id:
        raise Refused("already_decided", _("This appeal has been decided already."), status=409)
    if decision not in {Decision.APPROVED, Decision.REJECTED}:
        raise Refused("bad_decision", _("Decide “approved” or “rejected”."))
    reason = read_words(reason, MAX_REASON)
    if decision == Decision.REJECTED and not reason:
        raise Refused("reason_missing", _("Say why the refusal stands."), fields={"reason": _("missing")})
    appealed = list(appeal.boxes.all())
    refusals = [item for item in boxes if not item.get("approved")]
    refused = {item.get("id"): read_words(item.get("reason"), MAX_REASON) or reason for item in refusals}
    if decision == Decision.REJECTED:
        refused = {box.pk: refused.get(box.pk) or reason for box in appealed}
    if not set(refused) <= {box.pk for box in appealed}:
        raise Refused("bad_boxes", _("Only boxes of the appeal can be decided."), fields={"boxes": _("not appealed")})
    if not all(refused.values()):
        raise Refused("reason_missing", _("A refused box needs a reason."), fields={"reason": _("missing")})
    return _pass_appeal(
        appeal,
        assignment,
        [BoxDecision(b, b.pk not in refused, refused.get(b.pk, "")) for b in appealed],
        by=by,
        reason=reason,
        now=now,
    )


def _pass_appeal(appeal: Appeal, assignment: Assignment, decisions: list[BoxDecision], *, by, reason, now) -> Verdict:
    card = assignment.rate_card
    granted = any(decision.approved for decision in decisions)
    verdict = Verdict.objects.create(
        submission=appeal.submission,
        decision=Decision.APPROVED if granted else Decision.REJECTED,
        source=Source.APPEAL,
        reason=reason,
        decided_by=by,
        decided_at=now,
        review_price_micro=card.review_price_micro if by.role == Role.WORKER else 0,
    )
    write_boxes(verdict, decisions)
    appeal.verdict = verdict
    appeal.save(update_fields=["verdict"])
    record(verb="work.appeal_decided", subject=assignment, by=by, at=now, appeal=appeal.pk, granted=granted)
    notify(
        users=[assignment.worker],
        kind="appeal_decided",
        path=reverse("payouts:piece", args=[assignment.pk]),
        at=now,
        project=assignment.project.name,
        image=assignment.task.image.name,
        granted=granted,
    )
    approved = price_of_boxes((d.box.label_id for d in decisions if d.approved), prices_of(card))
    spent = with_fee(approved + verdict.review_price_micro, card.fee_bp)
    if assignment.state == State.APPEALED:
        conclude(assignment=assignment, move=Move.OVERTURN if granted else Move.UPHOLD, keep=0, spent=spent)
    else:
        settle_reservation(assignment=assignment, keep=0, spent=spent)
    return verdict


def free_unappealed(*, now: datetime | None = None, limit: int = 500) -> int:
    """Free what was kept for objections that were never raised; returns of how many pieces."""
    now = now or timezone.now()
    kept = Assignment.objects.filter(
        Q(state=State.APPROVED) | Q(state=State.REJECTED),
        reserved_micro__gt=0,
        submissions__verdicts__appeal_until__lt=now,
    ).exclude(submissions__appeal__isnull=False)
    freed = 0
    for pk in kept.order_by("pk").values_list("pk", flat=True).distinct()[:limit]:
        with transaction.atomic():
            assignment = lock(pk)
            if not Appeal.objects.filter(submission__assignment=assignment).exists():
                record(verb="budget.freed", subject=assignment, by=None, at=now, micro=assignment.reserved_micro)
                settle_reservation(assignment=assignment, keep=0)
                freed += 1
    return freed
