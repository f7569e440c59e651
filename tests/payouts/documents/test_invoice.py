"""A client's invoice and receipt as PDFs, read back."""

from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader

from payouts.documents.invoice import LABELS, invoice_pdf, receipt_pdf
from payouts.documents.sheets import InvoiceSheet, ReceiptSheet, Sum

COMMON = {
    "language": "ko",
    "issuer": "Honestbox",
    "issued_at": datetime(2026, 11, 1, tzinfo=UTC),
    "labels": {name: name for name in LABELS} | {"page": "{page}/{pages}쪽"},
    "facts": (("번호", "2026-0012"), ("의뢰자", "주식회사 그림"), ("프로젝트", "강아지 찾기")),
    "amount": "₩5,500,000",
    "sums": (
        Sum("작업비", "₩5,000,000"),
        Sum("수수료", "₩500,000"),
        Sum("부가세", "없음"),
        Sum("합계", "₩5,500,000", True),
    ),
}
INVOICE = InvoiceSheet(
    **COMMON,
    title="청구서 2026-0012",
    amount_note="2026-11-14까지",
    pay_to=(("은행", "신한은행"), ("계좌", "110-123-456789"), ("입금자 표시", "HB-F-8K2M")),
    notes=("입금할 때 위 표시를 적어 주세요.",),
)
RECEIPT = ReceiptSheet(
    **COMMON, title="영수증 2026-0012", amount_note="2026-11-03 입금", paid_by=(("은행 참조", "20261103-77"),)
)


def text_of(pdf: bytes) -> str:
    (page,) = PdfReader(BytesIO(pdf)).pages
    return page.extract_text()


def test_an_invoice_says_what_to_transfer_and_to_where():
    text = text_of(invoice_pdf(INVOICE))
    for said in ("청구서 2026-0012", "주식회사 그림", "강아지 찾기", "신한은행", "110-123-456789", "HB-F-8K2M"):
        assert said in text
    assert text.count("₩5,500,000") == 2
    for said in ("₩5,000,000", "₩500,000", "부가세", "없음", "2026-11-14까지", "위 표시를 적어", "1/1쪽"):
        assert text.count(said) == 1


def test_a_receipt_says_what_arrived_and_by_which_transfer():
    text = text_of(receipt_pdf(RECEIPT))
    assert "영수증 2026-0012" in text
    assert "20261103-77" in text
    assert text.count("₩5,500,000") == 2


def test_the_same_sheet_gives_the_same_bytes():
    assert invoice_pdf(INVOICE) == invoice_pdf(INVOICE)
    assert receipt_pdf(RECEIPT) == receipt_pdf(RECEIPT)
