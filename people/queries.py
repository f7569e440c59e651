"""Reads about people."""

from django.utils.translation import get_language

from people.models import Notice, User


def notices_of(user: User):
    return Notice.objects.filter(user=user).order_by("-id")


def unread_count(user: User) -> int:
    return Notice.objects.filter(user=user, read_at=None).count()


def page_context(request) -> dict:
    """What the frame of every page needs to know."""
    frame = {"LANGUAGE_CODE": get_language()}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frame
    return frame | {"unread_notices": unread_count(user)}
