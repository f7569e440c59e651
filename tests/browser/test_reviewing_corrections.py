"""Fix and accept: the reviewer's box beside the worker's, who is paid for what was drawn and sees the difference."""

import pytest
from playwright.sync_api import expect

from payouts import actions as payouts
from payouts.models import Line
from projects.money import MICRO
from tests.browser.drawing import near, on_screen
from tests.browser.reviewing import decide, entry, is_over, open_desk, pins, told, verdict_on
from tests.browser.test_drawing_by_touch import Fingers


@pytest.fixture
def submission(cast, transactional_db):
    return cast.submitted(cats=1, ears=1)


def correction_of(submission, position=0) -> dict:
    made = verdict_on(submission).boxes.get(box__position=position).correction
    return {"label": made.label.name, "x": made.x, "y": made.y, "width": made.width, "height": made.height}


def is_corrected(page, number=1):
    expect(entry(page, number)).to_contain_text("Corrected")
    expect(page.locator(".guide-ghost")).to_have_count(1)


def test_by_keyboard_a_box_is_moved_shaped_and_given_another_label(cast, street, submission):
    page = open_desk(street(cast.rita), submission)
    page.keyboard.press("Tab")
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("[data-word]")).to_have_text("Press E to correct the selected box")
    page.keyboard.press("e")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown", "Alt+ArrowRight", "Alt+Shift+ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("c")
    page.keyboard.press("2")
    is_corrected(page)
    expect(entry(page, 1)).to_contain_text("1 px wider, 1 px shorter, cat → ear")
    expect(page.locator("[data-worth]")).to_have_text("₩55")  # paid as it was drawn
    decide(page, "Enter")
    is_over(page)
    assert told(verdict_on(submission)) == [(True, ""), (True, "")]
    made = correction_of(submission)
    assert made["label"] == "ear"
    assert near(made, (12, 20, 41, 29), within=0.01)
    box = submission.boxes.first()
    assert (box.label.name, box.x, box.width) == ("cat", 10, 40)
    payouts.accrue()
    assert sorted(line.amount_micro // MICRO for line in Line.objects.filter(worker=cast.ana)) == [15, 40]


def test_by_mouse_the_selected_box_is_pulled_and_no_other_one(cast, street, submission):
    page = open_desk(street(cast.rita), submission)
    entry(page, 2).locator("[data-action=choose-box]").click()
    page.locator("[data-action=correct]").click()
    expect(page.locator("[data-action=correct]")).to_have_attribute("aria-pressed", "true")
    drag(page, (100, 40), (110, 46))  # the lower right corner of the ear
    is_corrected(page, 2)
    drag(page, (15, 35), (15, 55))  # the cat is not the selected box
    expect(entry(page, 1)).not_to_contain_text("Corrected")
    page.keyboard.press("Control+z")
    expect(page.locator(".guide-ghost")).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    is_corrected(page, 2)
    decide(page, "Enter")
    is_over(page)
    assert near(correction_of(submission, 1), (60, 10, 50, 36), within=0.7)


def drag(page, start, end):
    page.mouse.move(*on_screen(page, *start))
    page.mouse.down()
    page.mouse.move(*on_screen(page, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    page.mouse.move(*on_screen(page, *end))
    page.mouse.up()


def test_by_touch_a_box_is_pulled(cast, street, submission):
    page = street(cast.rita, has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 360, "height": 640})
    open_desk(page, submission)
    entry(page, 2).locator("[data-action=choose-box]").tap()
    page.locator("[data-action=correct]").tap()
    fingers = Fingers(page)
    fingers.down(on_screen(page, 80, 25))
    fingers.move(on_screen(page, 90, 35))
    fingers.move(on_screen(page, 95, 45))
    fingers.up()
    is_corrected(page, 2)
    page.locator("[data-action=approve]").tap()
    is_over(page)
    assert near(correction_of(submission, 1), (75, 30, 40, 30), within=0.7)


def test_what_is_put_back_is_no_correction_and_a_refused_box_has_none(cast, street, submission):
    page = open_desk(street(cast.rita), submission)
    page.keyboard.press("Tab")
    page.keyboard.press("e")
    page.keyboard.press("ArrowRight")
    is_corrected(page)
    page.keyboard.press("ArrowLeft")
    expect(entry(page, 1)).not_to_contain_text("Corrected")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Delete")
    expect(entry(page, 1)).not_to_contain_text("Corrected")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    is_corrected(page, 2)
    page.keyboard.press("1")
    expect(entry(page, 2)).not_to_contain_text("Corrected")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-word]")).to_have_text("A refused box is not corrected: approve it first")
    decide(page, "Enter")
    is_over(page)
    assert told(verdict_on(submission)) == [(True, ""), (False, "The box is too loose")]
    assert not verdict_on(submission).boxes.filter(correction__isnull=False).exists()


def test_the_worker_sees_both_boxes_and_the_difference_in_words(cast, street, submission):
    ear = cast.cats.labels.last()
    made = {"label": ear.pk, "x": 22, "y": 10, "width": 40, "height": 30}
    first = {"id": submission.boxes.first().pk, "approved": True, "correction": made}
    cast.decided(submission, boxes=[first])
    page = street(cast.ana)
    page.goto(f"/work/{submission.assignment_id}/")
    expect(page.locator("[data-canvas]")).to_have_attribute("data-ready", "true")
    expect(entry(page, 1)).to_contain_text("Corrected: moved by 12 px, cat → ear")
    expect(entry(page, 1)).to_contain_text("₩40")
    expect(page.locator(".guide-ghost")).to_have_count(1)
    before = page.locator(".guide-ghost").bounding_box()
    page.get_by_role("button", name="Show as corrected").click()
    expect(page.get_by_role("button", name="Show as corrected")).to_have_attribute("aria-pressed", "true")
    expect(entry(page, 1).locator("[data-part=label]")).to_have_text("ear")
    expect(entry(page, 1)).to_contain_text("Corrected: moved by 12 px, cat → ear")
    expect(entry(page, 1)).to_contain_text("₩40")
    expect(page.locator("[data-worth]")).to_have_text("₩55")
    page.wait_for_timeout(100)
    assert page.locator(".guide-ghost").bounding_box()["x"] < before["x"]
    assert page.complaints == []


def test_without_a_drag_a_box_is_moved_and_shaped_by_numbers(cast, street, submission):
    page = open_desk(street(cast.rita), submission)
    place = page.locator("[data-place]")
    entry(page, 2).locator("[data-action=choose-box]").click()
    expect(place).to_be_hidden()
    page.locator("[data-action=correct]").click()
    place.get_by_label("Left").fill("70")
    place.get_by_label("Height").fill("36")
    place.get_by_label("Height").press("Enter")
    is_corrected(page, 2)
    entry(page, 2).locator("[data-action=refuse-box]").click()
    page.locator("[data-dialog=reason] li").first.locator("button").click()
    expect(place).to_be_hidden()
    entry(page, 2).locator("[data-action=approve-box]").click()
    place.get_by_label("Left").fill("70")
    place.get_by_label("Left").press("Enter")
    is_corrected(page, 2)
    page.locator("[data-action=approve]").click()
    is_over(page)
    assert near(correction_of(submission, 1), (70, 10, 40, 30), within=0)


def test_a_finger_that_waits_on_a_handle_before_it_pulls_sets_no_pin(cast, street, submission):
    page = street(cast.rita, has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 360, "height": 640})
    open_desk(page, submission)
    entry(page, 2).locator("[data-action=choose-box]").tap()
    page.locator("[data-action=correct]").tap()
    fingers = Fingers(page)
    fingers.down(on_screen(page, 110, 40))
    page.wait_for_timeout(800)
    fingers.move(on_screen(page, 120, 46))
    fingers.move(on_screen(page, 130, 60))
    fingers.up()
    expect(pins(page)).to_have_count(0)
    is_corrected(page, 2)
