"""What work costs and what must be kept ready to pay for it. Pure; every amount in micro."""

from collections import Counter
from collections.abc import Iterable, Mapping


def price_of_boxes(labels: Iterable[int], prices: Mapping[int, int]) -> int:
    """The pay for boxes of these labels under a rate card's `prices` (label to micro)."""
    return sum(count * prices[label] for label, count in Counter(labels).items())


def fee_on(pay: int, fee_bp: int) -> int:
    """The platform's fee on `pay`, at `fee_bp` hundredths of a percent, without the fraction of a micro.

    So fees on parts never come to more than the fee on the whole, and what is reserved covers them.
    """
    return pay * fee_bp // 10_000


def with_fee(pay: int, fee_bp: int) -> int:
    """What `pay` costs its project."""
    return pay + fee_on(pay, fee_bp)


def reserve_for_claim(*, max_boxes: int, prices: Mapping[int, int], review_price: int, rounds: int, fee_bp: int) -> int:
    """The most that one assignment can still cost: every box of the dearest label, a review for each of the `rounds`
    that are left, one for an objection, and the platform's fee on them."""
    return with_fee(max_boxes * max(prices.values()) + (rounds + 1) * review_price, fee_bp)


def reserve_for_submission(*, labels: Iterable[int], prices: Mapping[int, int], review_price: int, fee_bp: int) -> int:
    """What a submission in review can cost: its boxes, its review, that of an objection, and the fee on them."""
    return with_fee(price_of_boxes(labels, prices) + 2 * review_price, fee_bp)
