"""Reads about statements and the lines they are made of."""

from datetime import date

from django.db import connection
from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, When

from payouts.models import EARNING_KINDS, Line, LineKind, Payout, Period, Statement
from payouts.paydays import pay_date
from people.models import User
from projects.models import Project

# What a line is to its worker: a deduction takes, all others give.
SIGNED = Case(
    When(kind=LineKind.DEDUCTION.value, then=-F("amount_micro")),
    default=F("amount_micro"),
    output_field=BigIntegerField(),
)
PAID = Exists(Payout.objects.filter(statement=OuterRef("pk"), state=Payout.State.PAID))


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
        "entry__verdict__submission__assignment__rate_card",
        "entry__verdict__decided_by",
        "entry__adjustment",
    )


def statement_of(line: Line) -> Statement | None:
    """The statement that a line is in, once its month is closed."""
    statements = Statement.objects.prefetch_related("payouts")
    return statements.filter(
        period=line.period, worker=line.worker_id, pay_day=line.pay_day, currency=line.currency
    ).first()


def paid_with(statement: Statement) -> Statement:
    """The statement with whose deposit this one's money arrives.

    Itself or, where all of it was carried, the next one that pays anything; itself again while there is none.
    """
    if statement.net_micro:
        return statement
    after = Statement.objects.filter(
        worker=statement.worker_id, pay_day=statement.pay_day, currency=statement.currency, period__gt=statement.period
    )
    return after.filter(net_micro__gt=0).prefetch_related("payouts").order_by("period").first() or statement


def pay_on(line: Line) -> date:
    """The day on which a line is paid, whether it is in a statement already or not."""
    return pay_date(line.period, line.pay_day)


def lines_beside(line: Line) -> QuerySet[Line]:
    """What else the same work brought the same worker: its other labels, and what was granted on an objection."""
    verdict = line.entry.verdict
    beside = Q(entry__verdict__submission=verdict.submission_id) if verdict else Q(entry=line.entry_id)
    same = Line.objects.filter(beside, worker=line.worker_id, kind__in=EARNING_KINDS)
    return same.exclude(pk=line.pk).select_related("label").order_by("id")


def statements_of(user: User) -> QuerySet[Statement]:
    return (
        Statement.objects.filter(worker=user)
        .select_related("worker")
        .prefetch_related("payouts")
        .order_by("-period", "pay_day", "id")
    )


def all_statements() -> QuerySet[Statement]:
    return Statement.objects.select_related("worker").prefetch_related("payouts").order_by("-period", "pay_day", "id")


def unpaid(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those of `statements` whose deposit has not arrived."""
    return statements.filter(~PAID, net_micro__gt=0)


def projects_in(statement: Statement) -> list[dict]:
    """A statement by project, label and unit price: the sums that its gross is made of."""
    return list(
        lines_of(statement)
        .values("project", "project__name", "label__name", "kind", "unit_price_micro")
        .annotate(units=Sum("units"), amount_micro=Sum(SIGNED), images=Count("entry"))
        .order_by("project__name", "project", "kind", "label__name", "unit_price_micro")
    )


# From project to project through the index: as quick at a million lines as at a thousand.
PROJECTS_SQL = """
WITH RECURSIVE found AS (
    (SELECT project_id FROM payouts_line WHERE worker_id = %(worker)s AND {earning} ORDER BY project_id LIMIT 1)
    UNION ALL
    SELECT (SELECT line.project_id FROM payouts_line line
            WHERE line.worker_id = %(worker)s AND line.project_id > found.project_id AND {earning}
            ORDER BY line.project_id LIMIT 1)
    FROM found WHERE found.project_id IS NOT NULL
)
SELECT project_id FROM found WHERE project_id IS NOT NULL
""".format(earning=f"kind IN ({', '.join(repr(kind) for kind in EARNING_KINDS)})")


def projects_of_lines(user: User) -> QuerySet[Project]:
    """The projects that a worker ever earned in, by name."""
    with connection.cursor() as cursor:
        cursor.execute(PROJECTS_SQL, {"worker": user.pk})
        return Project.objects.filter(pk__in=[row[0] for row in cursor.fetchall()]).order_by("name", "id")


def paid_totals(user: User) -> list[tuple[str, int]]:
    """Currency to what was deposited, ever."""
    sums = Statement.objects.filter(PAID, worker=user).values("currency").annotate(net=Sum("net_micro"))
    return [(row["currency"], row["net"]) for row in sums.order_by("currency")]
