"""Who draws which picture when, and what becomes of it. Pure: no database, and the same for the same moment.

A project's pictures are taken in the order in which they were handed in, so the plan gives each picture to a worker
at a time later than that of the picture before it. Three stretches of work follow each other: a month that is closed
and paid, the month after it where it is over already, and the last forty hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from payouts.paydays import pay_date
from payouts.periods import ends_at, period_of, starts_at

SEOUL = ZoneInfo("Asia/Seoul")
LAST_PAY_DAY = 20
PRESENT = timedelta(hours=40)


class Fate(StrEnum):
    """What becomes of a piece."""

    APPROVED = "approved"
    MENDED = "returned, corrected, approved"
    AGAIN = "returned, corrected, in review again"
    FIXED = "approved, with one box corrected by the reviewer"
    REFUSED = "approved but for one box"
    OBJECTED = "approved but for one box, to which the worker objects"
    OVERDUE = "approved by the deadline"
    RETURNED = "returned, in the worker's hands"
    WAITING = "in review"
    HELD = "in the worker's hands"


@dataclass(frozen=True)
class Months:
    """`paid` is closed and both of its pay days are over; `between` is over too, where there is such a month."""

    paid: str
    between: str | None
    current: str


@dataclass(frozen=True)
class Piece:
    """One picture in one worker's hands. Times that its fate has no use for are None."""

    project: str
    index: int
    worker: str
    fate: Fate
    reviewer: str
    claimed_at: datetime
    submitted_at: datetime | None = None
    decided_at: datetime | None = None

    def between(self, share: float) -> datetime:
        """A moment between handing in and the last decision."""
        return self.submitted_at + (self.decided_at - self.submitted_at) * share


def months_of(now: datetime) -> Months:
    current = period_of(now, SEOUL)
    last = _before(current)
    if pay_date(last, LAST_PAY_DAY) < now.astimezone(SEOUL).date():
        return Months(last, None, current)
    return Months(_before(last), last, current)


def _before(period: str) -> str:
    return period_of(starts_at(period, SEOUL) - timedelta(days=1), SEOUL)


def pick(counts: Sequence[int], total: int, order: Sequence[int]) -> set[int]:
    """Indices of `counts` that sum to `total` exactly, the first of `order` wherever that is possible.

    Raises ValueError where no choice does.
    """
    reachable = [{0}]  # the sums that can be made of the last 0, 1, 2, … of `order`
    for index in reversed(order):
        reachable.append(reachable[-1] | {some + counts[index] for some in reachable[-1]})
    picked, left = set(), total
    for position, index in enumerate(order):
        if left - counts[index] in reachable[-2 - position]:
            picked.add(index)
            left -= counts[index]
    if left:
        raise ValueError(f"no choice of these counts makes {total}")
    return picked


def workdays(period: str, first: int, last: int) -> list[date]:
    """Monday to Friday of a month, from one day to another."""
    start = starts_at(period, SEOUL).date()
    days = [start + timedelta(days=n) for n in range(first - 1, last)]
    return [day for day in days if day.weekday() < 5]


def seconds_of_work(project: str, index: int, worker: str, boxes: int) -> float:
    """How long a piece takes: 7 to 14 seconds a box, by worker and picture, and some looking around."""
    pace = {"worker": 9.0, "emma": 8.0, "junho": 10.5, "seoyun": 9.5, "lucas": 12.0}[worker]
    swing = (index * 37 + len(project) * 11) % 100 / 100  # 0 to 1, the same every time
    return boxes * pace * (0.85 + 0.3 * swing) + 6


def month_of_work(
    project: str,
    *,
    days: Sequence[date],
    hour: int,
    first: int,
    hands: Sequence[tuple[str, Fate]],
    counts: Sequence[int],
    review_hours: int,
) -> list[Piece]:
    """`hands` (worker and fate of the pictures from index `first` on) spread over days, judged the day after.

    `counts` has the number of boxes of every picture of the project.
    """
    pieces = []
    for position, (worker, fate) in enumerate(hands):
        index, place = first + position, position * len(days) // len(hands)
        opens = datetime.combine(days[place], datetime.min.time(), SEOUL) + timedelta(hours=hour)
        earliest = pieces[-1].submitted_at + timedelta(seconds=20) if pieces else opens
        claimed = max(opens, earliest)
        submitted = claimed + timedelta(seconds=seconds_of_work(project, index, worker, counts[index]) + 5)
        judged = opens + timedelta(days=1, hours=2, seconds=30 * (position % 40))
        if fate is Fate.OVERDUE:
            judged = submitted + timedelta(hours=review_hours, minutes=1)
        pieces.append(Piece(project, index, worker, fate, _reviewer(index), claimed, submitted, judged))
    return pieces


def present_work(
    project: str, *, now: datetime, first: int, hands: Sequence[tuple[str, Fate]], counts: Sequence[int]
) -> list[Piece]:
    """`hands` over the last hours before `now`. Decisions fall in the current month, however young it is."""
    month = starts_at(period_of(now, SEOUL), SEOUL)
    pieces = []
    for position, (worker, fate) in enumerate(hands):
        index, share = first + position, (position + 1) / (len(hands) + 1)
        claimed = now - PRESENT * (1 - share)
        reviewer = "reviewer2" if fate is Fate.OBJECTED else _reviewer(index)
        if fate is Fate.HELD:
            pieces.append(Piece(project, index, worker, fate, reviewer, claimed))
            continue
        submitted = claimed + timedelta(seconds=seconds_of_work(project, index, worker, counts[index]) + 5)
        decided = max(submitted + min(timedelta(hours=3), (now - submitted) / 2), month + (now - month) * share)
        if fate is Fate.WAITING:
            decided = None
        pieces.append(Piece(project, index, worker, fate, reviewer, claimed, submitted, decided))
    return pieces


def _reviewer(index: int) -> str:
    return "reviewer2" if index % 3 == 2 else "reviewer"


def closing_at(period: str) -> datetime:
    return ends_at(period, SEOUL) + timedelta(minutes=20)


def payment_at(period: str, pay_day: int) -> datetime:
    return datetime.combine(pay_date(period, pay_day), datetime.min.time(), SEOUL) + timedelta(hours=10)
