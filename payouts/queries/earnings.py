"""Reads about what is still to come: why it has not come yet, and on which day it is expected."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from labeling.models import Box
from labeling.states import State
from payouts.models import LineKind
from payouts.paydays import pay_date
from payouts.periods import period_of
from payouts.queries.months import ZONE
from payouts.queries.statements import SIGNED, open_lines, statements_of, unpaid
from people.models import User
from projects.models import Rate
from review.models import Appeal

# What a person added or took off has no boxes and no image.
WORK = Q(kind__in=[LineKind.DRAW.value, LineKind.REVIEW.value])


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


def boxes_in(user: User, state: State) -> QuerySet[Box]:
    """The boxes of the latest rounds of this worker's assignments in `state`."""
    return Box.objects.filter(
        submission__assignment__worker=user,
        submission__assignment__state=state,
        submission__round=F("submission__assignment__round"),
    )


def _appealed_boxes(user: User) -> QuerySet[Box]:
    """Refused boxes that this worker objected to, of rejected and of approved submissions, still to be decided."""
    undecided = Appeal.objects.filter(submission__assignment__worker=user, verdict=None)
    return Box.objects.filter(pk__in=undecided.values("boxes"))


def worth_of(boxes: QuerySet[Box], reason: str) -> list[Expected]:
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
        .annotate(
            amount=Sum(SIGNED),
            boxes=Sum("units", filter=WORK, default=0),
            images=Count("entry", filter=WORK, distinct=True),
        )
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
        *worth_of(boxes_in(user, State.SUBMITTED), "in_review"),
        *worth_of(boxes_in(user, State.RETURNED), "returned"),
        *worth_of(_appealed_boxes(user), "appealed"),
        *carried(user),
    ]


def carried(user: User) -> list[Expected]:
    """What the latest statement of each pay day left over: less than a coin, or than the smallest deposit."""
    latest = statements_of(user).order_by("currency", "pay_day", "-period").distinct("currency", "pay_day")
    return [
        Expected(
            "carried",
            statement.currency,
            statement.carried_out_micro,
            boxes=0,
            images=0,
            pay_on=pay_date(month, statement.pay_day) if (month := statement.carried_to) else None,
            period=month,
        )
        for statement in latest
        if statement.carried_out_micro
    ]


def totals_to_come(expected: list[Expected]) -> list[tuple[str, int]]:
    """Currency to the sum of what is approved and in review."""
    sure = sorted((e for e in expected if e.reason in {"approved", "in_review"}), key=lambda e: e.currency)
    return [(currency, sum(e.amount_micro for e in group)) for currency, group in groupby(sure, lambda e: e.currency)]


@dataclass(frozen=True)
class Payday:
    """The sum expected on one day; `before_tax` where a part of it is on no statement yet."""

    on: date
    currency: str
    amount_micro: int
    before_tax: bool


def next_payday(user: User) -> Payday | None:
    """The next day on which money is sure to come: issued and not paid, or earned in an open month."""
    issued = [(s.pay_on, s.currency, s.net_micro, False) for s in unpaid(statements_of(user))]
    earned = [(e.pay_on, e.currency, e.amount_micro, True) for e in unpaid_earnings(user)]
    parts = sorted(part for part in issued + earned if part[2])
    if not parts:
        return None
    day, currency = parts[0][:2]
    same = [part for part in parts if part[:2] == (day, currency)]
    return Payday(day, currency, sum(part[2] for part in same), any(part[3] for part in same))
