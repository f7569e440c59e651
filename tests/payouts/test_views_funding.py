"""Pages on which money comes in and goes back: what a client and an admin read and do there."""

import pytest
from django.urls import reverse

from payouts import actions
from payouts.models import Funding, Refund
from projects.actions import close_project, set_fee
from projects.money import MICRO
from tests.cast import NOON
from tests.http import queries_of
from tests.payouts.pages import browser, page, said, words


def announced(cast, project, won=1_000) -> Funding:
    return actions.announce_funding(by=cast.clara, project=project, amount=won * MICRO, now=NOON)


def funded(project) -> int:
    project.budget.refresh_from_db()
    return project.budget.funded_micro // MICRO


def test_a_client_announces_a_transfer_and_reads_what_to_write_on_it(cast, settings):
    settings.PLATFORM_BANK_ACCOUNTS = {"KRW": "Hana 123-45"}
    url = reverse("payouts:fund", args=[cast.cats.pk])
    answer = browser(cast.clara).post(url, {"amount": "5,000"})
    funding = Funding.objects.get(confirmed_at=None)
    assert answer.url == reverse("payouts:funding", args=[funding.pk])
    html = page(cast.clara, "payouts:funding", funding.pk)
    assert f'data-reference="{funding.reference}"' in html
    assert "₩5,000" in html
    assert "Hana 123-45" in html
    assert "It has arrived" not in html
    assert funded(cast.cats) == 1_000_000


def test_a_client_transfers_to_the_account_that_workers_are_paid_from_where_no_other_is_set(cast, settings):
    settings.PLATFORM_BANK_ACCOUNTS = {}
    settings.BANK_PAYERS = {
        "KRW": {"name": "Honestbox", "account": "110-1", "bank_code": "088", "bic": "", "country": "KR"}
    }
    assert "Honestbox, 110-1" in page(cast.clara, "payouts:funding", announced(cast, cast.cats).pk)


def test_without_an_account_of_the_currency_the_page_says_whom_to_ask(cast, settings):
    settings.PLATFORM_BANK_ACCOUNTS = settings.BANK_PAYERS = {}
    assert "ask the platform" in words(page(cast.clara, "payouts:funding", announced(cast, cast.cats).pk))


def test_what_cannot_be_announced_is_said(cast):
    url = reverse("payouts:fund", args=[cast.cats.pk])
    assert "Give an amount in digits" in browser(cast.clara).post(url, {"amount": "many"}).content.decode()
    assert "above zero" in said(browser(cast.clara).post(url, {"amount": "0"}))[0]
    close_project(by=cast.clara, project=cast.cats, now=NOON)
    assert "closed" in said(browser(cast.clara).post(url, {"amount": "1"}))[0]


def test_an_admin_confirms_what_arrived_and_both_sums_are_shown(cast):
    funding = announced(cast, cast.cats, 5_000)
    url = reverse("payouts:funding", args=[funding.pk])
    assert funding.reference in page(cast.ada, "payouts:fundings")
    answer = browser(cast.ada).post(url, {"amount": "4,990", "bank_reference": "KB-1", "on": "2026-10-13"})
    assert answer.url == reverse("payouts:budget", args=[cast.cats.pk])
    assert funded(cast.cats) == 1_004_990
    html = words(page(cast.clara, "payouts:funding", funding.pk))
    assert "₩4,990" in html
    assert "Announced were ₩5,000" in html
    assert funding.reference not in page(cast.ada, "payouts:fundings")


def test_a_client_cannot_confirm_by_the_page(cast):
    funding = announced(cast, cast.cats)
    url = reverse("payouts:funding", args=[funding.pk])
    browser(cast.clara).post(url, {"amount": "1,000", "bank_reference": "KB-1"})
    assert funded(cast.cats) == 1_000_000


def test_an_admin_records_a_transfer_that_nobody_announced(cast):
    url = reverse("payouts:fund", args=[cast.cats.pk])
    for _turn in range(2):
        browser(cast.ada).post(url, {"amount": "700", "reference": "KB-2"})
    assert funded(cast.cats) == 1_000_700
    assert "on the books" in said(browser(cast.ada).post(url, {"amount": "1", "reference": "KB-2"}))[0]


