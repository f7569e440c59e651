"""Each transfer that arrived and each refund stands on the books once, with its amount and for its project."""

from collections.abc import Iterator

from payouts.verification.finding import Finding, Progress, bands_of, rows_of

# Beside what a funding says: the two lines of its entry, bank → client and client → escrow.
FUNDINGS_SQL = """
SELECT funding.reference, coalesce(funding.received_micro, 0), count(line.id)
FROM payouts_funding funding
LEFT JOIN payouts_entry entry ON entry.key = 'fund:' || funding.project_id || ':' || funding.bank_reference
                             AND funding.confirmed_at IS NOT NULL
LEFT JOIN payouts_line line ON line.entry_id = entry.id AND line.project_id = funding.project_id
                           AND line.amount_micro = funding.received_micro AND line.kind IN ('deposit', 'escrow')
WHERE funding.id > %(after)s AND funding.id <= %(upto)s
GROUP BY funding.id
HAVING count(line.id) <> CASE WHEN funding.confirmed_at IS NULL THEN 0 ELSE 2 END
ORDER BY funding.id
"""

# Escrow → client when it was opened, client → bank when it was sent.
REFUNDS_SQL = """
SELECT refund.end_to_end_id, refund.amount_micro, count(line.id), CASE WHEN refund.paid_on IS NULL THEN 1 ELSE 2 END
FROM payouts_refund refund
LEFT JOIN payouts_entry entry ON entry.key IN ('refund:' || refund.id, 'refund-paid:' || refund.id)
LEFT JOIN payouts_line line ON line.entry_id = entry.id AND line.project_id = refund.project_id
                           AND line.amount_micro = refund.amount_micro AND line.kind = 'refund'
GROUP BY refund.id
HAVING count(line.id) <> CASE WHEN refund.paid_on IS NULL THEN 1 ELSE 2 END
ORDER BY refund.id
"""

# What came from a bank or went back to a client, and nobody knows why.
STRAY_SQL = """
SELECT entry.key FROM payouts_line line JOIN payouts_entry entry ON entry.id = line.entry_id
WHERE line.id > %(after)s AND line.id <= %(upto)s AND line.kind IN ('deposit', 'refund')
  AND NOT EXISTS (SELECT 1 FROM payouts_funding funding
                  WHERE entry.key = 'fund:' || funding.project_id || ':' || funding.bank_reference
                    AND funding.project_id = line.project_id)
  AND NOT EXISTS (SELECT 1 FROM payouts_refund refund
                  WHERE entry.key IN ('refund:' || refund.id, 'refund-paid:' || refund.id)
                    AND refund.project_id = line.project_id)
ORDER BY line.id
"""


def check() -> Iterator[Finding | Progress]:
    for band, progress in bands_of("payouts_funding"):
        for reference, received, lines in rows_of(FUNDINGS_SQL, band):
            text = f"funding {reference} received {received} micro, and {lines} lines book that"
            yield Finding("fundings", f"funding {reference}", text)
        yield progress
    for reference, amount, lines, expected in rows_of(REFUNDS_SQL):
        text = f"refund {reference} of {amount} micro stands on {lines} lines, not on {expected}"
        yield Finding("fundings", f"refund {reference}", text)
    for band, progress in bands_of("payouts_line"):
        for (key,) in rows_of(STRAY_SQL, band):
            yield Finding("fundings", f"entry {key}", f"entry {key} belongs to no funding and no refund")
        yield progress
