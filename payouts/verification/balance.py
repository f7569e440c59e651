"""The trial balance: what the lines move is what the entries say, and no account is of another currency."""

from collections.abc import Iterator

from payouts.verification.finding import Finding, Progress, rows_of

# Entries carry their total, lines their amounts: by month the two sums are equal.
TOTALS_SQL = """
SELECT period, coalesce(entries.total, 0), coalesce(lines.total, 0)
FROM (SELECT period, sum(total_micro) AS total FROM payouts_entry GROUP BY period) entries
FULL JOIN (SELECT period, sum(amount_micro) AS total FROM payouts_line GROUP BY period) lines USING (period)
WHERE entries.total IS DISTINCT FROM lines.total
ORDER BY period
"""

# Both sides of all lines by account: each holds its own currency, and no project paid out more than it was given.
SIDES_SQL = """
WITH moved AS (
    SELECT debit_id, credit_id, currency, sum(amount_micro) AS amount FROM payouts_line GROUP BY 1, 2, 3
), sides AS (
    SELECT debit_id AS account_id, currency, amount AS debit, 0 AS credit FROM moved
    UNION ALL SELECT credit_id, currency, 0, amount FROM moved
)
SELECT account_id, sides.currency, account.currency, sum(debit), sum(credit), account.kind, account.owner_id
FROM sides LEFT JOIN payouts_ledgeraccount account ON account.id = sides.account_id
GROUP BY 1, 2, 3, 6, 7
HAVING account.currency IS DISTINCT FROM sides.currency
    OR account.kind = 'escrow' AND sum(credit) < sum(debit)
ORDER BY 1, 2
"""


def check() -> Iterator[Finding | Progress]:
    """What lines and entries sum up to, accounts of another currency, and accounts that gave more than they had."""
    for period, entries, lines in rows_of(TOTALS_SQL):
        text = f"{period}: its entries move {entries} micro, its lines {lines}"
        yield Finding("trial balance", f"period {period}", text)
    yield Progress(1, 2)
    for account, currency, own, debit, credit, kind, owner in rows_of(SIDES_SQL):
        text = f"account {account} ({kind}:{owner}, {own}) is debited {debit} and credited {credit} micro {currency}"
        yield Finding("trial balance", f"account {account}", text)
    yield Progress(2, 2)
