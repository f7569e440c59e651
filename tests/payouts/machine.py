"""What every step of `test_any_order` stands on: the platform's actions beside the model of `model.py`.

A step may crash at any of its statements and is then done again, as a person or Celery would. All of one run happens in
a transaction that is rolled back at its end; the platform's own transactions are savepoints in it.
"""

from datetime import timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from labeling import actions as labeling
from payouts import actions as payouts
from payouts.models import Statement
from payouts.queries import balances, trial_balance
from payouts.verification import CHECKS, Finding
from people.errors import Refused
from projects import actions as projects
from projects.models import Budget
from projects.money import MICRO
from review import actions as review
from tests.cast import LABELS, NOON, SEOUL, Cast
from tests.payouts.crashes import Crashed, crash_at
from tests.payouts.model import Books, Piece

NEVER = 10**6
crash_points = st.one_of(st.just(NEVER), st.integers(1, 60))


class Office(RuleBasedStateMachine):
    """Time, and what comes with it; how steps are made, done again and compared. Bundles hold ids."""

    in_hand = Bundle("in_hand")
    in_review = Bundle("in_review")
    refused = Bundle("refused")
    appeals = Bundle("appeals")
    bonuses = Bundle("bonuses")
    deposits = Bundle("deposits")

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = NOON
        self.books = Books()
        self.pieces: dict[int, Piece] = {}
        self.done: list[tuple] = []
        self.made = 0
        self.closing = False

    def teardown(self):
        try:
            payouts.accrue()
            self.books.accrue()
            # Reservations are checked by the clock on the wall; `every_budget_agrees` compares them by this run's own.
            checks = [check for name, check in CHECKS.items() if name != "reservations"]
            found = [finding for check in checks for finding in check() if isinstance(finding, Finding)]
            assert found == [], found
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # How a step is made

    def do(self, action, *, crash: int = NEVER, **given):
        """Do it, and once more where it crashed; a refusal is returned and has changed nothing."""
        try:
            with crash_at(crash):
                return action(**given)
        except Refused as refusal:
            return refusal
        except Crashed:
            return self.do(action, **given)

    @property
    def month(self) -> str:
        return f"{self.now.astimezone(SEOUL):%Y-%m}"

    def piece_in(self, assignment: int, *states: str) -> Piece | None:
        """The model's piece, if it is still in one of `states`: a deadline may have been quicker than a hand."""
        piece = self.pieces[assignment]
        return piece if piece.state in states else None

    @initialize()
    def begin(self):
        """Two funded projects with pay days 10 and 20, one with a fee and prices below one won."""
        cast = self.cast = Cast()
        odd = [{**LABELS[0], "unit_price_micro": 40_400_000}, {**LABELS[1], "unit_price_micro": 15_300_001}]
        rules = {"max_boxes": 3, "images": 12}
        self.projects = [cast.draft(name="Ten", **rules), cast.draft(name="Twenty", pay_day=20, labels=odd, **rules)]
        projects.set_fee(by=cast.ada, project=self.projects[1], fee_bp=1_000, now=NOON)
        for project in self.projects:
            for reviewer in (cast.rita, cast.raul):
                projects.seat_reviewer(by=cast.clara, project=project, user=reviewer, now=NOON)
            cast.opened(project, won=1_500)
            self.books.fund(project.pk, cast.clara.pk, 1_500 * MICRO)
        for worker in (cast.ana, cast.ben, cast.rita, cast.raul):
            cast.bank_account(worker)

    # Time, and what comes with it

    @rule(hours=st.sampled_from([1, 20, 24 * 4, 24 * 16, 24 * 31]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(crash=crash_points)
    def leases_run_out(self, crash):
        self.do(labeling.expire_leases, crash=crash, now=self.now)
        for piece in self.pieces.values():
            if piece.state in {"claimed", "returned"} and piece.expires < self.now:
                piece.state = "expired"

    @rule(crash=crash_points)
    def deadlines_pass(self, crash):
        self.do(review.approve_overdue, crash=crash, now=self.now)
        for piece in self.pieces.values():
            if piece.state == "submitted" and piece.review_by < self.now:
                piece.state = "approved"
                self.books.judge(piece, set(piece.boxes), None, month=self.month)

    @rule(crash=crash_points)
    def time_to_object_ends(self, crash):
        self.do(review.free_unappealed, crash=crash, now=self.now)
        for piece in self.pieces.values():
            decided = piece.state in {"approved", "rejected"}
            if decided and piece.refused and not piece.appealed and piece.appeal_until < self.now:
                piece.refused = set()

    # Again, and compared

    def number(self) -> int:
        self.made += 1
        return self.made

    def do_again_later(self, action, *, crash: int = NEVER, **given):
        """Do what may be asked for twice, and remember it for `replay`."""
        answer = self.do(action, crash=crash, **given)
        if not isinstance(answer, Refused):
            self.done.append((action, given))
        return answer

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def replay(self, data):
        action, given = data.draw(st.sampled_from(self.done))
        self.do(action, **given)

    @invariant()
    def every_balance_agrees(self):
        ours = {
            (f"{row['kind']}:{account['owner_id']}" if account["owner_id"] else row["kind"]): balance
            for row in trial_balance()
            for account in balances(row["kind"], row["currency"])
            if (balance := account["credits_micro"] - account["debits_micro"])
        }
        assert ours == {name: amount for name, amount in self.books.balance.items() if amount}
        assert sum(ours.values()) == 0

    @invariant()
    def every_budget_agrees(self):
        for budget in Budget.objects.filter(project__in=self.projects):
            pieces = [piece for piece in self.pieces.values() if piece.project == budget.project_id]
            assert budget.reserved_micro == sum(piece.reserved for piece in pieces)
            assert budget.spent_micro == self.books.spent[budget.project_id]
            assert budget.funded_micro == self.books.funded[budget.project_id]

    @invariant()
    def every_statement_agrees(self):
        ours = {
            (s.period, s.worker_id, s.pay_day): (s.gross_micro, s.net_micro, s.carried_out_micro)
            for s in Statement.objects.all()
        }
        assert ours == self.books.statements
