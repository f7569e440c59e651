"""Each month that has statements is closed and stays closed, and each entry stands in the month that was open for it.

Months are closed one after the other, and a fence keeps what was booked last before it: so the month of an entry
follows from when it happened and from the fences before it.
"""

from collections.abc import Iterator

from django.conf import settings

from payouts.models import Period, Statement
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


# Months that were open again or never quite closed, as one statement sees them; a month that is closing is none.
OPEN_SQL = """
SELECT name, text FROM (
    SELECT name, CASE
        WHEN closed_at IS NOT NULL THEN CASE WHEN EXISTS (
                SELECT 1 FROM payouts_band band WHERE band.period_id = period.name AND NOT band.done)
            THEN 'is closed although it has workers without statements' END
        WHEN root <> '' THEN 'has a root but is not closed'
        WHEN EXISTS (SELECT 1 FROM payouts_period later WHERE later.name > period.name)
            THEN 'is not closed, but a later month is fenced off'
        WHEN EXISTS (SELECT 1 FROM payouts_payout payout JOIN payouts_statement statement
                     ON statement.id = payout.statement_id WHERE statement.period = period.name)
            THEN 'is not closed, but its statements are being paid' END AS text
    FROM payouts_period period
) told WHERE text IS NOT NULL ORDER BY name
"""


def check() -> Iterator[Finding | Progress]:
    for name in _never_closed():
        yield Finding("months", f"period {name}", f"{name} has statements or is over, but was never closed")
    for name, text in rows_of(OPEN_SQL):
        yield Finding("months", f"period {name}", f"{name} {text}")
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


def _never_closed() -> list[str]:
    """Months with statements, and months with lines before one that was closed, that have no closing."""
    with_statements = set(Statement.objects.order_by().values_list("period", flat=True).distinct())
    with_lines = periods_with_lines()
    closings = set(Period.objects.values_list("name", flat=True))  # last: one that begins meanwhile is among them
    over = {name for name in with_lines if name < max(closings, default="")}
    return sorted((with_statements | over) - closings)
