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
           (SELECT string_agg(hash, ''::bytea ORDER BY n) FROM unnest(entry.line_hashes) WITH ORDINALITY h(hash, n))
               AS joined_hashes,
           (SELECT count(*) FROM payouts_line line WHERE line.entry_id = entry.id) AS lines,
           (SELECT sum(amount_micro) FROM payouts_line line WHERE line.entry_id = entry.id) AS total
    FROM payouts_entry entry WHERE entry.id > %(after)s AND entry.id <= %(upto)s
) whole
WHERE whole.body_hash <> {BODY_HASH.format("whole")} OR whole.seal <> {SEAL.format("whole")}
   OR whole.lines <> cardinality(whole.line_hashes) OR whole.total IS DISTINCT FROM whole.total_micro
ORDER BY whole.id
"""


def check() -> Iterator[Finding | Progress]:
    for band, progress in bands_of("payouts_entry"):
        for entry, key, text in rows_of(ALTERED_SQL, band):
            yield Finding("altered entries", f"entry {entry}", f"entry {key}: {text}")
        yield progress
