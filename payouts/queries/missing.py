"""Reads about what is not in a statement although it is work of its month: why not, and when it comes."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from labeling.models import Submission
from labeling.states import State
from payouts.models import Line, LineKind, Statement
from payouts.paydays import pay_date
from payouts.periods import ends_at, starts_at
from payouts.queries.earnings import WORK, boxes_in, worth_of
from payouts.queries.months import ZONE
from payouts.queries.statements import SIGNED, earning_lines
from projects.models import Rate
from review.models import Appeal, BoxVerdict, Decision, Source

REFUSED_SHOWN = 100


@dataclass(frozen=True)
class Missing:
    """A sum that is not in a statement. `reason` is a word for machines; `label` and `why` are for people.

    `statement` is the one that it is in, or None where it is in none yet; `assignment` the picture it is about.
    """

    reason: str
    label: str
    why: str
    currency: str
    amount_micro: int
    boxes: int = 0
    images: int = 0
    pay_on: date | None = None
    statement: Statement | None = None
    assignment: int | None = None
    picture: str = ""

    @property
    def never_comes(self) -> bool:
        return self.reason == "refused"


def missing_from(statement: Statement, now: datetime | None = None) -> list[Missing]:
    """Everything of a statement's month that is not in it, as things are `now`.

    That is work handed in before the month was over with the statement's currency; what was handed in later belongs to
    a later month.
    """
    return [
        *_other_pay_days(statement),
        *_decided_later(statement),
        *_undecided(statement),
        *_refused(statement, now or timezone.now()),
        *_carried(statement),
    ]


def _other_pay_days(statement: Statement) -> list[Missing]:
    others = Statement.objects.filter(worker=statement.worker_id, period=statement.period, currency=statement.currency)
    return [
        Missing(
            "other_pay_day",
            _("Another pay day"),
            _("projects that pay on day %(day)s: a statement and a deposit of their own") % {"day": other.pay_day},
            other.currency,
            other.net_micro,
            pay_on=other.pay_on,
            statement=other,
        )
        for other in others.exclude(pk=statement.pk).order_by("pay_day")
    ]


def _decided_later(statement: Statement) -> list[Missing]:
    """What was decided, or booked, when the month was over: lines of later months."""
    end = ends_at(statement.period, ZONE)
    in_time = Submission.objects.filter(
        assignment=OuterRef("entry__verdict__submission__assignment"), submitted_at__lt=end
    )
    lines = (
        earning_lines(statement.worker)
        .filter(period__gt=statement.period, pay_day=statement.pay_day, currency=statement.currency)
        .filter(Q(entry__occurred_at__lt=end) | Q(Exists(in_time), kind=LineKind.DRAW))
    )
    sums = (
        lines.order_by()
        .values("period")
        .annotate(
            amount=Sum(SIGNED),
            boxes=Sum("units", filter=WORK, default=0),
            images=Count("entry", filter=WORK, distinct=True),
        )
    )
    found = {row["period"]: row for row in sums.order_by("period")}
    theirs = {it.period: it for it in _same_pay_day(statement).filter(period__in=found)}
    return [
        Missing(
            "decided_later",
            _("Decided later"),
            _("in the statement of %(period)s") % {"period": period}
            if period in theirs
            else _("goes on the statement of %(period)s") % {"period": period},
            statement.currency,
            row["amount"],
            boxes=row["boxes"],
            images=row["images"],
            pay_on=pay_date(period, statement.pay_day),
            statement=theirs.get(period),
        )
        for period, row in found.items()
    ]


def _same_pay_day(statement: Statement) -> QuerySet[Statement]:
    """The same worker's statements of other months, of the same pay day and currency."""
    same = Statement.objects.filter(worker=statement.worker_id, pay_day=statement.pay_day, currency=statement.currency)
    return same.exclude(pk=statement.pk).order_by("period")


def _handed_in_by_then(statement: Statement, assignment: str) -> Q:
    """Work of the statement's worker, pay day and currency that was handed in before its month was over.

    `assignment` is the way to it from the rows that are asked for. Said of the joined rows themselves, and not as one
    of a subquery: else PostgreSQL reads everybody's refusals first, and asks for the worker last.
    """
    first_rounds = Submission.objects.filter(
        assignment=OuterRef(assignment), submitted_at__lt=ends_at(statement.period, ZONE)
    )
    of_it = {"worker": statement.worker_id, "pay_day": statement.pay_day, "project__currency": statement.currency}
    return Q(Exists(first_rounds), **{f"{assignment}__{field}": value for field, value in of_it.items()})


