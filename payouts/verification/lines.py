"""Lines that are not what their entry was sealed with."""

from collections.abc import Iterator

from payouts.ledger import LINE_HASH
from payouts.verification.finding import Finding, Progress, bands_of, rows_of

ALTERED_SQL = f"""
SELECT line.id, entry.key FROM payouts_line line LEFT JOIN payouts_entry entry ON entry.id = line.entry_id
WHERE line.id > %(after)s AND line.id <= %(upto)s
  AND (entry.id IS NULL OR (entry.period, entry.occurred_at) <> (line.period, line.occurred_at)
       OR line.hash <> {LINE_HASH.format("line")})
ORDER BY line.id
"""


def check() -> Iterator[Finding | Progress]:
    for band, progress in bands_of("payouts_line"):
        for line, key in rows_of(ALTERED_SQL, band):
            yield Finding("altered lines", f"line {line}", f"line {line} (entry {key}) is not what was booked")
        yield progress
