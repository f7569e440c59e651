"""Two tabs on one picture: one works, the other says so. And undo goes back as far as a day's mistakes."""

from playwright.sync_api import expect

from labeling.queries import draft_of
from tests.browser.drawing import draw_box, wait_for_canvas
from tests.browser.test_nothing_is_lost import corners, draw, drawn, is_saved, open_piece

DIALOG = '[data-dialog="elsewhere"]'


def test_the_second_tab_says_so_and_takes_the_boxes_along_when_the_worker_goes_on_there(cast, street):
    (assignment,) = cast.claim()
    one = street(cast.ana)
    open_piece(one, assignment)
    expect(one.locator(DIALOG)).to_be_hidden()
    draw(one, 0)

    two = one.context.new_page()
    open_piece(two, assignment)
    expect(two.locator(DIALOG)).to_be_visible()
    two.keyboard.press("Escape")
    expect(two.locator(DIALOG)).to_be_visible()
    draw(one, 1)

    two.get_by_role("button", name="Go on here").click()
    expect(one.locator(DIALOG)).to_be_visible()
    expect(two.locator(DIALOG)).to_be_hidden()
    wait_for_canvas(two)
    expect(two.locator("[data-box-id]")).to_have_count(2)
    draw(two, 2)
    is_saved(two)
    assert corners(draft_of(assignment).boxes) == drawn(0, 1, 2)

    one.get_by_role("button", name="Go on here").click()
    wait_for_canvas(one)
    expect(one.locator("[data-box-id]")).to_have_count(3)
    expect(two.locator(DIALOG)).to_be_visible()


def test_when_the_first_tab_is_closed_the_next_one_just_works(cast, street):
    (assignment,) = cast.claim()
    one = street(cast.ana)
    open_piece(one, assignment)
    two = one.context.new_page()
    one.close()
    open_piece(two, assignment)
    draw(two, 0)
    is_saved(two)
    expect(two.locator(DIALOG)).to_be_hidden()


def test_two_pictures_are_two_tabs(cast, street):
    first, second = cast.claim(count=2)
    one = street(cast.ana)
    open_piece(one, first)
    two = one.context.new_page()
    open_piece(two, second)
    draw(two, 0)
    is_saved(two)
    expect(two.locator(DIALOG)).to_be_hidden()


def test_two_hundred_gestures_are_two_hundred_steps_back_and_forth(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw_box(page, 10, 10, 20, 20)
    canvas, entry = page.locator("[data-canvas]"), page.locator("[data-box-id]")
    entry.locator('[data-action="choose-box"]').click()
    size = entry.locator('[data-part="size"]')
    kept = size.inner_text()
    for step in range(199):
        page.keyboard.press("ArrowRight" if step < 150 else "ArrowDown")  # an arrow at the edge is no step
    is_saved(page)
    for _step in range(199):
        page.keyboard.press("Control+z")
    expect(page.locator('[data-action="undo"]')).to_have_attribute("aria-disabled", "false")
    expect(size).to_have_text(kept)
    is_saved(page)
    assert corners(draft_of(assignment).boxes) == [(10, 10)]
    canvas.press("Control+z")
    expect(entry).to_have_count(0)
    expect(page.locator('[data-action="undo"]')).to_have_attribute("aria-disabled", "true")
    for _step in range(200):
        page.keyboard.press("Control+Shift+z")
    expect(page.locator('[data-action="redo"]')).to_have_attribute("aria-disabled", "true")
    is_saved(page)
    assert corners(draft_of(assignment).boxes) == [(160, 59)]
