"""A phone of 360 × 640: one finger draws, two move and zoom, and a pen is a pen."""

import re

import pytest
from playwright.sync_api import expect

from labeling.models import Draft, Submission
from tests.browser.drawing import boxes_saved, near, on_screen, open_piece


@pytest.fixture
def piece(cast, transactional_db):
    (assignment,) = cast.claim()
    return assignment


@pytest.fixture
def phone(street, cast, piece):
    page = street(cast.ana, has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 360, "height": 640})
    return open_piece(page, piece)


class Fingers:
    """Fingers on the glass, by the browser's own protocol."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def _send(self, kind, *points):
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def down(self, *points):
        self._send("touchStart", *points)

    def move(self, *points):
        self._send("touchMove", *points)

    def up(self, *left):
        self._send("touchEnd", *left)

    def cancel(self):
        self._send("touchCancel")

    def drag(self, start, end):
        self.down(start)
        self.move(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
        self.move(end)
        self.up()


class Pen:
    """A pen on the glass, by the browser's own protocol."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def _send(self, kind, place, buttons):
        pen = {"pointerType": "pen", "button": "left", "clickCount": 1, "buttons": buttons}
        self.session.send("Input.dispatchMouseEvent", {"type": kind, "x": place[0], "y": place[1], **pen})

    def down(self, place):
        self._send("mousePressed", place, 1)

    def move(self, place):
        self._send("mouseMoved", place, 1)

    def up(self, place):
        self._send("mouseReleased", place, 0)


def drag(page, start, end):
    """A finger goes from pixel to pixel of the picture."""
    Fingers(page).drag(on_screen(page, *start), on_screen(page, *end))


def use(page, tool):
    button = page.locator(f'[data-action="{tool}"]')
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_a_box_is_drawn_edited_classed_undone_and_handed_in_without_horizontal_scrolling(cast, phone, piece):
    drag(phone, (20, 20), (80, 60))
    expect(phone.locator("[data-box-id]")).to_have_count(1)
    ear = phone.locator("[data-palette] [data-label-id]").nth(1)
    ear.tap()
    expect(ear).to_have_attribute("aria-pressed", "true")
    drag(phone, (100, 20), (150, 60))
    drag(phone, (100, 70), (150, 110))
    expect(phone.locator("[data-box-id]")).to_have_count(3)
    phone.locator('[data-action="undo"]').tap()
    expect(phone.locator("[data-box-id]")).to_have_count(2)
    use(phone, "select-tool")
    phone.touchscreen.tap(*on_screen(phone, 50, 40))
    drag(phone, (50, 40), (60, 70))
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    phone.locator('[data-action="submit"]').tap()
    expect(phone).to_have_url(re.compile(r"/work/projects/\d+/$"))
    cat, ear = Submission.objects.get(assignment=piece).boxes.order_by("position")
    assert (cat.label.name, ear.label.name) == ("cat", "ear")
    assert abs(cat.x - 30) < 2
    assert abs(cat.y - 50) < 2


def test_every_button_and_field_of_the_bench_is_a_target_of_44_pixels(phone):
    drag(phone, (20, 20), (80, 60))
    phone.locator("[data-box-id] [data-part=choose]").tap()
    expect(phone.locator("[data-place]")).to_be_visible()
    sizes = phone.locator(".toolbar .tool, .palette__label, [data-action=submit], .place input").evaluate_all(
        "all => all.map(one => [one.textContent.trim(), one.offsetWidth, one.offsetHeight])"
    )
    assert sizes
    assert [size for size in sizes if min(size[1:]) < 44] == []


def test_a_tap_right_after_a_quick_stroke_counts(phone):
    undo = phone.locator('[data-action="undo"]')
    for _turn in range(10):
        drag(phone, (20, 20), (80, 60))
        undo.tap()
        expect(phone.locator("[data-box-id]")).to_have_count(0)


def test_the_boxes_of_one_label_are_hidden_by_touch(phone):
    drag(phone, (20, 20), (80, 60))
    row = phone.locator(".palette__row").first
    row.locator("[data-label-id]").tap()
    eye = row.locator("[data-part=eye]")
    place = eye.bounding_box()
    assert min(place["width"], place["height"]) >= 44
    eye.tap()
    expect(eye).to_have_attribute("aria-pressed", "true")
    expect(phone.locator("[data-box-id].is-hidden")).to_have_count(1)


def test_fifty_pinches_leave_no_stray_box(phone, piece):
    fingers = Fingers(phone)
    x, y = on_screen(phone, 100, 60)
    for turn in range(50):
        spread = 20 + turn % 7 * 10
        fingers.down((x - 10, y))
        if turn % 2:
            fingers.move((x - 18, y + 6))
        fingers.down((x - 10, y), (x + 10, y))
        fingers.move((x - spread, y), (x + spread, y + turn % 5))
        fingers.up((x - spread, y))
        if turn % 3:
            fingers.move((x - 40, y + 30))
        fingers.up()
    phone.wait_for_timeout(1_000)
    expect(phone.locator("[data-box-id]")).to_have_count(0)
    assert not Draft.objects.filter(pk=piece.pk).exists()
    fit = phone.locator("[data-zoom]")
    phone.locator('[data-action="fit"]').tap()
    expect(fit).not_to_have_text("3200 %")
    phone.wait_for_timeout(500)
    drag(phone, (20, 20), (80, 60))
    expect(phone.locator("[data-box-id]")).to_have_count(1)


