"""What the bank tells has happened: deposits paid or come back, funding received, refunds paid. Each once."""

from collections.abc import Sequence
from datetime import datetime, time
from hashlib import sha256

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts import bankfiles, queries
from payouts.access import check_admin
from payouts.actions.funding import confirm_funding
from payouts.actions.refunding import pay_refund
from payouts.ledger import BANK, Account, Posting, Transfer, post
from payouts.models import BankFile, Entry, Funding, LineKind, Movement, Payout, Refund
from payouts.references import REFUND, references_in
from payouts.returns import blames_account
from people.actions import notify, record
from people.errors import Refused
from people.models import User

# Files are taken in one after the other, so that no movement of two overlapping ones counts twice.
READING = 4_739_201_646
MAX_REFERENCE = 50
OUT = ("out", "booked")


@transaction.atomic
def reconcile(*, by: User, name: str, data: bytes, now: datetime | None = None) -> BankFile:
    """Take in a file of the bank (camt.053, camt.054, CSV): each movement once, whatever files it stands in.

    A deposit is paid where id and amount agree, in this transaction; one that came back is booked back and retried by
    the next run. What fits nothing stands in `queries.unmatched`. Where the file breaks off, nothing of it is taken.
    """
    check_admin(by)
    now = now or timezone.now()
    digest = sha256(data).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READING])
    if known := BankFile.objects.filter(sha256=digest).first():
        return known
    try:
        told = bankfiles.read(data)
    except bankfiles.BadBankFile as error:
        raise Refused("bad_file", str(error), fields={"file": str(error)}) from error
    file = BankFile.objects.create(name=name[:255], sha256=digest, imported_by=by, imported_at=now)
    movements = _new(file, told)
    for movement, status in movements:
        _match(movement, status, movement.end_to_end_id, by=by, now=now)
    outcomes = [movement.outcome for movement, _status in movements]
    counts = {outcome.value: outcomes.count(outcome) for outcome in Movement.Outcome if outcome in outcomes}
    record(verb="bank_file.read", subject=file, by=by, at=now, told=len(told), new=len(movements), **counts)
    return file


def _new(file: BankFile, told: Sequence[bankfiles.Movement]) -> list[tuple[Movement, str]]:
    """The movements that no file before told, with the bank's word on them; what left comes before what came back."""
    references = [_short(movement.reference) for movement in told]
    known = set(Movement.objects.filter(reference__in=references).values_list("reference", flat=True))
    found = [
        (
            Movement(
                file=file,
                reference=reference,
                end_to_end_id=movement.end_to_end_id[:35],
                amount_micro=movement.amount,
                currency=movement.currency,
                incoming=movement.direction == "in",
                booked_on=movement.on,
                remittance=movement.remittance[:500],
                why=movement.reason[:500],
            ),
            movement.status,
        )
        for reference, movement in zip(references, told, strict=True)
        if reference not in known
    ]
    return sorted(found, key=lambda pair: (pair[1] != "booked", pair[0].incoming))


def _short(reference: str) -> str:
    """Itself, or its digest where it is longer than what fundings and deposits keep."""
    return reference if len(reference) <= MAX_REFERENCE else sha256(reference.encode()).hexdigest()[:MAX_REFERENCE]


def _match(movement: Movement, status: str, given_id: str, *, by: User, now: datetime) -> None:
    """Find what a movement is about and let it happen; keeps the movement with its outcome."""
    reason, movement.why = movement.why, ""
    if movement.incoming and status == "booked":
        why = _receive(movement, movement.remittance, by=by, now=now)
    elif payout := _payout(given_id):
        why = _pay(movement, payout, by, now) if status == "booked" else _bring_back(movement, payout, reason, by, now)
    elif not movement.incoming and status == "booked":
        why = _refund(movement, " ".join([given_id, movement.remittance]), by=by, now=now)
    else:
        why = "unknown_id" if given_id else "no_id"
    movement.why = why
    movement.outcome = Movement.Outcome.UNMATCHED if why else movement.outcome
    movement.save()


def _payout(end_to_end_id: str) -> Payout | None:
    found = Payout.objects.select_for_update(of=("self",)).select_related("statement__worker", "account", "run")
    return found.filter(end_to_end_id=end_to_end_id).first()


def _differs(movement: Movement, amount: int, currency: str) -> bool:
    return (movement.amount_micro, movement.currency) != (amount, currency)


def _pay(movement: Movement, payout: Payout, by: User, now: datetime) -> str:
    """The bank carried out a deposit; returns why that cannot be, or nothing."""
    statement = payout.statement
    if _differs(movement, payout.amount_micro, statement.currency):
        return "amount_differs"
    if payout.state == Payout.State.RETURNED and not payout.paid_on:
        payout.paid_on = movement.booked_on  # it came back before we heard that it had left: nothing is to be booked
        payout.save(update_fields=["paid_on"])
        movement.payout, movement.outcome = payout, Movement.Outcome.PAID
        return ""
    if payout.state != Payout.State.SENT:
        return "already_paid" if payout.state in (Payout.State.PAID, Payout.State.RETURNED) else "not_sent"
    payout.state, payout.paid_on, payout.bank_reference = Payout.State.PAID, movement.booked_on, movement.reference
    payout.save(update_fields=["state", "paid_on", "bank_reference"])
    movement.payout, movement.outcome = payout, Movement.Outcome.PAID
    worker = Account("worker", statement.worker_id)
    post([_posting("payment", movement, payout, Transfer(LineKind.PAYMENT, worker, BANK, **_sums(payout)), now)])
    record(verb="statement.paid", subject=statement, by=by, at=now, reference=movement.reference, payout=payout.pk)
    _tell(payout, "statement_paid", now, paid_on=movement.booked_on.isoformat())
    return ""


