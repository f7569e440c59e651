"""A pay day without banking is paid on the last banking day before it: everywhere, from the offer to the record."""

from datetime import date, datetime, timedelta

import pytest

from payouts import actions, queries
from payouts.models import LateDeposit, Statement
from payouts.paydays import is_banking_day, next_banking_day, pay_date, pay_dates
from payouts.tax_rules import read_rules
from people.errors import Refused
from tests.cast import SEOUL
from tests.payouts.together import NOVEMBER, closed, findings

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 13), date(2026, 11, 14), date(2026, 11, 16)


@pytest.fixture
def statement(cast) -> Statement:
    """Ana's October, whose pay day, the 14th, is a Saturday."""
    cast.approved(cats=2, project=cast.opened(cast.draft(pay_day=14)), by=cast.ada)
    closed()
    cast.bank_account(cast.ana)
    return Statement.objects.get(worker=cast.ana)


def prepare(cast, pay_on):
    return actions.run_payout(by=cast.ada, currency="KRW", pay_on=pay_on, now=NOVEMBER)


def late() -> list[Statement]:
    actions.note_late_deposits(now=datetime(2026, 12, 1, tzinfo=SEOUL))
    return [row.statement for row in LateDeposit.objects.all()]


def test_what_is_earned_says_the_banking_day_before_it_is_in_a_statement(cast):
    cast.approved(project=cast.opened(cast.draft(pay_day=14)), by=cast.ada)
    assert [row.pay_on for row in queries.expected_earnings(cast.ana)] == [FRIDAY]


def test_a_statement_and_its_notice_name_the_banking_day(cast, statement):
    assert statement.pay_on == FRIDAY
    assert cast.ana.notices.get(kind="statement_issued").data["pay_on"] == "2026-11-13"


def test_the_run_is_for_the_banking_day_and_for_no_other(cast, statement):
    with pytest.raises(Refused) as refusal:
        prepare(cast, FRIDAY - timedelta(days=1))
    assert refusal.value.code == "nothing_to_pay"
    with pytest.raises(Refused) as refusal:
        prepare(cast, SATURDAY)
    assert refusal.value.code == "bad_day"
    assert "2026-11-16" in str(refusal.value)
    assert prepare(cast, FRIDAY).payouts.get().statement == statement


def test_what_came_on_the_banking_day_before_is_not_late(cast, statement):
    cast.pay(statement, on=FRIDAY)
    assert late() == []


def test_what_came_on_the_banking_day_after_is_late(cast, statement):
    cast.pay(statement, on=MONDAY)
    assert late() == [statement]


def test_the_taxes_are_those_of_the_banking_day(cast, settings):
    settings.BANK_HOLIDAYS = frozenset({date(2026, 11, 10)})
    settings.TAX_RULES = read_rules(
        """[{"name": "KR-freelancer-2024-07", "ends_on": "2026-11-09"},
            {"name": "KR-new", "country": "KR", "worker_type": "freelancer", "currency": "KRW",
             "starts_on": "2026-11-10", "source": "a test", "parts": [
                {"kind": "income", "rate_ppm": 20000, "of": "gross", "truncate_micro": 10000000}]}]"""
    )
    cast.approved(cats=2)
    closed()
    statement = Statement.objects.get(worker=cast.ana)
    assert (statement.pay_on, statement.tax_rule) == (date(2026, 11, 9), "KR-freelancer-2024-07")
    assert findings() == []


def test_a_bank_holiday_is_a_setting(settings):
    settings.BANK_HOLIDAYS = frozenset({date(2026, 11, 10), date(2026, 11, 9)})
    assert pay_date("2026-10", 10) == date(2026, 11, 6)
    assert pay_dates("2026-10")[10] == "2026-11-06"
    assert next_banking_day(date(2026, 11, 7)) == date(2026, 11, 11)
    assert not is_banking_day(date(2026, 11, 9))
