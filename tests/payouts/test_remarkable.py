"""What an admin is shown before approving: what is new, changed, shared, unusual or gone."""

from datetime import date, datetime

import pytest

from payouts import actions, queries
from payouts.models import Statement
from projects.money import MICRO
from tests.cast import NOON, SEOUL
from tests.payouts.together import NOVEMBER, closed

DECEMBER = datetime(2026, 12, 2, 9, 0, tzinfo=SEOUL)


@pytest.fixture
def october_paid(cast):
    """Ana got 80 won for October, Ben 120."""
    cast.approved(cats=2)
    cast.approved(cast.ben, cats=3)
    closed()
    cast.pay(*Statement.objects.filter(worker__in=[cast.ana, cast.ben]))
    return cast


def november(cast):
    closed("2026-11", DECEMBER)
    return actions.run_payout(by=cast.ada, currency="KRW", pay_on=date(2026, 12, 10), now=DECEMBER)


def flags(run) -> dict[str, list[str]]:
    return {row.payout.statement.worker.name: row.flags for row in queries.remarkable(run)}


def test_a_first_deposit_is_new_in_every_way(cast):
    cast.approved(cats=2)
    closed()
    cast.bank_account(cast.ana)
    run = actions.run_payout(by=cast.ada, currency="KRW", pay_on=date(2026, 11, 10), now=NOVEMBER)
    assert flags(run) == {"Ana": ["new", "new_account"]}
    assert queries.last_month(run) == 0


def test_what_is_as_it_was_is_not_shown(october_paid):
    cast = october_paid
    cast.approved(cats=2, now=NOVEMBER)
    cast.approved(cast.ben, cats=2, now=NOVEMBER)
    run = november(cast)
    assert flags(run) == {}
    assert queries.gone(run) == []
    assert queries.last_month(run) == 210 * MICRO


def test_half_more_three_times_the_usual_and_who_is_gone_are_shown(october_paid):
    cast = october_paid
    cast.approved(cats=7, now=NOVEMBER)
    run = november(cast)
    assert flags(run) == {"Ana": ["changed", "outlier"]}
    assert queries.remarkable(run)[0].before_micro == 80 * MICRO
    assert (cast.ben, 120 * MICRO) in queries.gone(run)


def test_an_account_that_changed_or_is_shared_is_shown(october_paid):
    cast = october_paid
    cast.approved(cats=2, now=NOVEMBER)
    cast.ana.bank_accounts.get().refresh_from_db()
    actions.save_bank_account(
        by=cast.ana,
        currency="KRW",
        country="KR",
        holder="Ana Cast",
        number=f"110-{cast.ben.pk:09}",
        bank_code="088",
        now=NOON,
    )
    account = queries.accounts_of(cast.ana).get()
    actions.confirm_bank_account(by=cast.ana, token=actions.accounts.confirmation_token(account), now=NOON)
    actions.check_bank_account(by=cast.ada, account=account, holder="Ana Cast", now=NOON)
    assert flags(november(cast)) == {"Ana": ["changed_account", "shared_account"]}


def test_the_largest_of_a_run_are_shown(october_paid):
    cast = october_paid
    for worker, cats in ((cast.ana, 2), (cast.ben, 3), (cast.rita, 4), (cast.raul, 5)):
        cast.approved(worker, cats=cats, now=NOVEMBER, by=cast.ada)
        cast.bank_account(worker)
    rows = queries.remarkable(november(cast))
    largest = [row.payout.statement.worker.name for row in rows if "largest" in row.flags]
    assert largest == ["Raul", "Rita", "Ben"]
