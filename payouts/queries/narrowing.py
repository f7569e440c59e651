"""Reads of some of a worker's lines: by project, kind, label, day and amount."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from payouts.models import Line
from payouts.queries.months import ZONE
from projects.models import Label


def narrowed(
    lines: QuerySet[Line],
    *,
    project: int | None = None,
    kind: str = "",
    label: str = "",
    since: date | None = None,
    until: date | None = None,
    at_least: int | None = None,
    at_most: int | None = None,
) -> QuerySet[Line]:
    """Those of `lines` that fit all that is given: days in the settlement time zone, amounts in micro.

    They stay in their order: an index gives them one after the other, or those of some days, which are sorted.
    """
    if project is not None:
        lines = lines.filter(project=project)
    if kind:
        lines = lines.filter(kind=kind)
    if label:
        of_project = {"project": project} if project is not None else {}
        named = Label.objects.filter(name__iexact=label, **of_project).values_list("pk", flat=True)
        lines = lines.filter(label__in=list(named))
    if since:
        # A line is never on an earlier month than its day; this leaves the months before unread.
        start = datetime.combine(since, time.min, ZONE)
        lines = lines.filter(period__gte=f"{since:%Y-%m}", occurred_at__gte=start)
    if until:
        lines = lines.filter(occurred_at__lt=datetime.combine(until + timedelta(days=1), time.min, ZONE))
    if at_least is not None:
        lines = lines.filter(amount_micro__gte=at_least)
    if at_most is not None:
        lines = lines.filter(amount_micro__lte=at_most)
    return lines
