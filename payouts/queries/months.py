"""Reads about months: what is on the books, what is closed, what is to be paid."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils import timezone

from payouts.models import EARNING_KINDS, Line, Period, Statement
from payouts.periods import following, period_of
from payouts.queries.statements import PAID
from projects.money import coin_sql

ZONE = ZoneInfo(settings.SETTLEMENT_TIME_ZONE)

# From month to month through the index: as quick at ten million lines as at a thousand.
PERIODS_SQL = """
WITH RECURSIVE found AS (
    (SELECT period FROM payouts_line WHERE {earning} ORDER BY period LIMIT 1)
    UNION ALL
    SELECT (SELECT line.period FROM payouts_line line WHERE line.period > found.period AND {earning}
            ORDER BY line.period LIMIT 1)
    FROM found WHERE found.period IS NOT NULL
)
SELECT period FROM found WHERE period IS NOT NULL
""".format(earning=f"kind IN ({', '.join(repr(kind) for kind in EARNING_KINDS)})")

# Whose statement of the month before left a coin or more: they are paid although they earned nothing in this month.
LEFT_OVER_SQL = f"""
SELECT worker_id FROM payouts_statement
WHERE period = (SELECT max(name) FROM payouts_period WHERE name < %(period)s)
  AND carried_out_micro >= {coin_sql("currency")}
"""


def today(now: datetime | None = None) -> date:
    """The day in the settlement time zone."""
    return (now or timezone.now()).astimezone(ZONE).date()


def current_period(now: datetime | None = None) -> str:
    return period_of(now or timezone.now(), ZONE)


def periods_with_lines() -> list[str]:
    """The months in which anything was earned, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(PERIODS_SQL)
        return [row[0] for row in cursor.fetchall()]


def months_to_close(*, before: str) -> list[str]:
    """The months before that one which have something to close, or whose closing was interrupted; the oldest first."""
    closed = set(Period.objects.exclude(closed_at=None).values_list("name", flat=True))
    interrupted = set(Period.objects.filter(closed_at=None).values_list("name", flat=True))
    found = {*periods_with_lines(), *interrupted, *_left_over()} - closed
    return sorted(name for name in found if name < before)


def _left_over() -> list[str]:
    """The month after the last one that was closed, if that left something over which is paid without more work."""
    latest = Period.objects.order_by("-name").values_list("name", flat=True).first()
    if latest is None:
        return []
    period = following(latest)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({LEFT_OVER_SQL})", {"period": period})
        return [period] if cursor.fetchone()[0] else []


def months() -> list[dict]:
    """Every month on the books, the latest first: its lines and workers, how far its closing is, what is to be paid."""
    closings = {closing.name: closing for closing in closings_with_progress()}
    issued = _issued()
    names = sorted({*periods_with_lines(), *closings}, reverse=True)
    return [
        {"period": name, "closing": closings.get(name)}
        | _counts(name, issued.get(name, {"issued": 0, "unpaid": 0}), closings.get(name))
        for name in names
    ]


def closings_with_progress():
    """The months that are closing or closed, with how many of their bands of workers are done."""
    return Period.objects.annotate(
        bands_done=Count("bands", filter=Q(bands__done=True)), bands_in_all=Count("bands")
    ).order_by("name")


def _issued() -> dict[str, dict]:
    statements = Statement.objects.order_by().values("period")
    counted = statements.annotate(
        issued=Count("id"),
        unpaid=Count("id", filter=~PAID & Q(net_micro__gt=0)),
        lines=Sum("line_count"),
        workers=Count("worker", distinct=True),
    )
    return {row["period"]: row for row in counted}


def _counts(period: str, issued: dict, closing: Period | None) -> dict:
    """A closed month's lines and workers stand on its statements; those of an open one are counted."""
    if closing and closing.closed_at:
        return {"lines": 0, "workers": 0} | issued
    lines = Line.objects.filter(period=period, kind__in=EARNING_KINDS)
    return issued | lines.aggregate(lines=Count("id"), workers=Count("worker", distinct=True))
