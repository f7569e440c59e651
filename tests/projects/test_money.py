"""Money is exact: typed, counted, shown and rounded once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.money import (
    CURRENCIES,
    MICRO,
    Money,
    format_money,
    minor_unit,
    parse_amount,
    plain_amount,
    split_payable,
)

currencies = st.sampled_from(sorted(CURRENCIES))
amounts = st.integers(min_value=-(10**18), max_value=10**18)
typed = st.integers(min_value=0, max_value=10**18 - 1)


@given(typed, currencies)
def test_what_is_shown_can_be_typed_again(amount, currency):
    sign = CURRENCIES[currency][1]
    assert parse_amount(format_money(amount, currency).removeprefix(sign), currency) == amount
    assert parse_amount(plain_amount(amount), currency) == amount


@given(amounts, amounts, amounts, currencies)
def test_addition_keeps_its_laws(a, b, c, currency):
    x, y, z = (Money(amount, currency) for amount in (a, b, c))
    assert x + y == y + x
    assert (x + y) + z == x + (y + z)
    assert (x + y) - y == x
    assert (x + y).amount == a + b


@given(amounts, st.integers(min_value=0, max_value=10_000), currencies)
def test_so_many_boxes_cost_the_sum_of_each(amount, count, currency):
    assert (Money(amount, currency) * count).amount == sum([amount] * count)


@given(st.floats())
def test_a_float_is_never_money(number):
    with pytest.raises(TypeError, match="integer in millionths"):
        Money(number, "KRW")
    with pytest.raises(TypeError, match="whole numbers"):
        Money(1, "KRW") * number
    with pytest.raises(TypeError, match="typed as text"):
        parse_amount(number, "KRW")


@pytest.mark.parametrize("number", [True, "5", None])
def test_neither_is_anything_else_that_is_no_integer(number):
    with pytest.raises(TypeError):
        Money(number, "KRW")


def test_currencies_do_not_mix():
    with pytest.raises(ValueError, match="do not add up"):
        Money(1, "KRW") + Money(1, "USD")
    with pytest.raises(ValueError, match="do not add up"):
        Money(1, "KRW") < Money(1, "USD")  # noqa: B015  comparing is what fails
    with pytest.raises(TypeError, match="money goes with money"):
        Money(1, "KRW") - 1
    with pytest.raises(ValueError, match="unknown currency"):
        Money(1, "XXX")
    with pytest.raises(ValueError, match="unknown currency"):
        parse_amount("1", "XXX")


@given(amounts, currencies)
def test_what_is_payable_and_what_is_carried_make_the_whole(amount, currency):
    payable, carried = split_payable(amount, currency)
    assert payable + carried == amount
    assert payable % minor_unit(currency) == 0
    assert 0 <= carried < minor_unit(currency)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("40", 40 * MICRO),
        (" 1,200 ", 1200 * MICRO),
        ("1,234,567.5", 1_234_567_500_000),
        ("0.5", 500_000),
        ("0.000001", 1),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_people_type_them(text, amount):
    assert parse_amount(text, "KRW") == amount


@pytest.mark.parametrize(
    "text", ["", "forty", "-5", "+5", "1e3", ".5", "5.", "0.0000001", "NaN", "Infinity", "0x10", "٣", "9" * 13]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="not an amount"):
        parse_amount(text, "KRW")


@pytest.mark.parametrize("text", ["0,5", "1,2,3", "1,20", "12,3456", "1200,000"])
def test_a_comma_that_is_not_between_thousands_is_refused_rather_than_dropped(text):
    with pytest.raises(ValueError, match="not an amount"):
        parse_amount(text, "EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (14_540 * MICRO, "KRW", "₩14,540"),
        (400_000, "KRW", "₩0.4"),
        (50_000, "USD", "$0.05"),
        (1_500_000, "EUR", "€1.50"),
        (15_000, "USD", "$0.015"),
        (-450 * MICRO, "KRW", "−₩450"),
        (0, "JPY", "¥0"),
    ],
)
def test_amounts_are_shown_with_as_many_digits_as_they_need(amount, currency, text):
    assert format_money(amount, currency) == text
    assert str(Money(amount, currency)) == text


def test_plain_amounts_are_for_machines():
    assert [plain_amount(amount) for amount in (14_540 * MICRO, 400_000, -1, 0)] == ["14540", "0.4", "-0.000001", "0"]


def test_money_is_ordered_by_its_amount():
    small, large = Money(1, "KRW"), Money(2, "KRW")
    assert small < large
    assert small <= large
    assert not large <= small
