"""Words to clients before and when a project's money ends."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from payouts import queries
from people.actions import notify, record
from projects.models import Budget, Project


def warn_of_budgets(*, now: datetime | None = None) -> int:
    """Tell the clients whose projects run low or have run out, once until they fund them again; returns how many."""
    now = now or timezone.now()
    return sum(_warn(project, now) for project, _state in queries.running_out())


@transaction.atomic
def _warn(project: Project, now: datetime) -> bool:
    """Whether it had still to be said, now that nobody else can be saying it."""
    Budget.objects.select_for_update().get(pk=project.pk)
    found = queries.running_out(project)
    if not found:
        return False
    ((project, state),) = found
    record(verb=f"project.{state}", subject=project, by=None, at=now, free_micro=project.budget.free_micro)
    notify(
        users=[project.client],
        kind=state,
        path=reverse("payouts:budget", args=[project.pk]),
        at=now,
        project=project.name,
        free_micro=project.budget.free_micro,
        currency=project.currency,
        images=project.remaining,
    )
    return True