def test_the_budget_says_where_the_money_is(cast):
    cast.approved(cats=2)
    cast.submitted(cats=3)
    html = page(cast.clara, "payouts:budget", cast.cats.pk)
    read = words(html)
    assert "Boxes approved −₩80" in read
    assert "Reviews −₩5" in read
    assert "Reserved for work in hand and in review −₩130" in read
    assert 'data-free="999785"' in html
    assert "Images left 8" in read
    assert "all of them" in read


def test_the_budget_shows_the_platforms_fee_as_a_sum_of_its_own(cast):
    set_fee(by=cast.ada, project=cast.cats, fee_bp=1_000, now=NOON)
    cast.approved(cats=2)
    html = page(cast.clara, "payouts:budget", cast.cats.pk)
    assert 'data-fees="8.5"' in html
    assert "Boxes approved −₩80" in words(html)
    assert "2026-10 Cats 1 ₩8.5" in words(page(cast.ada, "payouts:fees"))


def test_the_budget_says_that_it_is_used_up(cast):
    purse = cast.opened(cast.draft(name="Purse"), 820)
    cast.claim(project=purse)
    assert "no more work is offered" in words(page(cast.clara, "payouts:budget", purse.pk))


def test_every_transfer_has_its_papers(cast):
    funding = announced(cast, cast.cats)
    html = page(cast.clara, "payouts:budget", cast.cats.pk)
    assert reverse("payouts:invoice", args=[funding.pk]) in html
    assert reverse("payouts:receipt", args=[funding.pk]) not in html
    invoice = browser(cast.clara).get(reverse("payouts:invoice", args=[funding.pk]))
    assert (invoice["Content-Type"], invoice.content[:5]) == ("application/pdf", b"%PDF-")
    receipt = reverse("payouts:receipt", args=[funding.pk])
    assert browser(cast.clara).get(receipt).status_code == 404
    actions.confirm_funding(by=cast.ada, funding=funding, amount=MICRO, bank_reference="KB")
    answer = browser(cast.clara).get(receipt)
    assert answer.content[:5] == b"%PDF-"
    assert answer["Content-Disposition"] == f'attachment; filename="{funding.reference}-receipt.pdf"'


def test_a_closed_project_shows_what_goes_back_and_an_admin_sends_it(cast):
    cast.submitted()
    close_project(by=cast.clara, project=cast.cats, now=NOON)
    assert "₩999,950 goes back" in words(page(cast.clara, "payouts:budget", cast.cats.pk))
    browser(cast.ada).post(reverse("payouts:refund", args=[cast.cats.pk]))
    refund = Refund.objects.get()
    assert refund.end_to_end_id in page(cast.ada, "payouts:fundings")
    paid = reverse("payouts:pay_refund", args=[refund.pk])
    assert said(browser(cast.ada).post(paid, {"bank_reference": "KB-9"})) == ["This field is required."]
    browser(cast.ada).post(paid, {"bank_reference": "KB-9", "on": "2026-10-20"})
    assert "KB-9" in page(cast.clara, "payouts:budget", cast.cats.pk)
    assert refund.end_to_end_id not in page(cast.ada, "payouts:fundings")


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_clients_project_is_not_there_to_fund(cast, method):
    ask = getattr(browser(cast.carl), method)
    assert ask(reverse("payouts:fund", args=[cast.cats.pk]), {"amount": "1", "reference": "C"}).status_code == 404


def test_many_transfers_cost_as_many_queries_as_one(cast):
    clara, ada = browser(cast.clara), browser(cast.ada)
    announced(cast, cast.cats)
    urls = [(clara, reverse("payouts:budget", args=[cast.cats.pk])), (ada, reverse("payouts:fundings"))]
    before = [queries_of(who.get, url) for who, url in urls]
    for number in range(10):
        announced(cast, cast.cats)
        cast.fund(cast.cats, 100, f"B-{number}")
    assert [queries_of(who.get, url) for who, url in urls] == before
