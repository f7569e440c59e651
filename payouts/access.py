"""Whose money is whose: workers see their own, admins all."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from payouts.models import Line, Statement
from payouts.queries import EARNING_KINDS, all_statements, statements_of, with_story
from people.models import Role, User


def check_admin(user: User) -> None:
    if user.role != Role.ADMIN:
        raise PermissionDenied


def visible_statements(user: User):
    return all_statements() if user.role == Role.ADMIN else statements_of(user)


def get_statement(user: User, pk) -> Statement:
    return get_object_or_404(visible_statements(user), pk=pk)


def get_line(user: User, pk) -> Line:
    """An earning line, for the one who earned it and for admins."""
    lines = with_story(Line.objects.filter(kind__in=EARNING_KINDS))
    if user.role != Role.ADMIN:
        lines = lines.filter(worker=user)
    return get_object_or_404(lines, pk=pk)
