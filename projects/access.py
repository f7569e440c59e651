"""Which project a person may see or change: not yours is 404, yours but not allowed is 403."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from people.models import Role, User
from projects.models import Image, Project


def visible_projects(user: User):
    """Admins see all, clients their own, workers whatever was ever opened: a promised price is readable for ever."""
    if user.role == Role.ADMIN:
        return Project.objects.all()
    if user.role == Role.CLIENT:
        return Project.objects.filter(client=user)
    return Project.objects.exclude(status=Project.Status.DRAFT)


def get_project(user: User, pk) -> Project:
    return get_object_or_404(visible_projects(user).select_related("client", "budget"), pk=pk)


def get_own_project(user: User, pk) -> Project:
    """A project that `user` may change: its client, or an admin."""
    project = get_project(user, pk)
    if user.role == Role.WORKER:
        raise PermissionDenied
    return project


def check_admin(user: User) -> None:
    if user.role != Role.ADMIN:
        raise PermissionDenied


def check_client(user: User) -> None:
    """May create projects."""
    if user.role not in {Role.CLIENT, Role.ADMIN}:
        raise PermissionDenied


def is_reviewer(user: User) -> bool:
    return user.role == Role.ADMIN or user.seats.exists()


def get_image(user: User, pk) -> Image:
    """An image for its client, the project's reviewers and admins; a worker reaches it by the assignment instead."""
    images = Image.objects.all()
    if user.role == Role.CLIENT:
        images = images.filter(project__client=user)
    elif user.role == Role.WORKER:
        images = images.filter(project__seats__user=user)
    return get_object_or_404(images, pk=pk)


def page_context(request) -> dict:
    """For the frame of every page: whether the person has a reviewer's queue."""
    user = getattr(request, "user", None)
    return {"is_reviewer": bool(user and user.is_authenticated and is_reviewer(user))}
