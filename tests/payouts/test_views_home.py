"""The first page of each role, and a worker's page about money."""

import re

import pytest
from django.urls import reverse

from tests.payouts.pages import browser, october, page, words
from tests.payouts.together import NOVEMBER


def test_a_stranger_reads_what_this_is(db):
    assert "Sign up and start" in page(None, "home")


def test_a_worker_starts_with_work_and_money(cast):
    cast.approved(cats=2)
    cast.submitted(cats=1)
    (piece,) = cast.claim()
    html = page(cast.ana, "home")
    assert 'data-to-come="KRW"' in html
    assert "₩120" in html
    assert "Next pay day 2026-11-10: ₩80" in words(html)
    assert reverse("labeling:project", args=[cast.cats.pk]) in html
    assert piece.task.image.name in html


def test_the_latest_statements_are_one_click_from_the_first_page(cast):
    statement = october(cast)
    html = page(cast.ana, "home")
    assert f'data-statement-id="{statement.pk}"' in html
    assert reverse("payouts:statement", args=[statement.pk]) in html
    assert "₩730" in html


@pytest.mark.parametrize("name", ["clara", "ada"])
def test_clients_and_admins_start_with_projects(cast, name):
    answer = browser(getattr(cast, name)).get("/")
    assert (answer.status_code, answer.url) == (302, reverse("projects:list"))


def test_the_money_page_shows_what_was_paid_and_what_is_to_come_and_why(cast):
    statement = october(cast)
    cast.approved(cats=1, now=NOVEMBER)
    cast.submitted(cats=2, now=NOVEMBER)
    html = page(cast.ana, "payouts:money")
    assert "Issued, not paid yet" in html
    assert re.findall(r'data-expected="(\w+)"', html) == ["approved", "in_review"]
    assert "goes on the statement of 2026-11" in html
    cast.pay(statement)
    html = page(cast.ana, "payouts:money")
    assert "₩730" in words(html).split("To come")[0]
    assert "₩120" in words(html).split("To come")[1].split("Statements")[0]
