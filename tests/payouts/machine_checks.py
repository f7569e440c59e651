"""What has to hold after every step of `test_any_order`, in SQL of its own: no check asks the platform's queries."""

import sys
from collections import Counter

from django.db import connection
from hypothesis.stateful import invariant

from labeling.models import Assignment
from payouts import actions as payouts
from payouts.models import Statement
from payouts.verification import CHECKS, Finding
from projects.models import Budget
from tests.payouts.machine import Machine

BALANCES_SQL = """
SELECT CASE owner_id WHEN 0 THEN kind ELSE kind || ':' || owner_id END, sum(amount)::bigint
FROM (SELECT credit_id AS account, amount_micro AS amount FROM payouts_line
      UNION ALL SELECT debit_id, -amount_micro FROM payouts_line) sides
JOIN payouts_ledgeraccount ON payouts_ledgeraccount.id = account
GROUP BY 1 HAVING sum(amount) <> 0
"""

# What a statement says beside what its lines come to; and what stands in a closed month without one.
STATEMENTS_SQL = """
SELECT period, worker_id, pay_day, earned_micro, gross_micro, net_micro, line_count, earned, withheld, lines
FROM payouts_statement
FULL JOIN (
    SELECT period, worker_id, pay_day, count(*) FILTER (WHERE kind <> 'tax') AS lines,
           coalesce(sum(amount_micro) FILTER (WHERE kind = 'tax'), 0)::bigint AS withheld,
           coalesce(sum(CASE kind WHEN 'deduction' THEN -amount_micro ELSE amount_micro END)
                    FILTER (WHERE kind <> 'tax'), 0)::bigint AS earned
    FROM payouts_line
    WHERE kind IN ('draw', 'review', 'bonus', 'deduction', 'tax') AND period IN (SELECT name FROM payouts_period)
    GROUP BY period, worker_id, pay_day
) sums USING (period, worker_id, pay_day)
WHERE (earned_micro, gross_micro - net_micro, line_count) IS DISTINCT FROM
      (coalesce(earned, 0), coalesce(withheld, 0), coalesce(lines, 0))
   OR carried_in_micro + earned_micro <> gross_micro + carried_out_micro
"""

# How many boxes of each label a verdict approved, beside how many were booked for it, and at which price.
BOXES_SQL = """
SELECT verdict_id, label_id, approved, booked, promised, amount
FROM (
    SELECT box_verdict.verdict_id, box.label_id, count(*) AS approved, sum(rate.unit_price_micro)::bigint AS promised
    FROM review_boxverdict box_verdict
    JOIN labeling_box box ON box.id = box_verdict.box_id
    JOIN labeling_submission submission ON submission.id = box.submission_id
    JOIN labeling_assignment assignment ON assignment.id = submission.assignment_id
    JOIN projects_rate rate ON rate.rate_card_id = assignment.rate_card_id AND rate.label_id = box.label_id
    WHERE box_verdict.approved
      AND box_verdict.verdict_id NOT IN (SELECT verdict_id FROM review_unbookedverdict)
    GROUP BY box_verdict.verdict_id, box.label_id
) judged
FULL JOIN (
    SELECT entry.verdict_id, line.label_id, sum(line.units) AS booked, sum(line.amount_micro)::bigint AS amount
    FROM payouts_line line JOIN payouts_entry entry ON entry.id = line.entry_id WHERE line.kind = 'draw'
    GROUP BY entry.verdict_id, line.label_id
) lines USING (verdict_id, label_id)
WHERE (approved, promised) IS DISTINCT FROM (booked, amount)
"""
APPROVED_SQL = "SELECT box_id FROM review_boxverdict WHERE approved"

# The books are verified by the clock of their run, not by the one on the wall.
CLOCK_SQL = """
CREATE SCHEMA of_this_run;
CREATE FUNCTION of_this_run.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT %s::timestamptz $$;
SET LOCAL search_path = of_this_run, pg_catalog, public;
"""


def read(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def agree(ours: dict, told: dict) -> None:
    """Two accounts of the same; where they differ, say in what: ours, and what the model tells."""
    differ = {key: (ours.get(key), told.get(key)) for key in ours.keys() | told if ours.get(key) != told.get(key)}
    assert not differ, differ


class Checked(Machine):
    """Everything agrees with the model, and with itself."""

    def teardown(self):
        try:
            if sys.exc_info() == (None, None, None):  # a run that failed has said why
                self.every_check_is_content()
        finally:
            super().teardown()

    def every_check_is_content(self) -> None:
        """What `verify_ledger` runs finds nothing once all is booked."""
        payouts.accrue()
        self.books.accrue()
        self.every_balance_agrees()
        with connection.cursor() as cursor:
            cursor.execute(CLOCK_SQL, [self.now])
        found = [finding for check in CHECKS.values() for finding in check() if isinstance(finding, Finding)]
        assert not found, found

    @invariant()
    def everything_agrees(self):
        self.every_balance_agrees()
        self.every_reservation_agrees()
        self.every_statement_agrees()
        self.every_statement_is_its_lines()
        self.every_approved_box_is_paid_once()

    def every_balance_agrees(self) -> None:
        agree(dict(read(BALANCES_SQL)), {name: amount for name, amount in self.books.balance.items() if amount})

    def every_reservation_agrees(self) -> None:
        reserved = {pk: piece.reserved for pk, piece in self.pieces.items()}
        agree(dict(Assignment.objects.values_list("pk", "reserved_micro")), reserved)
        budgets = Budget.objects.values_list("project_id", "reserved_micro", "spent_micro", "funded_micro")
        told = {
            project.pk: (
                sum(reserved[pk] for pk, piece in self.pieces.items() if piece.project == project.pk),
                self.books.spent[project.pk],
                self.books.funded[project.pk],
            )
            for project in self.projects
        }
        agree({project: tuple(sums) for project, *sums in budgets}, told)

    def every_statement_agrees(self) -> None:
        sums = ("gross_micro", "net_micro", "carried_out_micro")
        rows = Statement.objects.values_list("period", "worker", "pay_day", *sums)
        agree({row[:3]: row[3:] for row in rows}, self.books.statements)

    def every_statement_is_its_lines(self) -> None:
        assert not (differ := read(STATEMENTS_SQL)), differ

    def every_approved_box_is_paid_once(self) -> None:
        paid = Counter(box for piece in self.pieces.values() for box in piece.paid)
        agree(Counter(box for (box,) in read(APPROVED_SQL)), paid)
        assert not (differ := read(BOXES_SQL)), differ
