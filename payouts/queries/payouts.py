"""Reads about payout runs: what is due, what is left out and why, and what to look at before approving."""

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from payouts.models import Payout, PayoutRun, Period, Statement
from payouts.paydays import pay_date
from payouts.queries.accounts import CLEAR, UNDER_WAY, Waiting, waiting, with_standing
from payouts.queries.statements import all_statements, unpaid


def due(currency: str, pay_on: date) -> QuerySet[Statement]:
    """Statements of closed months whose day is `pay_on` or earlier, unpaid and in no payout that is under way."""
    published = Period.objects.exclude(closed_at=None).values("name")
    open_ones = unpaid(all_statements().filter(currency=currency, period__in=published)).exclude(UNDER_WAY)
    days = open_ones.order_by().values_list("period", "pay_day").distinct()
    its_day = Q(pk=None)
    for period, pay_day in days:
        if pay_date(period, pay_day) <= pay_on:
            its_day |= Q(period=period, pay_day=pay_day)
    return open_ones.filter(its_day)


def payable(currency: str, pay_on: date) -> QuerySet[Statement]:
    """What a run of this day pays: due, not held, to an account that is confirmed and checked (`to_account`)."""
    return with_standing(due(currency, pay_on)).filter(CLEAR).order_by("pk")


def left_out(currency: str, pay_on: date) -> list[Waiting]:
    """What is due by then and cannot be paid, with the reason."""
    return waiting(due(currency, pay_on))


def to_pay() -> list[dict]:
    """What is unpaid and in no run, by currency and pay day, the next day first: `pay_on`, `count`, `net_micro`."""
    sums = (
        unpaid(Statement.objects.exclude(UNDER_WAY))
        .order_by()
        .values("currency", "period", "pay_day")
        .annotate(count=Count("id"), net_micro=Sum("net_micro"))
    )
    rows = [row | {"pay_on": pay_date(row["period"], row["pay_day"])} for row in sums]
    return sorted(rows, key=lambda row: (row["pay_on"], row["currency"]))


STATES = {state: Q(payouts__state=state) for state in Payout.State}


def runs() -> QuerySet[PayoutRun]:
    """Every run, newest first, with the number of its deposits, their sum, and how many got how far."""
    alive = ~STATES[Payout.State.CANCELLED]
    return (
        PayoutRun.objects.select_related("prepared_by", "approved_by", "cancelled_by")
        .annotate(
            count=Count("payouts", filter=alive),
            total_micro=Sum("payouts__amount_micro", filter=alive, default=0),
            paid=Count("payouts", filter=STATES[Payout.State.PAID]),
            returned=Count("payouts", filter=STATES[Payout.State.RETURNED]),
        )
        .order_by("-id")
    )


def payouts_of(run: PayoutRun) -> QuerySet[Payout]:
    """A run's deposits, the largest first."""
    return run.payouts.select_related("statement__worker", "account").order_by("-amount_micro", "pk")


def stopped(run: PayoutRun) -> QuerySet[Payout]:
    """Deposits of a run that may no longer be made: their account was replaced since, or their worker is held."""
    return run.payouts.filter(state__in=[Payout.State.PREPARED, Payout.State.APPROVED]).filter(
        Q(account__replaced_at__isnull=False)
        | Q(statement__worker__holds__lifted_at=None, statement__worker__holds__isnull=False)
    )


def last_paid(payout_field: str, *, worker="statement__worker", currency="statement__currency") -> Subquery:
    """A field of the last deposit that arrived at the same worker in the same currency."""
    arrived = Payout.objects.filter(
        statement__worker=OuterRef(worker), statement__currency=OuterRef(currency), state=Payout.State.PAID
    )
    return Subquery(arrived.order_by("-pk").values(payout_field)[:1])
