"""Each month that has statements is closed and stays closed, and each entry stands in the month that was open for it.

Months are closed one after the other, and a fence keeps what was booked last before it: so the month of an entry
follows from when it happened and from the fences before it.
"""

from collections.abc import Iterator

from django.conf import settings

from payouts.models import Payout, Period, Statement
from payouts.queries.months import periods_with_lines
from payouts.verification.finding import Finding, Progress, bands_of, rows_of

# Statements of workers who are in no band that is done: a closing issues a band's statements and marks it at once.
STRAY_SQL = """
SELECT concat_ws('/', period, worker_id, pay_day, currency) FROM payouts_statement statement
WHERE id > %(after)s AND id <= %(upto)s AND NOT EXISTS (
    SELECT 1 FROM payouts_period period JOIN payouts_band band ON band.period_id = period.name AND band.done
    WHERE period.name = statement.period AND statement.worker_id BETWEEN band.first AND band.last
      AND statement.issued_at = period.fenced_at)
ORDER BY id
"""

# Taxes go to the month that withholds them, behind its fence; all else to the month in which it happened or, where that
# was fenced off already, to the first one that was not.
MISPLACED_SQL = """
WITH fences AS (
    SELECT name, last_entry, to_char((name || '-01')::date + interval '1 month', 'YYYY-MM') AS next FROM payouts_period
)
SELECT entry.id, entry.key, entry.period, coalesce(own.name, expected.period)
FROM payouts_entry entry
LEFT JOIN fences own ON entry.key LIKE 'tax:%%' AND own.name = split_part(substr(entry.key, 5), '/', 1)
                    AND own.last_entry < entry.id
CROSS JOIN LATERAL (
    SELECT greatest(to_char(entry.occurred_at AT TIME ZONE %(zone)s, 'YYYY-MM'), max(fences.next)) AS period
    FROM fences WHERE fences.last_entry < entry.id AND own.name IS NULL
) expected
WHERE entry.id > %(after)s AND entry.id <= %(upto)s AND entry.period <> coalesce(own.name, expected.period)
ORDER BY entry.id
"""
# What was booked last before a fence, and the first line behind it: ids grow, and nobody books while a fence is raised.
FENCES_SQL = """
SELECT period.name FROM payouts_period period
LEFT JOIN payouts_entry entry ON entry.id = period.last_entry
LEFT JOIN payouts_line line ON line.id = period.last_line
LEFT JOIN LATERAL (
    SELECT entry_id FROM payouts_line WHERE id > period.last_line ORDER BY id LIMIT 1
) behind ON true
WHERE period.last_entry > 0 AND entry.id IS NULL OR period.last_line > 0 AND line.id IS NULL
   OR line.entry_id > period.last_entry OR behind.entry_id <= period.last_entry
ORDER BY 1
"""


def check() -> Iterator[Finding | Progress]:
    periods = {period.name: period for period in Period.objects.order_by("name")}
    for name in sorted({*_with_statements(), *_with_lines_before(max(periods, default=""))} - periods.keys()):
        yield Finding("months", f"period {name}", f"{name} has statements or is over, but was never closed")
    for period in periods.values():
        for text in _open_again(period, latest=max(periods)):
            yield Finding("months", f"period {period.name}", f"{period.name} {text}")
    for (name,) in rows_of(FENCES_SQL):
        text = f"{name} was fenced off behind another entry or line than it says"
        yield Finding("months", f"period {name}", text)
    for band, progress in bands_of("payouts_statement"):
        for (statement,) in rows_of(STRAY_SQL, band):
            text = f"statement {statement} was issued by no closing of its month"
            yield Finding("months", f"statement {statement}", text)
        yield progress
    for band, progress in bands_of("payouts_entry"):
        for entry, key, period, expected in rows_of(MISPLACED_SQL, band | {"zone": settings.SETTLEMENT_TIME_ZONE}):
            text = f"entry {key} stands in {period} and belongs to {expected}"
            yield Finding("months", f"entry {entry}", text)
        yield progress


def _with_statements() -> list[str]:
    return list(Statement.objects.order_by().values_list("period", flat=True).distinct())


def _with_lines_before(latest: str) -> list[str]:
    return [name for name in periods_with_lines() if name < latest]


def _open_again(period: Period, *, latest: str) -> Iterator[str]:
    """What shows that a month without `closed_at` was closed once."""
    if period.closed_at:
        if period.bands.filter(done=False).exists():
            yield "is closed although it has workers without statements"
        return
    if period.root:
        yield "has a root but is not closed"
    if period.name < latest:
        yield "is not closed, but a later month is"
    if Payout.objects.filter(statement__period=period.name).exists():
        yield "is not closed, but its statements are being paid"
