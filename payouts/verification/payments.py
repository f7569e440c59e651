"""Each deposit that arrived stands on the books once, with its statement's net; each that came back is undone.

What banks kept of one that came back stands beside its return, and is less than it.
"""

from collections.abc import Iterator

from payouts.verification.finding import Finding, Progress, bands_of, rows_of

# What a deposit's entries moved, beside what its state says: paid moved once, returned there and back or not at all.
MISBOOKED_SQL = """
SELECT payout.end_to_end_id, payout.state, payout.amount_micro, statement.net_micro, paid.total, back.total
FROM payouts_payout payout
JOIN payouts_statement statement ON statement.id = payout.statement_id
LEFT JOIN LATERAL ({moved}) paid ON true
LEFT JOIN LATERAL ({moved_back}) back ON true
WHERE payout.id > %(after)s AND payout.id <= %(upto)s AND (
    payout.amount_micro <> statement.net_micro
    OR paid.total IS DISTINCT FROM
       CASE WHEN payout.state = 'paid' OR payout.state = 'returned' AND back.total IS NOT NULL
            THEN payout.amount_micro END
    OR back.total IS DISTINCT FROM
       CASE WHEN payout.state = 'returned' AND paid.total IS NOT NULL THEN payout.amount_micro END)
ORDER BY payout.id
"""
# The sum of one entry's lines that run from the one account to the other, as they should.
MOVED_SQL = """
SELECT sum(line.amount_micro)::bigint AS total
FROM payouts_entry entry JOIN payouts_line line ON line.entry_id = entry.id
JOIN payouts_ledgeraccount debit ON debit.id = line.debit_id
JOIN payouts_ledgeraccount credit ON credit.id = line.credit_id
WHERE entry.key = '{kind}:' || payout.end_to_end_id AND line.kind = '{kind}' AND line.currency = statement.currency
  AND (debit.kind, debit.owner_id, credit.kind, credit.owner_id) = ({debit}, {credit})
"""
BANK, WORKER = "'bank', 0", "'worker', statement.worker_id"
SQL = MISBOOKED_SQL.format(
    moved=MOVED_SQL.format(kind="payment", debit=WORKER, credit=BANK),
    moved_back=MOVED_SQL.format(kind="return", debit=BANK, credit=WORKER),
)

UNCAUSED_SQL = """
SELECT line.id, entry.key FROM payouts_line line JOIN payouts_entry entry ON entry.id = line.entry_id
LEFT JOIN payouts_payout payout
    ON entry.key = CASE line.kind WHEN 'charge' THEN 'return' ELSE line.kind END || ':' || payout.end_to_end_id
   AND (line.kind <> 'charge' OR line.amount_micro < payout.amount_micro)
WHERE line.id > %(after)s AND line.id <= %(upto)s AND line.kind IN ('payment', 'return', 'charge')
  AND payout.id IS NULL
ORDER BY line.id
"""

TWICE_SQL = """
SELECT statement_id, count(*) FROM payouts_payout WHERE state = 'paid' GROUP BY 1 HAVING count(*) > 1 ORDER BY 1
"""


def check() -> Iterator[Finding | Progress]:
    for band, progress in bands_of("payouts_payout"):
        for our_id, state, amount, net, paid, back in rows_of(SQL, band):
            text = f"deposit {our_id} ({state}) is {amount} micro, its statement {net}"
            text += f"; booked out {paid or 'nothing'}, back {back or 'nothing'}"
            yield Finding("payments", f"deposit {our_id}", text)
        yield progress
    for band, progress in bands_of("payouts_line"):
        for line, key in rows_of(UNCAUSED_SQL, band):
            yield Finding("payments", f"line {line}", f"line {line} (entry {key}) belongs to no deposit")
        yield progress
    for statement, count in rows_of(TWICE_SQL):
        yield Finding("payments", f"statement {statement}", f"statement {statement} is paid by {count} deposits")
