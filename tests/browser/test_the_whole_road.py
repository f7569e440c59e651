"""From the sign-up page to the boxes behind a line of a paid statement, as people walk it."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from labeling.models import Box
from payouts import actions as payouts
from payouts.models import Statement
from tests.browser.drawing import draw_box, wait_for_canvas

BOXES = [(20, 20, 60, 40), (100, 30, 50, 50), (40, 80, 30, 25)]


def test_a_new_worker_signs_up_draws_mends_and_counts_the_money_down_to_the_boxes(cast, street):
    cast.cats  # noqa: B018 the open project
    worker, reviewer = street(), street(cast.rita)

    _sign_up(worker)
    _take_and_draw(worker)
    _return_one_box(reviewer)
    _mend(worker)
    _approve(reviewer)
    payouts.accrue()
    payouts.close_period(by=cast.ada, period=f"{timezone.now():%Y-%m}", early=True)
    _count_the_money(worker)

    assert worker.complaints == []
    assert reviewer.complaints == []


def _sign_up(page):
    page.goto("/")
    page.get_by_role("link", name="Sign up and start").click()
    page.get_by_label("Name").fill("Nari")
    page.get_by_label("Email").fill("nari@road.example")
    page.get_by_label("Password").fill("a-long-walk-7")
    page.locator("main").get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("heading", name="Open projects")).to_be_visible()


def _take_and_draw(page):
    page.get_by_role("link", name="Cats").click()
    expect(page.get_by_text("₩40")).to_be_visible()
    page.get_by_role("button", name="Take an image").click()
    wait_for_canvas(page)
    for place in BOXES:
        draw_box(page, *place)
    expect(page.locator("[data-box-id]")).to_have_count(3)
    expect(page.locator("[data-worth]")).to_have_text("₩120")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "saved")
    page.locator('[data-action="submit"]').click()
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    for box, place in zip(Box.objects.order_by("position"), BOXES, strict=True):
        assert max(abs(a - b) for a, b in zip((box.x, box.y, box.width, box.height), place, strict=True)) < 1


def _return_one_box(page):
    page.goto("/review/")
    page.get_by_role("link", name="Judge the next").click()
    wait_for_canvas(page)
    page.locator("[data-box-id]").nth(1).locator('[data-action="refuse-box"]').click()
    page.get_by_label("In your own words").fill("the tail is cut off")
    page.get_by_role("button", name="Use this reason").click()
    page.locator('[data-action="return"]').click()
    page.wait_for_url("**/review/")


def _mend(page):
    page.goto("/")
    expect(page.get_by_text("Returned: please mend")).to_be_visible()
    page.get_by_role("link", name=re.compile("Continue")).click()
    wait_for_canvas(page)
    expect(page.get_by_text("the tail is cut off").first).to_be_visible()
    page.locator("[data-box-id]").nth(1).locator('[data-action="delete"]').click()
    draw_box(page, 95, 25, 70, 60)
    expect(page.locator("[data-box-id]")).to_have_count(3)
    page.locator('[data-action="submit"]').click()
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))


def _approve(page):
    page.goto("/review/next/")
    wait_for_canvas(page)
    page.locator('[data-action="approve"]').click()
    page.wait_for_url("**/review/")


def _count_the_money(page):
    statement = Statement.objects.get(worker__email="nari@road.example")
    page.goto("/")
    page.locator(f'[data-statement-id="{statement.pk}"] a').click()
    rows = page.locator("[data-line-id]")
    earned = sum(float(row.get_attribute("data-amount")) for row in rows.all())
    assert earned == 120 == statement.gross_micro / 1_000_000
    expect(page.locator("[data-net]")).to_have_text("₩120")
    rows.first.get_by_role("link").last.click()
    wait_for_canvas(page)
    expect(page.locator("[data-box-id]")).to_have_count(3)
    expect(page.get_by_text("3 × cat at ₩40 a box")).to_be_visible()
