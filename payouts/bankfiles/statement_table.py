"""The table in a bank's CSV: its encoding, its separator, and the columns that its headings name. Pure.

Every bank words its headings its own way; COLUMNS knows those of the Korean banks' downloads (KB, Shinhan, Hana,
Woori, NH, IBK, SC, MG, as public programs read them) and common English ones.
"""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from payouts.bankfiles.movements import BadBankFile

# Headings without blanks, brackets and capitals; in each column the words are tried in their order.
COLUMNS = {
    "date": (
        "거래일시 거래일자 거래일자/시간 거래일 이체일시 이체일자 처리일시 처리일자 입금일시 일시 일자 날짜 "
        "bookingdate bookedon transactiondate date valuedate"
    ),
    "out": (
        "출금액 출금금액 찾으신금액 나간금액 지급금액 지급액 출금 지급 "
        "withdrawal withdrawals debit debitamount paidout moneyout out"
    ),
    "in": (
        "입금액 입금금액 맡기신금액 들어온금액 예입금액 입금 예입 "
        "deposit deposits credit creditamount paidin moneyin in"
    ),
    "transfer": "이체금액 이체액 송금액",
    "amount": "거래금액 금액 amount",
    "direction": "입출금구분 입출금 거래구분 구분 debit/credit dr/cr direction type",
    "currency": "통화 통화코드 currency ccy",
    "id": (
        "내통장표시 내통장표시내용 내통장메모 출금통장표시 출금통장표시내용 보내는분통장표시 보내는분통장표시내용 "
        "보내는통장표시내용 출금계좌메모 endtoendid end-to-endid e2eid"
    ),
    "memo": "적요 내용 거래내용 기재내용 통장메모 메모 비고 remittanceinformation description narrative details memo",
    "party": (
        "의뢰인/수취인 보낸분/받는분 받는분/보낸분 받는분 수취인 예금주 거래처 counterparty beneficiary payee name"
    ),
    "reference": "거래번호 거래고유번호 transactionreference transactionid bankreference reference",
    "account": "통장번호 출금계좌번호 계좌번호 accountnumber account iban",
    "payee_account": "입금계좌번호 입금계좌 입금은행 입금은행코드",
    "status": "처리결과 처리상태 이체결과 이체상태 결과 상태 status result",
    "reason": "오류내용 오류사유 불능사유 실패사유 사유 reason error",
}
HEADING_WITHIN = 40


@dataclass(frozen=True)
class Table:
    """`columns` says in which cell what stands; `rows` are (number of the line in the file, cells), read but once."""

    headings: list[str]
    heading_at: int
    columns: dict[str, int]
    rows: Iterator[tuple[int, list[str]]]


@dataclass(frozen=True)
class Row:
    """One row, and how to say where in it something is wrong."""

    table: Table
    number: int
    cells: list[str]

    def get(self, column: str) -> str:
        """What stands in that column, its blanks made single; "" where the table or the row has no such cell."""
        index = self.table.columns.get(column, len(self.cells))
        return " ".join(self.cells[index].split()) if index < len(self.cells) else ""

    def where(self, column: str) -> str:
        return f"row {self.number}, {self.table.headings[self.table.columns[column]].strip()}"


def read_table(data: bytes) -> Table:
    """The table under the first line that names a day and an amount, whichever separator makes it do so.

    UTF-8 or UTF-16 with or without a mark at the start, else CP949; comma, semicolon or tab. Raises BadBankFile, also
    while the rows are read.
    """
    text = _decoded(data)
    for delimiter in ",;\t":
        rows = _numbered(text, delimiter)
        for number, cells in islice(rows, HEADING_WITHIN):
            columns = _columns(cells)
            if "date" in columns and columns.keys() & {"out", "in", "transfer", "amount"}:
                return Table(cells, number, columns, rows)
    raise BadBankFile(
        "no_heading",
        f"rows 1 to {HEADING_WITHIN}",
        "no heading that names a day and an amount (거래일시, 출금액, 입금액; date, debit, credit)",
    )


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ("utf-8-sig", "cp949")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadBankFile("encoding", "", "neither UTF-8 nor CP949: save the file as CSV UTF-8")


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise BadBankFile("not_csv", f"row {reader.line_num}", str(error)) from None


def _columns(headings: list[str]) -> dict[str, int]:
    names = [re.sub(r"\(.*?\)|\[.*?\]|[\s*_]", "", heading).lower() for heading in headings]
    columns = {
        column: names.index(word)
        for column, words in COLUMNS.items()
        for word in reversed(words.split())
        if word in names
    }
    if "payee_account" in columns and "in" in columns and "out" not in columns:
        # A list of transfers and not a statement: what it calls 입금액 is what the payee got.
        columns["transfer"] = columns.pop("in")
    return columns
