"""How far a project's money goes. Estimates, rounded down to whole images and days. Pure; every amount in micro."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from projects.pricing import with_fee


@dataclass(frozen=True)
class Forecast:
    """`image_micro` is what an image is expected to cost, `images_left` how many are still to be drawn.

    What is free is enough for `images` of them, and for so many `days` at the pace of late; None: nothing to go by.
    """

    image_micro: int
    images_left: int
    images: int
    days: int | None

    @property
    def enough(self) -> bool:
        """Whether what is free pays for all that is left."""
        return self.images >= self.images_left


def image_costs(*, boxes: float, prices: Sequence[int], review_price: int, fee_bp: int) -> int:
    """What an image with so many `boxes` costs: boxes × the mean of the prices, one review, and the fee on them."""
    mean = sum(prices) // len(prices) if prices else 0
    return with_fee(int(Decimal(boxes) * mean) + review_price, fee_bp)


def forecast(*, free: int, image_micro: int, images_left: int, spent: int, days: int) -> Forecast:
    """`spent` micro in the last `days` days is the pace at which the `free` micro go."""
    affordable = free // image_micro if image_micro else 0
    lasts = free * days // spent if spent > 0 else None
    return Forecast(image_micro, images_left, min(affordable, images_left), lasts)
