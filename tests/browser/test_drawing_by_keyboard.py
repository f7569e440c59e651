"""A whole picture without a pointer, told to a screen reader; and the ways around every drag."""

import re

import pytest
from playwright.sync_api import expect

from labeling.models import Submission
from tests.browser.drawing import boxes_saved, click_at, draw_box, near, on_screen, open_piece


@pytest.fixture
def piece(cast, transactional_db):
    (assignment,) = cast.claim()
    return assignment


def hears(page, text):
    expect(page.locator("[data-announcer]")).to_have_text(text)


def test_a_box_is_drawn_moved_shaped_and_handed_in_by_keys_alone_and_all_of_it_is_spoken(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    expect(page.locator("[data-canvas]")).to_be_focused()
    page.keyboard.press("2")
    hears(page, "The next box is ear")
    page.keyboard.press("Shift+Enter")
    hears(page, re.compile(r"Box 1, ear, 50 by \d+ at 75, \d+: added"))
    expect(page.locator("[data-word]")).to_have_text("Arrows move it, Alt and arrows pull its edges")
    for key in ["Shift+ArrowLeft", "ArrowLeft", "Alt+ArrowRight", "Alt+Shift+ArrowLeft"]:
        page.keyboard.press(key)
    hears(page, re.compile(r"Box 1: 50 by \d+ at 65, \d+"))
    page.keyboard.press("1")
    hears(page, "Box 1 is now cat")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    (box,) = Submission.objects.get(assignment=piece).boxes.all()
    assert (box.x, box.width, box.label.name) == (65, 50, "cat")


def test_each_edge_moves_by_keyboard_alone(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    page.keyboard.press("Shift+Enter")
    (start,) = boxes_saved(page, piece)
    for side, (dx, dy, dw, dh) in {
        "Left": (-1, 0, 1, 0),
        "Right": (0, 0, 1, 0),
        "Up": (0, -1, 0, 1),
        "Down": (0, 0, 0, 1),
    }.items():
        page.keyboard.press(f"Alt+Arrow{side}")
        page.wait_for_timeout(1_100)
        (box,) = boxes_saved(page, piece)
        moved = tuple(box[name] - start[name] for name in ("x", "y", "width", "height"))
        assert moved == (dx, dy, dw, dh), side
        page.keyboard.press(f"Alt+Shift+Arrow{side}")


def test_tab_walks_through_the_boxes_speaks_each_and_escape_then_tab_leaves(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    for x in (10, 100):
        draw_box(page, x, 20, 40, 30)
    hears(page, re.compile(r"2 boxes added|Box 2, .* added"))  # in one breath, or in two
    page.mouse.move(5, 5)
    page.keyboard.press("Tab")
    hears(page, re.compile("Box 1 of 2, cat, .*"))
    page.keyboard.press("Tab")
    hears(page, re.compile("Box 2 of 2, cat, .*"))
    page.keyboard.press("Delete")
    hears(page, "Box removed, 1 left")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("[data-canvas]")).not_to_be_focused()


def test_without_a_drag_a_box_is_drawn_moved_and_shaped_and_the_picture_moved(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    click_at(page, 20, 20)
    click_at(page, 60, 60)
    page.locator("[data-box-id] [data-part=choose]").click()
    place = page.locator("[data-place]")
    for name, number in {"Left": "100", "Top": "50", "Width": "30.5", "Height": "500"}.items():
        place.get_by_label(name).fill(number)
        place.get_by_label(name).press("Enter")
    page.wait_for_timeout(1_200)
    (box,) = boxes_saved(page, piece)
    assert near(box, (100, 50, 30.5, 70), within=0)
    page.locator('[data-action="pan-tool"]').click()
    before = on_screen(page, 10, 10)
    page.mouse.click(*before)
    page.wait_for_timeout(400)
    stage = page.locator("[data-canvas]").bounding_box()
    x, y = on_screen(page, 10, 10)
    assert abs(x - stage["x"] - stage["width"] / 2) < 2
    assert abs(y - stage["y"] - stage["height"] / 2) < 2


def test_what_is_locked_hidden_or_put_in_another_order_is_spoken(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    for x in (10, 100):
        draw_box(page, x, 20, 40, 30)
    hears(page, re.compile(r"2 boxes added|Box 2, .* added"))  # in one breath, or in two
    page.mouse.move(5, 5)
    page.keyboard.press("Tab")
    hears(page, re.compile("Box 1 of 2, cat, .*"))
    for key, words in {
        "/": "Box 1 of 2, cat: locked",
        "]": "Now box 2 of 2, cat",
        ";": "Box 2 of 2, cat: hidden",
        "'": "Nothing is hidden any more",
    }.items():
        page.keyboard.press(key)
        hears(page, words)


def test_on_a_piece_that_was_handed_in_tab_speaks_each_box(cast, street, piece):
    submission = cast.submitted(cats=2)
    page = street(cast.ana)
    page.goto(f"/work/{submission.assignment_id}/")
    expect(page.locator("[data-canvas]")).to_have_attribute("data-ready", "true")
    page.locator("[data-canvas]").focus()
    page.keyboard.press("Tab")
    hears(page, re.compile("Box 1 of 2, cat, .*"))


def test_with_reduced_motion_nothing_moves_by_itself(cast, street, piece):
    page = street(cast.ana, reduced_motion="reduce")
    open_piece(page, piece)
    moving = """() => [...document.querySelectorAll("*")].filter((one) => {
        const { transitionDuration, animationDuration } = getComputedStyle(one);
        return `${transitionDuration}, ${animationDuration}`.split(", ").some((time) => parseFloat(time) > 0);
    }).length"""
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0


def test_classes_are_told_apart_by_shape_besides_color(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    draw_box(page, 10, 10, 30, 20)
    page.keyboard.press("2")
    draw_box(page, 60, 10, 30, 20)
    expect(page.locator("[data-box-id]")).to_have_count(2)
    for place in ("[data-palette]", "[data-box-list]"):
        shapes = page.locator(f"{place} [data-shape]").evaluate_all("all => all.map(one => one.dataset.shape)")
        assert shapes == ["circle", "square"]
