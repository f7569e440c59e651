"""The admins' pages about money lead to each other; a worker's do as well."""

import re

import pytest
from django.test import Client
from django.urls import reverse

OFFICE = {
    "payouts:runs": "Runs",
    "payouts:bank_files": "Bank files",
    "payouts:payees": "Accounts and holds",
    "payouts:months": "Months",
    "payouts:statements": "Statements",
    "payouts:fundings": "Money in",
    "payouts:questions": "Questions",
    "payouts:books": "Books",
    "people:events": "Event log",
}
MONEY = {
    "payouts:money": "Deposits",
    "payouts:lines": "All lines",
    "payouts:questions": "My questions",
    "payouts:bank_account": "Bank account",
    "payouts:tax": "Taxes",
}


def tabs(user, name) -> tuple[list[str], list[str]]:
    """The addresses of a page's tabs, and the words of the one that is marked as here."""
    client = Client()
    client.force_login(user)
    html = client.get(reverse(name)).content.decode()
    (nav,) = re.findall(r'<nav class="tabs" aria-label="(?:Payouts|Money)">(.*?)</nav>', html, re.DOTALL)
    here = re.findall(r'aria-current="page"\s*>([^<]+)<', nav)
    return re.findall(r'href="([^"]+)"', nav), here


@pytest.mark.parametrize("name", OFFICE)
def test_each_page_of_the_office_leads_to_all_others(cast, name):
    assert tabs(cast.ada, name) == ([reverse(other) for other in OFFICE], [OFFICE[name]])


@pytest.mark.parametrize("name", MONEY)
def test_each_page_of_a_workers_money_leads_to_all_others(cast, name):
    assert tabs(cast.ana, name) == ([reverse(other) for other in MONEY], [MONEY[name]])


@pytest.mark.parametrize("name", ["payouts:fees", "payouts:unmatched"])
def test_the_pages_behind_them_lead_back(cast, name):
    assert tabs(cast.ada, name)[0] == [reverse(other) for other in OFFICE]


def test_the_top_bar_has_one_entry_for_all_of_it(cast):
    client = Client()
    client.force_login(cast.ada)
    html = client.get(reverse("payouts:books")).content.decode()
    (bar,) = re.findall(r'<nav class="nav".*?</nav>', html, re.DOTALL)
    assert re.findall(r">([^<>]+)</a>", bar) == ["Projects", "Review", "Appeals", "Payouts"]
    assert 'aria-current="true">Payouts' in bar
