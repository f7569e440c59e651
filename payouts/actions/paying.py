"""Money out: a deposit that left the bank pays its statement."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts.access import check_admin
from payouts.ledger import BANK, Account, Posting, Transfer, post
from payouts.models import LineKind, Payout, Statement
from people.actions import notify, record
from people.errors import Refused
from people.models import User


@transaction.atomic
def pay_statement(
    *, by: User, statement: Statement, bank_reference: str, paid_on: date, now: datetime | None = None
) -> Payout:
    """A statement's deposit left the bank: book it and mark the statement paid, in one transaction."""
    check_admin(by)
    now = now or timezone.now()
    statement = Statement.objects.select_for_update().select_related("worker").get(pk=statement.pk)
    reference = bank_reference.strip()
    if not reference:
        raise Refused("reference_missing", _("Give the bank's reference."), fields={"bank_reference": _("missing")})
    if Payout.objects.filter(statement=statement).exists():
        raise Refused("already_paid", _("This statement is paid already."), status=409)
    if statement.net_micro <= 0:
        raise Refused("nothing_to_pay", _("There is nothing to pay on this statement."), status=409)
    payout = Payout(
        statement=statement,
        amount_micro=statement.net_micro,
        bank_reference=reference,
        paid_on=paid_on,
        recorded_at=now,
        recorded_by=by,
    )
    _save(payout)
    worker = Account("worker", statement.worker_id)
    transfer = Transfer(
        LineKind.PAYMENT, worker, BANK, statement.net_micro, statement.currency, worker=statement.worker_id
    )
    post([Posting(f"payment:{statement.key}", now, (transfer,))])
    record(verb="statement.paid", subject=statement, by=by, at=now, reference=reference)
    notify(
        users=[statement.worker],
        kind="statement_paid",
        path=reverse("payouts:statement", args=[statement.pk]),
        at=now,
        period=statement.period,
        net_micro=statement.net_micro,
        currency=statement.currency,
        paid_on=paid_on.isoformat(),
    )
    return payout


def _save(payout: Payout) -> None:
    """The database alone knows whether the reference is free: another admin may be using it at this moment."""
    try:
        with transaction.atomic():
            payout.save()
    except IntegrityError as error:
        raise Refused("reference_used", _("This reference belongs to another deposit."), status=409) from error
