"""A payout run is approved by another admin than the one who prepared it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts import queries
from payouts.access import check_admin
from payouts.models import Payout, PayoutRun
from people.actions import notify_each, record
from people.errors import Refused
from people.models import User

TOLD_SQL = """
SELECT statement.worker_id AS user_id, %(before)s || statement.id || %(after)s AS path,
       jsonb_build_object('period', statement.period, 'net_micro', payout.amount_micro,
           'currency', statement.currency, 'pay_on', %(pay_on)s::text, 'masked', account.masked) AS data
FROM payouts_payout payout
JOIN payouts_statement statement ON statement.id = payout.statement_id
JOIN payouts_bankaccount account ON account.id = payout.account_id
WHERE payout.run_id = %(run)s AND payout.state = %(state)s
ORDER BY payout.id
"""


@transaction.atomic
def approve_payout(*, by: User, run: PayoutRun, now: datetime | None = None) -> PayoutRun:
    """The deposits of a run may go to the bank. What it holds cannot change any more; the database sees to that.

    What must not be paid since it was prepared (another account, a hold) is taken out and waits for the next run.
    """
    check_admin(by)
    now = now or timezone.now()
    run = PayoutRun.objects.select_for_update().get(pk=run.pk)
    if by.pk == run.prepared_by_id:
        raise Refused("same_admin", _("Whoever prepared a run does not approve it."), status=403)
    if run.cancelled_at:
        raise Refused("cancelled", _("This run was cancelled."), status=409)
    if run.approved_at:
        raise Refused("approved", _("This run is approved already."), status=409)
    check_its_day(run, now)
    stopped = stop(run)
    run.approved_by, run.approved_at = by, now
    run.save(update_fields=["approved_by", "approved_at"])
    approved = run.payouts.filter(state=Payout.State.PREPARED)
    sums = approved.aggregate(payouts=Count("id"), total_micro=Sum("amount_micro"))
    approved.update(state=Payout.State.APPROVED)
    if not sums["payouts"]:
        raise Refused("nothing_to_pay", _("None of these deposits may be made any more."), status=409)
    record(verb="payout.approved", subject=run, by=by, at=now, stopped=stopped, **sums)
    tell(run, Payout.State.APPROVED, "payout_approved", now)
    return run


def check_its_day(run: PayoutRun, now: datetime) -> None:
    """No bank carries out an order for a day that is over."""
    if run.pay_on < queries.today(now):
        text = _("The day of this run, %(day)s, is over: cancel it and prepare another.")
        raise Refused("day_over", text % {"day": run.pay_on}, status=409)


def stop(run: PayoutRun) -> list[str]:
    """Take out what must not be paid any more; returns the end-to-end ids."""
    found = list(queries.stopped(run).select_for_update(of=("self",)).order_by("pk"))
    run.payouts.filter(pk__in=[payout.pk for payout in found]).update(state=Payout.State.CANCELLED)
    return [payout.end_to_end_id for payout in found]


def tell(run: PayoutRun, state: str, kind: str, now: datetime) -> None:
    """The workers of a run's deposits in `state` hear how far they got, and on which day to expect them."""
    before, after = reverse("payouts:statement", args=[0]).split("0")
    params = {"run": run.pk, "state": state, "before": before, "after": after, "pay_on": run.pay_on.isoformat()}
    notify_each(rows=TOLD_SQL, params=params, kind=kind, at=now)
