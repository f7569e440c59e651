"""Taking work: tasks go into a worker's hands, at the prices of that moment."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from labeling import queries
from labeling.access import check_worker
from labeling.actions.moving import wrong_state
from labeling.models import Assignment, Task
from labeling.states import IN_HAND, State, TaskState
from people.actions import record
from people.errors import Refused
from people.models import User
from projects import budget
from projects.models import Project, RateCard
from projects.pricing import reserve_for_claim
from projects.queries import current_rate_card, prices_of


@transaction.atomic
def claim(*, by: User, project: Project, count: int = 1, now: datetime | None = None) -> list[Assignment]:
    """Put up to `count` tasks of an open project into the worker's hands.

    Fewer where fewer are left, allowed in one pair of hands, or covered by the budget; none where nothing is left.
    Refused where the project is not open, or where the worker already holds as much as one may.
    """
    check_worker(by)
    now = now or timezone.now()
    if count < 1:
        raise Refused("bad_count", _("Ask for at least one image."), fields={"count": _("at least 1")})
    card, each, room = _allowance(by, project)
    tasks = _pick_tasks(by, project, min(count, room))
    return _take(by, project, tasks, card=card, each=each, now=now) if tasks else []


@transaction.atomic
def reclaim(*, by: User, assignment: Assignment, now: datetime | None = None) -> Assignment:
    """Take the task of an own piece whose lease ran out once more: a new assignment, at the prices of now.

    The same again gives the one that was taken. Refused("not_free") where somebody else has the task, or the image
    came into these hands by another one; and as a claim is.
    """
    check_worker(by)
    if assignment.worker_id != by.pk or assignment.state != State.EXPIRED:
        raise wrong_state(assignment)
    _one_claim_at_a_time(by)
    held = Assignment.objects.filter(task=assignment.task_id, worker=by, state__in=IN_HAND).first()
    if held:
        return held
    project = assignment.project
    card, each, _room = _allowance(by, project)
    tasks = queries.tasks_open_to(by, project).filter(pk=assignment.task_id)
    task = tasks.select_for_update(of=("self",)).first()
    if task is None:
        raise Refused("not_free", _("Somebody else has this picture now."), status=409)
    (taken,) = _take(by, project, [task], card=card, each=each, now=now or timezone.now())
    return taken


def _allowance(worker: User, project: Project) -> tuple[RateCard, int, int]:
    """The rate card in force, what one task reserves at it (micro), and how many tasks the worker may take: 1 or more.

    Refused("not_open"), ("hands_full"), ("no_budget").
    """
    if project.status != Project.Status.OPEN:
        raise Refused("not_open", _("This project does not offer work at the moment."), status=409)
    _one_claim_at_a_time(worker)
    room = project.max_in_hand - Assignment.objects.filter(worker=worker, project=project, state__in=IN_HAND).count()
    if room < 1:
        raise Refused("hands_full", _("Hand in some of the images in your hands first."), status=409)
    card = current_rate_card(project)
    each = reserve_for_claim(
        max_boxes=project.max_boxes,
        prices=prices_of(card),
        review_price=card.review_price_micro,
        fee_bp=card.fee_bp,
        rounds=project.max_rounds,
    )
    project.budget.refresh_from_db()
    affordable = project.budget.free_micro // each
    if affordable < 1:
        raise Refused("no_budget", _("The project's budget does not cover more work at the moment."), status=409)
    return card, each, min(room, affordable)


def _take(
    worker: User, project: Project, tasks: list[Task], *, card: RateCard, each: int, now: datetime
) -> list[Assignment]:
    """Put locked tasks into the worker's hands; `each` micro is reserved for one."""
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(state=TaskState.TAKEN)
    assignments = Assignment.objects.bulk_create(
        Assignment(
            project=project,
            task=task,
            worker=worker,
            rate_card=card,
            reserved_micro=each,
            review_hours=project.review_hours,
            pay_day=project.pay_day,
            claimed_at=now,
            expires_at=now + timedelta(minutes=project.lease_minutes),
        )
        for task in tasks
    )
    record(verb="work.claimed", subject=project, by=worker, at=now, assignments=[a.pk for a in assignments])
    budget.reserve(project_id=project.pk, amount=each * len(assignments))
    return assignments


def _one_claim_at_a_time(worker: User) -> None:
    """Two claims of one worker must not both count the same room or pick copies of one image."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('labeling.claim', %s))", [worker.pk])


def _pick_tasks(worker: User, project: Project, count: int) -> list[Task]:
    """Lock up to `count` open tasks of different images that no other claim is looking at."""
    picked = _lock_tasks(queries.tasks_open_to(worker, project), count, project.overlap)
    if len(picked) < count and _lay_out_tasks(project):
        more = queries.tasks_open_to(worker, project).exclude(image__in=list(picked))
        picked |= _lock_tasks(more, count - len(picked), project.overlap)
    return list(picked.values())


def _lock_tasks(tasks: QuerySet, count: int, overlap: int) -> dict[int, Task]:
    """Image id to task; copies of one image that were locked along stay for others."""
    picked: dict[int, Task] = {}
    for task in tasks.select_for_update(skip_locked=True, of=("self",))[: count * overlap]:
        if len(picked) < count:
            picked.setdefault(task.image_id, task)
    return picked


def _lay_out_tasks(project: Project) -> int:
    """Make the tasks of images that have none yet; returns for how many images. Two at once make them once."""
    images = list(queries.unlaid_images(project).values_list("pk", flat=True))
    Task.objects.bulk_create(
        (Task(project=project, image_id=image, copy=copy) for image in images for copy in range(project.overlap)),
        ignore_conflicts=True,
    )
    return len(images)