def _undecided(statement: Statement) -> list[Missing]:
    """What waits for a reviewer, or for its worker, to this day."""
    by_then = _handed_in_by_then(statement, "submission__assignment")
    labels = {"in_review": _("In review"), "returned": _("Returned")}
    found = [
        expected
        for state, reason in ((State.SUBMITTED, "in_review"), (State.RETURNED, "returned"))
        for expected in worth_of(boxes_in(statement.worker, state).filter(by_then), reason)
    ]
    return [
        Missing(
            it.reason,
            labels[it.reason],
            _decided_by(it.decided_by) if it.decided_by else _("waits for you to mend it"),
            it.currency,
            it.amount_micro,
            boxes=it.boxes,
            images=it.images,
            pay_on=it.pay_on,
        )
        for it in found
    ]


def _decided_by(moment: datetime) -> str:
    return _("decided or approved by %(day)s") % {"day": f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"}


def _refused(statement: Statement, now: datetime) -> list[Missing]:
    """Refused boxes picture by picture, each with its reason and with what became of the objection to it."""
    price = Rate.objects.filter(
        rate_card=OuterRef("verdict__submission__assignment__rate_card"), label=OuterRef("box__label")
    )
    refusals = (
        BoxVerdict.objects.filter(
            _handed_in_by_then(statement, "verdict__submission__assignment"),
            approved=False,
            verdict__decision__in=[Decision.APPROVED, Decision.REJECTED],
            verdict__decided_at__gte=starts_at(statement.period, ZONE),
        )
        .exclude(verdict__source=Source.APPEAL)
        .exclude(Exists(BoxVerdict.objects.filter(box=OuterRef("box"), approved=True)))
        .annotate(
            price=Subquery(price.values("unit_price_micro")),
            objected=Exists(Appeal.objects.filter(boxes=OuterRef("box"))),
        )
    )
    groups = (
        refusals.values(
            "reason",
            "objected",
            assignment=F("verdict__submission__assignment"),
            picture=F("verdict__submission__assignment__task__image__name"),
            appeal_verdict=F("verdict__submission__appeal__verdict"),
            until=F("verdict__appeal_until"),
        )
        .annotate(boxes=Count("id"), amount=Sum("price"))
        .order_by("assignment", "reason", "objected")
    )
    shown = list(groups[: REFUSED_SHOWN + 1])
    found = [_refusal(row, statement.currency, now) for row in shown[:REFUSED_SHOWN]]
    if len(shown) > REFUSED_SHOWN:
        found.append(_the_rest(refusals, found, statement.currency))
    return found


def _refusal(row: dict, currency: str, now: datetime) -> Missing:
    waits = row["objected"] and row["appeal_verdict"] is None
    if waits:
        state = _("you objected, another reviewer decides")
    elif row["objected"]:
        state = _("you objected, another reviewer saw it the same way")
    elif row["until"] and now <= row["until"]:
        state = _("not objected to; you can until %(day)s") % {"day": f"{row['until'].astimezone(ZONE):%Y-%m-%d}"}
    else:
        state = _("not objected to")
    return Missing(
        "appealed" if waits else "refused",
        _("Appealed") if waits else _("Refused"),
        f"“{row['reason']}” · {state}",
        currency,
        row["amount"],
        boxes=row["boxes"],
        images=1,
        assignment=row["assignment"],
        picture=row["picture"],
    )


def _the_rest(refusals: QuerySet[BoxVerdict], shown: list[Missing], currency: str) -> Missing:
    total = refusals.aggregate(boxes=Count("id"), amount=Sum("price"))
    return Missing(
        "refused",
        _("Refused"),
        _("in more pictures, each with its reason under “My work”"),
        currency,
        total["amount"] - sum(it.amount_micro for it in shown),
        boxes=total["boxes"] - sum(it.boxes for it in shown),
    )


def _carried(statement: Statement) -> list[Missing]:
    if not statement.carried_out_micro:
        return []
    later = _same_pay_day(statement).filter(period__gt=statement.period).first()
    pay_on = None
    if later:
        why, pay_on = _("in the statement of %(period)s") % {"period": later.period}, later.pay_on
    elif month := statement.carried_to:
        why = _("goes on the statement of %(period)s, and is paid even if you earn nothing more")
        why, pay_on = why % {"period": month}, pay_date(month, statement.pay_day)
    else:
        why = _("too little to be paid alone, goes into the next statement")
    return [
        Missing(
            "carried",
            _("Carried"),
            why,
            statement.currency,
            statement.carried_out_micro,
            pay_on=pay_on,
            statement=later,
        )
    ]


def is_late(line: Line) -> bool:
    """Whether a line's work was handed in, or judged, in a month that was over when it was decided or booked."""
    drawn = line.kind == LineKind.DRAW
    moment = line.entry.verdict.submission.submitted_at if drawn else line.entry.occurred_at
    return moment < starts_at(line.period, ZONE)
