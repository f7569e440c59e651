"""A box is missing here: pinned by mouse, keyboard or finger, and shown to the worker where it is missing."""

from playwright.sync_api import expect

from tests.browser.drawing import click_at, on_screen, open_piece
from tests.browser.reviewing import decide, entry, is_over, open_desk, pins, verdict_on
from tests.browser.test_drawing_by_touch import Fingers


def places(submission) -> list[tuple]:
    rows = verdict_on(submission).missing.values_list("x", "y", "label__name", "reason")
    return [(round(x), round(y), label, reason) for x, y, label, reason in rows]


def test_by_mouse_a_click_sets_a_pin_and_a_drag_moves_it(cast, street):
    submission = cast.submitted()
    page = open_desk(street(cast.rita), submission)
    page.locator("[data-action=missing-tool]").click()
    click_at(page, 150, 80)
    expect(pins(page)).to_have_count(1)
    page.mouse.move(*on_screen(page, 150, 80))
    page.mouse.down()
    page.mouse.move(*on_screen(page, 160, 85))
    page.mouse.move(*on_screen(page, 170, 90))
    page.mouse.up()
    click_at(page, 100, 100)
    expect(pins(page)).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(pins(page)).to_have_count(1)
    page.keyboard.press("Control+Shift+z")
    expect(pins(page)).to_have_count(2)
    pins(page).nth(1).get_by_role("button", name="Remove this pin").click()
    expect(pins(page)).to_have_count(1)
    expect(page.locator("[data-missing]")).to_have_count(1)
    decide(page, "Shift+R")  # a pin is reason enough
    is_over(page)
    assert verdict_on(submission).decision == "returned"
    assert places(submission) == [(170, 90, None, "")]


def test_by_keyboard_a_pin_is_set_moved_named_and_told(cast, street):
    submission = cast.submitted()
    page = open_desk(street(cast.rita), submission)
    page.keyboard.press("Shift+M")
    expect(page.locator("[data-announcer]")).to_contain_text("Pin set")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    page.keyboard.press("c")
    page.keyboard.press("2")
    page.keyboard.press("x")
    page.locator("[data-dialog=reason] input").fill("the left ear")
    page.keyboard.press("Enter")
    expect(pins(page)).to_have_text(["1 ear: the left ear"])
    page.keyboard.press("Shift+M")
    page.keyboard.press("Delete")
    expect(pins(page)).to_have_count(1)
    decide(page, "Shift+R")
    is_over(page)
    assert places(submission) == [(102, 69, "ear", "the left ear")]


def test_a_finger_that_rests_sets_a_pin_and_a_drag_sets_none(cast, street):
    submission = cast.submitted()
    page = street(cast.rita, has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 360, "height": 640})
    open_desk(page, submission)
    fingers = Fingers(page)
    fingers.down(on_screen(page, 100, 60))
    fingers.move(on_screen(page, 140, 80))
    page.wait_for_timeout(800)
    fingers.up()
    expect(pins(page)).to_have_count(0)
    fingers.down(on_screen(page, 120, 90))
    expect(pins(page)).to_have_count(1)
    fingers.up()
    expect(pins(page)).to_have_count(1)
    pins(page).get_by_role("button", name="Say more about this pin").tap()
    expect(page.locator("[data-dialog=reason] li")).to_have_count(0)
    page.locator("[data-dialog=reason] input").fill("a whole cat")
    page.get_by_role("button", name="Use this reason").tap()
    expect(pins(page)).to_have_text(["1 a whole cat"])
    page.locator("[data-action=return]").tap()
    is_over(page)
    assert places(submission) == [(120, 90, None, "a whole cat")]


def test_the_worker_sees_the_pins_on_the_picture_and_in_words(cast, street):
    submission = cast.submitted()
    ear = cast.cats.labels.last()
    missing = [{"x": 150, "y": 80, "label": ear.pk, "reason": "the left ear"}, {"x": 20, "y": 100}]
    cast.decided(submission, "returned", missing=missing)
    page = open_piece(street(cast.ana), submission.assignment)
    expect(page.locator("[data-missing]")).to_have_text(["1", "2"])
    section = page.get_by_role("list", name="A box is missing here")
    expect(section.get_by_role("button")).to_have_text(["1 ear: the left ear", "2 at 20, 100"])
    section.get_by_role("button").first.click()
    expect(page.locator("[data-missing].is-selected")).to_have_text("1")
    expect(section.get_by_role("button", name="Remove this pin")).to_have_count(0)
    page.keyboard.press("Delete")
    expect(pins(page)).to_have_count(2)
    page.goto(f"/work/{submission.assignment_id}/")
    expect(pins(page)).to_have_text(["1 ear: the left ear", "2 at 20, 100"])
    assert page.complaints == []


def test_pins_do_not_follow_to_the_next_picture(cast, street):
    first, second = cast.submitted(), cast.submitted(cats=2)
    page = open_desk(street(cast.rita), first)
    page.keyboard.press("Shift+M")
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    decide(page, "Enter")
    expect(page.locator("[data-workbench]")).to_have_attribute("data-piece", str(second.pk))
    expect(pins(page)).to_have_count(0)
    expect(entry(page, 1)).to_have_attribute("data-verdict", "approved")
    page.keyboard.press("Control+z")
    expect(pins(page)).to_have_count(0)
