"""Korean withholding, with the vectors that accountants know."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.tax import TEN_WON, withholding
from projects.money import CURRENCIES, MICRO

TODAY = date(2026, 11, 10)
LAST_DAY_OF_THE_WAIVER = date(2024, 6, 30)
payables = st.integers(0, 10**9).map(lambda won: won * MICRO)


def taxes(won: int, paid_on: date = TODAY) -> tuple[int, int]:
    income, local = withholding(won * MICRO, "KRW", paid_on=paid_on)
    assert (income.kind, local.kind) == ("income", "local")
    assert (income.amount % MICRO, local.amount % MICRO) == (0, 0)
    return income.amount // MICRO, local.amount // MICRO


@pytest.mark.parametrize(
    ("gross", "income", "local"),
    [
        (0, 0, 0),
        (333, 0, 0),
        (334, 10, 0),
        (14_540, 430, 40),
        (15_030, 450, 40),
        (25_840, 770, 70),
        (33_333, 990, 90),
        (39_540, 1_180, 110),
        (123_456, 3_700, 370),
        (3_333_333, 99_990, 9_990),
    ],
)
def test_each_tax_is_truncated_below_ten_won_and_the_second_follows_from_the_first(gross, income, local):
    assert taxes(gross) == (income, local)


def test_the_two_deposits_of_the_story():
    assert 15_030 - sum(taxes(15_030)) == 14_540
    assert 25_840 - sum(taxes(25_840)) == 25_000


@pytest.mark.parametrize(
    ("gross", "paid_on", "expected"),
    [
        (33_333, LAST_DAY_OF_THE_WAIVER, (0, 0)),
        (33_334, LAST_DAY_OF_THE_WAIVER, (1_000, 100)),
        (33_333, date(2024, 7, 1), (990, 90)),
        (33_334, date(2024, 7, 1), (1_000, 100)),
    ],
)
def test_before_july_2024_a_tax_under_a_thousand_won_was_waived(gross, paid_on, expected):
    assert taxes(gross, paid_on) == expected


@pytest.mark.parametrize("currency", sorted(set(CURRENCIES) - {"KRW"}))
def test_nothing_is_withheld_from_other_currencies(currency):
    assert withholding(10**6 * MICRO, currency, paid_on=TODAY) == []


@given(payables)
def test_no_more_than_three_point_three_percent_in_whole_ten_won_coins(gross):
    amounts = [tax.amount for tax in withholding(gross, "KRW", paid_on=TODAY)]
    assert all(amount >= 0 and amount % TEN_WON == 0 for amount in amounts)
    assert sum(amounts) * 1000 <= gross * 33
    assert gross * 33 - sum(amounts) * 1000 < 21 * MICRO * 1000  # and at most two truncations less


@given(payables, payables, st.sampled_from([TODAY, LAST_DAY_OF_THE_WAIVER]))
def test_more_earned_is_never_less_withheld(one, other, paid_on):
    less, more = (
        sum(tax.amount for tax in withholding(gross, "KRW", paid_on=paid_on)) for gross in sorted((one, other))
    )
    assert less <= more
