"""How far a deposit is, and on which day it says that the money comes."""

from datetime import date, datetime, timedelta

import pytest

from payouts import actions, queries
from payouts.models import Statement
from tests.cast import SEOUL
from tests.payouts.together import NOVEMBER, closed

TENTH = date(2026, 11, 10)
PAYDAY = datetime(2026, 11, 10, 10, 0, tzinfo=SEOUL)
AFTER = PAYDAY + timedelta(days=1)


@pytest.fixture
def statement(cast) -> Statement:
    cast.approved(cats=2)
    closed()
    cast.bank_account(cast.ana)
    return Statement.objects.get(worker=cast.ana)


def way(statement, now):
    return queries.way_of(queries.all_statements().get(pk=statement.pk), now=now)


def came_back(cast, statement):
    run = cast.sent(statement)
    data = cast.bank_says(run, returned={run.payouts.get().end_to_end_id: "AM04"})
    actions.reconcile(by=cast.ada, name="bank.csv", data=data, now=PAYDAY)


def test_before_its_day_the_money_is_expected_on_it(statement):
    assert (way(statement, PAYDAY).expected_on, way(statement, PAYDAY).is_overdue) == (TENTH, False)
    assert [it.expected_on for it in queries.ways_of(statement.worker, now=PAYDAY)] == [TENTH]


def test_after_its_day_nothing_promises_a_day_until_a_run_has_one(cast, statement):
    assert (way(statement, AFTER).expected_on, way(statement, AFTER).is_overdue) == (None, True)
    actions.run_payout(by=cast.ada, currency="KRW", pay_on=date(2026, 11, 12), now=AFTER)
    assert (way(statement, AFTER).expected_on, way(statement, AFTER).is_overdue) == (date(2026, 11, 12), False)


def test_a_run_whose_day_is_over_is_overdue(cast, statement):
    cast.sent(statement)
    assert way(statement, AFTER).is_overdue


def test_what_came_back_says_when_and_promises_no_day_that_is_over(cast, statement):
    came_back(cast, statement)
    found = way(statement, AFTER)
    assert (found.came_back_on, found.expected_on) == (TENTH, None)
    actions.run_payout(by=cast.ada, currency="KRW", pay_on=date(2026, 11, 12), now=AFTER)
    found = way(statement, AFTER)
    assert (found.came_back_on, found.expected_on) == (None, date(2026, 11, 12))


def test_a_statement_that_pays_nothing_expects_nothing(cast, settings):
    settings.MIN_DEPOSIT = {"KRW": 1_000_000_000}
    cast.approved(cats=2)
    closed()
    assert way(Statement.objects.get(worker=cast.ana), NOVEMBER).expected_on is None
