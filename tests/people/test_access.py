"""The checks that need no more than the person."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from people.access import check_role, requires
from people.models import Role


@requires(Role.CLIENT, Role.ADMIN)
def page(request):
    return HttpResponse(request.user.name)


def ask(user):
    request = RequestFactory().get("/somewhere/?x=1")
    request.user = user
    return page(request)


def test_a_page_opens_to_the_roles_that_it_names(cast):
    assert ask(cast.clara).content == b"Clara"
    assert ask(cast.ada).content == b"Ada"


def test_another_role_is_told_that_it_may_not(cast):
    with pytest.raises(PermissionDenied):
        ask(cast.ana)


def test_a_visitor_is_sent_to_log_in_and_comes_back(db):
    answer = ask(AnonymousUser())
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/somewhere/%3Fx%3D1")


def test_a_role_is_checked(cast):
    check_role(cast.ana, Role.WORKER, Role.ADMIN)
    with pytest.raises(PermissionDenied):
        check_role(cast.ana, Role.ADMIN)
