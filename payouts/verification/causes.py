"""Each line has what caused it, and runs between the accounts between which its kind runs."""

from collections.abc import Iterator

from payouts.verification.finding import Finding, Progress, bands_of, rows_of

# From which account to which money moves, by the kind of a line.
WAYS_SQL = """
VALUES ('deposit', 'bank', 'client'), ('escrow', 'client', 'escrow'), ('refund', 'escrow', 'client'),
       ('refund', 'client', 'bank'), ('draw', 'escrow', 'worker'), ('review', 'escrow', 'worker'),
       ('fee', 'escrow', 'fee'), ('bonus', 'escrow', 'worker'), ('bonus', 'fee', 'worker'),
       ('deduction', 'worker', 'escrow'), ('deduction', 'worker', 'fee'), ('tax', 'worker', 'tax'),
       ('payment', 'worker', 'bank'), ('return', 'bank', 'worker'), ('charge', 'fee', 'bank')
"""

# What a verdict earns is caused by that verdict, under its one key and at its moment, a tax by a statement. (Fundings,
# refunds, payments and adjustments are followed to their causes by the checks of their names.)
STRAY_SQL = f"""
WITH ways(kind, debit, credit) AS ({WAYS_SQL})
SELECT line.id, line.kind, entry.key, debit.kind, credit.kind
FROM payouts_line line
JOIN payouts_entry entry ON entry.id = line.entry_id
JOIN payouts_ledgeraccount debit ON debit.id = line.debit_id
JOIN payouts_ledgeraccount credit ON credit.id = line.credit_id
WHERE line.id > %(after)s AND line.id <= %(upto)s AND (
    (line.kind, split_part(debit.kind, '_', 1), split_part(credit.kind, '_', 1)) NOT IN (SELECT * FROM ways)
    OR line.kind IN ('draw', 'review', 'fee')
       AND NOT EXISTS (SELECT 1 FROM review_verdict verdict
                       WHERE verdict.id = entry.verdict_id AND verdict.decided_at = entry.occurred_at
                         AND entry.key = 'verdict:' || verdict.id)
    OR line.kind = 'tax' AND entry.key NOT LIKE 'tax:%%')
ORDER BY line.id
"""


def check() -> Iterator[Finding | Progress]:
    for band, progress in bands_of("payouts_line"):
        for line, kind, key, debit, credit in rows_of(STRAY_SQL, band):
            text = f"line {line} (entry {key}) moves {kind} from {debit} to {credit} without a cause"
            yield Finding("causes", f"line {line}", text)
        yield progress
