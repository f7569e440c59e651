"""The page of the months: how far a closing is, for as long as it runs."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from payouts.actions import issuing
from payouts.models import Statement
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


def shown(cast, name: str) -> str:
    browser = Client()
    browser.force_login(cast.ada)
    return browser.get(reverse(name)).content.decode()


@pytest.mark.parametrize("name", ["payouts:months", "payouts:month_progress"])
def test_while_a_month_closes_its_page_tells_how_far_it_is_and_asks_again(cast, closing, name):
    html = shown(cast, name)
    (asking,) = re.findall(r'<div id="the-months"\s+([^>]*)>', html)
    assert f'hx-get="{reverse("payouts:month_progress")}"' in asking
    assert 'hx-trigger="every 2s"' in asking
    assert PROGRESS.findall(html) == [("1", "2")]
    assert ">1/2<" in html


@pytest.mark.parametrize("name", ["payouts:months", "payouts:month_progress"])
def test_a_month_that_is_closed_asks_no_more(cast, closing, name):
    closed()
    html = shown(cast, name)
    assert re.findall(r'<div id="the-months"\s+([^>]*)>', html) == [""]
    assert PROGRESS.findall(html) == []
    assert "Closed" in html


def test_what_it_asks_for_is_the_table_alone(cast, closing):
    assert "<html" not in shown(cast, "payouts:month_progress")
    assert shown(cast, "payouts:months").count('id="the-months"') == 1