def _bring_back(movement: Movement, payout: Payout, reason: str, by: User, now: datetime) -> str:
    """A deposit came back, or never left; returns why that cannot be, or nothing."""
    statement = payout.statement
    if _differs(movement, payout.amount_micro, statement.currency):
        return "amount_differs"
    if payout.state not in (Payout.State.SENT, Payout.State.PAID):
        return "already_returned" if payout.state == Payout.State.RETURNED else "not_sent"
    if payout.state == Payout.State.PAID:
        payment = Entry.objects.get(key=f"payment:{payout.end_to_end_id}")
        back = Transfer(LineKind.RETURN, BANK, Account("worker", statement.worker_id), **_sums(payout))
        post([_posting("return", movement, payout, back, now, corrects=payment.pk)])
    payout.state, payout.returned_on = Payout.State.RETURNED, movement.booked_on
    payout.return_reason = reason[:500]
    payout.save(update_fields=["state", "returned_on", "return_reason"])
    movement.payout, movement.outcome = payout, Movement.Outcome.RETURNED
    blamed = blames_account(reason) and not payout.account.replaced_at
    if blamed:
        payout.account.replaced_at = now
        payout.account.save(update_fields=["replaced_at"])
    record(verb="statement.returned", subject=statement, by=by, at=now, payout=payout.pk, reason=payout.return_reason)
    _tell(payout, "payout_returned", now, reason=payout.return_reason, blamed=blames_account(reason))
    return ""


def _sums(payout: Payout) -> dict:
    statement = payout.statement
    return {
        "amount": payout.amount_micro,
        "currency": statement.currency,
        "worker": statement.worker_id,
        "pay_day": statement.pay_day,
    }


def _posting(
    kind: str, movement: Movement, payout: Payout, transfer: Transfer, now: datetime, *, corrects: int | None = None
) -> Posting:
    happened = min(datetime.combine(movement.booked_on, time(), queries.ZONE), now)
    return Posting(f"{kind}:{payout.end_to_end_id}", happened, (transfer,), corrects=corrects)


def _tell(payout: Payout, kind: str, now: datetime, **data) -> None:
    statement = payout.statement
    notify(
        users=[statement.worker],
        kind=kind,
        path=reverse("payouts:statement", args=[statement.pk]),
        at=now,
        period=statement.period,
        net_micro=payout.amount_micro,
        currency=statement.currency,
        **data,
    )


def _receive(movement: Movement, text: str, *, by: User, now: datetime) -> str:
    """Money came in; returns why it is no client's funding, or nothing."""
    funding = queries.funding_by_remittance(text)
    if funding is None:
        return "no_funding"
    if funding.project.currency != movement.currency:
        return "currency_differs"
    try:
        with transaction.atomic():
            movement.funding = confirm_funding(
                by=by,
                funding=funding,
                amount=movement.amount_micro,
                bank_reference=movement.reference,
                on=movement.booked_on,
                now=now,
            )
    except Refused as refusal:
        return refusal.code
    movement.outcome = Movement.Outcome.FUNDED
    return ""


def _refund(movement: Movement, text: str, *, by: User, now: datetime) -> str:
    """Money went out that is no deposit; returns why it is no refund of ours, or nothing."""
    ids = references_in(text, REFUND)
    refund = Refund.objects.select_related("project").filter(end_to_end_id__in=ids).first()
    if refund is None:
        return "unknown_id" if movement.end_to_end_id else "no_id"
    if _differs(movement, refund.amount_micro, refund.project.currency):
        return "amount_differs"
    if refund.paid_on:
        return "already_paid"
    pay_refund(by=by, refund=refund, bank_reference=movement.reference, on=movement.booked_on, now=now)
    movement.refund, movement.outcome = refund, Movement.Outcome.REFUNDED
    return ""


@transaction.atomic
def match_movement(*, by: User, movement: Movement, our_id: str, now: datetime | None = None) -> Movement:
    """An admin knows what a movement is about that nothing was found for: `our_id` is the id of a deposit or refund,
    or the reference of a funding. Sums have to agree all the same. Money that comes in for a deposit brings it back.
    """
    check_admin(by)
    now, our_id = now or timezone.now(), our_id.strip().upper()
    movement = Movement.objects.select_for_update().get(pk=movement.pk)
    if movement.outcome != Movement.Outcome.UNMATCHED:
        raise Refused("matched", _("This movement has been matched already."), status=409)
    was = movement.why
    payout = _payout(our_id)
    if payout and movement.incoming:
        why = _bring_back(movement, payout, "", by, now)
    elif payout:
        why = _pay(movement, payout, by, now)
    elif movement.incoming:
        why = _receive(movement, our_id, by=by, now=now) if Funding.objects.filter(reference=our_id) else "unknown_id"
    else:
        why = _refund(movement, our_id, by=by, now=now)
    if why:
        raise Refused(why, str(queries.WHY_UNMATCHED.get(why, why)), status=409, fields={"our_id": why})
    movement.why = ""
    movement.save()
    record(verb="movement.matched", subject=movement, by=by, at=now, our_id=our_id, was=was)
    return movement
