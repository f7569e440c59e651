"""Verdicts: by a reviewer, or by the deadline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from labeling.actions import RETURN_LEASE, conclude, lock
from labeling.models import Assignment, Box, Submission
from labeling.states import Move, State
from people.actions import notify, record
from people.errors import Refused
from people.models import Role, User
from projects.pricing import price_of_boxes, reserve_for_claim
from projects.queries import prices_of
from review import queries
from review.access import get_submission_to_judge
from review.actions.reading import check_unread
from review.models import BoxVerdict, Decision, Reading, Source, UnbookedVerdict, Verdict

# A reason given for the whole stands at each refused box, so it is as short as a box's own.
MAX_REASON = BoxVerdict._meta.get_field("reason").max_length
MOVE_OF = {Decision.APPROVED: Move.APPROVE, Decision.RETURNED: Move.RETURN, Decision.REJECTED: Move.REJECT}


@dataclass(frozen=True)
class BoxDecision:
    """What is to become of one box; a refusal has a reason."""

    box: Box
    approved: bool
    reason: str = ""


@transaction.atomic
def decide(
    *,
    by: User,
    submission: Submission,
    decision: str,
    reason: str = "",
    boxes: Iterable[Mapping] = (),
    active_ms: int = 0,
    now: datetime | None = None,
) -> Verdict:
    """Approve, return or reject a submission.

    `boxes` are mappings of id, approved and reason, for the boxes that differ from the decision as a whole: refused
    ones of an approved submission, pins of a returned one, own reasons of a rejected one. A refusal needs a reason.
    """
    now = now or timezone.now()
    assignment = lock(submission.assignment_id)
    submission = get_submission_to_judge(by, submission.pk)
    _check_waiting(submission, assignment)
    check_unread(submission, by, now)
    choice = _read_decision(decision, assignment)
    reason = read_words(reason, MAX_REASON)
    decisions = _read_boxes(choice, submission, reason, boxes)
    review_price = assignment.rate_card.review_price_micro if by.role == Role.WORKER else 0
    return _pass_verdict(
        assignment,
        submission,
        choice,
        decisions,
        by=by,
        reason=reason,
        active_ms=active_ms,
        price=review_price,
        now=now,
    )


def read_words(text: str | None, limit: int) -> str:
    """What a person wrote, without blanks around it; Refused where it is longer than can be kept."""
    words = str(text or "").replace("\x00", "").strip()
    if len(words) > limit:
        text = _("At most %(limit)d characters.") % {"limit": limit}
        raise Refused("too_long", text, fields={"reason": text})
    return words


def _check_waiting(submission: Submission, assignment: Assignment) -> None:
    if assignment.state != State.SUBMITTED or submission.round != assignment.round:
        raise Refused("already_decided", _("This submission has been decided already."), status=409)


def _read_decision(decision: str, assignment: Assignment) -> Decision:
    if decision not in Decision.values:
        text = _("Decide “approved”, “returned” or “rejected”.")
        raise Refused("bad_decision", text, fields={"decision": text})
    if decision == Decision.RETURNED and assignment.round >= assignment.project.max_rounds:
        raise Refused("last_round", _("This was the last round: approve or reject it."), status=409)
    return Decision(decision)


def _read_boxes(choice: Decision, submission: Submission, reason: str, given: Iterable[Mapping]) -> list[BoxDecision]:
    """A decision for every box of an approved or rejected submission, and for the pinned ones of a returned one."""
    own = {box.pk: box for box in submission.boxes.all()}
    pins: dict[int, str] = {}
    for index, item in enumerate(given):
        box_id, approved = item.get("id"), item.get("approved")
        if box_id not in own:
            raise _bad_box(index, _("This submission has no such box."))
        text = read_words(item.get("reason"), MAX_REASON)
        if choice == Decision.APPROVED and not approved and not text:
            raise _bad_box(index, _("A refused box needs a reason."))
        if not approved and (text or reason):
            pins[box_id] = text or reason
    if choice == Decision.APPROVED:
        return [BoxDecision(box, pk not in pins, pins.get(pk, "")) for pk, box in own.items()]
    if not reason and (not pins if choice == Decision.RETURNED else len(pins) < len(own) or not own):
        raise Refused("reason_missing", _("Say why: as a whole, or at the boxes."), fields={"reason": _("missing")})
    if choice == Decision.RETURNED:
        return [BoxDecision(own[pk], False, text) for pk, text in pins.items()]
    return [BoxDecision(box, False, pins.get(pk, reason)) for pk, box in own.items()]


def _bad_box(index: int, text: str) -> Refused:
    return Refused("bad_boxes", text, fields={f"boxes.{index}": text})


def _pass_verdict(assignment, submission, choice, decisions, *, by, reason, active_ms, price, now) -> Verdict:
    """Write the verdict and its consequences: the assignment moves, money is spent, kept or freed."""
    refusals = any(not decision.approved for decision in decisions)
    final = choice != Decision.RETURNED
    verdict = Verdict.objects.create(
        submission=submission,
        decision=choice,
        source=Source.REVIEWER if by else Source.DEADLINE,
        reason=reason,
        decided_by=by,
        decided_at=now,
        appeal_until=now + timedelta(days=assignment.project.appeal_days) if final and refusals else None,
        active_ms=max(0, int(active_ms)),
        review_price_micro=price,
    )
    write_boxes(verdict, decisions)
    Reading.objects.filter(submission=submission).delete()
    record(verb=f"work.{choice}", subject=assignment, by=by, at=now, round=submission.round, verdict=verdict.pk)
    _tell_worker(assignment, choice, refusals, now)
    spent, keep = _consequences(assignment, choice, decisions, price)
    until = max(assignment.expires_at, now + RETURN_LEASE) if choice == Decision.RETURNED else None
    try:
        conclude(assignment=assignment, move=MOVE_OF[choice], keep=keep, spent=spent, until=until)
    except Refused as refusal:
        if refusal.code != "no_budget":
            raise
        # Only a return can need more than a submission reserved: the boxes that may be added in another round.
        text = _("The project's budget does not cover another round: approve or reject it.")
        raise Refused("no_budget", text, status=409) from refusal
    return verdict


def write_boxes(verdict: Verdict, decisions: list[BoxDecision]) -> None:
    BoxVerdict.objects.bulk_create(
        BoxVerdict(verdict=verdict, box=decision.box, approved=decision.approved, reason=decision.reason)
        for decision in decisions
    )
    if verdict.review_price_micro or any(decision.approved for decision in decisions):
        UnbookedVerdict.objects.create(verdict=verdict)


def _consequences(assignment: Assignment, choice: Decision, decisions, price: int) -> tuple[int, int]:
    """What a verdict spends, and what stays reserved: for another round, or for an appeal."""
    card = assignment.rate_card
    prices = prices_of(card)
    approved = price_of_boxes((d.box.label_id for d in decisions if d.approved), prices)
    if choice == Decision.RETURNED:
        rounds_left = assignment.project.max_rounds - assignment.round
        keep = reserve_for_claim(
            max_boxes=assignment.project.max_boxes,
            prices=prices,
            review_price=card.review_price_micro,
            rounds=rounds_left,
        )
        return price, keep
    refused = price_of_boxes((d.box.label_id for d in decisions if not d.approved), prices)
    return approved + price, refused + card.review_price_micro if refused else 0


def _tell_worker(assignment: Assignment, choice: Decision, refusals: bool, now: datetime) -> None:
    if choice == Decision.APPROVED and not refusals:
        return  # good news by the dozen is noise; it shows on the money page
    kind = "boxes_refused" if choice == Decision.APPROVED else f"submission_{choice}"
    page = "review:label" if choice == Decision.RETURNED else "payouts:piece"
    project, image = assignment.project.name, assignment.task.image.name
    path = reverse(page, args=[assignment.pk])
    notify(users=[assignment.worker], kind=kind, path=path, at=now, project=project, image=image)


def approve_overdue(*, now: datetime | None = None, limit: int = 500) -> int:
    """Approve what nobody decided in time; returns how many. Each in its own transaction."""
    now = now or timezone.now()
    approved = 0
    for submission in queries.overdue(now)[:limit]:
        with transaction.atomic():
            assignment = lock(submission.assignment_id)
            if assignment.state != State.SUBMITTED or submission.round != assignment.round:
                continue
            decisions = [BoxDecision(box, True) for box in submission.boxes.all()]
            _pass_verdict(
                assignment, submission, Decision.APPROVED, decisions, by=None, reason="", active_ms=0, price=0, now=now
            )
            approved += 1
    return approved


def book_verdicts(verdict_ids: Iterable[int]) -> None:
    """Payouts has booked these verdicts: they wait no longer."""
    UnbookedVerdict.objects.filter(pk__in=verdict_ids).delete()
