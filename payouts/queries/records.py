"""Reads about how reliably deposits came: public, by month and by client, and naming no worker."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from payouts.models import EARNING_KINDS, BankAccount, Hold, LateDeposit, Payout, Statement
from payouts.paydays import pay_date
from payouts.queries.months import ZONE
from payouts.returns import blames_account

MONTHS_SHOWN = 24


def late_by(day: date) -> Iterator[Statement]:
    """Statements that had to be paid by `day`, were not, although nothing on the worker's side stood in the way.

    On the worker's side: no confirmed account when the pay day began, a hold on that day, or a deposit that came back
    because of the account.
    """
    payable = Statement.objects.filter(net_micro__gt=0, late=None)
    for period, pay_day in payable.order_by("period").values_list("period", "pay_day").distinct():
        due = pay_date(period, pay_day)
        if due <= day:
            late = _late(payable.filter(period=period, pay_day=pay_day), due)
            yield from (statement for statement in late if not _account_was_wrong(statement))


def _late(statements: QuerySet[Statement], due: date) -> QuerySet[Statement]:
    begins = datetime.combine(due, time(), ZONE)
    ends = begins + timedelta(days=1)
    accounts = BankAccount.objects.filter(worker=OuterRef("worker"), currency=OuterRef("currency"))
    holds = Hold.objects.filter(worker=OuterRef("worker"), placed_at__lt=ends)
    attempts = Payout.objects.filter(statement=OuterRef("pk"))
    return (
        statements.filter(
            Exists(accounts.filter(Q(replaced_at=None) | Q(replaced_at__gte=ends), confirmed_at__lt=begins)),
            ~Exists(holds.filter(Q(lifted_at=None) | Q(lifted_at__gte=begins))),
            ~Exists(attempts.filter(state=Payout.State.PAID, paid_on__lte=due)),
        )
        .select_related("worker")
        .prefetch_related("payouts")
    )


def _account_was_wrong(statement: Statement) -> bool:
    """Whether a deposit came back for a reason of the account; a lack of money or a failure of a bank is none."""
    returned = [payout for payout in statement.payouts.all() if payout.state == Payout.State.RETURNED]
    return any(blames_account(payout.return_reason) for payout in returned)


@dataclass(frozen=True)
class Record:
    """Deposits of one month by whose work they pay: how many came on their day, how many late, by how many days."""

    period: str
    on_time: int
    late: int
    longest_days: int

    @property
    def share(self) -> int:
        """How many of a hundred came on their day."""
        return 100 * self.on_time // (self.on_time + self.late)


RECORD_SQL = """
SELECT client.id, client.name, statement.period, count(DISTINCT statement.id), array_remove(array_agg(DISTINCT
       CASE WHEN late.statement_id IS NOT NULL THEN statement.id END), NULL)
FROM payouts_statement statement
LEFT JOIN payouts_latedeposit late ON late.statement_id = statement.id
{clients}
WHERE statement.net_micro > 0 AND (late.statement_id IS NOT NULL OR EXISTS (
    SELECT 1 FROM payouts_payout payout WHERE payout.statement_id = statement.id AND payout.state = 'paid'))
  AND statement.period >= %(since)s
GROUP BY client.id, client.name, statement.period
ORDER BY client.name, client.id, statement.period DESC
"""
PLATFORM = "CROSS JOIN (SELECT 0 AS id, '' AS name) client"
CLIENTS = """
JOIN (SELECT DISTINCT line.period, line.worker_id, line.pay_day, line.currency, project.client_id
      FROM payouts_line line JOIN projects_project project ON project.id = line.project_id
      WHERE line.kind = ANY(%(kinds)s) AND line.period >= %(since)s) work
  ON (work.period, work.worker_id, work.pay_day, work.currency)
   = (statement.period, statement.worker_id, statement.pay_day, statement.currency)
JOIN people_user client ON client.id = work.client_id
"""


def records(today: date) -> list[tuple[int, str, list[Record]]]:
    """The platform's record (id 0) and each client's by id and name, by month, the newest first, of two years."""
    since = f"{today.year - MONTHS_SHOWN // 12}-{today.month:02}"
    rows = _rows(PLATFORM, since) + _rows(CLIENTS, since)
    days = _days_late({pk for row in rows for pk in row[4]}, today)
    found: dict[int, tuple[int, str, list[Record]]] = {}
    for client, name, period, count, late in rows:
        longest = max((days[pk] for pk in late), default=0)
        found.setdefault(client, (client, name, []))[2].append(Record(period, count - len(late), len(late), longest))
    return list(found.values())


def _rows(clients: str, since: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(RECORD_SQL.format(clients=clients), {"since": since, "kinds": EARNING_KINDS})
        return cursor.fetchall()


def _days_late(statements: set[int], today: date) -> dict[int, int]:
    """Of each late statement: the days from its pay day to the deposit, or to `today` where it has not come."""
    late = LateDeposit.objects.filter(pk__in=statements).select_related("statement")
    late = late.prefetch_related("statement__payouts")
    return {
        row.pk: ((row.statement.paid.paid_on if row.statement.paid else today) - row.statement.pay_on).days
        for row in late
    }
