"""Verdicts: by a reviewer, or by the deadline."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from labeling.actions import RETURN_LEASE, conclude, lock
from labeling.models import Assignment, Submission
from labeling.states import Move, State
from people.actions import notify, record
from people.errors import Refused
from people.models import Role, User
from projects.pricing import price_of_boxes, reserve_for_claim, with_fee
from projects.queries import prices_of
from review import queries
from review.access import get_submission_to_judge
from review.actions.findings import (
    MAX_REASON,
    BoxDecision,
    Missing,
    is_what_stands,
    read_boxes,
    read_missing,
    read_words,
    write_findings,
)
from review.actions.reading import check_unread, check_waiting
from review.models import Decision, Reading, Source, UnbookedVerdict, Verdict

MOVE_OF = {Decision.APPROVED: Move.APPROVE, Decision.RETURNED: Move.RETURN, Decision.REJECTED: Move.REJECT}


@transaction.atomic
def decide(
    *,
    by: User,
    submission: Submission,
    decision: str,
    reason: str = "",
    boxes: Iterable[Mapping] = (),
    missing: Iterable[Mapping] = (),
    active_ms: int = 0,
    now: datetime | None = None,
) -> Verdict:
    """Approve, return or reject a submission.

    `boxes` are mappings of id, approved and reason, for the boxes that differ from the decision as a whole: refused
    ones of an approved submission, pins of a returned one, own reasons of a rejected one. A refusal needs a reason.
    An approved box of an approved submission may have a `correction` (label, x, y, width, height), which stands beside
    what was drawn and changes no pay. `missing` are places where a box is missing (x, y, perhaps label and reason);
    one of them is reason enough for a return. The same decision sent once more answers with the verdict that stands.
    """
    now = now or timezone.now()
    assignment = lock(submission.assignment_id)
    submission = get_submission_to_judge(by, submission.pk)
    choice = _read_decision(decision, submission, assignment)
    reason = read_words(reason, MAX_REASON)
    places = read_missing(missing, assignment)
    decisions = read_boxes(choice, submission, assignment, reason=reason, given=boxes, missing=places)
    own = Verdict.objects.filter(submission=submission, decided_by=by, source=Source.REVIEWER).first()
    if own and is_what_stands(own, choice, reason, decisions, places):
        return own
    check_waiting(submission, assignment)
    check_unread(submission, by, now)
    review_price = assignment.rate_card.review_price_micro if by.role == Role.WORKER else 0
    return _pass_verdict(
        assignment,
        submission,
        choice,
        decisions,
        missing=places,
        by=by,
        reason=reason,
        active_ms=active_ms,
        price=review_price,
        now=now,
    )


def _read_decision(decision: str, submission: Submission, assignment: Assignment) -> Decision:
    if decision not in Decision.values:
        text = _("Decide “approved”, “returned” or “rejected”.")
        raise Refused("bad_decision", text, fields={"decision": text})
    if decision == Decision.RETURNED and submission.round >= assignment.project.max_rounds:
        raise Refused("last_round", _("This was the last round: approve or reject it."), status=409)
    return Decision(decision)


def _pass_verdict(
    assignment, submission, choice, decisions, *, missing: Iterable[Missing] = (), by, reason, active_ms, price, now
) -> Verdict:
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
    write_boxes(verdict, decisions, missing)
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


def write_boxes(verdict: Verdict, decisions: list[BoxDecision], missing: Iterable[Missing] = ()) -> None:
    """What was found, and a place in the queue of payouts where money is to be booked."""
    write_findings(verdict, decisions, missing)
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
            fee_bp=card.fee_bp,
            rounds=rounds_left,
        )
        return with_fee(price, card.fee_bp), keep
    refused = price_of_boxes((d.box.label_id for d in decisions if not d.approved), prices)
    kept = with_fee(refused + card.review_price_micro, card.fee_bp) if refused else 0
    return with_fee(approved + price, card.fee_bp), kept


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
