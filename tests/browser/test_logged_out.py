"""Whoever is logged out in the middle of the work logs in again in another tab, and goes on: nothing is refused."""

import re

from playwright.sync_api import expect

from labeling.queries import draft_of
from tests.browser.test_nothing_is_lost import corners, draw, drawn, handed_in, is_saved, open_piece
from tests.cast import PASSWORD

NOTICE = "[data-login]"


def log_out(page):
    """As when a session ends: no page is told."""
    page.context.clear_cookies()


def log_in(page, user):
    """By the link of the notice."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Log in again").click()
    tab = opened.value
    tab.locator("[name=login]").fill(user.email)
    tab.locator("[name=password]").fill(PASSWORD)
    tab.locator("main .button--primary").click()
    tab.wait_for_url("**/")
    return tab


def test_drawing_goes_on_after_logging_in_again(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    expect(page.locator(NOTICE)).to_be_hidden()
    log_out(page)
    draw(page, 0)
    is_saved(page, "waiting")
    expect(page.locator(NOTICE)).to_contain_text("You are logged out.")
    expect(page.locator("[data-alert]")).to_be_hidden()

    log_in(page, cast.ana)
    page.bring_to_front()
    is_saved(page)
    expect(page.locator(NOTICE)).to_be_hidden()
    assert corners(draft_of(assignment).boxes) == drawn(0)


def test_what_was_handed_in_meanwhile_waits_and_goes_out(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw(page, 0)
    is_saved(page)
    log_out(page)
    page.keyboard.press("Enter")
    expect(page.locator("[data-outbox]")).to_have_attribute("data-outbox", "1")
    expect(page.locator(NOTICE)).to_be_visible()
    assert handed_in(assignment) == []

    log_in(page, cast.ana).close()
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"), timeout=40_000)
    assert handed_in(assignment) == drawn(0)


def test_it_does_not_go_out_under_somebody_else_s_login(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    log_out(page)
    draw(page, 0)
    is_saved(page, "waiting")
    log_in(page, cast.ben)
    with page.expect_response("**/me/csrf/"):
        page.bring_to_front()
    is_saved(page, "waiting")
    expect(page.locator(NOTICE)).to_be_visible()
    assert draft_of(assignment) is None
