"""What people type about money."""

from datetime import date

import pytest

from payouts.forms import CloseForm, FundForm, PayForm
from projects.money import MICRO


def fund(amount: str, reference: str = "B-1", currency: str = "KRW") -> FundForm:
    return FundForm({"amount": amount, "reference": reference}, currency=currency)


@pytest.mark.parametrize(
    ("typed", "currency", "micro"),
    [("1,200", "KRW", 1_200 * MICRO), (" 40 ", "KRW", 40 * MICRO), ("0.015", "USD", 15_000), ("0", "KRW", 0)],
)
def test_an_amount_is_read_as_people_type_it(typed, currency, micro):
    form = fund(typed, currency=currency)
    assert form.is_valid()
    assert form.cleaned_data == {"amount": micro, "reference": "B-1"}


@pytest.mark.parametrize("typed", ["", "-5", "12a", "1e3", "0,5", "0.0000001", "NaN", "１２"])
def test_what_is_no_amount_is_said_at_the_field(typed):
    form = fund(typed)
    assert not form.is_valid()
    assert set(form.errors) == {"amount"}


@pytest.mark.parametrize("reference", ["", "   ", "x" * 51])
def test_a_transfer_needs_a_reference_of_readable_length(reference):
    assert set(fund("40", reference).errors) == {"reference"}


def test_a_month_is_typed_like_2026_10():
    form = CloseForm({"period": "2026-10"})
    assert form.is_valid()
    assert form.cleaned_data == {"period": "2026-10", "early": False}
    assert CloseForm({"period": "2026-10", "early": "on"}).is_valid()


@pytest.mark.parametrize("typed", ["", "October", "2026-13", "2026-1"])
def test_what_is_no_month_is_said(typed):
    assert set(CloseForm({"period": typed}).errors) == {"period"}


def test_a_deposit_has_a_reference_and_a_day():
    form = PayForm({"bank_reference": "B-1", "paid_on": "2026-11-10"})
    assert form.is_valid()
    assert form.cleaned_data == {"bank_reference": "B-1", "paid_on": date(2026, 11, 10)}
    assert set(PayForm({"paid_on": "yesterday"}).errors) == {"bank_reference", "paid_on"}
