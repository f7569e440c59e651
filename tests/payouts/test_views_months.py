"""The page of the months: what is closed by it, and how far a closing is, for as long as it runs."""

import re

import pytest
from django.urls import reverse

from payouts.actions import issuing
from payouts.models import Period, Statement
from tests.cast import NOON
from tests.payouts.pages import browser, page, said, words
from tests.payouts.together import closed, interrupted

PROGRESS = re.compile(r'<progress value="(\d+)"\s+max="(\d+)"')


@pytest.fixture
def closing(cast, monkeypatch):
    """October is fenced off and has issued Ana's statement, not yet Ben's."""
    monkeypatch.setattr(issuing, "BAND", 1)
    cast.approved(cast.ana, by=cast.ada)
    cast.approved(cast.ben, by=cast.ada)
    interrupted()
    assert Statement.objects.count() == 1


@pytest.mark.parametrize("name", ["payouts:months", "payouts:month_progress"])
def test_while_a_month_closes_its_page_tells_how_far_it_is_and_asks_again(cast, closing, name):
    html = page(cast.ada, name)
    (asking,) = re.findall(r'<div id="the-months"\s+([^>]*)>', html)
    assert f'hx-get="{reverse("payouts:month_progress")}"' in asking
    assert 'hx-trigger="every 2s"' in asking
    assert PROGRESS.findall(html) == [("1", "2")]
    assert ">1/2<" in html


@pytest.mark.parametrize("name", ["payouts:months", "payouts:month_progress"])
def test_a_month_that_is_closed_asks_no_more(cast, closing, name):
    closed()
    html = page(cast.ada, name)
    assert re.findall(r'<div id="the-months"\s+([^>]*)>', html) == [""]
    assert PROGRESS.findall(html) == []
    assert "Closed" in html


def test_what_it_asks_for_is_the_table_alone(cast, closing):
    assert "<html" not in page(cast.ada, "payouts:month_progress")
    assert page(cast.ada, "payouts:months").count('id="the-months"') == 1


def test_an_admin_closes_a_month_by_the_page(cast):
    cast.approved(cats=18, ears=2, now=NOON.replace(year=2025))
    html = page(cast.ada, "payouts:months")
    assert "2025-10" in html
    answer = browser(cast.ada).post(reverse("payouts:close"), {"period": "2025-10"})
    assert said(answer) == ["2025-10 is closed."]
    assert Period.objects.get().closed_by == cast.ada
    text = words(page(cast.ada, "payouts:months"))
    assert "2 statements wait to be paid." in text
    assert "Worker ₩20 ₩755" in text


@pytest.mark.parametrize(("typed", "word"), [("2025-13", "like 2026-10"), ("", "required"), ("2099-01", "not over")])
def test_a_month_that_cannot_be_closed_says_why(cast, typed, word):
    answer = browser(cast.ada).post(reverse("payouts:close"), {"period": typed})
    assert answer.status_code == 302
    (message,) = said(answer)
    assert word in message
    assert not Period.objects.exists()
