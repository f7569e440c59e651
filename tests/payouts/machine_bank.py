"""The steps of money that leaves: deposits go to the bank, and some come back; what is unspent goes to its client."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from demo import bank
from payouts import actions as payouts
from payouts.models import Payout, PayoutRun, Refund
from payouts.paydays import next_banking_day, pay_date
from people.errors import Refused
from people.models import User
from projects import actions as projects
from projects.models import Project
from tests.cast import SEOUL
from tests.payouts.machine import Stage, crash_points
from tests.payouts.machine_money import Money


@dataclass
class Run:
    """A run on its way: its deposits by statement, with the ids that the bank knows them by."""

    run: PayoutRun
    ids: dict[tuple, str]
    state: str = "prepared"
    orders: bytes = b""
    on: date | None = None


class Bank(Money):
    """All of it."""

    def __init__(self, stage: Stage):
        super().__init__(stage)
        self.run: Run | None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(SEOUL).date()

    # Deposits

    @rule(stages=st.integers(1, 5), crash=crash_points, come_back=st.sets(st.integers(0, 3)))
    @precondition(lambda self: self.run or self.due(next_banking_day(self.today)))
    def pay(self, stages, crash, come_back):
        """What is due is prepared, approved by another, sent, and told by the bank: as far as it gets today."""
        ways = {
            "prepared": self.approve,
            "approved": self.send,
            "sent": self.hear_what_arrived,
            "paid": partial(self.hear_what_came_back, come_back),
        }
        if not self.run:
            self.prepare(crash)
            stages -= 1
        while self.run and stages:
            ways[self.run.state](crash)
            stages -= 1

    @rule(stages=st.integers(0, 5), crash=crash_points, come_back=st.sets(st.integers(0, 3)))
    @precondition(lambda self: self.books.earned or self.books.waiting)
    def a_month_ends(self, stages, crash, come_back):
        """The 21st of the month after: what was earned is closed, and due on both pay days."""
        self.now = (self.now.replace(day=1) + timedelta(days=32)).replace(day=21)
        self.close_months(crash)
        if stages and self.due(next_banking_day(self.today)):
            self.pay(stages, crash, come_back)

    def due(self, pay_on: date) -> set[tuple]:
        """The statements whose day has come that are in no run and not deposited."""
        due = {key for key, sums in self.books.statements.items() if sums[1] and pay_date(key[0], key[2]) <= pay_on}
        return due - self.books.deposited.keys() - (self.run.ids.keys() if self.run else set())

    def prepare(self, crash: int) -> None:
        pay_on = next_banking_day(self.today)
        run = self.do(
            payouts.run_payout,
            crash=crash,
            again=partial(self.prepared_again, pay_on),
            refused={"nothing_to_pay"},
            by=self.cast.ada,
            currency="KRW",
            pay_on=pay_on,
            now=self.now,
        )
        self.run = self.prepared(pay_on, run)

    def prepared(self, pay_on: date, answer: PayoutRun | Refused) -> Run | None:
        """All that is due by then."""
        due = self.due(pay_on)
        if isinstance(answer, Refused):
            assert answer.code == "bad_day" or not due, due
            return None
        ids = {
            (p.statement.period, p.statement.worker_id, p.statement.pay_day): p.end_to_end_id
            for p in Payout.objects.filter(run=answer).select_related("statement")
        }
        assert set(ids) == due, (ids, due)
        return Run(answer, ids)

    def prepared_again(self, pay_on: date, answer: PayoutRun | Refused) -> None:
        """What has come back since is due on the same day again: a run of its own, which nobody wanted."""
        if run := self.prepared(pay_on, answer):
            self.do(payouts.cancel_payout, by=self.cast.ada, run=run.run, now=self.now)

    def approve(self, crash: int) -> None:
        if self.in_time(payouts.approve_payout, crash, by=self.cast.abel):
            self.run.state = "approved"

    @rule(crash=crash_points)
    @precondition(lambda self: self.run and self.run.state in {"prepared", "approved"})
    def call_off(self, crash):
        self.do(payouts.cancel_payout, crash=crash, by=self.cast.ada, run=self.run.run, now=self.now)
        self.run = None

    def send(self, crash: int) -> None:
        if file := self.in_time(payouts.send_payout, crash, by=self.cast.ada):
            self.run.orders, self.run.state = file.data, "sent"

    def in_time(self, action: Callable, crash: int, *, by: User):
        """What it answers; where the day of the run is over that says so, and the run is called off."""
        answer = self.do(action, crash=crash, refused={"day_over"}, by=by, run=self.run.run, now=self.now)
        assert isinstance(answer, Refused) == (self.run.run.pay_on < self.today), (answer, self.run.run.pay_on)
        if not isinstance(answer, Refused):
            return answer
        self.call_off(crash)
        return None

    def hear_what_arrived(self, crash: int) -> None:
        self.run.on, self.run.state = self.today, "paid"
        self.told_by_bank(bank.statement(self.run.orders, self.run.on), crash)
        for key in self.run.ids:
            self.books.deposit(key)

    def hear_what_came_back(self, come_back: set[int], crash: int) -> None:
        returned = {our_id: "기타" for n, our_id in enumerate(self.run.ids.values()) if n in come_back}
        self.told_by_bank(bank.statement(self.run.orders, self.run.on, returned=returned), crash)
        for key, our_id in self.run.ids.items():
            event("a deposit came back" if our_id in returned else "a deposit arrived")
            if our_id in returned:
                self.books.give_back(key)
        self.run = None

    def told_by_bank(self, data: bytes, crash: int) -> None:
        name = f"{self.number()}.csv"
        self.do(payouts.reconcile, crash=crash, by=self.cast.ada, name=name, data=data, now=self.now)

    # What is unspent

    @rule(project=st.integers(0, 1), crash=crash_points)
    @precondition(lambda self: len(self.steps) > 8)
    def close_project(self, project, crash):
        """What it has left goes back, first to the client's account and then to their bank; later the rest."""
        project = self.project(project)
        if project.status != Project.Status.CLOSED:
            self.do(projects.close_project, crash=crash, by=self.cast.clara, project=project, now=self.now)
        refund = self.do(
            payouts.refund_project,
            crash=crash,
            again=partial(self.refunded, project),
            refused={"nothing_free"},
            by=self.cast.ada,
            project=project,
            now=self.now,
        )
        self.refunded(project, refund)
        if isinstance(refund, Refused):
            return
        self.do(
            payouts.pay_refund,
            crash=crash,
            by=self.cast.ada,
            refund=Refund.objects.get(pk=refund.pk),
            bank_reference=f"R-{self.number()}",
            on=self.today,
            now=self.now,
        )
        self.books.move(f"client:{project.client_id}", "bank", refund.amount_micro)

    def refunded(self, project: Project, answer: Refund | Refused) -> None:
        """All that is free, and whoever asks again gets what came free since."""
        reserved = sum(piece.reserved for piece in self.pieces.values() if piece.project == project.pk)
        free = self.books.funded[project.pk] - self.books.spent[project.pk] - reserved
        given = self.books.refund(project.pk, project.client_id, free)
        assert given == (0 if isinstance(answer, Refused) else answer.amount_micro), (given, answer)
