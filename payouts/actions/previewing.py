"""What closing a month would do, without doing it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payouts import queries
from payouts.actions.issuing import computed_params, computed_sql, other_rules, rule_in_force, rules_now
from payouts.actions.obstacles import check_month, obstacles
from payouts.models import Period
from payouts.periods import ends_at


def preview_period(*, period: str, early: bool = False, now: datetime | None = None) -> dict:
    """What `close_period` would do now; nothing stays changed, and nobody has to wait for it.

    `obstacles` is code to text of what keeps the month from being closed; `deposits` the sums by pay day and currency;
    `not_in_it` what was handed in before its end and is not in it, by reason and currency. Refused("bad_period").
    """
    now = now or timezone.now()
    check_month(period)
    known = Period.objects.filter(pk=period).first()
    with transaction.atomic():
        # Books what waits, for as long as we look.
        found = other_rules(known) if known else obstacles(period, early=early, now=now)
        computed = computed_sql(rule=rule_in_force())
        params = computed_params(known or Period(name=period, **rules_now()), first=0, last=2**63 - 1)
        deposits = queries.deposits_of(computed, params)
        missing = queries.not_in_month(ends_at(period, queries.ZONE))
        transaction.set_rollback(True)
    return {"period": period, "obstacles": found, "deposits": deposits, "not_in_it": missing}
