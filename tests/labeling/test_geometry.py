"""Boxes as they come from outside: what is kept unchanged, and what is refused, named by its path."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeling.geometry import (
    EDGE_TOLERANCE,
    MAX_BOXES,
    MIN_SIDE,
    BadBoxes,
    Box,
    least_side,
    read_boxes,
    read_rejected,
)

WIDTH, HEIGHT = 200, 120
LABELS = {3, 7}
GOOD = {"label": 3, "x": 10, "y": 10.5, "width": 40, "height": 30}


def spans(limit: int) -> st.SearchStrategy[tuple[float, float]]:
    """Start and size of a span of at least one pixel inside `limit`, in whole numbers or floats."""
    start = st.one_of(st.integers(0, limit - 1), st.floats(0, limit - MIN_SIDE))
    return start.flatmap(
        lambda s: st.tuples(
            st.just(s),
            st.one_of(st.floats(MIN_SIDE, max(MIN_SIDE, limit - s)), st.integers(1, max(1, math.floor(limit - s)))),
        )
    )


@st.composite
def raw_boxes(draw) -> dict:
    (x, width), (y, height) = draw(spans(WIDTH)), draw(spans(HEIGHT))
    return {"label": draw(st.sampled_from(sorted(LABELS))), "x": x, "y": y, "width": width, "height": height}


boxes = raw_boxes().map(lambda raw: Box(**raw))


def read(raw, limit=20, **rules):
    return read_boxes(raw, width=WIDTH, height=HEIGHT, labels=LABELS, limit=limit, **rules)


def complaint(raw, **rest) -> tuple[str, str]:
    with pytest.raises(BadBoxes) as bad:
        read(raw, **rest)
    return bad.value.code, bad.value.path


@given(st.lists(raw_boxes(), max_size=20))
def test_boxes_inside_the_image_are_kept_unchanged_and_in_order(raw):
    assert [box.as_json() for box in read(raw)] == raw


def test_the_whole_image_is_a_box_and_so_is_one_pixel_in_its_corner():
    whole = {"label": 3, "x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}
    corner = {"label": 7, "x": WIDTH - 1, "y": HEIGHT - 1, "width": 1, "height": 1}
    assert len(read([whole, corner])) == 2


def test_no_box_at_all_is_an_answer():
    assert read([]) == []


def test_a_rounding_error_at_the_edge_is_forgiven_and_nothing_more():
    assert read([GOOD | {"x": 160 + EDGE_TOLERANCE / 2}])
    assert complaint([GOOD | {"x": 160 + EDGE_TOLERANCE * 2}]) == ("outside", "boxes.0.x")


@pytest.mark.parametrize("raw", [None, {}, "[]", 3, (GOOD,), GOOD])
def test_what_is_no_list_is_refused(raw):
    assert complaint(raw) == ("not_a_list", "boxes")


@pytest.mark.parametrize("item", [None, [], "box", 3, [3, 10, 10, 40, 30], True])
def test_what_is_no_box_is_refused(item):
    assert complaint([GOOD, item]) == ("not_a_box", "boxes.1")


@given(
    at=st.integers(0, 3),
    field=st.sampled_from(["x", "y", "width", "height"]),
    value=st.one_of(
        st.sampled_from([math.nan, math.inf, -math.inf, True, False, None, 10**400, -(10**400)]),
        st.text(),
        st.floats().map(str),
        st.lists(st.integers(), max_size=2),
        st.dictionaries(st.text(), st.integers(), max_size=1),
    ),
)
def test_what_is_no_finite_number_is_refused_by_name(at, field, value):
    raw = [GOOD] * 4
    raw[at] = GOOD | {field: value}
    assert complaint(raw) == ("not_a_number", f"boxes.{at}.{field}")


@pytest.mark.parametrize("field", ["x", "y", "width", "height"])
def test_a_missing_number_is_refused_by_name(field):
    raw = {name: value for name, value in GOOD.items() if name != field}
    assert complaint([raw]) == ("not_a_number", f"boxes.0.{field}")


@given(
    field_size=st.sampled_from([("x", "width", WIDTH), ("y", "height", HEIGHT)]),
    start=st.floats(-1e9, 1e9),
    size=st.floats(MIN_SIDE, 1e9),
)
def test_a_box_reaching_outside_is_refused_by_name(field_size, start, size):
    field, size_field, limit = field_size
    raw = GOOD | {field: start, size_field: size}
    if start >= 0 and start + size <= limit:
        assert read([raw])
    elif start < 0 or start + size > limit + EDGE_TOLERANCE:
        assert complaint([raw]) == ("outside", f"boxes.0.{field}")


@given(field=st.sampled_from(["width", "height"]), size=st.floats(-1e9, MIN_SIDE, exclude_max=True))
def test_a_box_of_less_than_a_pixel_is_refused_by_name(field, size):
    assert complaint([GOOD | {field: size}]) == ("too_small", f"boxes.0.{field}")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"x": -50}, ("outside", "boxes.0.x")),
        ({"width": -3}, ("too_small", "boxes.0.width")),
        ({"height": 1e9}, ("outside", "boxes.0.y")),
        ({"label": 99}, ("unknown_label", "boxes.0.label")),
    ],
)
def test_what_the_best_known_tool_lets_through_is_refused(change, told):
    assert complaint([GOOD | change]) == told


@given(
    label=st.one_of(st.integers().filter(lambda n: n not in LABELS), st.text(), st.none(), st.booleans(), st.just(3.0))
)
def test_a_foreign_label_is_refused_by_name(label):
    assert complaint([GOOD, GOOD | {"label": label}]) == ("unknown_label", "boxes.1.label")


def test_an_unhashable_label_is_refused_like_any_other():
    assert complaint([GOOD | {"label": [3]}]) == ("unknown_label", "boxes.0.label")


@given(limit=st.integers(1, 20), more=st.integers(1, 5))
def test_more_boxes_than_the_project_allows_are_refused(limit, more):
    assert len(read([GOOD] * limit, limit=limit)) == limit
    assert complaint([GOOD] * (limit + more), limit=limit) == ("too_many", "boxes")


def test_ten_thousand_and_one_boxes_are_refused_whatever_the_project_allows():
    assert complaint([GOOD] * (MAX_BOXES + 1), limit=10**9) == ("too_many", "boxes")


def test_the_first_box_that_is_wrong_is_named():
    assert complaint([GOOD, GOOD | {"x": -1}, GOOD | {"label": 0}])[1] == "boxes.1.x"


@given(least=st.integers(1, 300), width=st.floats(MIN_SIDE, WIDTH), height=st.floats(MIN_SIDE, HEIGHT))
def test_no_side_is_under_what_the_project_asks_for(least, width, height):
    raw = [GOOD | {"x": 0, "y": 0, "width": width, "height": height}]
    asked = least_side(least, width=WIDTH, height=HEIGHT)
    short = [name for name, side in (("width", width), ("height", height)) if side < asked - EDGE_TOLERANCE]
    if short:
        assert complaint(raw, min_side=least) == ("too_small", f"boxes.0.{short[0]}")
    else:
        assert read(raw, min_side=least)


def test_an_image_narrower_than_the_rule_can_still_be_boxed_as_a_whole():
    assert read([{"label": 3, "x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}], min_side=1000)
    assert least_side(0, width=WIDTH, height=HEIGHT) == MIN_SIDE


@given(st.lists(st.sampled_from([None, 4, 5, 6]), max_size=20))
def test_a_proposal_makes_one_box_at_most_and_is_kept_with_it(ids):
    raw = [GOOD if proposal is None else GOOD | {"proposal": proposal} for proposal in ids]
    named = [proposal for proposal in ids if proposal is not None]
    if len(set(named)) == len(named):
        assert [box.as_json() for box in read(raw, proposals={4, 5, 6})] == raw
    else:
        assert complaint(raw, proposals={4, 5, 6})[0] == "proposal_twice"


@pytest.mark.parametrize("proposal", [9, "4", True, 4.0, [4], {}])
def test_a_proposal_of_another_image_is_refused_by_name(proposal):
    assert complaint([GOOD, GOOD | {"proposal": proposal}], proposals={1, 4}) == (
        "unknown_proposal",
        "boxes.1.proposal",
    )


def test_rejected_proposals_are_read_once_each():
    assert read_rejected([5, 4, 5], proposals={4, 5}) == [5, 4]
    assert read_rejected(None, proposals={4}) == []


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("4", ("not_a_list", "rejected")),
        ([4, 9], ("unknown_proposal", "rejected.1")),
        ([True], ("unknown_proposal", "rejected.0")),
        ([[4]], ("unknown_proposal", "rejected.0")),
        ([4, 5], ("proposal_twice", "rejected.1")),
    ],
)
def test_what_cannot_have_been_rejected_is_refused_by_name(raw, told):
    with pytest.raises(BadBoxes) as bad:
        read_rejected(raw, proposals={1, 4, 5}, accepted={5})
    assert (bad.value.code, bad.value.path) == told
