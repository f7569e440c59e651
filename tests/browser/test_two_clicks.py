"""The story of 39,540 won: from the worker's first page to the boxes of any line in two clicks."""

import re
import subprocess
import sys
from datetime import date

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
    for statement in Statement.objects.filter(worker=cast.ana).order_by("pay_day"):
        cast.pay(statement)
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


STATEMENT = '[data-statement-id]:has-text("₩14,540") a'
LINE = "tr[data-line-id] td:nth-child(2) a"
MONEY = 'nav a[href="/money/"]'

# What the worker asked, the ways to click from the first page, and where the answer stands.
QUESTIONS = {
    "why this sum?": (
        [STATEMENT],
        {"dl.sums": "Gross ₩15,030 Income tax, 3 % −₩450", "#sums ~ table": "₩5,000 ₩15,000"},
    ),
    "what is missing?": (
        [STATEMENT],
        {'[data-missing="refused"]': "nothing is there", "#missing ~ table": "2026-11-20"},
    ),
    "which work was it?": (
        [STATEMENT, LINE],
        {"h1": "000.png", "[data-arithmetic]": "3 × cat at ₩5,000 a box = ₩15,000"},
    ),
    "at what price?": (
        [STATEMENT, LINE],
        {"[data-rate-card]": "₩5,000 rate card 1 of 2026-10-12", ".facts": "Taken, at this price 2026-10-12 12:00"},
    ),
    "when does the rest come?": ([MONEY], {'[data-expected="approved"]': "2026-12-10 ₩40"}),
    "did the app notice that I was paid?": ([STATEMENT], {"header.split": "Paid", '[data-step="paid"]': "2026-11-10"}),
    "and which line was paid by it?": (
        [STATEMENT, LINE],
        {"[data-payment]": "2026-11-10", '[data-step="paid"]': "Paid"},
    ),
}


@pytest.mark.parametrize("width", [1440, 390])
def test_each_question_of_the_worker_is_answered_within_two_clicks(story, street, width):
    story.approved(cats=1, now=NOVEMBER)
    page = street(story.ana, timezone_id="Asia/Seoul")
    page.set_viewport_size({"width": width, "height": 900})
    for question, (clicks, answers) in QUESTIONS.items():
        page.goto("/")
        assert len(clicks) <= 2, question
        for link in clicks:
            page.locator(link).first.click()
        for place, words in answers.items():
            expect(page.locator(place).first, question).to_contain_text(words)
        assert page.evaluate("document.documentElement.scrollWidth") == width, page.url
    assert page.complaints == []


def test_what_a_worker_downloads_is_right_by_the_script_beside_it(story, street, tmp_path):
    page = street(story.ana)
    page.locator(STATEMENT).first.click()
    files = {}
    for name in ("JSON", "verify_statement.py"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        files[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[name])
    page.get_by_role("link", name="the published one").click()
    root = page.locator("[data-root]").first.get_attribute("data-root")
    command = [sys.executable, "-I", str(files["verify_statement.py"]), str(files["JSON"]), "--root", root]
    said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    assert (said.returncode, said.stdout.splitlines()[-1][:2]) == (0, "OK"), said.stdout + said.stderr


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


def test_the_sums_of_very_many_lines_come_by_themselves(story, street, monkeypatch):
    monkeypatch.setattr("payouts.views.statements.SUMMED_AT_ONCE", 1)
    page = street(story.ana)
    page.locator('[data-statement-id]:has-text("₩14,540") a').first.click()
    expect(page.get_by_role("heading", name="By project and price")).to_be_visible()
    expect(page.locator("#of-all-lines").get_by_role("row", name="Animals")).to_have_count(2)
