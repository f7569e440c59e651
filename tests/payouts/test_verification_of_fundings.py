"""What verify_ledger finds about money that came in and went back."""

from datetime import date

import pytest

from payouts import actions
from payouts.models import Funding, Refund
from projects.actions import close_project
from projects.money import MICRO
from tests.cast import NOON
from tests.payouts.test_verification import with_triggers_off
from tests.payouts.together import findings


@pytest.fixture
def books(cast):
    """A project that was funded, closed and refunded twice, once sent; another transfer is announced."""
    close_project(by=cast.clara, project=cast.cats, now=NOON)
    refund = actions.refund_project(by=cast.ada, project=cast.cats, now=NOON)
    actions.pay_refund(by=cast.ada, refund=refund, bank_reference="KB", on=date(2026, 10, 12), now=NOON)
    close_project(by=cast.carl, project=cast.dogs, now=NOON)
    actions.refund_project(by=cast.ada, project=cast.dogs, now=NOON)
    actions.announce_funding(by=cast.clara, project=cast.draft(), amount=MICRO, now=NOON)
    return cast


def found() -> list[str]:
    return [finding.where for finding in findings() if finding.check == "fundings"]


def test_undisturbed_fundings_and_refunds_agree(books):
    assert findings() == []


def test_a_funding_of_another_sum_than_is_booked_is_found(books):
    funding = Funding.objects.get(project=books.cats)
    with_triggers_off("UPDATE payouts_funding SET received_micro = received_micro + 1 WHERE id = %s", funding.pk)
    assert found() == [f"funding {funding.reference}"]


def test_a_funding_that_is_said_to_have_arrived_and_did_not_is_found(books):
    funding = Funding.objects.get(confirmed_at=None)
    change = "received_micro = amount_micro, bank_reference = 'B', confirmed_at = now()"
    with_triggers_off(f"UPDATE payouts_funding SET {change} WHERE id = %s", funding.pk)
    assert found() == [f"funding {funding.reference}"]


def test_money_that_came_and_belongs_to_nothing_is_found(books):
    funding = Funding.objects.get(project=books.cats)
    with_triggers_off("DELETE FROM payouts_funding WHERE id = %s", funding.pk)
    assert found() == [f"entry fund:{books.cats.pk}:first deposit"]


@pytest.mark.parametrize("change", ["amount_micro = amount_micro + 1", "paid_on = NULL"])
def test_a_refund_that_says_something_else_than_the_books_is_found(books, change):
    refund = Refund.objects.get(project=books.cats)
    with_triggers_off(f"UPDATE payouts_refund SET {change} WHERE id = %s", refund.pk)
    assert found() == [f"refund {refund.end_to_end_id}"]


def test_a_refund_that_is_said_to_be_sent_and_was_not_is_found(books):
    refund = Refund.objects.get(project=books.dogs)
    with_triggers_off("UPDATE payouts_refund SET paid_on = now() WHERE id = %s", refund.pk)
    assert found() == [f"refund {refund.end_to_end_id}"]
