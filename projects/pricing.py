"""What work costs and what must be kept ready to pay for it. Pure; every amount in micro."""

from collections import Counter
from collections.abc import Iterable, Mapping


def price_of_boxes(labels: Iterable[int], prices: Mapping[int, int]) -> int:
    """The pay for boxes of these labels under a rate card's `prices` (label to micro)."""
    return sum(count * prices[label] for label, count in Counter(labels).items())


def reserve_for_claim(*, max_boxes: int, prices: Mapping[int, int], review_price: int, rounds: int) -> int:
    """The most that one assignment can still cost: every box of the dearest label, a review for each of the `rounds`
    that are left, and one for an objection."""
    return max_boxes * max(prices.values()) + (rounds + 1) * review_price


def reserve_for_submission(*, labels: Iterable[int], prices: Mapping[int, int], review_price: int) -> int:
    """What a submission in review can cost: its boxes, its review, and the review of an objection."""
    return price_of_boxes(labels, prices) + 2 * review_price
