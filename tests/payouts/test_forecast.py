"""How far a project's money goes."""

from hypothesis import given
from hypothesis import strategies as st

from payouts.forecast import forecast, image_costs
from projects.money import MICRO


def test_an_image_costs_its_boxes_at_the_mean_price_its_review_and_the_fee():
    won = image_costs(boxes=2.5, prices=[40 * MICRO, 20 * MICRO], review_price=5 * MICRO, fee_bp=1_000)
    assert won == 88 * MICRO  # (2.5 × 30 + 5) and a tenth of it


def test_a_project_without_labels_costs_its_review():
    assert image_costs(boxes=3, prices=[], review_price=5, fee_bp=0) == 5


def test_what_is_free_is_enough_for_whole_images_and_days():
    found = forecast(free=1_000, image_micro=300, images_left=10, spent=140, days=14)
    assert (found.images, found.days, found.enough) == (3, 100, False)


def test_it_is_never_enough_for_more_than_is_left():
    found = forecast(free=1_000, image_micro=300, images_left=2, spent=0, days=14)
    assert (found.images, found.days, found.enough) == (2, None, True)


def test_an_image_that_costs_nothing_is_not_divided_by():
    assert forecast(free=1_000, image_micro=0, images_left=2, spent=0, days=14).images == 0


@given(st.integers(0, 10**15), st.integers(1, 10**12), st.integers(0, 10**6))
def test_what_is_said_to_be_enough_is_enough(free, image_micro, left):
    found = forecast(free=free, image_micro=image_micro, images_left=left, spent=0, days=14)
    assert found.images * image_micro <= free
    assert found.enough == (left * image_micro <= free)
