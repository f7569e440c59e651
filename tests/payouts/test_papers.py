"""Invoices and receipts: the words on the paper, in the client's language."""

from datetime import date

import pytest
from django.utils import translation

from payouts import actions, papers
from payouts.documents import invoice as documents
from payouts.models import Funding
from projects.money import MICRO
from tests.cast import NOON


@pytest.fixture
def sheets(monkeypatch) -> list:
    """What was to be printed."""
    printed: list = []
    monkeypatch.setattr(documents, "invoice_pdf", lambda sheet: printed.append(sheet) or b"")
    monkeypatch.setattr(documents, "receipt_pdf", lambda sheet: printed.append(sheet) or b"")
    return printed


def announced(cast) -> Funding:
    return actions.announce_funding(by=cast.clara, project=cast.cats, amount=5_000 * MICRO, now=NOON)


def confirmed(cast, won=4_990) -> Funding:
    return actions.confirm_funding(
        by=cast.ada,
        funding=announced(cast),
        amount=won * MICRO,
        bank_reference="KB-1",
        on=date(2026, 10, 12),
        now=NOON,
    )


def test_an_invoice_says_how_much_to_transfer_where_and_with_which_words(cast, sheets, settings):
    settings.PLATFORM_BANK_ACCOUNTS = {"KRW": "Hana 123-45"}
    settings.PLATFORM_REGISTRATION = "123-45-67890"
    funding = announced(cast)
    papers.invoice(funding)
    (sheet,) = sheets
    assert (sheet.amount, sheet.sums[-1]) == ("₩5,000", ("Total", "₩5,000", True))
    assert dict(sheet.pay_to) == {"Write on the transfer": funding.reference, "To": "Hana 123-45"}
    facts = dict(sheet.facts)
    assert facts["Number"] == f"INV-2026-{funding.pk:06}"
    assert facts["Registration number"] == "123-45-67890"
    assert "Address" not in facts


def test_a_receipt_says_what_came_and_what_was_announced(cast, sheets):
    funding = confirmed(cast)
    papers.receipt(funding)
    (sheet,) = sheets
    assert (sheet.amount, sheet.notes) == ("₩4,990", ("Announced were ₩5,000; what arrived counts.",))
    assert dict(sheet.paid_by)["Bank reference"] == "KB-1"


def test_a_receipt_of_what_was_announced_needs_no_note(cast, sheets):
    papers.receipt(confirmed(cast, 5_000))
    assert sheets[0].notes == ()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_both_are_printed_in_both_languages_and_the_same_again(cast, language):
    funding = confirmed(cast)
    with translation.override(language):
        assert papers.invoice(funding) == papers.invoice(funding)
        assert papers.receipt(funding)[:5] == b"%PDF-"
