"""Reads about money: statements and their lines, what is still to come and when, what became of each box."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from labeling.models import Assignment, Box, Submission
from labeling.states import State
from payouts.models import ACCOUNT_NAMES, EARNING_KINDS, Line, Period, Statement
from payouts.periods import pay_date, period_of
from people.models import User
from projects.models import Rate
from review.models import Appeal, BoxVerdict

ZONE = ZoneInfo(settings.SETTLEMENT_TIME_ZONE)


@dataclass(frozen=True)
class Expected:
    """A sum that is to come: why it is not in a statement yet, and on which day it is expected."""

    reason: str
    currency: str
    amount_micro: int
    boxes: int
    images: int
    pay_on: date | None = None
    decided_by: datetime | None = None
    period: str = ""

    def as_json(self) -> dict:
        return {
            "reason": self.reason,
            "currency": self.currency,
            "amount_micro": self.amount_micro,
            "boxes": self.boxes,
            "images": self.images,
            "pay_on": self.pay_on,
            "decided_by": self.decided_by,
            "period": self.period,
        }


def earning_lines(user: User) -> QuerySet[Line]:
    return Line.objects.filter(worker=user, kind__in=EARNING_KINDS)


def open_lines(user: User) -> QuerySet[Line]:
    """What a worker has earned that is in no statement yet."""
    return earning_lines(user).exclude(period__in=Period.objects.exclude(closed_at=None).values("name"))


def lines_of(statement: Statement) -> QuerySet[Line]:
    """The lines that a statement is made of, in the order in which they were booked."""
    return Line.objects.filter(
        period=statement.period,
        worker=statement.worker_id,
        pay_day=statement.pay_day,
        currency=statement.currency,
        kind__in=EARNING_KINDS,
    ).order_by("id")


def with_story(lines: QuerySet[Line]) -> QuerySet[Line]:
    """Lines with all that a row of a statement tells: project, picture, label, verdict and who gave it."""
    return lines.select_related(
        "project",
        "label",
        "entry__verdict__submission__assignment__task__image",
        "entry__verdict__decided_by",
    )


def statement_of(line: Line) -> Statement | None:
    """The statement that a line is in, once its month is closed."""
    statements = Statement.objects.select_related("payout")
    return statements.filter(
        period=line.period, worker=line.worker_id, pay_day=line.pay_day, currency=line.currency
    ).first()


def statements_of(user: User) -> QuerySet[Statement]:
    return Statement.objects.filter(worker=user).select_related("payout", "worker").order_by("-period", "pay_day", "id")


def all_statements() -> QuerySet[Statement]:
    return Statement.objects.select_related("payout", "worker").order_by("-period", "pay_day", "id")


def projects_in(statement: Statement) -> list[dict]:
    """A statement by project, label and unit price: the sums that its gross is made of."""
    return list(
        lines_of(statement)
        .values("project__name", "label__name", "kind", "unit_price_micro")
        .annotate(units=Sum("units"), amount_micro=Sum("amount_micro"), images=Count("entry"))
        .order_by("project__name", "kind", "label__name", "unit_price_micro")
    )


def _boxes_in(user: User, state: State) -> QuerySet[Box]:
    """The boxes of the latest rounds of this worker's assignments in `state`."""
    assignments = Assignment.objects.filter(worker=user, state=state)
    latest = Submission.objects.filter(assignment__in=assignments, round=F("assignment__round"))
    return Box.objects.filter(submission__in=latest)


def _appealed_boxes(user: User) -> QuerySet[Box]:
    """Refused boxes that this worker objected to, of rejected and of approved submissions, still to be decided."""
    undecided = Appeal.objects.filter(submission__assignment__worker=user, verdict=None)
    return Box.objects.filter(pk__in=undecided.values("boxes"))


