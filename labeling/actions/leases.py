"""The end of a lease: a piece is given back, or its time runs out. Neither costs the worker anything."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from labeling.actions.moving import conclude, lock_in_hand
from labeling.models import Assignment
from labeling.states import IN_HAND, Move
from people.actions import notify, record
from people.models import User

# A returned piece stays in its worker's hands at least this long.
RETURN_LEASE = timedelta(days=7)


@transaction.atomic
def release(*, by: User, assignment: Assignment, now: datetime | None = None) -> None:
    """Give a piece back: it costs the worker nothing, and frees the task and its reserved budget."""
    assignment = lock_in_hand(by, assignment)
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
            path=reverse("review:label", args=[assignment.pk]),
            at=now,
            project=assignment.project.name,
        )
        conclude(assignment=assignment, move=Move.EXPIRE, keep=0)
    return len(assignments)
