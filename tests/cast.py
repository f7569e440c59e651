"""The people of the tests, and the project they meet in. Everything is made by the actions that production uses.

Ana and Ben draw, Rita judges the cats project and Raul another one, Clara is its client and Carl another, Ada is admin
and Abel the second one.
"""

import io
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from PIL import Image as Pillow

from demo import bank
from labeling import actions as labeling
from labeling.models import Assignment, Submission
from payouts import actions as payouts
from payouts import queries
from payouts.actions.accounts import confirmation_token
from payouts.models import BankAccount, Payout, PayoutRun, Statement
from payouts.paydays import next_banking_day
from people.actions import create_user
from people.models import Role, User
from projects import actions as projects
from projects import imports
from projects.models import Project
from projects.money import MICRO
from review import actions as review
from review.models import Verdict

SEOUL = ZoneInfo("Asia/Seoul")
PASSWORD = "honestbox"
NOON = datetime(2026, 10, 12, 12, 0, tzinfo=SEOUL)
GUIDE = "# Cats\n\nDraw a tight box around each cat and each ear."
LABELS = [
    {"name": "cat", "color": "#b3541e", "hotkey": "1", "unit_price_micro": 40 * MICRO},
    {"name": "ear", "color": "#1e6bb3", "hotkey": "2", "unit_price_micro": 15 * MICRO},
]

NUMBERS = {
    "KRW": {"country": "KR", "bank_code": "088"},
    "EUR": {"country": "DE", "number": "DE75 5121 0800 1245 1261 99"},
    "USD": {"country": "US", "number": "123456789", "bank_code": "021000021"},
    "JPY": {"country": "JP", "number": "1234567", "bank_code": "0001001"},
}


