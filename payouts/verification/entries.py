"""Entries that are not what was sealed, or whose lines are gone or more."""

from collections.abc import Iterator

from payouts.ledger import BODY_HASH, SEAL
from payouts.verification.finding import Finding, Progress, bands_of, rows_of

ALTERED_SQL = f"""
SELECT whole.id, whole.key,
       CASE WHEN whole.body_hash <> {BODY_HASH.format("whole")} OR whole.seal <> {SEAL.format("whole")} THEN 'altered'
            ELSE 'its lines are not all there' END
FROM (
    SELECT entry.*,
           lines.joined_hashes, lines.count AS lines, lines.total
    FROM payouts_entry entry
    CROSS JOIN LATERAL (
        SELECT coalesce(string_agg(hash, ''::bytea ORDER BY number), '') AS joined_hashes, count(*) AS count,
               sum(amount_micro) AS total
        FROM payouts_line line WHERE line.entry_id = entry.id
    ) lines
    WHERE entry.id > %(after)s AND entry.id <= %(upto)s
) whole
WHERE whole.body_hash <> {BODY_HASH.format("whole")} OR whole.seal <> {SEAL.format("whole")}
   OR whole.lines <> whole.line_count OR whole.total IS DISTINCT FROM whole.total_micro
ORDER BY whole.id
"""


def check() -> Iterator[Finding | Progress]:
    for band, progress in bands_of("payouts_entry"):
        for entry, key, text in rows_of(ALTERED_SQL, band):
            yield Finding("altered entries", f"entry {entry}", f"entry {key}: {text}")
        yield progress
