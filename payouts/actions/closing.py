"""A month ends: fenced off, summed up into statements, taxed, published: exactly once, however often interrupted."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payouts import queries
from payouts.actions.accrual import accrue_all
from payouts.actions.issuing import issue_bands, make_bands, rules_now
from payouts.actions.obstacles import check_month, check_no_obstacle
from payouts.actions.publishing import publish
from payouts.ledger import last_booked, raise_fence
from payouts.models import Period
from payouts.periods import period_of
from people.actions import record
from people.models import User


def close_period(
    *,
    by: User | None,
    period: str,
    early: bool = False,
    now: datetime | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Period:
    """Close a month: fence it off, write its statements and taxes, publish its root, tell the workers.

    Each step is its own transaction and finds what an interrupted run has left, so that a closing that was killed, or
    that several processes share, ends in the same statements. Refused with every reason where the month is not over
    (unless `early`), an earlier month is open, or its lines do not agree with what was booked; and where a closing that
    was interrupted began under other tax rules. `progress` hears how many of how many bands of workers are done.
    """
    now = now or timezone.now()
    check_month(period)
    closing = Period.objects.filter(pk=period).first() or _fence_off(period, by=by, early=early, now=now)
    issue_bands(closing, progress)
    return publish(period, now=now)


def _fence_off(period: str, *, by: User | None, early: bool, now: datetime) -> Period:
    """From here on nothing is booked into the month; all that was decided before this is."""
    accrue_all()  # most of it before anybody has to wait; what cannot be booked is told as an obstacle
    with transaction.atomic():
        raise_fence()
        if known := Period.objects.filter(pk=period).first():
            return known
        check_no_obstacle(period, early=early, now=now)
        fixed = rules_now() | last_booked()
        closing = Period.objects.create(name=period, fenced_at=now, closed_by=by, **fixed)
        make_bands(closing)
        record(verb="period.fenced", subject=closing, by=by, at=now, **fixed)
        return closing


def close_past_periods(*, now: datetime | None = None) -> list[str]:
    """Close every month that is over and has something to close, or that was interrupted; oldest first.

    Any number of processes may do so at once: they share the bands of a month.
    """
    now = now or timezone.now()
    accrue_all()
    done = []
    # Asked for again after each: what a month leaves over may be all that there is to close in the next.
    while names := queries.months_to_close(before=period_of(now, queries.ZONE)):
        done.append(close_period(by=None, period=names[0], now=now).name)
    return done