def _waiting(boxes: QuerySet[Box], reason: str) -> list[Expected]:
    """What these boxes are worth at the prices promised to them, by currency and pay day."""
    price = Rate.objects.filter(rate_card=OuterRef("submission__assignment__rate_card"), label=OuterRef("label"))
    sums = (
        boxes.annotate(price=Subquery(price.values("unit_price_micro")))
        .order_by()
        .values("submission__assignment__project__currency", "submission__assignment__pay_day")
        .annotate(
            amount=Sum("price"),
            boxes=Count("id"),
            images=Count("submission", distinct=True),
            review_by=Max("submission__review_by"),
        )
        .order_by("submission__assignment__project__currency", "submission__assignment__pay_day")
    )
    in_review = reason == "in_review"
    return [
        Expected(
            reason=reason,
            currency=row["submission__assignment__project__currency"],
            amount_micro=row["amount"],
            boxes=row["boxes"],
            images=row["images"],
            decided_by=row["review_by"] if in_review else None,
            pay_on=pay_date(period_of(row["review_by"], ZONE), row["submission__assignment__pay_day"])
            if in_review
            else None,
        )
        for row in sums
    ]


def unpaid_earnings(user: User) -> list[Expected]:
    """Approved work of the months that are not closed yet, by month, pay day and currency."""
    sums = (
        open_lines(user)
        .order_by()
        .values("period", "pay_day", "currency")
        .annotate(amount=Sum("amount_micro"), boxes=Sum("units"), images=Count("entry", distinct=True))
        .order_by("period", "pay_day", "currency")
    )
    return [
        Expected(
            reason="approved",
            currency=row["currency"],
            amount_micro=row["amount"],
            boxes=row["boxes"],
            images=row["images"],
            period=row["period"],
            pay_on=pay_date(row["period"], row["pay_day"]),
        )
        for row in sums
    ]


def expected_earnings(user: User) -> list[Expected]:
    """Everything that is to come, with the reason why it has not come yet."""
    return [
        *unpaid_earnings(user),
        *_waiting(_boxes_in(user, State.SUBMITTED), "in_review"),
        *_waiting(_boxes_in(user, State.RETURNED), "returned"),
        *_waiting(_appealed_boxes(user), "appealed"),
        *carried(user),
    ]


def carried(user: User) -> list[Expected]:
    """What the latest statement of each pay day left over because it was less than the smallest coin."""
    latest = statements_of(user).order_by("currency", "pay_day", "-period").distinct("currency", "pay_day")
    return [
        Expected("carried", statement.currency, statement.carried_out_micro, 0, 0)
        for statement in latest
        if statement.carried_out_micro
    ]


def totals_to_come(expected: list[Expected]) -> list[tuple[str, int]]:
    """Currency to the sum of what is approved and in review."""
    sure = sorted((e for e in expected if e.reason in {"approved", "in_review"}), key=lambda e: e.currency)
    return [(currency, sum(e.amount_micro for e in group)) for currency, group in groupby(sure, lambda e: e.currency)]


def paid_totals(user: User) -> list[tuple[str, int]]:
    """Currency to what was deposited, ever."""
    sums = Statement.objects.filter(worker=user, payout__isnull=False).values("currency").annotate(net=Sum("net_micro"))
    return [(row["currency"], row["net"]) for row in sums.order_by("currency")]


@dataclass(frozen=True)
class Payday:
    """The sum expected on one day; `before_tax` where a part of it is on no statement yet."""

    on: date
    currency: str
    amount_micro: int
    before_tax: bool


def next_payday(user: User) -> Payday | None:
    """The next day on which money is sure to come: issued and not paid, or earned in an open month."""
    issued = [(s.pay_on, s.currency, s.net_micro, False) for s in statements_of(user).filter(payout=None)]
    earned = [(e.pay_on, e.currency, e.amount_micro, True) for e in unpaid_earnings(user)]
    parts = sorted(part for part in issued + earned if part[2])
    if not parts:
        return None
    day, currency = parts[0][:2]
    same = [part for part in parts if part[:2] == (day, currency)]
    return Payday(day, currency, sum(part[2] for part in same), any(part[3] for part in same))