def picture(number: int = 0, size: tuple[int, int] = (200, 120), file_format: str = "PNG") -> bytes:
    """A small picture that differs from every other by its number."""
    out = io.BytesIO()
    Pillow.new("RGB", size, (number % 256, number // 256 % 256, 90)).save(out, file_format)
    return out.getvalue()


def box(label, x=10, y=10, width=40, height=30) -> dict:
    return {"label": label.pk, "x": x, "y": y, "width": width, "height": height}


class Cast:
    """Who and what a test needs is made when it is first named: `cast.ana`, `cast.cats`."""

    def _person(self, name: str, role: Role = Role.WORKER) -> User:
        return create_user(email=f"{name.lower()}@cast.example", password=PASSWORD, name=name, role=role)

    @cached_property
    def ana(self) -> User:
        return self._person("Ana")

    @cached_property
    def ben(self) -> User:
        return self._person("Ben")

    @cached_property
    def rita(self) -> User:
        return self._person("Rita")

    @cached_property
    def raul(self) -> User:
        return self._person("Raul")

    @cached_property
    def clara(self) -> User:
        return self._person("Clara", Role.CLIENT)

    @cached_property
    def carl(self) -> User:
        return self._person("Carl", Role.CLIENT)

    @cached_property
    def ada(self) -> User:
        return self._person("Ada", Role.ADMIN)

    @cached_property
    def abel(self) -> User:
        """A second admin: what Ada prepares, he approves."""
        return self._person("Abel", Role.ADMIN)

    @cached_property
    def cats(self) -> Project:
        """Clara's open project: cats at 40 won and ears at 15, ten images, 5 won an image judged by Rita."""
        project = self.draft(name="Cats")
        projects.seat_reviewer(by=self.clara, project=project, user=self.rita, now=NOON)
        return self.opened(project)

    @cached_property
    def dogs(self) -> Project:
        """Carl's open project, judged by Raul."""
        project = self.draft(name="Dogs", client=self.carl)
        projects.seat_reviewer(by=self.carl, project=project, user=self.raul, now=NOON)
        return self.opened(project)

    def draft(self, *, name="Draft", client=None, images=10, currency="KRW", labels=None, **rules) -> Project:
        rules = {"guide": GUIDE, "review_price_micro": 5 * MICRO, "max_boxes": 20} | rules
        by = client or self.clara
        project = projects.create_project(
            by=by, name=name, currency=currency, labels=labels or LABELS, now=NOON, **rules
        )
        self.add_images(project, images)
        return project

    def add_images(self, project: Project, count: int) -> None:
        start = project.images.count()
        files = [(f"{n:03}.png", io.BytesIO(picture(n))) for n in range(start, start + count)]
        report = imports.add_images(by=project.client, project=project, files=files, now=NOON)
        assert len(report.created) == count, report

    def fund(self, project: Project, won: int = 1_000_000, reference: str = "first deposit") -> None:
        payouts.fund_project(by=self.ada, project=project, amount=won * MICRO, reference=reference, now=NOON)

    def opened(self, project: Project, won: int = 1_000_000) -> Project:
        self.fund(project, won)
        project.refresh_from_db()
        return projects.open_project(by=project.client, project=project, now=NOON)

    def claim(self, worker: User | None = None, project: Project | None = None, count=1, now=NOON) -> list[Assignment]:
        return labeling.claim(by=worker or self.ana, project=project or self.cats, count=count, now=now)

    def boxes(self, project: Project | None = None, cats=1, ears=0) -> list[dict]:
        cat, ear = (project or self.cats).labels.all()
        return [box(cat, x=10 + n) for n in range(cats)] + [box(ear, x=60 + n) for n in range(ears)]

    def submitted(self, worker: User | None = None, *, project=None, cats=1, ears=0, now=NOON, **rest) -> Submission:
        """One piece claimed and handed in, five minutes later."""
        worker = worker or self.ana
        (assignment,) = self.claim(worker, project, now=now)
        return labeling.submit(
            by=worker,
            assignment=assignment,
            boxes=self.boxes(project, cats, ears),
            active_ms=60_000,
            now=now + timedelta(minutes=5),
            **rest,
        )

    def decided(self, submission: Submission, decision="approved", *, by=None, now=NOON, **rest) -> Verdict:
        """Judged by Rita, an hour later."""
        return review.decide(
            by=by or self.rita, submission=submission, decision=decision, now=now + timedelta(hours=1), **rest
        )

    def approved(self, worker: User | None = None, *, cats=1, ears=0, now=NOON, project=None, by=None) -> Verdict:
        """One piece claimed, handed in, approved and booked."""
        verdict = self.decided(self.submitted(worker, cats=cats, ears=ears, now=now, project=project), now=now, by=by)
        payouts.accrue()
        return verdict

    def bank_account(self, worker: User, currency: str = "KRW", now=NOON, **given) -> BankAccount:
        """Where a worker's deposits go: entered, confirmed and checked, unless it is there already."""
        if known := worker.bank_accounts.filter(currency=currency, replaced_at=None).first():
            return known
        given = {"holder": f"{worker.name} Cast", **NUMBERS[currency], **given}
        if currency == "KRW" and "number" not in given:
            given["number"] = f"110-{worker.pk:09}"
        account = payouts.save_bank_account(by=worker, currency=currency, now=now, **given)
        account = payouts.confirm_bank_account(by=worker, token=confirmation_token(account), now=now)
        return payouts.check_bank_account(by=self.ada, account=account, holder=given["holder"], now=now)

    def sent(self, *statements: Statement, now=None) -> PayoutRun:
        """A run with these statements and whatever else can be paid by then: prepared, approved and sent."""
        for statement in statements:
            self.bank_account(statement.worker, statement.currency)
        currency, pay_on = statements[0].currency, max(statement.pay_on for statement in statements)
        now = now or datetime.combine(pay_on, time(10), SEOUL)
        pay_on = next_banking_day(max(pay_on, queries.today(now)))
        run = payouts.run_payout(by=self.ada, currency=currency, pay_on=pay_on, now=now)
        payouts.approve_payout(by=self.abel, run=run, now=now)
        payouts.send_payout(by=self.ada, run=run, now=now)
        run.refresh_from_db()
        return run

    def bank_says(self, run: PayoutRun, *, on: date | None = None, returned: dict[str, str] | None = None) -> bytes:
        """The bank's statement for a run that was sent: all of it carried out, and some of it come back."""
        orders = payouts.send_payout(by=self.ada, run=run).data
        return bank.statement(orders, on or run.pay_on, returned=returned)

    def pay(self, *statements: Statement, on: date | None = None, now=None) -> Payout:
        """Run, approve, send, reconcile; returns the deposit of the first."""
        run = self.sent(*statements, now=now)
        day = on or run.pay_on
        now = now or datetime.combine(day, time(18), SEOUL)
        payouts.reconcile(by=self.ada, name="bank.csv", data=self.bank_says(run, on=day), now=now)
        return queries.statements_of(statements[0].worker).get(pk=statements[0].pk).paid
