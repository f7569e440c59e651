"""Whose work is whose: an assignment that is not yours is 404."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from labeling.models import Assignment
from people.models import Role, User


def check_worker(user: User) -> None:
    """Only workers take work: a client or an admin would be paid out of their own pocket."""
    if user.role != Role.WORKER:
        raise PermissionDenied


def own_assignments(user: User):
    return Assignment.objects.filter(worker=user)


def get_own_assignment(user: User, pk) -> Assignment:
    assignments = own_assignments(user).select_related("project", "task__image", "rate_card", "worker")
    return get_object_or_404(assignments, pk=pk)
