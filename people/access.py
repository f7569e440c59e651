"""Who may: the checks that need no more than the person."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied

from people.models import Role


def requires(*roles: Role):
    """For a page: anonymous visitors are sent to log in, other roles get 403."""

    def decorate(view):
        @login_required
        @wraps(view)
        def checked(request, *args, **kwargs):
            check_role(request.user, *roles)
            return view(request, *args, **kwargs)

        return checked

    return decorate


def check_role(user, *roles: Role) -> None:
    if user.role not in roles:
        raise PermissionDenied
