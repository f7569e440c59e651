"""Proposed boxes as other tools write them: both shapes, and every mistake by its place."""

import contextlib
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeling.formats.proposals import (
    CUT_WITHIN,
    MOST_BYTES,
    MOST_MISTAKES,
    BadProposals,
    Picture,
    check_proposals,
    decode,
    read_proposals,
)

A, B = Picture(1, 200, 120), Picture(2, 64, 64)
PICTURES = {"a.jpg": [A], "b.jpg": [B], "twice.jpg": [A, B]}
LABELS = {"cat": 7, "ear": 8}
BOX = {"label": "cat", "x": 10, "y": 20.5, "width": 30, "height": 40, "score": 0.9}


def plain(*boxes, name="a.jpg", **rest) -> dict:
    return {"source": "yolo-v9", "images": [{"name": name, "boxes": list(boxes)}], **rest}


def coco(**changes) -> dict:
    return {
        "info": {"description": "Val 2017"},
        "images": [{"id": 5, "file_name": "val/a.jpg", "width": 200, "height": 120}, {"id": 6, "file_name": "b.jpg"}],
        "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "ear"}],
        "annotations": [
            {"id": 9, "image_id": 5, "category_id": 2, "bbox": [10, 20, 30, 40]},
            {"image_id": 6, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.25},
        ],
    } | changes


def check(raw, min_side=1):
    return check_proposals(read_proposals(raw), pictures=PICTURES, labels=LABELS, min_side=min_side)


def mistakes(raw, **rest) -> list[tuple[str, str]]:
    with pytest.raises(BadProposals) as bad:
        check(raw, **rest)
    return [(mistake.code, mistake.path) for mistake in bad.value.mistakes]


def test_the_plain_shape_is_read_as_it_stands():
    (box,) = check(plain(BOX))
    assert (box.image, box.label, box.score) == (1, 7, 0.9)
    assert (box.x, box.y, box.width, box.height) == (10, 20.5, 30, 40)
    assert read_proposals(plain(BOX)).source == "yolo-v9"


def test_a_coco_data_set_is_read_by_its_names_and_a_folder_before_a_name_is_left_out():
    first, second = check(coco())
    assert (first.image, first.label, first.score, first.x, first.height) == (1, 8, None, 10, 40)
    assert (second.image, second.label, second.score, second.width) == (2, 7, 0.25, 3)
    assert read_proposals(coco()).source == "Val 2017"


