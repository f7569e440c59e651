"""What a client gets on paper about a transfer: the words and sums of an invoice and of a receipt.

Numbers follow from the funding's id: each funding has one invoice and, once it has arrived, one receipt, so a receipt
whose number is missing is of a transfer that never came.
"""

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payouts import queries
from payouts.documents.sheets import InvoiceSheet, ReceiptSheet, Sum
from payouts.models import Funding
from projects.money import format_money


def invoice(funding: Funding) -> bytes:
    """The PDF of what is to be transferred, in the language now active."""
    from payouts.documents.invoice import invoice_pdf  # 40 MB, for who prints

    amount = format_money(funding.amount_micro, funding.project.currency)
    account = queries.pay_to(funding.project.currency)
    pay_to = [(_("Write on the transfer"), funding.reference), (_("To"), account)]
    return invoice_pdf(
        InvoiceSheet(
            language=get_language() or settings.LANGUAGE_CODE,
            title=_("Invoice"),
            issuer=settings.PLATFORM_NAME,
            issued_at=funding.requested_at,
            labels=_labels(amount=_("To be transferred"), transfer=_("How to transfer it")),
            facts=_facts(funding, "INV", funding.requested_at),
            amount=amount,
            amount_note=funding.reference,
            sums=_sums(funding, amount),
            pay_to=tuple(row for row in pay_to if row[1]),
            notes=(
                _(
                    "It pays the workers, the reviewers and the platform fee. "
                    "What the project does not spend is paid back when it closes."
                ),
            ),
        )
    )


def receipt(funding: Funding) -> bytes:
    """The PDF of what arrived, in the language now active. Only for a funding that is confirmed."""
    from payouts.documents.invoice import receipt_pdf  # 40 MB, for who prints

    amount = format_money(funding.received_micro, funding.project.currency)
    notes = ()
    if funding.received_micro != funding.amount_micro:
        announced = format_money(funding.amount_micro, funding.project.currency)
        notes = (_("Announced were %(amount)s; what arrived counts.") % {"amount": announced},)
    return receipt_pdf(
        ReceiptSheet(
            language=get_language() or settings.LANGUAGE_CODE,
            title=_("Receipt"),
            issuer=settings.PLATFORM_NAME,
            issued_at=funding.confirmed_at,
            labels=_labels(amount=_("Received"), transfer=_("How it came")),
            facts=_facts(funding, "REC", funding.confirmed_at),
            amount=amount,
            amount_note=funding.reference,
            sums=_sums(funding, amount),
            paid_by=(
                (_("Bank reference"), funding.bank_reference),
                (_("Our reference"), funding.reference),
                (_("Confirmed on"), _day(funding.confirmed_at)),
            ),
            notes=notes,
        )
    )


def _labels(**own: str) -> dict[str, str]:
    return {"sums": _("What it is for"), "page": _("Page {page} of {pages}")} | own


def _facts(funding: Funding, series: str, issued_at: datetime) -> tuple[tuple[str, str], ...]:
    facts = [
        (_("Number"), f"{series}-{_day(issued_at)[:4]}-{funding.pk:06}"),
        (_("Issued on"), _day(issued_at)),
        (_("Client"), f"{funding.project.client.name}, {funding.project.client.email}"),
        (_("Project"), funding.project.name),
        (_("Issuer"), settings.PLATFORM_NAME),
        (_("Address"), settings.PLATFORM_ADDRESS),
        (_("Registration number"), settings.PLATFORM_REGISTRATION),
    ]
    return tuple((label, text) for label, text in facts if text)


def _sums(funding: Funding, amount: str) -> tuple[Sum, ...]:
    what = _("Funding of “%(project)s”") % {"project": funding.project.name}
    return (Sum(what, amount), Sum(_("Total"), amount, strong=True))


def _day(moment: datetime) -> str:
    """The same on everybody's paper: in the settlement time zone."""
    return timezone.localdate(moment, queries.ZONE).isoformat()
