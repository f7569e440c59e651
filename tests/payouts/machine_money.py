"""The steps of clients, admins and the month: fund, reprice, add and correct, close."""

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, multiple, precondition, rule

from payouts import actions as payouts
from payouts.models import Line, LineKind, Statement
from payouts.queries import adjustments_in
from people.errors import Refused
from people.models import User
from projects import actions as projects
from projects.models import Project
from projects.money import MICRO
from tests.cast import LABELS
from tests.payouts.machine import Stage, crash_points
from tests.payouts.machine_work import Work


class Money(Work):
    """What is booked, and what a closed month makes of it."""

    additions = Bundle("additions")

    def __init__(self, stage: Stage):
        super().__init__(stage)
        # By statement, the lines that were added or taken off: which line each corrects, its amount, and whose entry.
        self.stories: dict[tuple, list[tuple[int | None, int, int | None]]] = {}

    @rule(project=st.integers(0, 1), won=st.integers(1, 300), crash=crash_points)
    def fund(self, project, won, crash):
        project = self.project(project)
        booked = self.do(
            payouts.fund_project,
            crash=crash,
            refused={"closed"},
            by=self.cast.ada,
            project=project,
            amount=won * MICRO,
            reference=f"B-{self.number()}",
            now=self.now,
        )
        if not isinstance(booked, Refused):
            self.books.fund(project.pk, project.client_id, won * MICRO)

    @rule(
        project=st.integers(0, 1),
        cat=st.integers(1, 60_000_000),
        fee=st.sampled_from([0, 333, 1_000]),
        crash=crash_points,
    )
    def reprice(self, project, cat, fee, crash):
        """For what is claimed from now on: the last word counts, whoever says it again."""
        project = self.project(project)
        labels = [{**LABELS[0], "unit_price_micro": cat}, {**LABELS[1]}]
        said = {"crash": crash, "again": lambda _answer: None, "project": project, "now": self.now}
        self.do(projects.update_project, refused={"closed"}, by=self.cast.clara, labels=labels, **said)
        self.do(projects.set_fee, by=self.cast.ada, fee_bp=fee, **said)

    @rule(crash=crash_points)
    def accrue(self, crash):
        self.do(payouts.accrue, crash=crash, again=self.booked)
        self.books.accrue()

    def booked(self, _lines: int) -> None:
        """Whoever books finds what waits now, and what was booked not once more."""
        self.books.accrue()

    # Additions and corrections

    @rule(
        target=additions,
        project=st.sampled_from([0, 1, None]),
        worker=st.sampled_from(["ana", "ben"]),
        amount=st.integers(1, 200_000_000),
        crash=crash_points,
    )
    def bonus(self, project, worker, amount, crash):
        paying = None if project is None else self.project(project)
        return self.add(getattr(self.cast, worker), paying, amount, crash)

    @rule(target=additions, data=st.data(), amount=st.integers(1, 200_000_000), crash=crash_points)
    @precondition(lambda self: self.books.closed)
    def correct_a_closed_line(self, data, amount, crash):
        """What boxes earned in a closed month was too little, and is never too much."""
        drawn = Line.objects.filter(kind=LineKind.DRAW, period__lte=self.books.closed).order_by("pk")
        if not drawn:
            return multiple()
        wrong = data.draw(st.sampled_from(list(drawn.select_related("worker", "project"))))
        self.adjust(wrong.worker, -amount, crash, refused={"earned_stays"}, corrects=wrong)
        paying = data.draw(st.sampled_from([wrong.project, None]))
        return self.add(wrong.worker, paying, amount, crash, pay_day=wrong.pay_day, corrects=wrong)

    def add(self, worker: User, paying: Project | None, amount: int, crash: int, **given):
        """Returns the line, its source and the amount."""
        story = self.adjust(worker, amount, crash, refused={"no_budget"}, project=paying, **given)
        if isinstance(story, Refused):
            return multiple()
        line, source = story.entry.lines.get(), f"escrow:{paying.pk}" if paying else "fee"
        self.adjusted(source, line, amount, given.get("corrects"))
        return line.pk, source, amount

    @rule(addition=additions, part=st.integers(1, 100), crash=crash_points)
    def take_an_addition_back(self, addition, part, crash):
        """Some of what is left of it, to where it came from; and never more than is left."""
        pk, source, amount = addition
        wrong = Line.objects.select_related("worker").get(pk=pk)
        told = [story for stories in self.stories.values() for story in stories]
        left = amount + sum(taken for corrects, taken, _entry in told if corrects == pk)
        self.adjust(wrong.worker, -left - 1, crash, refused={"more_than_left"}, corrects=wrong)
        if back := -(-left * part // 100):
            self.adjust(wrong.worker, -back, crash, corrects=wrong)
            self.adjusted(source, wrong, -back, wrong)

    def adjust(self, worker: User, amount: int, crash: int, *, pay_day: int = 10, **given):
        return self.do(
            payouts.adjust,
            crash=crash,
            by=self.cast.ada,
            worker=worker,
            currency="KRW",
            pay_day=pay_day,
            amount=amount,
            reason="so it is",
            key=f"adjustment {self.number()}",
            now=self.now,
            **given,
        )

    def adjusted(self, source: str, line: Line, amount: int, corrects: Line | None) -> None:
        key = self.books.pay(source, line.worker_id, amount, month=self.month, pay_day=line.pay_day)
        named = (corrects.pk, amount, corrects.entry_id) if corrects else (None, amount, None)
        self.stories.setdefault(key, []).append(named)
        if source != "fee":
            self.books.spent[int(source.split(":")[1])] += amount

    # The month

    def close_months(self, crash: int) -> None:
        self.do(payouts.close_past_periods, crash=crash, again=self.closed_again, now=self.now)
        self.books.accrue()
        while month := self.books.to_close(before=self.month):
            work = any(when == month for when, *_rest in self.books.earned)
            event("a month closed" if work else "a month closed in which nobody earned")
            self.books.close(month)
            self.every_correction_is_told(month)

    def closed_again(self, months: list[str]) -> None:
        assert months == [], months
        self.books.accrue()

    def every_correction_is_told(self, month: str) -> None:
        """Each stands on the statement of its month, and names the line that was wrong."""
        for (period, worker, pay_day), stories in self.stories.items():
            if period == month:
                statement = Statement.objects.get(period=period, worker=worker, pay_day=pay_day)
                told = [(s.corrects_id, s.amount_micro, s.entry.corrects_id) for s in adjustments_in(statement)]
                assert told == stories, (told, stories)
