"""Reads about a project's money: where it went, how far the rest goes, and which projects run out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, Concat

from labeling.queries import with_remaining
from payouts.forecast import Forecast, forecast, image_costs
from payouts.models import Line, LineKind
from people.models import Event
from projects.models import Budget, Project
from projects.money import split_payable
from projects.queries import most_an_image

PACE_DAYS = 14
# What its client has heard last, and need not hear again before the project is funded: empty is worse than low.
TOLD = {
    "budget_low": {"project.budget_low", "project.budget_out"},
    "budget_out": {"project.budget_out"},
}
# Until a project has judged work to measure, an image is taken to have so many boxes.
FEW_BOXES = 3


@dataclass(frozen=True)
class Spending:
    """What a project's money was spent on, in micro; `added` is less what was taken off again, `unbooked` what was
    decided seconds ago and is on the books in a moment."""

    work_micro: int
    reviews_micro: int
    fees_micro: int
    added_micro: int
    unbooked_micro: int


def spending_of(project: Project) -> Spending:
    sums = dict(_spent_lines(project).values_list("kind").annotate(sum=Sum("amount_micro")))
    taken_off = _taken_off(project).aggregate(sum=Sum("amount_micro"))["sum"] or 0
    booked = sum(sums.values()) - taken_off
    return Spending(
        work_micro=sums.get(LineKind.DRAW, 0),
        reviews_micro=sums.get(LineKind.REVIEW, 0),
        fees_micro=sums.get(LineKind.FEE, 0),
        added_micro=sums.get(LineKind.BONUS, 0) - taken_off,
        unbooked_micro=project.budget.spent_micro - booked,
    )


def _spent_lines(project: Project) -> QuerySet[Line]:
    lines = Line.objects.filter(debit__kind="escrow", debit__owner_id=project.pk)
    return lines.exclude(kind=LineKind.REFUND).order_by()


def _taken_off(project: Project) -> QuerySet[Line]:
    return Line.objects.filter(credit__kind="escrow", credit__owner_id=project.pk, kind=LineKind.DEDUCTION).order_by()


def refundable_micro(project: Project) -> int:
    """What a bank can give back of what is neither reserved nor spent now; less than the smallest coin stays."""
    free = Budget.objects.get(pk=project.pk).free_micro
    return split_payable(free, project.currency)[0]


def forecast_of(project: Project, now: datetime) -> Forecast:
    """How far the free budget of a project goes, from what it really cost of late."""
    remaining = with_remaining(Project.objects.filter(pk=project.pk)).get().remaining
    since = now - timedelta(days=PACE_DAYS)
    spent = _spent_lines(project).filter(entry__occurred_at__gt=since).aggregate(sum=Sum("amount_micro"))["sum"]
    return forecast(
        free=project.budget.free_micro,
        image_micro=expected_image_micro(project),
        images_left=remaining,
        spent=spent or 0,
        days=PACE_DAYS,
    )


def expected_image_micro(project: Project) -> int:
    """What an image of the project is expected to cost: as many boxes as measured, at the mean price, and a review."""
    pace = getattr(project, "pace", None)
    return image_costs(
        boxes=pace.boxes_an_image if pace else min(FEW_BOXES, project.max_boxes),
        prices=[label.unit_price_micro for label in project.labels.all()],
        review_price=project.review_price_micro,
        fee_bp=project.fee_bp,
    )


def covers_an_image(project: Project) -> bool:
    """Whether what is free lets one more image be taken."""
    return project.budget.free_micro >= most_an_image(project)


def running_out(only: Project | None = None) -> list[tuple[Project, str]]:
    """Open projects with work left whose money ends, each with "budget_out" (no more image can be taken) or
    "budget_low" (less than `settings.BUDGET_LOW_PERCENT` of what was funded is free, and it is not enough for what is
    left), without those whose client was told so since the project was funded last."""
    projects = with_remaining(_with_last_word(Project.objects.filter(status=Project.Status.OPEN)))
    if only:
        projects = projects.filter(pk=only.pk)
    states = [(project, _state(project)) for project in projects.filter(remaining__gt=0)]
    return [(project, state) for project, state in states if state and project.last_word not in TOLD[state]]


def _with_last_word(projects: QuerySet[Project]) -> QuerySet[Project]:
    """`last_word` is the latest event about a project's budget: funded, low or out."""
    verbs = ["project.funded", "project.budget_low", "project.budget_out"]
    said = Event.objects.filter(subject=Concat(Value("project:"), Cast(OuterRef("pk"), TextField())), verb__in=verbs)
    return (
        projects.annotate(last_word=Subquery(said.order_by("-id").values("verb")[:1]))
        .select_related("client", "budget", "pace")
        .prefetch_related("labels")
        .order_by("id")
    )


def _state(project: Project) -> str:
    budget = project.budget
    if not covers_an_image(project):
        return "budget_out"
    low = budget.free_micro * 100 < budget.funded_micro * settings.BUDGET_LOW_PERCENT
    return "budget_low" if low and budget.free_micro < project.remaining * expected_image_micro(project) else ""
