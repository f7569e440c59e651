"""Tool, class, zoom and display are as the worker left them: on the next picture and on the next device."""

import pytest
from playwright.sync_api import expect

from people.models import User
from tests.browser.drawing import open_piece


@pytest.fixture
def pieces(cast, transactional_db):
    return cast.claim(count=2)


def choose(page):
    page.keyboard.press("e")
    page.keyboard.press("2")
    page.locator('[data-action="actual-size"]').click()
    page.wait_for_timeout(700)


def is_as_chosen(page):
    expect(page.locator('[data-tool="extreme"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-palette] [data-label-id]").nth(1)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-zoom]")).to_have_text("100 %")


def test_on_the_next_picture_and_on_the_next_device_all_is_as_it_was_left(cast, street, pieces):
    here = open_piece(street(cast.ana), pieces[0])
    choose(here)
    ear = cast.cats.labels.all()[1]
    assert User.objects.get(pk=cast.ana.pk).canvas == {
        "tool": "extreme",
        "label": ear.pk,
        "zoom": "actual",
    }
    is_as_chosen(open_piece(here, pieces[1]))
    is_as_chosen(open_piece(street(cast.ana), pieces[1]))
    assert here.complaints == []


def test_two_open_pages_do_not_undo_each_other_s_settings(cast, street, pieces):
    here, there = (open_piece(street(cast.ana), piece) for piece in pieces)
    with here.expect_response("**/me/canvas/") as answered:
        here.keyboard.press("\\")
        here.locator("[data-display] [name=grid]").check()
    assert answered.value.ok
    with there.expect_response("**/me/canvas/") as answered:
        there.keyboard.press("e")
    assert answered.value.ok
    kept = User.objects.get(pk=cast.ana.pk).canvas
    assert kept == {"grid": True, "tool": "extreme"}
    again = open_piece(street(cast.ana), pieces[1])
    expect(again.locator('[data-tool="extreme"]')).to_have_attribute("aria-pressed", "true")
    expect(again.locator('[data-guide="grid"]')).to_be_visible()


def test_another_worker_starts_plainly(cast, street, pieces):
    choose(open_piece(street(cast.ana), pieces[0]))
    (assignment,) = cast.claim(cast.ben)
    page = open_piece(street(cast.ben), assignment)
    expect(page.locator('[data-tool="draw"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-palette] [data-label-id]").first).to_have_attribute("aria-pressed", "true")
