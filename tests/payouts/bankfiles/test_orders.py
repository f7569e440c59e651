"""What may be handed to a bank at all, and the short ids by which it comes back."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.bankfiles.orders import BadOrder, check, find_id, short_id, units
from projects.money import CURRENCIES, MICRO, minor_unit
from tests.payouts.bankfiles.batches import BATCH, MARIE, MINJI, ONEIL, batches


def refusal(batch) -> tuple[str, str]:
    with pytest.raises(BadOrder) as refused:
        check(batch)
    return refused.value.code, refused.value.where


def with_first(**changes):
    return replace(BATCH, orders=(replace(MINJI, **changes), ONEIL))


@given(batches())
def test_what_can_be_paid_passes(batch):
    check(batch)


def test_an_empty_batch_is_refused():
    assert refusal(replace(BATCH, orders=())) == ("empty", "orders")


@pytest.mark.parametrize("amount", [0, -MICRO, MICRO // 2, MICRO + 1, 10**12 * MICRO])
def test_an_amount_that_no_transfer_can_carry_is_refused_by_its_order(amount):
    assert refusal(with_first(amount=amount)) == ("amount", "HB00001A.amount")


def test_one_file_has_one_currency():
    assert refusal(replace(BATCH, orders=(MINJI, MARIE))) == ("currency", "HB00001C.amount")
    assert refusal(with_first(currency="GBP")) == ("currency", "HB00001A.amount")


def test_two_orders_never_share_an_id():
    assert refusal(with_first(end_to_end_id=ONEIL.end_to_end_id))[0] == "twice"


@pytest.mark.parametrize("text", ["", "x" * 36, "/a", "a/", "a//b", "정산", "a\n", " a", "a ", "a_b"])
def test_an_id_that_banks_would_change_is_refused(text):
    assert refusal(with_first(end_to_end_id=text))[0] == "identifier"
    assert refusal(replace(BATCH, message_id=text)) == ("identifier", "message_id")


@pytest.mark.parametrize("text", ["A", "x" * 35, "HB/2026-10:(1).,'+?", "a b"])
def test_an_id_of_the_sepa_set_passes(text):
    check(with_first(end_to_end_id=text))


def test_a_moment_without_a_time_zone_is_refused():
    assert refusal(replace(BATCH, created_at=datetime(2026, 11, 9, 3, 0))) == ("naive", "created_at")


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(14_540 * MICRO, "KRW", "14540"), (MICRO, "JPY", "1"), (12_500_000, "EUR", "12.50"), (10_000, "USD", "0.01")],
)
def test_amounts_have_exactly_the_digits_of_their_currency(amount, currency, text):
    assert units(amount, currency) == text


@given(st.sampled_from(sorted(CURRENCIES)), st.integers(1, 10**14))
def test_no_amount_changes_by_being_written(currency, count):
    amount = count * minor_unit(currency)
    whole, _, fraction = units(amount, currency).partition(".")
    assert int(whole) * MICRO + int(fraction.ljust(6, "0")) == amount
    assert len(fraction) == CURRENCIES[currency][0]


@given(st.integers(0, 32**10 - 1), st.integers(0, 32**10 - 1))
def test_a_short_id_is_one_number_s_and_fits_a_passbook_line(one, other):
    assert len(short_id(one)) <= 12
    assert (short_id(one) == short_id(other)) == (one == other)


@pytest.mark.parametrize("number", [-1, 32**10])
def test_a_number_beyond_the_short_ids_is_refused(number):
    with pytest.raises(ValueError, match="no short id"):
        short_id(number)


@given(st.integers(0, 32**10 - 1), st.sampled_from(["{}", "정산{}", "EREF: {} 급여", "{}/반환", "({})"]))
def test_a_short_id_is_found_in_what_a_bank_prints(number, around):
    assert find_id(around.format(short_id(number))) == short_id(number)


@pytest.mark.parametrize("text", ["", "HB", "HB123", "XHB000042", "HB000042X0000", "HB000042 HB000043", "hb000042"])
def test_nothing_else_is_taken_for_one(text):
    assert find_id(text) == ""
