"""The books as a hundred lines of plain Python tell them: what the platform has to agree with, whatever happened.

It shares no line with the platform. Amounts are micro won; an account is a word such as "worker:3", and its balance
what came in less what went out. Months are words such as "2026-10", pay days numbers.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

WON = 1_000_000
SMALLEST_DEPOSIT = 50 * WON


@dataclass
class Piece:
    """An assignment: what it was promised, and what became of its boxes. `prices` are by label, `boxes` by box."""

    project: int
    worker: int
    pay_day: int
    most: int
    prices: dict[int, int]
    review: int
    fee_bp: int
    expires: datetime
    review_by: datetime | None = None
    appeal_until: datetime | None = None
    appealed: bool = False
    rounds: int = 3
    round: int = 0
    state: str = "claimed"
    boxes: dict[int, int] = field(default_factory=dict)
    paid: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)

    def cost(self, pay: int) -> int:
        return pay + pay * self.fee_bp // 10_000

    @property
    def reserved(self) -> int:
        """What must be kept ready for all that may still be owed."""
        if self.state in {"claimed", "returned"}:
            return self.cost(self.most * max(self.prices.values()) + (self.rounds - self.round + 1) * self.review)
        if self.state == "submitted":
            return self.cost(sum(self.boxes.values()) + 2 * self.review)
        open_refusals = sum(self.boxes[box] for box in self.refused)
        return self.cost(open_refusals + self.review) if self.refused else 0


class Books:
    """All money there is, by account, and the statements that closed months made of it.

    What verdicts earn waits until it is accrued, and belongs to the first month that is open then.
    """

    def __init__(self):
        self.balance: dict[str, int] = defaultdict(int)
        self.funded: dict[int, int] = defaultdict(int)
        self.spent: dict[int, int] = defaultdict(int)
        self.waiting: list[tuple[str, int, int, str, int]] = []
        self.fees: list[tuple[str, int]] = []
        self.earned: dict[tuple, int] = defaultdict(int)
        self.carried: dict[tuple, int] = defaultdict(int)
        self.statements: dict[tuple, tuple[int, int, int]] = {}
        self.deposited: dict[tuple, int] = {}
        self.closed = ""

    def move(self, source: str, target: str, amount: int) -> None:
        self.balance[source] -= amount
        self.balance[target] += amount

    def fund(self, project: int, client: int, amount: int) -> None:
        self.move("bank", f"client:{client}", amount)
        self.move(f"client:{client}", f"escrow:{project}", amount)
        self.funded[project] += amount

    def refund(self, project: int, client: int, free: int) -> int:
        """A bank gives back whole won; returns how much."""
        amount = free // WON * WON
        self.move(f"escrow:{project}", f"client:{client}", amount)
        self.funded[project] -= amount
        return amount

    def pay(self, source: str, worker: int, amount: int, *, month: str, pay_day: int) -> tuple:
        """A worker earns `amount` (or gives it back, below nothing) in the first month that is still open.

        Returns the key of the statement that it will stand on.
        """
        self.move(source, f"worker:{worker}", amount)
        key = max(month, self.open_month()), worker, pay_day
        self.earned[key] += amount
        return key

    def judge(self, piece: Piece, approved: set[int], reviewer: int | None, *, month: str) -> None:
        """A verdict pays its approved boxes, its reviewer if there is one, and the platform's fee on both."""
        source = f"escrow:{piece.project}"
        assert not approved & piece.paid, "a box is paid once"
        piece.paid |= approved
        pay = sum(piece.boxes[box] for box in approved)
        review = piece.review if reviewer else 0
        self.waiting += [(source, piece.worker, pay, month, piece.pay_day)] if pay else []
        self.waiting += [(source, reviewer, review, month, piece.pay_day)] if review else []
        self.fees.append((source, piece.cost(pay + review) - pay - review))
        self.spent[piece.project] += piece.cost(pay + review)

    def accrue(self) -> None:
        for source, worker, amount, month, pay_day in self.waiting:
            self.pay(source, worker, amount, month=month, pay_day=pay_day)
        for source, fee in self.fees:
            self.move(source, "fee", fee)
        self.waiting, self.fees = [], []

    def open_month(self) -> str:
        """The month after the last closed one; before any closing, all of time."""
        if not self.closed:
            return ""
        year, month = map(int, self.closed.split("-"))
        return f"{year + month // 12}-{month % 12 + 1:02}"

    def to_close(self, before: str) -> str:
        """The next month before that one in which somebody earned, or is paid what was carried; "" if there is none."""
        found = {month for month, *_rest in self.earned if month > self.closed}
        if any(left >= WON for left in self.carried.values()):
            found.add(self.open_month())
        return min((month for month in found if month < before), default="")

    def close(self, month: str) -> None:
        """Each worker's earnings of a month and pay day become a statement, less 3.3 %.

        What is below the smallest deposit is carried, and paid with the next month in which no more is earned.
        """
        earned = {key[1:]: amount for key, amount in self.earned.items() if key[0] == month}
        for worker, pay_day in sorted(earned.keys() | {key for key, left in self.carried.items() if left >= WON}):
            payable = earned.get((worker, pay_day), 0) + self.carried[worker, pay_day]
            enough = payable >= (SMALLEST_DEPOSIT if (worker, pay_day) in earned else 0)
            gross = payable // WON * WON if enough else 0
            income = gross * 3 // 100 // (10 * WON) * 10 * WON
            local = income // 10 // (10 * WON) * 10 * WON
            self.move(f"worker:{worker}", "tax_income", income)
            self.move(f"worker:{worker}", "tax_local", local)
            self.carried[worker, pay_day] = payable - gross
            self.statements[month, worker, pay_day] = gross, gross - income - local, payable - gross
        self.closed = month

    def deposit(self, key: tuple) -> None:
        """A statement's net leaves the bank."""
        net = self.statements[key][1]
        assert key not in self.deposited, "a statement is paid once"
        self.move(f"worker:{key[1]}", "bank", net)
        self.deposited[key] = net

    def give_back(self, key: tuple) -> None:
        """The bank returns a deposit."""
        self.move("bank", f"worker:{key[1]}", self.deposited.pop(key))