def test_a_touch_that_the_system_takes_away_leaves_nothing_behind(phone, piece):
    fingers = Fingers(phone)
    fingers.down(on_screen(phone, 20, 20))
    fingers.move(on_screen(phone, 80, 60))
    expect(phone.locator("[data-magnifier]")).to_be_visible()
    fingers.cancel()
    expect(phone.locator("[data-magnifier]")).to_be_hidden()
    drag(phone, (100, 20), (150, 60))
    (box,) = boxes_saved(phone, piece)
    assert near(box, (100, 20, 50, 40))


def test_a_magnifier_stands_beside_the_finger_while_it_draws(phone):
    fingers = Fingers(phone)
    glass = phone.locator("[data-magnifier]")
    expect(glass).to_be_hidden()
    start, end = on_screen(phone, 20, 20), on_screen(phone, 190, 110)
    fingers.down(start)
    for finger in (((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), end):
        fingers.move(finger)
        expect(glass).to_be_visible()
        phone.wait_for_timeout(100)
        place, stage = glass.bounding_box(), phone.locator("[data-canvas]").bounding_box()
        covers = place["x"] < finger[0] < place["x"] + place["width"] and place["y"] < finger[1] < place["y"] + 120
        assert not covers
        assert stage["x"] <= place["x"] + 1
        assert place["x"] + place["width"] <= stage["x"] + stage["width"] + 1
        assert stage["y"] <= place["y"] + 1
    drawn = glass.evaluate(
        "one => one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some((value) => value > 0)"
    )
    assert drawn
    fingers.up()
    expect(glass).to_be_hidden()
    expect(phone.locator("[data-box-id]")).to_have_count(1)


def test_a_handle_is_taken_from_20_pixels_beside_it(phone, piece):
    drag(phone, (60, 40), (120, 80))
    phone.locator("[data-box-id] [data-part=choose]").tap()
    x, y = on_screen(phone, 120, 60)
    Fingers(phone).drag((x + 20, y), (x + 60, y))
    (box,) = boxes_saved(phone, piece)
    wider = on_screen(phone, 160, 60)[0] - x
    assert near(box, (60, 40, 60 + 40 / wider * 40, 40))


def test_four_taps_are_a_box(phone, piece):
    use(phone, "extreme-tool")
    for point in [(60, 20), (30, 50), (55, 90), (100, 45)]:
        phone.touchscreen.tap(*on_screen(phone, *point))
    (box,) = boxes_saved(phone, piece)
    assert near(box, (30, 20, 70, 70))


def test_between_the_points_of_a_box_two_fingers_zoom(phone, piece):
    use(phone, "extreme-tool")
    for point in [(60, 20), (30, 50)]:
        phone.touchscreen.tap(*on_screen(phone, *point))
    fingers = Fingers(phone)
    x, y = on_screen(phone, 60, 60)
    fingers.down((x - 20, y))
    fingers.down((x - 20, y), (x + 20, y))
    fingers.move((x - 50, y), (x + 50, y))
    fingers.up((x - 50, y))
    fingers.up()
    expect(phone.locator("[data-canvas]")).to_have_attribute("data-settled", "true")
    phone.wait_for_timeout(500)
    for point in [(55, 90), (100, 45)]:
        phone.touchscreen.tap(*on_screen(phone, *point))
    (box,) = boxes_saved(phone, piece)
    assert near(box, (30, 20, 70, 70))


def test_a_pen_draws_like_a_finger(street, cast, piece):
    page = open_piece(street(cast.ana), piece)
    pen, end = Pen(page), on_screen(page, 80, 60)
    pen.down(on_screen(page, 20, 20))
    pen.move(end)
    pen.up(end)
    (box,) = boxes_saved(page, piece)
    assert near(box, (20, 20, 60, 40))


def test_a_palm_that_comes_down_while_the_pen_draws_takes_nothing_away(phone, piece):
    pen, palm, end = Pen(phone), Fingers(phone), on_screen(phone, 80, 60)
    x, y = on_screen(phone, 120, 90)
    pen.down(on_screen(phone, 20, 20))
    pen.move(on_screen(phone, 50, 40))
    palm.down((x, y))
    palm.down((x, y), (x + 25, y + 8))
    pen.move(on_screen(phone, 70, 50))
    palm.move((x + 3, y + 2), (x + 22, y + 9))
    pen.move(end)
    pen.up(end)
    palm.move((x + 6, y + 2), (x + 20, y + 9))
    palm.up()
    (box,) = boxes_saved(phone, piece)
    assert near(box, (20, 20, 60, 40))


def test_a_palm_that_lies_there_before_the_pen_comes_draws_nothing(phone, piece):
    pen, palm, end = Pen(phone), Fingers(phone), on_screen(phone, 80, 60)
    x, y = on_screen(phone, 120, 90)
    palm.down((x, y))
    palm.move((x + 8, y + 8))
    pen.down(on_screen(phone, 20, 20))
    palm.move((x + 12, y + 12))
    pen.move(end)
    pen.up(end)
    palm.move((x + 16, y + 12))
    palm.up()
    (box,) = boxes_saved(phone, piece)
    assert near(box, (20, 20, 60, 40))
