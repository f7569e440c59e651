"""Reads about what the platform takes: fees by project and date."""

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDay, TruncMonth

from payouts.models import Line, LineKind
from payouts.queries.months import ZONE


def fees(*, by_day: bool = False, period: str = "") -> QuerySet:
    """Dicts of on (the day or the month's first, in the settlement time zone), project, currency, entries and
    amount_micro; newest first. `period` narrows to what was booked into one month."""
    step = TruncDay if by_day else TruncMonth
    lines = Line.objects.filter(kind=LineKind.FEE)
    if period:
        lines = lines.filter(period=period)
    return (
        lines.order_by()
        .annotate(on=step("entry__occurred_at", tzinfo=ZONE))
        .values("on", "project_id", "project__name", "currency")
        .annotate(entries=Count("entry", distinct=True), amount_micro=Sum("amount_micro"))
        .order_by("-on", "project_id")
    )
