"""Whose money is whose: workers see their own, admins all."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from payouts.models import EARNING_KINDS, Funding, Line, Question, Refund, Statement
from payouts.queries import all_statements, statements_of, with_story
from people.models import Role, User
from projects.models import Image


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


def get_picture_of_line(user: User, pk) -> Image:
    """The picture that a line is about; a correction has none."""
    line = get_line(user, pk)
    if line.entry.verdict is None:
        raise Http404
    return line.entry.verdict.submission.assignment.task.image


def get_funding(user: User, pk) -> Funding:
    """A transfer of an own project, for its client; admins see all."""
    fundings = Funding.objects.select_related("project__client", "project__budget", "confirmed_by")
    if user.role != Role.ADMIN:
        fundings = fundings.filter(project__client=user)
    return get_object_or_404(fundings, pk=pk)


def get_refund(pk) -> Refund:
    return get_object_or_404(Refund.objects.select_related("project"), pk=pk)


def visible_questions(user: User):
    """A worker's own; admins see all."""
    questions = Question.objects.all() if user.role == Role.ADMIN else user.questions.all()
    return questions.select_related("worker", "statement", "line__project")


def get_question(user: User, pk) -> Question:
    return get_object_or_404(visible_questions(user), pk=pk)
