"""What a client is asked to pay and has paid, as PDFs. Pure."""

from payouts.documents.paper import Paper
from payouts.documents.sheets import InvoiceSheet, ReceiptSheet

LABELS = ("amount", "sums", "transfer", "page")


def invoice_pdf(sheet: InvoiceSheet) -> bytes:
    """What to transfer, and to where; the same sheet gives the same bytes.

    `labels["page"]` has {page} and {pages}. Raises KeyError where a label is missing.
    """
    return _letter(sheet, sheet.pay_to)


def receipt_pdf(sheet: ReceiptSheet) -> bytes:
    """What arrived, and how; the same sheet gives the same bytes. Raises KeyError where a label is missing."""
    return _letter(sheet, sheet.paid_by)


def _letter(sheet: InvoiceSheet | ReceiptSheet, transfer: tuple[tuple[str, str], ...]) -> bytes:
    labels = {name: sheet.labels[name] for name in LABELS}
    paper = Paper(
        title=sheet.title,
        language=sheet.language,
        issuer=sheet.issuer,
        made_at=sheet.issued_at,
        page=labels["page"],
    )
    paper.head(sheet.issuer)
    paper.facts(sheet.facts)
    paper.amount(labels["amount"], sheet.amount, sheet.amount_note)
    paper.heading(labels["sums"])
    paper.sums(sheet.sums)
    paper.heading(labels["transfer"])
    paper.facts(transfer)
    for note in sheet.notes:
        paper.paragraph(note)
    return paper.finish()
