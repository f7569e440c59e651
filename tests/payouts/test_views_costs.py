"""Long pages about money cost as many queries as short ones."""

from datetime import timedelta

import pytest
from django.urls import reverse

from payouts import actions
from payouts.models import Statement
from projects.actions import update_project
from tests.cast import NOON
from tests.http import queries_of
from tests.payouts.pages import browser
from tests.payouts.together import NOVEMBER, closed


def test_a_statement_of_thirty_lines_costs_as_many_queries_as_one_of_a_single_line(cast):
    cast.add_images(cast.cats, 25)
    cast.approved(cast.ben)
    for _turn in range(30):
        cast.approved()
    closed()
    short, long = (Statement.objects.get(worker=worker) for worker in (cast.ben, cast.ana))
    assert (short.line_count, long.line_count) == (1, 30)
    costs = {
        queries_of(browser(cast.ada).get, reverse("payouts:statement", args=[statement.pk]))
        for statement in (short, long)
    }
    assert len(costs) == 1
    work = [queries_of(browser(worker).get, reverse("payouts:work")) for worker in (cast.ben, cast.ana)]
    assert work[0] == work[1]


@pytest.mark.parametrize("name", ["home", "payouts:money"])
def test_many_statements_cost_as_many_queries_as_one(cast, name):
    cast.add_images(cast.cats, 20)
    cast.approved(cast.ben)
    for day in range(1, 29):
        cast.cats = update_project(by=cast.clara, project=cast.cats, pay_day=day, now=NOON)
        cast.approved()
    closed()
    assert Statement.objects.filter(worker=cast.ana).count() == 28
    one, many = (queries_of(browser(worker).get, reverse(name)) for worker in (cast.ben, cast.ana))
    assert one == many


def test_a_piece_of_many_boxes_costs_as_many_queries_as_one_of_a_few(cast):
    few, many = cast.submitted(cats=1, ears=1), cast.submitted(cats=10, ears=10)
    for submission in (few, many):
        cast.decided(submission)
    actions.accrue()
    costs = {queries_of(browser(cast.ana).get, reverse("payouts:piece", args=[s.assignment_id])) for s in (few, many)}
    assert len(costs) == 1


def test_the_admins_pages_cost_the_same_for_one_worker_and_for_many(cast):
    names = ("payouts:months", "payouts:runs", "payouts:statements")
    ada = browser(cast.ada)
    cast.approved(cast.ben, by=cast.ada)
    closed()
    before = [queries_of(ada.get, reverse(name)) for name in names]
    for worker in (cast.ana, cast.ben, cast.raul):
        cast.approved(worker, now=NOVEMBER)
    closed("2026-11", NOVEMBER + timedelta(days=30))
    assert [queries_of(ada.get, reverse(name)) for name in names] == before
