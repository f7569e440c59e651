"""A lease that ran out while the worker drew: told kindly, and no box is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from labeling import actions
from labeling.models import Assignment
from labeling.queries import draft_of
from projects import actions as projects
from projects.money import MICRO
from tests.browser.drawing import wait_for_canvas
from tests.browser.test_nothing_is_lost import corners, draw, drawn, is_saved, kill, lose_network, open_piece
from tests.cast import LABELS

DIALOG = '[data-dialog="late"]'


@pytest.fixture
def piece(cast):
    (assignment,) = cast.claim(now=timezone.now())
    return assignment


def run_out():
    assert actions.expire_leases(now=timezone.now() + timedelta(days=9)) == 1


def test_the_boxes_go_on_as_a_new_piece_if_the_picture_is_free(cast, street, piece):
    page = street(cast.ana)
    open_piece(page, piece)
    draw(page, 0)
    is_saved(page)
    run_out()
    draw(page, 1)
    expect(page.locator(DIALOG)).to_contain_text("your 2 boxes are kept")
    page.get_by_role("button", name="Take it again").click()

    again = Assignment.objects.exclude(pk=piece.pk)
    page.wait_for_url(lambda url: not url.endswith(f"/work/{piece.pk}/label/"))
    wait_for_canvas(page)
    is_saved(page)
    expect(page.locator("[data-box-id]")).to_have_count(2)
    expect(page.locator("[data-alert]")).to_be_hidden()
    assert (again.get().task_id, again.get().worker_id) == (piece.task_id, cast.ana.pk)
    assert corners(draft_of(again.get()).boxes) == drawn(0, 1)


def test_a_page_opened_too_late_offers_what_was_drawn_and_tells_new_prices(cast, street, piece):
    page = street(cast.ana)
    open_piece(page, piece)
    lose_network(page)
    draw(page, 0)
    is_saved(page, "waiting")
    context = page.context
    kill(page)
    run_out()
    dearer = [label | {"unit_price_micro": 99 * MICRO} for label in LABELS]
    projects.update_project(by=cast.clara, project=cast.cats, labels=dearer)

    page = context.new_page()
    page.goto(f"/work/{piece.pk}/label/")
    expect(page.locator(DIALOG)).to_contain_text("your 1 box is kept")
    page.get_by_role("button", name="Take it again").click()
    expect(page.locator("[data-worth]")).to_have_text("₩99")
    expect(page.locator("[data-notes]")).to_contain_text("The prices have changed")


def test_a_hand_in_that_came_too_late_is_told_wherever_it_is_delivered_and_leads_to_its_boxes(cast, street, piece):
    page = street(cast.ana)
    open_piece(page, piece)
    draw(page, 0)
    is_saved(page)
    lose_network(page)
    page.keyboard.press("Enter")
    expect(page.locator("[data-outbox]")).to_have_attribute("data-outbox", "1")
    context = page.context
    kill(page)
    run_out()

    home = context.new_page()
    home.goto("/")
    told = home.get_by_role("alert").filter(has_text="could not be handed in")
    expect(told).to_contain_text(f"“{piece.task.image.name}” could not be handed in: This piece is")
    told.get_by_role("link", name="Look at that picture").click()
    expect(home.locator(DIALOG)).to_contain_text("your 1 box is kept")


def test_a_picture_that_somebody_else_has_is_said_to_be_gone(cast, street, piece):
    page = street(cast.ana)
    open_piece(page, piece)
    run_out()
    draw(page, 0)
    expect(page.locator(DIALOG)).to_be_visible()
    cast.claim(cast.ben, count=10, now=timezone.now())
    page.get_by_role("button", name="Take it again").click()
    expect(page.locator(DIALOG)).to_contain_text("Somebody else has this picture now.")
    page.get_by_role("button", name="Leave it").click()
    expect(page.get_by_role("heading", name="Cats").first).to_be_visible()
