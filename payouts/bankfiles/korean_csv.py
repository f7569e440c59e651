"""A Korean bulk transfer (대량이체, 다계좌이체) as CSV. Pure.

There is no common standard. The upload forms of Woori, KB, Hana, Shinhan, Suhyup and Kbank (as public programs write
them) share bank code, account, amount, holder, and what the payee's and the payer's passbook show, in orders of their
own; this file has these six, under the words those forms use, in their commonest order. Some banks take Excel files
only: there the six columns are pasted into the bank's form.

CP949, for a Korean Windows opens a CSV in nothing else and the banks' pages read text files as EUC-KR, of which CP949
is the superset that has every syllable. A passbook line has 14 bytes (7 한글), so the end-to-end id, which has to come
back in the bank's statement, is at most 12 letters and digits: `orders.short_id`.
"""

import csv
import io
import re

from payouts.bank_numbers import KOREAN_BANKS, read_account
from payouts.bankfiles.orders import BadOrder, Batch, Order, check, printable, units

ENCODING = "cp949"
HEADINGS = ("입금은행코드", "입금계좌번호", "입금액", "예금주", "받는분통장표시", "내통장표시")
PASSBOOK_BYTES = 14
# What makes a spreadsheet take a cell for a formula (OWASP, CSV injection).
FORMULA = "=+-@"


def write(batch: Batch) -> bytes:
    """The file, CP949 with CRLF line ends and a heading. Raises BadOrder."""
    check(batch)
    if batch.currency != "KRW":
        raise BadOrder("currency", "orders", f"a Korean bulk transfer moves won, not {batch.currency}")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(_row(order) for order in batch.orders)
    return text.getvalue().encode(ENCODING)


def _row(order: Order) -> tuple[str, ...]:
    where = order.end_to_end_id
    if not re.fullmatch(r"[A-Za-z0-9]{1,12}", order.end_to_end_id):
        raise BadOrder("identifier", f"{where}.end_to_end_id", "has to be at most 12 letters and digits")
    if order.bank_code not in KOREAN_BANKS:
        raise BadOrder("bank_code", f"{where}.bank_code", f"{order.bank_code!r} is no Korean bank")
    try:
        account = read_account("KR", order.account, bank_code=order.bank_code).account
    except ValueError as error:
        raise BadOrder("account", f"{where}.account", str(error)) from None
    return (
        order.bank_code,
        account,
        units(order.amount, order.currency),
        _holder(order),
        _shown(order.remittance),
        order.end_to_end_id,
    )


def _holder(order: Order) -> str:
    """The holder as the bank has it: a name that would have to be changed is refused, for the bank compares it."""
    where = f"{order.end_to_end_id}.holder"
    name = printable(order.holder, most=50, where=where)
    if name[0] in FORMULA or _encodable(name) != name:
        raise BadOrder("holder", where, f"{order.holder!r} cannot stand in a Korean bank's file")
    return name


def _shown(text: str) -> str:
    """The payee's passbook line: what of `text` is printable in CP949, no formula, 14 bytes without half a syllable."""
    clean = "".join(char for char in _encodable(" ".join(text.split())) if char.isprintable())
    return clean.lstrip(FORMULA + " ").encode(ENCODING)[:PASSBOOK_BYTES].decode(ENCODING, "ignore").strip()


def _encodable(text: str) -> str:
    return text.encode(ENCODING, "ignore").decode(ENCODING)