def test_the_results_of_a_detector_are_read_beside_their_images_and_categories():
    results = coco()["annotations"]
    raw = {name: value for name, value in coco().items() if name != "annotations"} | {"results": results}
    assert check(raw) == check(coco())


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (None, "no_proposals"),
        ({}, "no_proposals"),
        ({"images": {}}, "no_proposals"),
        ([{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 1}], "a_bare_list"),
        ({"images": [{"name": "a.jpg"}]}, "not_an_image"),
        ({"images": [{"name": 3, "boxes": []}]}, "not_an_image"),
        ({"images": ["a.jpg"]}, "not_an_image"),
        (coco(images=None), "no_images"),
        (coco(categories=None), "no_categories"),
        (coco(images=[{"id": 5}]), "not_an_image"),
        (coco(images=[{"id": [], "file_name": "a.jpg"}]), "not_an_image"),
        (coco(categories=[{"id": 5}]), "not_a_category"),
        (coco(annotations=[{"image_id": 99, "category_id": 1, "bbox": [1, 2, 3, 4]}]), "unknown_image_id"),
        (coco(annotations=["box"]), "unknown_image_id"),
    ],
)
def test_what_has_neither_shape_is_refused_as_a_whole(raw, told):
    assert mistakes(raw) == [(told, "file")]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (plain("box"), ("not_a_box", "a.jpg.1")),
        (plain(BOX, name="none.jpg"), ("unknown_image", "none.jpg")),
        (plain(BOX, name="twice.jpg"), ("ambiguous_image", "twice.jpg")),
        (plain(BOX, BOX | {"label": "dog"}), ("unknown_label", "a.jpg.2.label")),
        (plain(BOX | {"label": ["cat"]}), ("unknown_label", "a.jpg.1.label")),
        (plain(BOX | {"score": 90}), ("bad_score", "a.jpg.1.score")),
        (plain(BOX | {"score": "high"}), ("bad_score", "a.jpg.1.score")),
        (plain(BOX | {"x": "10"}), ("not_a_number", "a.jpg.1.x")),
        (plain(BOX | {"height": math.nan}), ("not_a_number", "a.jpg.1.height")),
        (plain(BOX | {"width": 10**400}), ("not_a_number", "a.jpg.1.width")),
        (plain({"label": "cat"}), ("not_a_number", "a.jpg.1.x")),
        (plain(BOX | {"x": -1}), ("outside", "a.jpg.1.x")),
        (plain(BOX | {"height": 100.5}), ("outside", "a.jpg.1.y")),
        (plain(BOX | {"width": -3}), ("too_small", "a.jpg.1.width")),
        (coco(annotations=[{"image_id": 5, "category_id": 1, "bbox": [1, 2, 3]}]), ("not_a_box", "val/a.jpg.1.bbox")),
        (
            coco(annotations=[{"image_id": 5, "category_id": 9, "bbox": [1, 2, 3, 4]}]),
            ("unknown_label", "val/a.jpg.1.label"),
        ),
        (
            coco(images=[{"id": n, "file_name": "a.jpg", "width": 120, "height": 200} for n in (5, 6)]),
            ("other_size", "a.jpg"),
        ),
    ],
)
def test_a_mistake_is_named_by_image_box_and_field(raw, told):
    assert mistakes(raw)[0] == told


def test_a_box_under_the_projects_smallest_side_is_a_mistake():
    assert check(plain(BOX), min_side=30)
    assert mistakes(plain(BOX), min_side=31) == [("too_small", "a.jpg.1.width")]


def test_all_mistakes_are_listed_up_to_a_number_that_somebody_reads():
    assert mistakes(plain(BOX | {"x": -9}, BOX, BOX | {"label": "dog", "score": 2}, BOX | {"y": -9})) == [
        ("outside", "a.jpg.1.x"),
        ("unknown_label", "a.jpg.3.label"),
        ("bad_score", "a.jpg.3.score"),
        ("outside", "a.jpg.4.y"),
    ]
    assert len(mistakes(plain(*[BOX | {"x": -9}] * 300))) == MOST_MISTAKES


@given(x=st.floats(-3, 203), width=st.floats(1, 206))
def test_what_is_taken_lies_in_the_image_and_is_moved_by_less_than_a_pixel(x, width):
    try:
        (box,) = check(plain(BOX | {"x": x, "width": width}))
    except BadProposals as bad:
        (mistake,) = bad.mistakes
        assert mistake.code in {"outside", "too_small"}
        return
    assert box.x >= 0
    assert box.x + box.width <= A.width + 1e-9
    assert abs(box.x - x) < CUT_WITHIN
    assert abs((box.x + box.width) - (x + width)) < CUT_WITHIN


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=5), st.integers()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["images", "boxes", "name", "annotations", "categories", "bbox", "id", "file_name"]),
                inner,
                max_size=4,
            ),
        ),
    )
)
def test_whatever_comes_is_read_or_refused_and_nothing_else(raw):
    with contextlib.suppress(BadProposals):
        check(raw)


def test_a_file_is_json_of_a_size_that_a_server_can_hold():
    assert check(decode(json.dumps(plain(BOX)).encode()))
    for data in (b"", b"\xff\xfe\x00", b"{", b"[" * 100_000):
        with pytest.raises(BadProposals, match="no_json"):
            decode(data)
    with pytest.raises(BadProposals, match="too_large"):
        decode(b" " * (MOST_BYTES + 1))
