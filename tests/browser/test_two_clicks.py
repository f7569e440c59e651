"""The story of 39,540 won: from the worker's first page to the boxes of any line in two clicks."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from payouts import actions as payouts
from payouts.models import Statement
from tests.browser.drawing import wait_for_canvas
from tests.cast import LABELS, MICRO
from tests.payouts.together import NOVEMBER, closed

DEPOSITS = {
    "14540": ("15,030", "₩450", "₩40", date(2026, 11, 10)),
    "25000": ("25,840", "₩770", "₩70", date(2026, 11, 20)),
}


@pytest.fixture
def story(cast, transactional_db):
    """Two projects, two pay days, two deposits; each has a line of boxes that came out to the won."""
    _paid_work(cast, "Animals", pay_day=10, won=(5_000, 30), boxes=(3, 1))
    _paid_work(cast, "Coins", pay_day=20, won=(6_400, 240), boxes=(4, 1))
    closed()
    for number, statement in enumerate(Statement.objects.filter(worker=cast.ana).order_by("pay_day"), 1):
        payouts.pay_statement(
            by=cast.ada,
            statement=statement,
            bank_reference=f"KB-{number}",
            paid_on=statement.pay_on,
            now=NOVEMBER + timedelta(days=20),
        )
    return cast


def _paid_work(cast, name, *, pay_day, won, boxes):
    """One picture of so many boxes of two labels at these prices, one more box refused."""
    labels = [label | {"unit_price_micro": price * MICRO} for label, price in zip(LABELS, won, strict=True)]
    project = cast.opened(cast.draft(name=name, images=1, pay_day=pay_day, labels=labels, max_boxes=6))
    cats, ears = boxes
    submission = cast.submitted(project=project, cats=cats, ears=ears + 1)
    refused = {"id": submission.boxes.last().pk, "approved": False, "reason": "nothing is there"}
    cast.decided(submission, by=cast.ada, boxes=[refused])
    payouts.accrue()


def as_number(text: str) -> float:
    return float(text.replace("₩", "").replace(",", ""))


@pytest.mark.parametrize("net", DEPOSITS)
def test_each_deposit_leads_in_two_clicks_to_the_boxes_that_earned_it(story, street, net):
    gross, income, local, paid_on = DEPOSITS[net]
    page = street(story.ana)

    page.locator(f'[data-statement-id]:has-text("₩{int(net):,}") a').first.click()

    expect(page.locator("[data-net]")).to_have_attribute("data-net", net)
    expect(page.get_by_text(f"Deposited on {paid_on}")).to_be_visible()
    expect(page.locator('[data-tax="income"]')).to_contain_text(income)
    expect(page.locator('[data-tax="local"]')).to_contain_text(local)
    expect(page.get_by_text(f"₩{gross}").first).to_be_visible()
    rows = page.locator("[data-line-id]")
    earned = sum(float(row.get_attribute("data-amount")) for row in rows.all())
    withheld = sum(as_number(re.search("₩[0-9,]+", row.inner_text())[0]) for row in page.locator("[data-tax]").all())
    assert (earned, earned - withheld) == (as_number(gross), float(net))
    amount = rows.first.get_attribute("data-amount")

    rows.first.get_by_role("link").last.click()

    wait_for_canvas(page)
    expect(page.locator(".amount--hero")).to_have_attribute("data-amount", amount)
    units, price = page.get_by_text(" a box", exact=False).first.inner_text().split(" a box")[0].split(" × cat at ")
    assert int(units) * as_number(price) == float(amount)
    expect(page.locator("[data-box-id]")).to_have_count(int(units) + 2)
    expect(page.get_by_text("nothing is there").first).to_be_visible()
    assert page.complaints == []


def test_the_two_deposits_are_all_that_was_paid(story, street):
    page = street(story.ana)
    page.goto("/money/")
    expect(page.locator('[data-paid="KRW"]')).to_have_text("₩39,540")
    assert sum(int(net) for net in DEPOSITS) == 39_540


@pytest.mark.parametrize("colors", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_screen(story, street, colors):
    page = street(story.ana, color_scheme=colors, has_touch=True)
    page.set_viewport_size({"width": 390, "height": 844})
    _fits(page)
    page.locator("[data-statement-id] a").first.click()
    expect(page.locator("[data-net]")).to_be_visible()
    _fits(page)
    page.locator("[data-line-id]").first.get_by_role("link").last.click()
    wait_for_canvas(page)
    _fits(page)
    page.goto("/money/")
    _fits(page)
    ink = page.evaluate("getComputedStyle(document.body).color")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (_brightness(ink) > _brightness(paper)) == (colors == "dark")
    assert page.complaints == []


def _fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") == 390, page.url


def _brightness(color: str) -> int:
    return sum(int(part) for part in re.findall(r"\d+", color))
