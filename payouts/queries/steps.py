"""How far a deposit is: issued, approved, sent, paid or come back, each with its day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from payouts.models import Payout, Statement
from payouts.queries.accounts import Waiting, waiting
from payouts.queries.months import ZONE, today
from payouts.queries.statements import statements_of, unpaid
from people.models import User

NAMES = {
    "issued": _("Issued"),
    "approved": _("Approved for payment"),
    "sent": _("Sent to the bank"),
    "paid": _("Paid"),
    "returned": _("Came back"),
}


@dataclass(frozen=True)
class Step:
    """`name` is a key of NAMES; `on` the day on which it happened, None while it is to come; `note` the bank's."""

    name: str
    on: date | None
    note: str = ""

    @property
    def label(self) -> str:
        return str(NAMES[self.name])

    @property
    def state(self) -> str:
        if self.name == "returned":
            return "failed"
        return "done" if self.on else "open"


def steps_of(statement: Statement) -> list[Step]:
    """What happened to a statement's deposit, attempt after attempt, and what is still to come."""
    prefetch_related_objects([statement], "payouts__run")
    steps = [Step("issued", _day(statement.issued_at))]
    attempts = [payout for payout in statement.payouts.all() if payout.state != Payout.State.CANCELLED]
    attempts.sort(key=lambda payout: payout.pk)
    for payout in attempts:
        steps += [Step("approved", _day(payout.run.approved_at)), Step("sent", _day(payout.run.sent_at))]
        if payout.state == Payout.State.RETURNED:
            steps.append(Step("returned", payout.returned_on, payout.return_reason))
        else:
            steps.append(Step("paid", payout.paid_on))
    if not attempts or attempts[-1].state == Payout.State.RETURNED:
        steps += [Step("approved", None), Step("sent", None), Step("paid", None)]
    return steps


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(ZONE).date() if moment else None


def expected_on(statement: Statement, now: datetime | None = None) -> date | None:
    """The day on which to expect the money: that of the run under way, else the pay day, unless it is over."""
    payout = statement.payout
    if payout and payout.state != Payout.State.RETURNED:
        return payout.run.pay_on
    return statement.pay_on if statement.net_micro and statement.pay_on >= today(now) else None


@dataclass(frozen=True)
class Way:
    """A statement's deposit: its steps, the day on which to expect it, and what it waits for, if anything.

    `came_back_on` is the day on which the latest attempt came back, None while another one is under way.
    """

    statement: Statement
    steps: list[Step]
    expected_on: date | None
    is_overdue: bool
    came_back_on: date | None
    waiting: Waiting | None


def _way(statement: Statement, waits: Waiting | None, now: datetime | None) -> Way:
    payout, expected = statement.payout, expected_on(statement, now)
    return Way(
        statement=statement,
        steps=steps_of(statement),
        expected_on=expected,
        is_overdue=(expected or statement.pay_on) < today(now),
        came_back_on=payout.returned_on if payout and payout.state == Payout.State.RETURNED else None,
        waiting=waits,
    )


def way_of(statement: Statement, *, now: datetime | None = None) -> Way:
    found = waiting(Statement.objects.filter(pk=statement.pk))
    return _way(statement, found[0] if found else None, now)


def ways_of(worker: User, *, now: datetime | None = None) -> list[Way]:
    """The deposits that a worker is waiting for, the next first."""
    waits = {row.statement.pk: row for row in waiting(statements_of(worker))}
    statements = unpaid(statements_of(worker)).prefetch_related("payouts__run").order_by("period", "pay_day", "id")
    return [_way(it, waits.get(it.pk), now) for it in statements]
