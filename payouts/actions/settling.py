"""What a movement is about happens: a deposit is paid or came back, a funding arrives, a refund is sent."""

from datetime import datetime, time

from django.db import connection
from django.urls import reverse

from payouts import queries
from payouts.actions.arriving import bank_reference, receive, send_back
from payouts.ledger import BANK, Account, Posting, Transfer, post
from payouts.models import Entry, LineKind, Movement, Payout, Refund
from payouts.references import REFUND, references_in
from payouts.returns import blames_account
from people.actions import notify, record
from people.models import User

# What the bank told is looked at one after the other, so that no movement of two overlapping files counts twice.
READING = 4_739_201_646


def take_turns() -> None:
    """Look at what the bank told alone, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READING])


def settle(movement: Movement, our_id: str, text: str, *, by: User, now: datetime, by_hand: bool = False) -> str:
    """Let happen what a movement is about, and say so on it; returns why it fits nothing of ours, or nothing.

    `our_id` is the id of a deposit; references of fundings and refunds are looked for in `text`. Whoever pays in
    chooses the id of what comes in: it names a deposit only where the bank says that one came back, or an admin
    (`by_hand`).
    """
    booked = movement.status == Movement.Status.BOOKED
    if movement.incoming and movement.status == Movement.Status.REJECTED:
        return "nothing_moved"
    if not movement.incoming and movement.status == Movement.Status.RETURNED:
        return "taken_back"
    may_name_a_deposit = by_hand or not (movement.incoming and booked)
    if may_name_a_deposit and (payout := _payout(our_id)):
        pays = booked and not movement.incoming
        return _pay(movement, payout, by, now) if pays else _bring_back(movement, payout, by, now, may_keep=by_hand)
    if movement.incoming and (booked or by_hand):
        return receive(movement, text, by=by, now=now)
    if booked and (refund := _refund(text)):
        return send_back(movement, refund, by=by, now=now)
    return "unknown_id" if our_id else "no_id"


def _payout(end_to_end_id: str) -> Payout | None:
    found = Payout.objects.select_for_update(of=("self",)).select_related("statement__worker", "account", "run")
    return found.filter(end_to_end_id=end_to_end_id).first()


def _refund(text: str) -> Refund | None:
    found = Refund.objects.select_related("project")
    return found.filter(end_to_end_id__in=references_in(text, REFUND)).first()


def _differs(movement: Movement, amount: int, currency: str) -> bool:
    return (movement.amount_micro, movement.currency) != (amount, currency)


def _pay(movement: Movement, payout: Payout, by: User, now: datetime) -> str:
    """The bank carried out a deposit; returns why that cannot be, or nothing."""
    statement = payout.statement
    if _differs(movement, payout.amount_micro, statement.currency):
        return "amount_differs"
    if payout.state == Payout.State.RETURNED and not payout.paid_on:
        if not payout.movements.filter(incoming=True).exists():
            return "rejected_before"
        payout.paid_on = movement.booked_on  # it came back before we heard that it had left: nothing is to be booked
        payout.save(update_fields=["paid_on"])
        movement.payout, movement.outcome = payout, Movement.Outcome.PAID
        return ""
    if payout.state != Payout.State.SENT:
        return "already_paid" if payout.state in (Payout.State.PAID, Payout.State.RETURNED) else "not_sent"
    payout.state, payout.paid_on, payout.bank_reference = (
        Payout.State.PAID,
        movement.booked_on,
        bank_reference(movement),
    )
    payout.save(update_fields=["state", "paid_on", "bank_reference"])
    movement.payout, movement.outcome = payout, Movement.Outcome.PAID
    worker = Account("worker", statement.worker_id)
    post([_posting("payment", movement, payout, [Transfer(LineKind.PAYMENT, worker, BANK, **_sums(payout))], now)])
    record(verb="statement.paid", subject=statement, by=by, at=now, reference=payout.bank_reference, payout=payout.pk)
    _tell(payout, "statement_paid", now, paid_on=movement.booked_on.isoformat())
    return ""


def _bring_back(movement: Movement, payout: Payout, by: User, now: datetime, *, may_keep: bool) -> str:
    """A deposit came back, or never left; returns why that cannot be, or nothing.

    `may_keep`: the banks may have kept something of what came back. The worker gets all of it back, for it was theirs,
    and the platform bears the difference.
    """
    statement = payout.statement
    is_short = movement.incoming and payout.state == Payout.State.PAID and movement.amount_micro < payout.amount_micro
    kept = payout.amount_micro - movement.amount_micro if may_keep and is_short else 0
    if _differs(movement, payout.amount_micro - kept, statement.currency):
        return "amount_differs"
    is_rejected = movement.status == Movement.Status.REJECTED
    if payout.state == Payout.State.RETURNED and is_rejected:
        movement.payout, movement.outcome = payout, Movement.Outcome.RETURNED  # told again: nothing moves by it
        return ""
    if payout.state not in (Payout.State.SENT, Payout.State.PAID):
        return "already_returned" if payout.state == Payout.State.RETURNED else "not_sent"
    if payout.state == Payout.State.PAID:
        if is_rejected:
            return "paid_before"
        payment = Entry.objects.get(key=f"payment:{payout.end_to_end_id}")
        back = Transfer(LineKind.RETURN, BANK, Account("worker", statement.worker_id), **_sums(payout))
        charges = [Transfer(LineKind.CHARGE, Account("fee"), BANK, kept, statement.currency)] if kept else []
        post([_posting("return", movement, payout, [back, *charges], now, corrects=payment.pk)])
    payout.state, payout.returned_on = Payout.State.RETURNED, movement.booked_on
    payout.return_reason = movement.reason
    payout.save(update_fields=["state", "returned_on", "return_reason"])
    movement.payout, movement.outcome = payout, Movement.Outcome.RETURNED
    blamed = blames_account(movement.reason)
    if blamed and not payout.account.replaced_at:
        payout.account.replaced_at = now
        payout.account.save(update_fields=["replaced_at"])
    borne = {"charges_micro": kept} if kept else {}
    record(
        verb="statement.returned", subject=statement, by=by, at=now, payout=payout.pk, reason=movement.reason, **borne
    )
    _tell(payout, "payout_returned", now, reason=movement.reason, blamed=blamed)
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
    kind: str,
    movement: Movement,
    payout: Payout,
    transfers: list[Transfer],
    now: datetime,
    *,
    corrects: int | None = None,
) -> Posting:
    happened = min(datetime.combine(movement.booked_on, time(), queries.ZONE), now)
    return Posting(f"{kind}:{payout.end_to_end_id}", happened, tuple(transfers), corrects=corrects)


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
