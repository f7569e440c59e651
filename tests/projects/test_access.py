"""Not yours is 404; yours but not allowed is 403."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from projects import access, actions
from tests.cast import NOON


def test_clients_see_their_own_admins_all_and_workers_what_was_ever_opened(cast):
    draft, open_ = cast.draft(), cast.cats
    cast.dogs  # noqa: B018  made by being named
    closed = cast.opened(cast.draft(name="Closed"))
    actions.close_project(by=cast.clara, project=closed, now=NOON)
    assert set(access.visible_projects(cast.clara)) == {draft, open_, closed}
    assert set(access.visible_projects(cast.carl)) == {cast.dogs}
    assert set(access.visible_projects(cast.ada)) == {draft, open_, closed, cast.dogs}
    assert set(access.visible_projects(cast.ana)) == {open_, closed, cast.dogs}


def test_a_project_is_changed_by_its_client_and_admins_only(cast):
    assert access.get_own_project(cast.clara, cast.cats.pk) == cast.cats
    assert access.get_own_project(cast.ada, cast.cats.pk) == cast.cats
    with pytest.raises(Http404):
        access.get_own_project(cast.carl, cast.cats.pk)
    with pytest.raises(PermissionDenied):
        access.get_own_project(cast.ana, cast.cats.pk)
    with pytest.raises(Http404):
        access.get_own_project(cast.ana, cast.draft().pk)


def test_an_image_is_seen_by_its_client_its_reviewers_and_admins(cast):
    image = cast.cats.images.first()
    for user in (cast.clara, cast.rita, cast.ada):
        assert access.get_image(user, image.pk) == image
    cast.dogs  # noqa: B018  seats Raul there
    for user in (cast.ana, cast.raul, cast.carl):
        with pytest.raises(Http404):
            access.get_image(user, image.pk)


def test_who_reviews_is_known_to_every_page(cast):
    assert cast.cats
    request = RequestFactory().get("/")
    for user, expected in ((cast.rita, True), (cast.ada, True), (cast.ana, False), (AnonymousUser(), False)):
        request.user = user
        assert access.page_context(request) == {"is_reviewer": expected}


def test_only_clients_and_admins_create_and_only_admins_administer(cast):
    access.check_client(cast.clara)
    access.check_client(cast.ada)
    access.check_admin(cast.ada)
    for check, user in ((access.check_client, cast.ana), (access.check_admin, cast.clara)):
        with pytest.raises(PermissionDenied):
            check(user)
