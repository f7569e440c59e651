"""Who may judge what: a seat on the project, and never one's own work."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from labeling.models import Assignment, Submission
from people.models import Role, User
from projects.access import is_reviewer
from review.models import Appeal


def _judged_projects(user: User, path: str) -> Q:
    """The condition that the project at `path` is one on which `user` judges."""
    return Q() if user.role == Role.ADMIN else Q(**{f"{path}__seats__user": user})


def check_reviewer(user: User) -> None:
    if not is_reviewer(user):
        raise PermissionDenied


def judgeable(user: User) -> QuerySet[Submission]:
    """Submissions of the projects on which `user` judges, other people's only."""
    return Submission.objects.filter(_judged_projects(user, "assignment__project")).exclude(assignment__worker=user)


def get_submission_to_judge(user: User, pk) -> Submission:
    """404 where it is not this reviewer's project, 403 where it is their own work or they are no reviewer."""
    own = Submission.objects.filter(pk=pk, assignment__worker=user)
    if own.exists():
        raise PermissionDenied
    return get_object_or_404(
        judgeable(user).select_related("assignment__project", "assignment__task__image", "assignment__worker"), pk=pk
    )


def get_own_submission(user: User, pk) -> Submission:
    return get_object_or_404(Submission, pk=pk, assignment__worker=user)


def appeals_to_decide(user: User) -> QuerySet[Appeal]:
    """Open appeals on `user`'s projects in which they had no part."""
    return (
        Appeal.objects.filter(_judged_projects(user, "submission__assignment__project"), verdict=None)
        .exclude(submission__assignment__worker=user)
        .exclude(submission__verdicts__decided_by=user)
        .select_related("submission__assignment__project", "submission__assignment__task__image")
        .order_by("opened_at", "id")
    )


def get_appeal_to_decide(user: User, pk) -> Appeal:
    """404 where it is not this reviewer's project; 403 where they had a part in it."""
    mine = _judged_projects(user, "submission__assignment__project") | Q(submission__assignment__worker=user)
    # Distinct, because a worker's own appeal is found once for each seat on the project.
    appeals = Appeal.objects.all() if user.role == Role.ADMIN else Appeal.objects.filter(mine).distinct()
    appeal = get_object_or_404(appeals, pk=pk)
    had_a_part = appeal.submission.verdicts.filter(decided_by=user).exclude(pk=appeal.verdict_id).exists()
    if appeal.submission.assignment.worker_id == user.pk or had_a_part:
        raise PermissionDenied
    return appeal


def get_visible_assignment(user: User, pk) -> Assignment:
    """A piece of work for its worker, its project's client and reviewers, and admins."""
    if user.role == Role.CLIENT:
        visible = Q(project__client=user)
    else:
        visible = Q(worker=user) | _judged_projects(user, "project") if user.role == Role.WORKER else Q()
    assignments = Assignment.objects.filter(visible).distinct()
    return get_object_or_404(assignments.select_related("project", "task__image", "worker", "rate_card"), pk=pk)
