"""Reads about work: what is offered, what is in hand, what was handed in."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from labeling.models import Assignment, Box, Draft, Proposal, Submission, Task
from labeling.states import GIVEN_UP, IN_HAND, State, TaskState
from people.models import User
from projects.models import Image, Project, Rate


def _count(queryset, by: str):
    counted = queryset.order_by().values(by).annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def with_remaining(projects: QuerySet) -> QuerySet:
    """Adds `image_count` and `remaining`: how many tasks nobody has in hand or has done."""
    images = Image.objects.filter(project=OuterRef("pk"))
    gone = Task.objects.filter(project=OuterRef("pk")).exclude(state=TaskState.OPEN)
    return projects.annotate(image_count=_count(images, "project")).annotate(
        remaining=F("image_count") * F("overlap") - _count(gone, "project")
    )


def offers(user: User) -> QuerySet:
    """Open projects with work left, newest first, as a worker's first page shows them."""
    taken = Assignment.objects.filter(project=OuterRef("pk"), worker=user, state__in=IN_HAND)
    open_now = Project.objects.filter(status=Project.Status.OPEN)
    return (
        with_remaining(open_now)
        .annotate(
            in_hand=_count(taken, "project"),
            lowest_price=Min("labels__unit_price_micro"),
            highest_price=Max("labels__unit_price_micro"),
        )
        .filter(remaining__gt=0, budget__funded_micro__gte=_promised_after_a_claim())
        .select_related("client", "budget", "pace")
        .prefetch_related("labels")
        .order_by("-opened_at", "-id")
    )


def _promised_after_a_claim():
    """What a budget has promised and spent once one more image is taken: `pricing.reserve_for_claim` in SQL."""
    reviews = (F("max_rounds") + 1) * F("review_price_micro")
    pay = ExpressionWrapper(F("max_boxes") * Max("labels__unit_price_micro") + reviews, BigIntegerField())
    fee = ExpressionWrapper(pay * F("fee_bp") / 10_000, BigIntegerField())
    return ExpressionWrapper(F("budget__reserved_micro") + F("budget__spent_micro") + pay + fee, BigIntegerField())


def in_hand(user: User) -> QuerySet:
    """What a worker can go on with, returned pieces first, then those whose lease ends first."""
    return (
        Assignment.objects.filter(worker=user, state__in=IN_HAND)
        .select_related("project", "task__image")
        .order_by(F("state").desc(), "expires_at", "id")
    )


def upcoming(user: User, *, after: Assignment, limit: int) -> list[Assignment]:
    """The pieces to go on with once `after` is handed in, in their order: the same project's first."""
    same_first = Case(When(project=after.project_id, then=0), default=1)
    others = in_hand(user).exclude(pk=after.pk)
    return list(others.order_by(same_first, *others.query.order_by)[:limit])


def next_in_hand(user: User, *, after: Assignment) -> Assignment | None:
    """The first of `upcoming`."""
    return next(iter(upcoming(user, after=after, limit=1)), None)


def latest_submission(assignment: Assignment) -> Submission | None:
    return assignment.submissions.order_by("-round").first()


def submission_before(assignment: Assignment) -> Submission | None:
    """What the same worker last handed in for an earlier image of the project: in a sequence, the frame before."""
    earlier = Submission.objects.filter(
        assignment__worker=assignment.worker_id,
        assignment__project=assignment.project_id,
        assignment__task__image__lt=assignment.task.image_id,
    )
    return earlier.order_by("-assignment__task__image", "-id").first()


def draft_of(assignment: Assignment) -> Draft | None:
    return Draft.objects.filter(pk=assignment.pk).first()


def proposals_of(assignment: Assignment) -> QuerySet[Proposal]:
    """What is proposed for the image, of the labels that the assignment has a price for."""
    priced = Rate.objects.filter(rate_card=assignment.rate_card_id).values("label")
    return Proposal.objects.filter(image=assignment.task.image_id, label__in=priced)


def proposed_sources(project: Project) -> QuerySet:
    """Who proposed how many boxes on how many images, as dicts of source, boxes, images and last_at."""
    proposals = Proposal.objects.filter(image__project=project).order_by("source").values("source")
    return proposals.annotate(boxes=Count("pk"), images=Count("image", distinct=True), last_at=Max("created_at"))


def drawn_today(worker: User, *, currency: str, now: datetime) -> int:
    """What the worker handed in since midnight in their time zone, in millionths at the prices promised for it.

    Each piece counts once, with its last round; what is rejected or back in hand counts nothing.
    """
    midnight = now.astimezone(ZoneInfo(worker.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    price = Rate.objects.filter(rate_card=OuterRef("submission__assignment__rate_card"), label=OuterRef("label"))
    counted = Box.objects.filter(
        submission__submitted_at__gte=midnight,
        submission__round=F("submission__assignment__round"),
        submission__assignment__worker=worker,
        submission__assignment__project__currency=currency,
        submission__assignment__state__in=[State.SUBMITTED, State.APPROVED, State.APPEALED],
    )
    return counted.aggregate(sum=Coalesce(Sum(Subquery(price.values("unit_price_micro"))), 0))["sum"]


def tasks_open_to(user: User, project: Project) -> QuerySet:
    """Open tasks of images that this worker does not have and has not labeled before."""
    seen = Assignment.objects.filter(worker=user, project=project).exclude(state__in=GIVEN_UP).values("task__image")
    return Task.objects.filter(project=project, state=TaskState.OPEN).exclude(image__in=seen).order_by("id")


def is_free(assignment: Assignment) -> bool:
    """Whether the worker could take the task of this piece, which they have no more."""
    return tasks_open_to(assignment.worker, assignment.project).filter(pk=assignment.task_id).exists()


def unlaid_images(project: Project) -> QuerySet:
    """Images that have fewer tasks than the project's overlap."""
    return (
        Image.objects.filter(project=project)
        .annotate(laid=Count("tasks"))
        .filter(Q(laid__lt=project.overlap))
        .order_by("id")
    )
