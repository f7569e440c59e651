"""What the bank tells of clients' money: a funding has arrived, a refund has left. What an admin has recorded by hand
before the bank told it is recognised, and not booked again."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from payouts import queries
from payouts.actions.funding import MAX_REFERENCE, confirm_funding
from payouts.actions.refunding import pay_refund
from payouts.models import Funding, Movement, Refund
from people.errors import Refused
from people.models import User
from projects.models import Project


def receive(movement: Movement, text: str, *, by: User, now: datetime) -> str:
    """Money came in; returns why it is no client's funding, or nothing. `text` may name an announced funding."""
    if known := _recorded_by_hand(movement, text):
        movement.funding, movement.outcome = known, Movement.Outcome.FUNDED
        return ""
    funding = queries.funding_by_remittance(text)
    if funding is None:
        return "confirmed" if queries.fundings_named(text) else "no_funding"
    if funding.project.currency != movement.currency:
        return "currency_differs"
    try:
        with transaction.atomic():
            movement.funding = confirm_funding(
                by=by,
                funding=funding,
                amount=movement.amount_micro,
                bank_reference=_free_reference(movement, funding.project),
                on=movement.booked_on,
                now=now,
            )
    except Refused as refusal:
        return refusal.code
    movement.outcome = Movement.Outcome.FUNDED
    return ""


def send_back(movement: Movement, refund: Refund, *, by: User, now: datetime) -> str:
    """A refund left us; returns why that cannot be, or nothing."""
    if (movement.amount_micro, movement.currency) != (refund.amount_micro, refund.project.currency):
        return "amount_differs"
    if not refund.paid_on:
        pay_refund(by=by, refund=refund, bank_reference=bank_reference(movement), on=movement.booked_on, now=now)
    elif refund.movements.exists():
        return "already_paid"
    movement.refund, movement.outcome = refund, Movement.Outcome.REFUNDED
    return ""


def bank_reference(movement: Movement) -> str:
    """The bank's own, as an admin would type it; its digest where it is longer than what fundings and deposits keep,
    and the movement's key where the bank gave none."""
    given = movement.reference
    if len(given) > MAX_REFERENCE:
        return sha256(given.encode()).hexdigest()[:MAX_REFERENCE]
    return given or movement.key


def _recorded_by_hand(movement: Movement, text: str) -> Funding | None:
    """The funding that an admin has recorded and that this movement is: reference and sum agree, and no file told it.

    Banks give references anew. So either the text names it, or it was recorded on the movement's day or later and is of
    the project whose funding the text names, if it names any.
    """
    found = Funding.objects.filter(
        bank_reference=bank_reference(movement),
        received_micro=movement.amount_micro,
        project__currency=movement.currency,
        movements=None,
    )
    named = queries.fundings_named(text)
    if named:
        found = found.filter(project__in={funding.project_id for funding in named})
    candidates = [funding for funding in found if funding in named or _could_be(funding, movement)]
    return candidates[0] if len(candidates) == 1 else None


def _could_be(funding: Funding, movement: Movement) -> bool:
    return movement.booked_on <= funding.confirmed_at.astimezone(queries.ZONE).date()


def _free_reference(movement: Movement, project: Project) -> str:
    """The bank's reference; where its files gave it to another transfer for the project before, with something behind
    it that only this movement has. What an admin recorded under it may be this very transfer."""
    reference = bank_reference(movement)
    told = Movement.objects.filter(funding__project=project, funding__bank_reference=reference).first()
    if told and (told.booked_on, told.amount_micro) != (movement.booked_on, movement.amount_micro):
        mark = f" {movement.key[:8]}"
        return reference[: MAX_REFERENCE - len(mark)] + mark
    return reference
