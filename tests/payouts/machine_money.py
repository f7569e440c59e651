"""The steps of clients, admins and the bank: fund, reprice, add and correct, close, pay, return, give back."""

from datetime import timedelta

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import consumes, multiple, precondition, rule

from demo import bank
from payouts import actions as payouts
from payouts.models import Line, Payout, Refund
from payouts.paydays import next_banking_day, pay_date
from people.errors import Refused
from projects import actions as projects
from projects.models import Project
from projects.money import MICRO
from tests.cast import LABELS, SEOUL
from tests.payouts.machine import Office, crash_points
from tests.payouts.machine_work import Work


class Money(Work):
    """All of it."""

    @rule(project=st.integers(0, 1), won=st.integers(1, 300), crash=crash_points)
    def fund(self, project, won, crash):
        project = Project.objects.get(pk=self.projects[project].pk)
        booked = self.do_again_later(
            payouts.fund_project,
            crash=crash,
            by=self.cast.ada,
            project=project,
            amount=won * MICRO,
            reference=f"B-{self.number()}",
            now=self.now,
        )
        if not isinstance(booked, Refused):
            self.books.fund(project.pk, project.client_id, won * MICRO)

    @rule(project=st.integers(0, 1), cat=st.integers(1, 60_000_000), fee=st.sampled_from([0, 333, 1_000]))
    def reprice(self, project, cat, fee):
        project = Project.objects.get(pk=self.projects[project].pk)
        labels = [{**LABELS[0], "unit_price_micro": cat}, {**LABELS[1]}]
        if project.status != Project.Status.CLOSED:
            projects.update_project(by=self.cast.clara, project=project, labels=labels, now=self.now)
            projects.set_fee(by=self.cast.ada, project=project, fee_bp=fee, now=self.now)

    @rule(crash=crash_points)
    def accrue(self, crash):
        self.do(payouts.accrue, crash=crash)
        self.books.accrue()

    @rule(
        target=Office.bonuses,
        project=st.sampled_from([0, 1, None]),
        worker=st.sampled_from(["ana", "ben"]),
        amount=st.integers(1, 200_000_000),
        crash=crash_points,
    )
    def bonus(self, project, worker, amount, crash):
        paying = None if project is None else Project.objects.get(pk=self.projects[project].pk)
        worker = getattr(self.cast, worker)
        story = self.do_again_later(
            payouts.adjust,
            crash=crash,
            by=self.cast.ada,
            worker=worker,
            currency="KRW",
            pay_day=10,
            amount=amount,
            reason="well done",
            key=f"bonus {self.number()}",
            project=paying,
            now=self.now,
        )
        if isinstance(story, Refused):
            assert story.code == "no_budget", story.code
            return multiple()
        source = f"escrow:{paying.pk}" if paying else "fee"
        self.books.pay(source, worker.pk, amount, month=self.month, pay_day=10)
        if paying:
            self.books.spent[paying.pk] += amount
        return story.pk, source, amount

    @rule(bonus=consumes(Office.bonuses), part=st.integers(1, 100), crash=crash_points)
    def take_bonus_back(self, bonus, part, crash):
        """A correction names the line that was wrong, and goes back to where that came from."""
        pk, source, amount = bonus
        wrong = Line.objects.select_related("worker").get(entry=pk)
        back = max(amount * part // 100, 1)
        self.do_again_later(
            payouts.adjust,
            crash=crash,
            by=self.cast.ada,
            worker=wrong.worker,
            currency="KRW",
            pay_day=10,
            amount=-back,
            reason="it was somebody else's",
            key=f"correction {self.number()}",
            corrects=wrong,
            now=self.now,
        )
        self.books.pay(source, wrong.worker_id, -back, month=self.month, pay_day=10)
        if source != "fee":
            self.books.spent[int(source.split(":")[1])] -= back

    def close_months(self, crash):
        self.do(payouts.close_past_periods, crash=crash, now=self.now)
        self.do(payouts.close_past_periods, now=self.now)
        self.books.accrue()
        while month := self.books.to_close(before=self.month):
            work = any(when == month for when, *_rest in self.books.earned)
            event("a month closed" if work else "a month closed in which nobody earned")
            self.books.close(month)

    @rule(crash=crash_points)
    @precondition(lambda self: self.books.earned or self.books.waiting)
    def a_month_ends(self, crash):
        """The 21st of the month after: what was earned is closed, and due on both pay days."""
        self.now = (self.now.replace(day=1) + timedelta(days=32)).replace(day=21)
        self.close_months(crash)

    @rule(crash=crash_points, come_back=st.sets(st.integers(0, 3)))
    @precondition(lambda self: set(self.books.statements) - set(self.books.deposited))
    def pay(self, crash, come_back):
        """What is due is prepared, approved by another, sent, and told by the bank; some of it comes back."""
        today = next_banking_day(self.now.astimezone(SEOUL).date())
        due = {key for key, sums in self.books.statements.items() if sums[1] and pay_date(key[0], key[2]) <= today}
        due -= set(self.books.deposited)
        run = self.do(payouts.run_payout, crash=crash, by=self.cast.ada, currency="KRW", pay_on=today, now=self.now)
        if isinstance(run, Refused):
            assert (run.code, due) == ("nothing_to_pay", set())
            return
        self.do(payouts.approve_payout, crash=crash, by=self.cast.abel, run=run, now=self.now)
        file = self.do(payouts.send_payout, crash=crash, by=self.cast.ada, run=run, now=self.now)
        attempts = {
            (p.statement.period, p.statement.worker_id, p.statement.pay_day): p.end_to_end_id
            for p in Payout.objects.filter(run=run).select_related("statement")
        }
        assert set(attempts) == due
        returned = {our_id: "기타" for n, our_id in enumerate(attempts.values()) if n in come_back}
        self.told_by_bank(bank.statement(file.data, today), crash)
        for key in attempts:
            self.books.deposit(key)
        self.told_by_bank(bank.statement(file.data, today, returned=returned), crash)
        for key, our_id in attempts.items():
            event("a deposit came back" if our_id in returned else "a deposit arrived")
            if our_id in returned:
                self.books.give_back(key)

    def told_by_bank(self, data: bytes, crash: int) -> None:
        file = f"{self.number()}.csv"
        self.do_again_later(payouts.reconcile, crash=crash, by=self.cast.ada, name=file, data=data, now=self.now)

    @rule(project=st.integers(0, 1), crash=crash_points)
    @precondition(lambda self: self.made > 20)
    def close_project(self, project, crash):
        project = Project.objects.get(pk=self.projects[project].pk)
        if project.status != Project.Status.CLOSED:
            self.closing = True
            self.do(projects.close_project, crash=crash, by=self.cast.clara, project=project, now=self.now)

    @rule(project=st.integers(0, 1), crash=crash_points)
    @precondition(lambda self: self.closing)
    def refund(self, project, crash):
        """What a closed project has left goes back, first to the client's account and then to their bank."""
        project = Project.objects.get(pk=self.projects[project].pk)
        refund = self.do(payouts.refund_project, crash=crash, by=self.cast.ada, project=project, now=self.now)
        if isinstance(refund, Refused):
            return
        reserved = sum(piece.reserved for piece in self.pieces.values() if piece.project == project.pk)
        free = self.books.funded[project.pk] - self.books.spent[project.pk] - reserved
        assert refund.amount_micro == free
        self.books.refund(project.pk, project.client_id, free)
        self.do_again_later(
            payouts.pay_refund,
            crash=crash,
            by=self.cast.ada,
            refund=Refund.objects.get(pk=refund.pk),
            bank_reference=f"R-{self.number()}",
            on=self.now.date(),
            now=self.now,
        )
        self.books.move(f"client:{project.client_id}", "bank", free)
