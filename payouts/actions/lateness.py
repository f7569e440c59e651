"""A deposit that was not paid on its day, although nothing on the worker's side stood in its way, is noted for ever."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from payouts import queries
from payouts.models import LateDeposit
from people.actions import notify, record


@transaction.atomic
def note_late_deposits(*, now: datetime | None = None) -> int:
    """Note what is late, once, and tell the workers; returns how many. The bank's answer has some days to arrive."""
    now = now or timezone.now()
    waited = timedelta(days=settings.LATE_NOTICED_AFTER_DAYS)
    noted = 0
    for statement in queries.late_by(now.astimezone(queries.ZONE).date() - waited):
        _late, is_new = LateDeposit.objects.get_or_create(statement=statement, defaults={"noticed_at": now})
        if not is_new:
            continue
        noted += 1
        record(verb="deposit.late", subject=statement, by=None, at=now, pay_on=statement.pay_on.isoformat())
        notify(
            users=[statement.worker],
            kind="deposit_late",
            path=reverse("payouts:statement", args=[statement.pk]),
            at=now,
            period=statement.period,
            net_micro=statement.net_micro,
            currency=statement.currency,
            pay_on=statement.pay_on.isoformat(),
        )
    return noted
