"""The taxes of each statement are on the books, each part once; and nobody was taxed without a statement."""

from collections.abc import Iterator

from payouts.verification.finding import Finding, Progress, bands_of, rows_of

# What a statement withholds, part by part, beside the lines of its entry.
WITHHELD_SQL = """
SELECT statement.name, withheld.parts, booked.parts
FROM (
    SELECT payouts_statement.*, concat_ws('/', period, worker_id, pay_day, currency) AS name FROM payouts_statement
    WHERE id > %(after)s AND id <= %(upto)s
) statement
CROSS JOIN LATERAL (
    SELECT array_agg('tax_' || (tax ->> 'kind') || '=' || (tax ->> 'amount_micro') ORDER BY place) AS parts
    FROM jsonb_array_elements(statement.taxes) WITH ORDINALITY listed(tax, place)
    WHERE (tax ->> 'amount_micro')::bigint > 0
) withheld
CROSS JOIN LATERAL (
    SELECT array_agg(credit.kind || '=' || line.amount_micro ORDER BY line.number) AS parts
    FROM payouts_entry entry
    JOIN payouts_line line ON line.entry_id = entry.id
    JOIN payouts_ledgeraccount credit ON credit.id = line.credit_id
    JOIN payouts_ledgeraccount debit ON debit.id = line.debit_id
    WHERE entry.key = 'tax:' || statement.name AND line.kind = 'tax' AND line.period = statement.period
      AND debit.kind = 'worker' AND debit.owner_id = statement.worker_id AND line.worker_id = statement.worker_id
      AND line.currency = statement.currency AND line.pay_day = statement.pay_day
) booked
WHERE withheld.parts IS DISTINCT FROM booked.parts
ORDER BY statement.id
"""

WITHOUT_STATEMENT_SQL = """
SELECT entry.key FROM payouts_entry entry
WHERE entry.id > %(after)s AND entry.id <= %(upto)s AND entry.key LIKE 'tax:%%' AND NOT EXISTS (
    SELECT 1 FROM payouts_statement statement
    WHERE (statement.period, statement.worker_id::text, statement.pay_day::text, statement.currency)
        = (entry.period, split_part(entry.key, '/', 2), split_part(entry.key, '/', 3), split_part(entry.key, '/', 4))
)
ORDER BY entry.id
"""


def check() -> Iterator[Finding | Progress]:
    for band, progress in bands_of("payouts_statement"):
        for statement, withheld, booked in rows_of(WITHHELD_SQL, band):
            told, found = (", ".join(parts or []) or "nothing" for parts in (withheld, booked))
            text = f"statement {statement} withholds {told}, on the books stands {found}"
            yield Finding("taxes", f"statement {statement}", text)
        yield progress
    for band, progress in bands_of("payouts_entry"):
        for (key,) in rows_of(WITHOUT_STATEMENT_SQL, band):
            yield Finding("taxes", f"entry {key}", f"entry {key} has no statement")
        yield progress
