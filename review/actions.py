"""Writes about review: decide, approve what nobody decided, object, settle objections."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from labeling.actions import RETURN_LEASE, conclude, lock, settle_reservation
from labeling.models import Assignment, Box, Submission
from labeling.states import Move, State
from people.actions import notify, record
from people.errors import Refused
from people.models import Role, User
from projects.actions import record_pace
from projects.pricing import price_of_boxes, reserve_for_claim
from projects.queries import prices_of
from review import queries
from review.access import check_reviewer, get_submission_to_judge
from review.models import Appeal, BoxVerdict, Decision, Reading, Source, UnbookedVerdict, Verdict

READING_FOR = timedelta(minutes=20)
PACE_WINDOW = timedelta(days=90)

MOVE_OF = {Decision.APPROVED: Move.APPROVE, Decision.RETURNED: Move.RETURN, Decision.REJECTED: Move.REJECT}


@dataclass(frozen=True)
class BoxDecision:
    """What is to become of one box; a refusal has a reason."""

    box: Box
    approved: bool
    reason: str = ""


@transaction.atomic
def take_next(*, by: User, now: datetime | None = None) -> Submission | None:
    """The submission that `by` should judge next, kept from other reviewers for twenty minutes; None: queue empty."""
    check_reviewer(by)
    now = now or timezone.now()
    waiting = queries.unread(queries.queue(by), by, now)
    submission = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if submission:
        _read(submission, by, now)
    return submission


@transaction.atomic
def take(*, by: User, submission: Submission, now: datetime | None = None) -> Submission:
    """Keep one particular submission for `by` to judge; Refused where another reviewer has it."""
    now = now or timezone.now()
    lock(submission.assignment_id)
    _check_unread(submission, by, now)
    _read(submission, by, now)
    return submission


def _read(submission: Submission, by: User, now: datetime) -> None:
    defaults = {"reviewer": by, "until": now + READING_FOR}
    Reading.objects.update_or_create(submission=submission, defaults=defaults)


def _check_unread(submission: Submission, by: User, now: datetime) -> None:
    if Reading.objects.filter(submission=submission, until__gte=now).exclude(reviewer=by).exists():
        raise Refused("being_read", _("Another reviewer is judging this piece."), status=409)


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
    _check_unread(submission, by, now)
    choice = _read_decision(decision, assignment)
    decisions = _read_boxes(choice, submission, reason.strip(), boxes)
    review_price = assignment.rate_card.review_price_micro if by.role == Role.WORKER else 0
    return _pass_verdict(
        assignment, submission, choice, decisions, by=by, reason=reason, active_ms=active_ms, price=review_price, now=now
    )


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
        text = str(item.get("reason") or "").strip()
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
        reason=reason.strip(),
        decided_by=by,
        decided_at=now,
        appeal_until=now + timedelta(days=assignment.project.appeal_days) if final and refusals else None,
        active_ms=max(0, int(active_ms)),
        review_price_micro=price,
    )
    _write_boxes(verdict, decisions)
    Reading.objects.filter(submission=submission).delete()
    record(verb=f"work.{choice}", subject=assignment, by=by, at=now, round=submission.round, verdict=verdict.pk)
    _tell_worker(assignment, choice, refusals, now)
    spent, keep = _consequences(assignment, choice, decisions, price)
    until = max(assignment.expires_at, now + RETURN_LEASE) if choice == Decision.RETURNED else None
    conclude(assignment=assignment, move=MOVE_OF[choice], keep=keep, spent=spent, until=until)
    return verdict


def _write_boxes(verdict: Verdict, decisions: list[BoxDecision]) -> None:
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
    page = "labeling:label" if choice == Decision.RETURNED else "payouts:piece"
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


@transaction.atomic
def appeal(
    *, by: User, submission: Submission, reason: str, boxes: Iterable[int] = (), now: datetime | None = None
) -> Appeal:
    """Object to the refusal of `boxes` (ids; none named: all refused ones); once per submission, and in time."""
    now = now or timezone.now()
    assignment = lock(submission.assignment_id)
    verdict = queries.first_verdict(submission)
    if verdict is None or verdict.appeal_until is None:
        raise Refused("nothing_refused", _("Nothing was refused here."), status=409)
    if Appeal.objects.filter(submission=submission).exists():
        raise Refused("already_appealed", _("You have objected to this verdict already."), status=409)
    if now > verdict.appeal_until:
        raise Refused("too_late", _("The time to object is over."), status=409)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why you object."), fields={"reason": _("missing")})
    refused = set(verdict.boxes.filter(approved=False).values_list("box_id", flat=True))
    wanted = set(boxes) or refused
    if not wanted <= refused:
        raise Refused("bad_boxes", _("Only refused boxes can be objected to."), fields={"boxes": _("not refused")})
    objection = Appeal.objects.create(submission=submission, reason=reason.strip(), opened_at=now)
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
    """Settle an appeal: `approved` grants it, but for the boxes refused in `boxes`; `rejected` upholds every refusal."""
    now = now or timezone.now()
    assignment = lock(appeal.submission.assignment_id)
    appeal.refresh_from_db()
    if appeal.verdict_id:
        raise Refused("already_decided", _("This appeal has been decided already."), status=409)
    if decision not in {Decision.APPROVED, Decision.REJECTED}:
        raise Refused("bad_decision", _("Decide “approved” or “rejected”."))
    if decision == Decision.REJECTED and not reason.strip():
        raise Refused("reason_missing", _("Say why the refusal stands."), fields={"reason": _("missing")})
    appealed = list(appeal.boxes.all())
    refused = {item.get("id"): str(item.get("reason") or reason).strip() for item in boxes if not item.get("approved")}
    if decision == Decision.REJECTED:
        refused = {box.pk: refused.get(box.pk) or reason.strip() for box in appealed}
    if not set(refused) <= {box.pk for box in appealed}:
        raise Refused("bad_boxes", _("Only boxes of the appeal can be decided."), fields={"boxes": _("not appealed")})
    if not all(refused.values()):
        raise Refused("reason_missing", _("A refused box needs a reason."), fields={"reason": _("missing")})
    return _pass_appeal(appeal, assignment, [BoxDecision(b, b.pk not in refused, refused.get(b.pk, "")) for b in appealed], by=by, reason=reason, now=now)


def _pass_appeal(appeal: Appeal, assignment: Assignment, decisions: list[BoxDecision], *, by, reason, now) -> Verdict:
    card = assignment.rate_card
    granted = any(decision.approved for decision in decisions)
    verdict = Verdict.objects.create(
        submission=appeal.submission,
        decision=Decision.APPROVED if granted else Decision.REJECTED,
        source=Source.APPEAL,
        reason=reason.strip(),
        decided_by=by,
        decided_at=now,
        review_price_micro=card.review_price_micro if by.role == Role.WORKER else 0,
    )
    _write_boxes(verdict, decisions)
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
    spent = price_of_boxes((d.box.label_id for d in decisions if d.approved), prices_of(card))
    spent += verdict.review_price_micro
    if assignment.state == State.APPEALED:
        conclude(assignment=assignment, move=Move.OVERTURN if granted else Move.UPHOLD, keep=0, spent=spent)
    else:
        settle_reservation(assignment=assignment, keep=0, spent=spent)
    return verdict


def free_unappealed(*, now: datetime | None = None, limit: int = 500) -> int:
    """Free what was kept for objections that were never raised; returns of how many pieces."""
    now = now or timezone.now()
    kept = Assignment.objects.filter(
        Q(state=State.APPROVED) | Q(state=State.REJECTED), reserved_micro__gt=0, submissions__verdicts__appeal_until__lt=now
    ).exclude(submissions__appeal__isnull=False)
    freed = 0
    for pk in kept.order_by("pk").values_list("pk", flat=True).distinct()[:limit]:
        with transaction.atomic():
            assignment = lock(pk)
            if not Appeal.objects.filter(submission__assignment=assignment).exists():
                settle_reservation(assignment=assignment, keep=0)
                freed += 1
    return freed


def book_verdicts(verdict_ids: Iterable[int]) -> None:
    """Payouts has booked these verdicts: they wait no longer."""
    UnbookedVerdict.objects.filter(pk__in=verdict_ids).delete()


def measure_pace(*, now: datetime | None = None) -> int:
    """Measure what an hour of work really earned, for each project's card; returns for how many projects."""
    now = now or timezone.now()
    figures = queries.measured_pace(now - PACE_WINDOW)
    for figure in figures:
        record_pace(measured_at=now, **figure)
    return len(figures)
