"""A deposit that was due and did not come, although nothing on the worker's side stood in its way, is public."""

from datetime import date, datetime, timedelta

import pytest

from payouts import actions, queries
from payouts.models import LateDeposit, Statement
from payouts.queries import Record
from tests.cast import NOON, SEOUL
from tests.payouts.together import NOVEMBER, closed

TENTH = date(2026, 11, 10)
THIRTEENTH = datetime(2026, 11, 13, 0, 5, tzinfo=SEOUL)


@pytest.fixture
def statement(cast) -> Statement:
    """Ana's October, due on the tenth, with an account that is ready since October."""
    cast.approved(cats=2)
    closed()
    cast.bank_account(cast.ana)
    return Statement.objects.get(worker=cast.ana)


def note(now=THIRTEENTH) -> list[str]:
    actions.note_late_deposits(now=now)
    return [late.statement.worker.name for late in LateDeposit.objects.all()]


def test_what_did_not_come_is_late_once_and_its_worker_is_told(cast, statement):
    assert note() == ["Ana"]
    assert actions.note_late_deposits(now=THIRTEENTH + timedelta(days=9)) == 0
    notice = cast.ana.notices.get(kind="deposit_late")
    assert (notice.by_mail, notice.data["pay_on"], notice.path) == (True, "2026-11-10", f"/statements/{statement.pk}/")


def test_the_banks_answer_has_two_days(cast, statement):
    assert note(THIRTEENTH - timedelta(days=1, minutes=6)) == []
    assert note(THIRTEENTH - timedelta(days=1)) == ["Ana"]


def test_what_came_on_its_day_is_not_late_however_late_we_hear_of_it(cast, statement):
    cast.pay(statement, on=TENTH, now=THIRTEENTH - timedelta(days=1))
    assert note() == []


def test_what_came_after_its_day_is_late_although_it_came(cast, statement):
    cast.pay(statement, on=TENTH + timedelta(days=1))
    assert note() == ["Ana"]
    ((client, name, months),) = [row for row in queries.records(date(2026, 12, 1)) if row[0]]
    assert (client, name, months) == (cast.clara.pk, "Clara", [Record("2026-10", 0, 1, 1)])


def hold(cast):
    actions.place_hold(by=cast.ada, worker=cast.ana, reason="Papers", now=NOVEMBER)


def change(cast):
    actions.save_bank_account(
        by=cast.ana, currency="KRW", country="KR", holder="Ana", number="110-000-999999", bank_code="088", now=NOVEMBER
    )


def come_back(cast, reason="AC04 Closed account number"):
    run = cast.sent(Statement.objects.get(worker=cast.ana))
    reason = {run.payouts.get().end_to_end_id: reason}
    data = cast.bank_says(run, returned=reason)
    actions.reconcile(by=cast.ada, name="bank.csv", data=data, now=THIRTEENTH - timedelta(days=1))


@pytest.mark.parametrize("obstacle", [hold, change, come_back])
def test_what_the_worker_had_to_clear_first_is_not_late(cast, statement, obstacle):
    obstacle(cast)
    assert note() == []


@pytest.mark.parametrize("reason", ["AM04 Not enough money on the account", "TECH Technical problem at the bank", ""])
def test_what_came_back_for_no_reason_of_the_account_is_late(cast, statement, reason):
    come_back(cast, reason)
    assert note() == ["Ana"]


def test_a_worker_without_an_account_is_not_paid_late(cast):
    cast.approved(cats=2)
    closed()
    assert note() == []


def test_an_account_that_we_did_not_check_in_time_is_our_delay(cast):
    cast.approved(cats=2)
    closed()
    account = actions.save_bank_account(
        by=cast.ana, currency="KRW", country="KR", holder="Ana", number="110-000-999999", bank_code="088", now=NOON
    )
    token = actions.accounts.confirmation_token(account)
    actions.confirm_bank_account(by=cast.ana, token=token, now=NOON)
    assert note() == ["Ana"]


def test_the_record_counts_deposits_of_the_platform_and_of_each_client_by_month(cast, statement):
    cast.approved(cast.ben, project=cast.dogs, by=cast.raul, now=NOVEMBER)
    cast.pay(statement)
    closed("2026-11", datetime(2026, 12, 2, tzinfo=SEOUL))
    cast.bank_account(cast.ben)
    assert actions.note_late_deposits(now=datetime(2026, 12, 20, tzinfo=SEOUL)) == 1
    found = {name or "all": months for _client, name, months in queries.records(date(2026, 12, 20))}
    assert found == {
        "all": [Record("2026-11", 0, 1, 10), Record("2026-10", 1, 0, 0)],
        "Clara": [Record("2026-10", 1, 0, 0)],
        "Carl": [Record("2026-11", 0, 1, 10)],
    }
    assert [month.share for month in found["all"]] == [0, 100]
