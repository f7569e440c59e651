"""What a project has, has promised and has spent, as the assignments and the escrow say."""

from collections.abc import Iterator

from payouts.actions.accrual import EARNED_SQL
from payouts.verification.finding import Finding, Progress, rows_of

# What is earned by the verdicts that wait to be booked.
WAITING_SQL = EARNED_SQL.replace("%(verdicts)s", "ARRAY(SELECT verdict_id FROM review_unbookedverdict)")

# A project's budget row beside the reservations that own it and the escrow that it mirrors: funded is what came from
# clients less what went back to them, spent is what went elsewhere less what came back from there, and what verdicts
# have spent that wait to be booked. All in one statement: between two of them somebody would decide or book.
BUDGETS_SQL = f"""
WITH escrow AS (
    SELECT owner_id AS project_id, sum(funded)::bigint AS funded, sum(spent)::bigint AS spent
    FROM (
        SELECT credit_id AS account_id, CASE kind WHEN 'escrow' THEN amount_micro ELSE 0 END AS funded,
               CASE kind WHEN 'escrow' THEN 0 ELSE -amount_micro END AS spent
        FROM payouts_line
        UNION ALL
        SELECT debit_id, CASE kind WHEN 'refund' THEN -amount_micro ELSE 0 END,
               CASE kind WHEN 'refund' THEN 0 ELSE amount_micro END
        FROM payouts_line
    ) sides
    JOIN payouts_ledgeraccount account ON account.id = sides.account_id AND account.kind = 'escrow'
    GROUP BY owner_id
), reserved AS (
    SELECT project_id, sum(reserved_micro)::bigint AS reserved FROM labeling_assignment GROUP BY project_id
), unbooked AS (
    SELECT debit_owner AS project_id, sum(amount_micro)::bigint AS spent FROM ({WAITING_SQL}) earned
    GROUP BY debit_owner
), computed AS (
    SELECT project.id AS project_id, coalesce(escrow.funded, 0) AS funded, coalesce(reserved.reserved, 0) AS reserved,
           coalesce(escrow.spent, 0) + coalesce(unbooked.spent, 0) AS spent
    FROM projects_project project
    LEFT JOIN escrow ON escrow.project_id = project.id LEFT JOIN reserved ON reserved.project_id = project.id
    LEFT JOIN unbooked ON unbooked.project_id = project.id
)
SELECT project_id, budget.funded_micro, budget.reserved_micro, budget.spent_micro,
       computed.funded, computed.reserved, computed.spent
FROM computed LEFT JOIN projects_budget budget USING (project_id)
WHERE (budget.funded_micro, budget.reserved_micro, budget.spent_micro)
      IS DISTINCT FROM (computed.funded, computed.reserved, computed.spent)
ORDER BY project_id
"""


def check() -> Iterator[Finding | Progress]:
    names = ("funded", "reserved", "spent")
    for project, *sums in rows_of(BUDGETS_SQL):
        for name, kept, computed in zip(names, sums[:3], sums[3:], strict=True):
            if kept != computed:
                told = "unknown" if kept is None else f"{kept} micro"
                text = f"project {project}: {name} is {told}, but {computed} micro by its owners"
                yield Finding("budgets", f"project {project}", text)
    yield Progress(1, 1)
