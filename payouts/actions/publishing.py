"""The end of a closing: the root over all statements is published and the workers are told, once."""

import json
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from payouts.models import Period, Statement
from payouts.paydays import pay_dates
from payouts.queries.roots import root_of
from people.actions import notify_each, record

# Each worker's own: the statement, its net, the day on which to expect it, and whether an account is still missing.
TOLD_SQL = """
SELECT worker_id AS user_id, %(before_id)s || id || %(after_id)s AS path,
       jsonb_build_object('period', period, 'net_micro', net_micro, 'carried_micro', carried_out_micro,
           'currency', currency, 'pay_on', %(pay_dates)s::jsonb ->> pay_day::text,
           'needs_account', NOT EXISTS (
               SELECT 1 FROM payouts_bankaccount account
               WHERE account.worker_id = statement.worker_id AND account.currency = statement.currency
                 AND account.replaced_at IS NULL AND account.confirmed_at IS NOT NULL)) AS data
FROM payouts_statement statement WHERE period = %(period)s AND (net_micro > 0) = %(to_pay)s
ORDER BY worker_id, pay_day, currency
"""


@transaction.atomic
def publish(period: str, *, now: datetime) -> Period:
    """Publish the root of a month whose statements are all written, and tell the workers; once, and never in part."""
    closing = Period.objects.select_for_update().get(pk=period)
    if closing.closed_at:
        return closing
    if closing.bands.filter(done=False).exists():
        raise AssertionError(f"{period} has workers without statements")
    closing.root = root_of(period)
    closing.closed_at = now
    closing.save(update_fields=["root", "closed_at"])
    statements = Statement.objects.filter(period=period).count()
    told = {"statements": statements, "root": closing.root}
    record(verb="period.closed", subject=closing, by=closing.closed_by, at=now, **told)
    _tell(period, now)
    return closing


def _tell(period: str, now: datetime) -> None:
    before_id, after_id = reverse("payouts:statement", args=[0]).split("0")
    params = {
        "period": period,
        "before_id": before_id,
        "after_id": after_id,
        "pay_dates": json.dumps(pay_dates(period)),
    }
    for kind, to_pay in (("statement_issued", True), ("statement_carried", False)):
        notify_each(rows=TOLD_SQL, params=params | {"to_pay": to_pay}, kind=kind, at=now)
