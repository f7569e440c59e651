"""Reads for whoever approves a payout run: what in it is not as it was."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from payouts.models import Payout, PayoutRun
from payouts.queries.payouts import payouts_of
from people.models import User

LARGEST = 3
MOST_SHOWN = 200

FLAGS = {
    "new": _("first deposit"),
    "changed": _("changed by half or more"),
    "new_account": _("first deposit to this account"),
    "changed_account": _("account changed"),
    "shared_account": _("another worker uses this account too"),
    "outlier": _("more than three times the usual"),
    "largest": _("one of the largest"),
}

# Each deposit of a run beside the same worker's: statement of the month before, account of the last deposit, median.
REVIEW_SQL = """
WITH deposit AS (
    SELECT payout.id, payout.amount_micro, payout.account_id, statement.worker_id, statement.period, statement.pay_day,
           statement.currency, account.fingerprint, rank() OVER (ORDER BY payout.amount_micro DESC) AS place,
           count(*) OVER () AS deposits
    FROM payouts_payout payout
    JOIN payouts_statement statement ON statement.id = payout.statement_id
    JOIN payouts_bankaccount account ON account.id = payout.account_id
    WHERE payout.run_id = %(run)s AND payout.state <> 'cancelled'
),
compared AS (
    SELECT deposit.*, before.net_micro AS before_micro, last.account_id AS last_account, usual.median_micro,
           EXISTS (SELECT 1 FROM payouts_bankaccount other
                   WHERE other.fingerprint = deposit.fingerprint AND other.worker_id <> deposit.worker_id
                     AND other.replaced_at IS NULL) AS shared
    FROM deposit
    LEFT JOIN payouts_statement before
      ON (before.worker_id, before.pay_day, before.currency) = (deposit.worker_id, deposit.pay_day, deposit.currency)
     AND before.period = to_char(to_date(deposit.period, 'YYYY-MM') - interval '1 month', 'YYYY-MM')
    LEFT JOIN LATERAL (
        SELECT paid.account_id FROM payouts_payout paid JOIN payouts_statement s ON s.id = paid.statement_id
        WHERE s.worker_id = deposit.worker_id AND s.currency = deposit.currency AND paid.state = 'paid'
          AND paid.id < deposit.id
        ORDER BY paid.id DESC LIMIT 1
    ) last ON true
    LEFT JOIN LATERAL (
        SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY s.net_micro) AS median_micro FROM payouts_statement s
        WHERE s.worker_id = deposit.worker_id AND s.currency = deposit.currency AND s.period < deposit.period
          AND s.net_micro > 0
    ) usual ON true
)
SELECT id, before_micro, median_micro, array_remove(ARRAY[
           CASE WHEN last_account IS NULL AND median_micro IS NULL THEN 'new' END,
           CASE WHEN before_micro > 0 AND abs(amount_micro - before_micro) * 2 >= before_micro THEN 'changed' END,
           CASE WHEN last_account IS NULL THEN 'new_account' END,
           CASE WHEN last_account <> account_id THEN 'changed_account' END,
           CASE WHEN shared THEN 'shared_account' END,
           CASE WHEN amount_micro > 3 * median_micro THEN 'outlier' END,
           CASE WHEN place <= %(largest)s AND deposits > %(largest)s THEN 'largest' END
       ], NULL) AS flags
FROM compared ORDER BY amount_micro DESC, id
"""

GONE_SQL = """
WITH deposit AS (
    SELECT DISTINCT statement.period, statement.pay_day, statement.currency
    FROM payouts_payout payout JOIN payouts_statement statement ON statement.id = payout.statement_id
    WHERE payout.run_id = %(run)s AND payout.state <> 'cancelled'
)
SELECT before.worker_id, sum(before.net_micro)::bigint
FROM deposit JOIN payouts_statement before
  ON (before.pay_day, before.currency) = (deposit.pay_day, deposit.currency)
 AND before.period = to_char(to_date(deposit.period, 'YYYY-MM') - interval '1 month', 'YYYY-MM')
WHERE before.net_micro > 0 AND NOT EXISTS (
    SELECT 1 FROM payouts_statement now
    WHERE (now.worker_id, now.period, now.pay_day, now.currency)
        = (before.worker_id, deposit.period, deposit.pay_day, deposit.currency) AND now.net_micro > 0)
GROUP BY before.worker_id ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True)
class Remarkable:
    """A deposit that deserves a look: `flags` are keys of FLAGS, `before_micro` what the month before gave, if any."""

    payout: Payout
    flags: list[str]
    before_micro: int | None

    @property
    def texts(self) -> list[str]:
        return [str(FLAGS[flag]) for flag in self.flags]


def remarkable(run: PayoutRun) -> list[Remarkable]:
    """The deposits of a run with something about them, the largest first, at most MOST_SHOWN."""
    with connection.cursor() as cursor:
        cursor.execute(REVIEW_SQL, {"run": run.pk, "largest": LARGEST})
        found = {pk: (flags, before) for pk, before, _median, flags in cursor.fetchall() if flags}
    shown = payouts_of(run).filter(pk__in=list(found)[:MOST_SHOWN])
    return [Remarkable(payout, *found[payout.pk]) for payout in shown]


def gone(run: PayoutRun) -> list[tuple[User, int]]:
    """Workers who had a statement for the month before and have none now, with what it was, in micro."""
    with connection.cursor() as cursor:
        cursor.execute(GONE_SQL, {"run": run.pk})
        sums = dict(cursor.fetchall()[:MOST_SHOWN])
    workers = User.objects.in_bulk(list(sums))
    return [(workers[pk], amount) for pk, amount in sums.items()]


def last_month(run: PayoutRun) -> int:
    """What the deposits of the same pay days came to in the month before, in micro."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_MONTH_SQL, {"run": run.pk})
        return cursor.fetchone()[0]


LAST_MONTH_SQL = """
SELECT coalesce(sum(before.net_micro), 0)::bigint
FROM (SELECT DISTINCT statement.period, statement.pay_day, statement.currency
      FROM payouts_payout payout JOIN payouts_statement statement ON statement.id = payout.statement_id
      WHERE payout.run_id = %(run)s AND payout.state <> 'cancelled') deposit
JOIN payouts_statement before
  ON (before.pay_day, before.currency) = (deposit.pay_day, deposit.currency)
 AND before.period = to_char(to_date(deposit.period, 'YYYY-MM') - interval '1 month', 'YYYY-MM')
"""
