"""The id of a deposit: short, its own, and no single slip of the pen makes another one of it."""

from hypothesis import given
from hypothesis import strategies as st

from payouts.bankfiles.orders import DIGITS, SHORT_ID
from payouts.payout_ids import payout_id

NUMBERS = st.integers(1, 10**12)


@given(NUMBERS)
def test_it_is_short_and_every_bank_carries_it(number):
    assert SHORT_ID.fullmatch(payout_id(number))
    assert len(payout_id(number)) <= 12


@given(NUMBERS, NUMBERS)
def test_no_two_deposits_share_one(one, other):
    assert (payout_id(one) == payout_id(other)) == (one == other)


@given(number=NUMBERS, place=st.integers(2, 11), digit=st.sampled_from(DIGITS))
def test_one_wrong_digit_makes_no_other_id(number, place, digit):
    right = payout_id(number)
    wrong = right[:place] + digit + right[place + 1 :] if place < len(right) else right
    body = 0
    for character in wrong[2:]:
        body = body * len(DIGITS) + DIGITS.index(character)
    assert wrong == right or payout_id(body // len(DIGITS)) != wrong
