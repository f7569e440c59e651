"""Reads about corrections: what was added and taken off, and how much of it is left."""

from django.db.models import F, QuerySet, Sum

from payouts.models import Adjustment, Line, Statement
from payouts.queries.statements import lines_of


def corrections_of(line: Line) -> QuerySet[Adjustment]:
    """What corrected a line, in order, each with its own line as `line_id`."""
    return with_line(Adjustment.objects.filter(corrects=line))


def adjustments_in(statement: Statement) -> QuerySet[Adjustment]:
    """The stories of a statement's added and taken off lines, in the order of the books."""
    return with_line(Adjustment.objects.filter(entry__in=lines_of(statement).order_by().values("entry")))


def with_line(adjustments: QuerySet[Adjustment]) -> QuerySet[Adjustment]:
    """With all that a row tells: the line, the one that it corrects and who made it."""
    return (
        adjustments.annotate(line_id=F("entry__lines"))
        .select_related("project", "made_by", "corrects__entry__verdict__submission__assignment__task__image")
        .order_by("entry")
    )


def left_of(line: Line) -> int:
    """What is left of an addition after what was taken off it, in micro."""
    taken = Adjustment.objects.filter(corrects=line, amount_micro__lt=0).aggregate(sum=Sum("amount_micro"))["sum"]
    return line.amount_micro + (taken or 0)
