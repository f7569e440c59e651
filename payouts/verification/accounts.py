"""Each account is of whom its lines say: a worker, a project, the client of a project, or nobody."""

from collections.abc import Iterator

from payouts.verification.finding import Finding, Progress, bands_of, rows_of

# Lines are hashed with the numbers of their accounts; whose those are stands in a table of its own.
STRANGERS_SQL = """
SELECT DISTINCT side.account_id, account.kind, account.owner_id, expected.owner_id
FROM payouts_line line
CROSS JOIN LATERAL (VALUES (line.debit_id), (line.credit_id)) side(account_id)
LEFT JOIN payouts_ledgeraccount account ON account.id = side.account_id
LEFT JOIN projects_project project ON project.id = line.project_id
CROSS JOIN LATERAL (
    SELECT CASE account.kind WHEN 'worker' THEN line.worker_id WHEN 'escrow' THEN line.project_id
                             WHEN 'client' THEN project.client_id ELSE 0 END AS owner_id
) expected
WHERE line.id > %(after)s AND line.id <= %(upto)s AND account.owner_id IS DISTINCT FROM expected.owner_id
ORDER BY 1
"""


def check() -> Iterator[Finding | Progress]:
    for band, progress in bands_of("payouts_line"):
        for account, kind, owner, expected in rows_of(STRANGERS_SQL, band):
            told = "is not there" if kind is None else f"is {kind}:{owner}"
            text = f"account {account} {told}, but by its lines up to {band['upto']} it belongs to {expected}"
            yield Finding("accounts", f"account {account}", text)
        yield progress
