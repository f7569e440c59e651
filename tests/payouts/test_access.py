"""Whose money is whose."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from payouts import access
from payouts.models import Line, LineKind, Statement
from tests.payouts.together import closed


@pytest.fixture
def october(cast):
    cast.approved(cats=1)
    cast.approved(cast.ben, cats=2)
    closed()
    return cast


def test_a_worker_sees_own_statements_and_an_admin_all(october):
    assert set(access.visible_statements(october.ana)) == set(Statement.objects.filter(worker=october.ana))
    assert set(access.visible_statements(october.ada)) == set(Statement.objects.all())
    assert Statement.objects.count() == 3


def test_somebody_elses_statement_does_not_exist(october):
    statement = Statement.objects.get(worker=october.ana)
    assert access.get_statement(october.ana, statement.pk) == statement
    assert access.get_statement(october.ada, statement.pk) == statement
    for stranger in (october.ben, october.rita, october.clara):
        with pytest.raises(Http404):
            access.get_statement(stranger, statement.pk)


def test_a_line_is_for_the_one_who_earned_it(october):
    line = Line.objects.get(worker=october.ana, kind=LineKind.DRAW)
    assert access.get_line(october.ana, line.pk) == access.get_line(october.ada, line.pk) == line
    for stranger in (october.ben, october.rita, october.clara):
        with pytest.raises(Http404):
            access.get_line(stranger, line.pk)


def test_the_reviewers_line_is_the_reviewers(october):
    line = Line.objects.filter(worker=october.rita, kind=LineKind.REVIEW).first()
    assert access.get_line(october.rita, line.pk) == line
    with pytest.raises(Http404):
        access.get_line(october.ana, line.pk)


def test_a_line_that_is_no_work_has_no_page(october):
    for line in Line.objects.exclude(kind__in=["draw", "review"]):
        with pytest.raises(Http404):
            access.get_line(october.ada, line.pk)


def test_only_an_admin_is_an_admin(october):
    access.check_admin(october.ada)
    for user in (october.ana, october.rita, october.clara):
        with pytest.raises(PermissionDenied):
            access.check_admin(user)
