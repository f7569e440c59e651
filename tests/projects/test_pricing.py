"""What is reserved always covers what can be owed."""

from hypothesis import given
from hypothesis import strategies as st

from projects.pricing import fee_on, price_of_boxes, reserve_for_claim, reserve_for_submission, with_fee

prices = st.dictionaries(st.integers(1, 20), st.integers(1, 10**9), min_size=1, max_size=8)


@st.composite
def piece(draw):
    """A rate card, the most boxes it allows, and the labels of the boxes that were drawn."""
    card = draw(prices)
    most = draw(st.integers(1, 60))
    return card, most, draw(st.lists(st.sampled_from(sorted(card)), max_size=most))


@given(piece())
def test_the_price_of_boxes_is_the_sum_of_their_prices_in_any_order(drawn):
    card, _most, labels = drawn
    assert price_of_boxes(labels, card) == sum(card[label] for label in labels)
    assert price_of_boxes(reversed(labels), card) == price_of_boxes(labels, card)


@given(piece(), st.integers(0, 10**9), st.integers(1, 10), st.integers(0, 10_000))
def test_a_claim_reserves_enough_for_whatever_is_handed_in_every_review_and_the_fees(drawn, review_price, rounds, fee):
    card, most, labels = drawn
    claimed = reserve_for_claim(max_boxes=most, prices=card, review_price=review_price, rounds=rounds, fee_bp=fee)
    submitted = reserve_for_submission(labels=labels, prices=card, review_price=review_price, fee_bp=fee)
    assert claimed >= submitted + (rounds - 1) * with_fee(review_price, fee)
    assert submitted == with_fee(price_of_boxes(labels, card) + 2 * review_price, fee)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10_000))
def test_fees_on_parts_never_come_to_more_than_the_fee_on_the_whole(some, more, fee):
    assert fee_on(some, fee) + fee_on(more, fee) <= fee_on(some + more, fee)


def test_a_fee_of_ten_percent_on_forty_won_is_four():
    assert fee_on(40_000_000, 1_000) == 4_000_000
    assert with_fee(15, 333) == 15


def test_an_image_without_boxes_costs_its_review_and_that_of_an_objection():
    assert price_of_boxes([], {1: 40}) == 0
    assert reserve_for_submission(labels=[], prices={1: 40}, review_price=5, fee_bp=0) == 10


def test_a_claim_counts_every_box_at_the_dearest_price():
    assert reserve_for_claim(max_boxes=20, prices={1: 40, 2: 15}, review_price=5, rounds=3, fee_bp=0) == 820