def work_of(user: User) -> QuerySet[Assignment]:
    """A worker's work, newest first, each with its boxes and what it earned."""
    earned = (
        Line.objects.filter(entry__verdict__submission__assignment=OuterRef("pk"), kind="draw", worker=user)
        .order_by()
        .values("worker")
        .annotate(total=Sum("amount_micro"))
        .values("total")
    )
    boxes = (
        Box.objects.filter(submission__assignment=OuterRef("pk"), submission__round=OuterRef("round"))
        .order_by()
        .values("submission__assignment")
        .annotate(n=Count("id"))
        .values("n")
    )
    return (
        Assignment.objects.filter(worker=user)
        .select_related("project", "task__image", "rate_card")
        .annotate(earned_micro=Subquery(earned), box_count=Subquery(boxes))
        .order_by("-id")
    )


@dataclass(frozen=True)
class BoxStory:
    """One box and its answer to "paid, or why not"."""

    box: Box
    price_micro: int
    outcome: BoxVerdict | None
    line: Line | None
    statement: Statement | None


def story_of_boxes(submission: Submission) -> list[BoxStory]:
    """Each box of a submission with its decision, its line, its statement and deposit."""
    prices = dict(
        Rate.objects.filter(rate_card=submission.assignment.rate_card_id).values_list("label", "unit_price_micro")
    )
    outcomes: dict[int, BoxVerdict] = {}
    decisions = BoxVerdict.objects.filter(verdict__submission=submission).select_related("verdict")
    for decision in decisions.order_by("verdict_id"):
        outcomes[decision.box_id] = decision
    lines = {
        (line.entry.verdict_id, line.label_id): line
        for line in Line.objects.filter(entry__verdict__submission=submission, kind="draw").select_related("entry")
    }
    statements = {line.pk: statement_of(line) for line in lines.values()}
    stories = []
    for box in submission.boxes.select_related("label"):
        outcome = outcomes.get(box.pk)
        line = lines.get((outcome.verdict_id, box.label_id)) if outcome and outcome.approved else None
        stories.append(BoxStory(box, prices[box.label_id], outcome, line, statements.get(line.pk) if line else None))
    return stories


def trial_balance() -> list[dict]:
    """Each account's debits and credits, in micro; over all accounts of a currency they are equal."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT kind, owner_id, account.currency, coalesce(debits, 0)::bigint, coalesce(credits, 0)::bigint
            FROM payouts_ledgeraccount account
            LEFT JOIN (SELECT debit_id AS id, sum(amount_micro) debits FROM payouts_line GROUP BY 1) d USING (id)
            LEFT JOIN (SELECT credit_id AS id, sum(amount_micro) credits FROM payouts_line GROUP BY 1) c USING (id)
            ORDER BY account.currency, kind, owner_id
            """
        )
        names = ["kind", "owner_id", "currency", "debits_micro", "credits_micro"]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [row | {"name": ACCOUNT_NAMES[row["kind"]]} for row in rows]


def current_period(now: datetime | None = None) -> str:
    return period_of(now or timezone.now(), ZONE)


def periods_with_lines() -> QuerySet:
    """The months on the books with their number of earning lines and workers."""
    return (
        Line.objects.filter(kind__in=EARNING_KINDS)
        .order_by()
        .values("period")
        .annotate(lines=Count("id"), workers=Count("worker", distinct=True))
        .order_by("-period")
    )


def earlier_open_period(period: str) -> str | None:
    """The first month before `period` that has something to close, or whose closing was interrupted."""
    closed = Period.objects.exclude(closed_at=None).values("name")
    with_lines = periods_with_lines().filter(period__lt=period).exclude(period__in=closed).order_by("period").first()
    interrupted = Period.objects.filter(name__lt=period, closed_at=None).order_by("name").first()
    return min(filter(None, (with_lines and with_lines["period"], interrupted and interrupted.name)), default=None)


def months() -> list[dict]:
    """Every month on the books: its lines and workers, its closing, its statements and those not paid yet."""
    statements = Statement.objects.order_by().values("period")
    counts = {
        row["period"]: row
        for row in statements.annotate(issued=Count("id"), unpaid=Count("id", filter=Q(payout=None, net_micro__gt=0)))
    }
    closings = Period.objects.in_bulk()
    none = {"issued": 0, "unpaid": 0}
    return [
        row | counts.get(row["period"], none) | {"closing": closings.get(row["period"])} for row in periods_with_lines()
    ]
