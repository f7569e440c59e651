"""Reads about people."""

from collections.abc import Iterable

from django.utils.translation import get_language

from people.models import Event, Notice, User


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


def names_of(users: Iterable[int]) -> dict[int, str]:
    """User id to the name that others read."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=list(users)).only("name", "email")}


def events(*, who: str = "", what: str = "", about: str = "", before: int | None = None, limit: int) -> list[Event]:
    """The event log, newest first: by somebody's e-mail address, by the beginning of a verb, by a subject.

    Pages go on from the id that the one before ended with, so that the last page is as quick as the first.
    """
    found = Event.objects.select_related("actor").order_by("-id")
    given = {"actor__email__iexact": who, "verb__startswith": what, "subject": about, "id__lt": before}
    return list(found.filter(**{name: value for name, value in given.items() if value})[:limit])
