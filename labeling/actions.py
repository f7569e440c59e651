"""Writes about work: claim, draw, hand in, give back. Rows are locked in the order assignment, task, budget."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labeling import queries
from labeling.access import check_worker
from labeling.geometry import BadBoxes, read_boxes
from labeling.geometry import Box as DrawnBox
from labeling.models import Assignment, Box, Draft, Submission, Task
from labeling.states import IN_HAND, MOVES, TASK_AFTER, ForbiddenMove, Move, State, TaskState, after
from people.actions import notify, record
from people.errors import Refused
from people.models import User
from projects import budget
from projects.models import Project, RateCard
from projects.pricing import reserve_for_claim, reserve_for_submission
from projects.queries import current_rate_card, prices_of

# A returned piece stays in its worker's hands at least this long.
RETURN_LEASE = timedelta(days=7)

BOX_TEXTS = {
    "not_a_list": gettext_lazy("The boxes must be a list."),
    "too_many": gettext_lazy("More boxes than this project allows in an image."),
    "not_a_box": gettext_lazy("Box %(number)s is not a box."),
    "unknown_label": gettext_lazy("Box %(number)s has a label that this project does not have."),
    "not_a_number": gettext_lazy("Box %(number)s: %(field)s is not a number."),
    "outside": gettext_lazy("Box %(number)s reaches outside the image."),
    "too_small": gettext_lazy("Box %(number)s is less than one pixel wide or high."),
}


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
        raise _wrong_state(assignment)
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


@transaction.atomic
def save_draft(*, by: User, assignment: Assignment, version: int, boxes: object, now: datetime | None = None) -> Draft:
    """Keep the boxes on the worker's canvas; `version` is that of the draft they were drawn on (0: none yet).

    Refused("stale_draft") where another window saved meanwhile: a draft is never overwritten unseen. The same boxes
    again are no conflict, because the answer to the first save may have been lost on its way.
    """
    assignment = _lock_in_hand(by, assignment)
    drawn = _read(assignment, boxes)
    draft = queries.draft_of(assignment) or Draft(assignment=assignment, version=0)
    wanted = [box.as_json() for box in drawn]
    if version != draft.version and draft.boxes == wanted:
        return draft
    if version != draft.version:
        text = _("This piece was changed in another window. Load it again to go on from there.")
        raise Refused("stale_draft", text, status=409, fields={"version": draft.version})
    draft.version += 1
    draft.boxes = wanted
    draft.saved_at = now or timezone.now()
    draft.save()
    return draft


@transaction.atomic
def submit(
    *,
    by: User,
    assignment: Assignment,
    boxes: object,
    active_ms: int = 0,
    idempotency_key: str = "",
    now: datetime | None = None,
) -> Submission:
    """Hand in a round of boxes; the reservation shrinks to what they can cost.

    The same `idempotency_key` again gives the first submission, whatever happened to it since.
    """
    now = now or timezone.now()
    if idempotency_key:
        Assignment.objects.select_for_update().filter(pk=assignment.pk, worker=by).first()
        earlier = assignment.submissions.filter(idempotency_key=idempotency_key, assignment__worker=by).first()
        if earlier:
            return earlier
    assignment = _lock_in_hand(by, assignment)
    drawn = _read(assignment, boxes)
    submission = Submission.objects.create(
        assignment=assignment,
        round=assignment.round + 1,
        submitted_at=now,
        review_by=now + timedelta(hours=assignment.review_hours),
        active_ms=_believable(active_ms, since=assignment.claimed_at, now=now),
        idempotency_key=idempotency_key,
    )
    Box.objects.bulk_create(
        Box(
            submission=submission,
            label_id=box.label,
            position=n,
            x=box.x,
            y=box.y,
            width=box.width,
            height=box.height,
        )
        for n, box in enumerate(drawn)
    )
    Draft.objects.filter(pk=assignment.pk).delete()
    Assignment.objects.filter(pk=assignment.pk).update(round=submission.round)
    record(verb="work.submitted", subject=assignment, by=by, at=now, round=submission.round, boxes=len(drawn))
    card = assignment.rate_card
    kept = reserve_for_submission(
        labels=[box.label for box in drawn], prices=prices_of(card), review_price=card.review_price_micro
    )
    conclude(assignment=assignment, move=Move.SUBMIT, keep=kept)
    return submission


def _believable(active_ms: int, *, since: datetime, now: datetime) -> int:
    """Active time as a browser reports it, never beyond the wall time since the piece was taken."""
    wall_ms = int((now - since).total_seconds() * 1000)
    return max(0, min(int(active_ms), wall_ms))


@transaction.atomic
def release(*, by: User, assignment: Assignment, now: datetime | None = None) -> None:
    """Give a piece back: it costs the worker nothing, and frees the task and its reserved budget."""
    assignment = _lock_in_hand(by, assignment)
    record(verb="work.released", subject=assignment, by=by, at=now or timezone.now())
    conclude(assignment=assignment, move=Move.RELEASE, keep=0)


@transaction.atomic
def expire_leases(*, now: datetime | None = None, limit: int = 500) -> int:
    """End the leases that ran out; returns how many. Whoever hands in before this looks is in time."""
    now = now or timezone.now()
    over = Assignment.objects.filter(state__in=IN_HAND, expires_at__lt=now).select_related("project", "worker")
    assignments = list(over.order_by("pk").select_for_update(skip_locked=True, of=("self",))[:limit])
    for assignment in sorted(assignments, key=lambda a: (a.project_id, a.pk)):
        record(verb="work.expired", subject=assignment, by=None, at=now)
        notify(
            users=[assignment.worker],
            kind="lease_expired",
            path=reverse("labeling:project", args=[assignment.project_id]),
            at=now,
            project=assignment.project.name,
        )
        conclude(assignment=assignment, move=Move.EXPIRE, keep=0)
    return len(assignments)


def conclude(*, assignment: Assignment, move: Move, keep: int, spent: int = 0, until: datetime | None = None) -> None:
    """Move a locked assignment, its task and its reservation: the only writer of an assignment's state.

    `until` renews the lease; `keep` and `spent` are those of `settle_reservation`. Refused("wrong_state").
    """
    try:
        target = after(State(assignment.state), move)
    except ForbiddenMove as error:
        raise _wrong_state(assignment) from error
    sources, _target = MOVES[move]
    changes = {"state": target} | ({"expires_at": until} if until else {})
    if not Assignment.objects.filter(pk=assignment.pk, state__in=sources).update(**changes):
        raise _wrong_state(assignment)
    for name, value in changes.items():
        setattr(assignment, name, value)
    if move in TASK_AFTER:
        was, becomes = TASK_AFTER[move]
        Task.objects.filter(pk=assignment.task_id, state=was).update(state=becomes)
    settle_reservation(assignment=assignment, keep=keep, spent=spent)


def settle_reservation(*, assignment: Assignment, keep: int, spent: int = 0) -> None:
    """Of what a locked assignment has reserved, spend `spent` micro, keep `keep`, and free the rest.

    Where the two need more than was reserved, the budget must give it: Refused("no_budget").
    """
    surplus = assignment.reserved_micro - spent - keep
    Assignment.objects.filter(pk=assignment.pk).update(reserved_micro=keep)
    assignment.reserved_micro = keep
    if surplus < 0:
        budget.reserve(project_id=assignment.project_id, amount=-surplus)
    budget.spend(project_id=assignment.project_id, amount=spent, free=max(surplus, 0))


def lock(assignment_id: int) -> Assignment:
    """The assignment, locked until the transaction ends."""
    locked = Assignment.objects.select_for_update(of=("self",))
    return locked.select_related("project", "task__image", "rate_card", "worker").get(pk=assignment_id)


def _lock_in_hand(by: User, assignment: Assignment) -> Assignment:
    assignment = lock(assignment.pk)
    if assignment.worker_id != by.pk or assignment.state not in IN_HAND:
        raise _wrong_state(assignment)
    return assignment


def _wrong_state(assignment: Assignment) -> Refused:
    text = _("This piece is “%(state)s” now; that cannot be done.") % {"state": assignment.get_state_display()}
    return Refused("wrong_state", text, status=409, fields={"state": str(assignment.state)})


def _read(assignment: Assignment, raw: object) -> list[DrawnBox]:
    image = assignment.task.image
    try:
        return read_boxes(
            raw,
            width=image.width,
            height=image.height,
            labels=set(prices_of(assignment.rate_card)),
            limit=assignment.project.max_boxes,
        )
    except BadBoxes as error:
        number = "" if error.index is None else error.index + 1
        text = BOX_TEXTS[error.code] % {"number": number, "field": error.field}
        raise Refused("bad_boxes", text, fields={error.path: text}) from error
