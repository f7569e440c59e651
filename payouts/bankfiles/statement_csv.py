"""A bank's statement, or its list of transfer results (이체결과), as CSV. Pure.

Titles above the heading and sums below the rows are passed over; `statement_table` knows the headings.
"""

import re
from datetime import date
from decimal import Decimal

from payouts.bankfiles.movements import (
    MOST_BYTES,
    MOST_UNITS,
    BadBankFile,
    Direction,
    Movement,
    Status,
    with_keys,
)
from payouts.bankfiles.orders import find_id
from payouts.bankfiles.statement_table import Row, read_table
from projects.money import CURRENCIES, MICRO, minor_unit

BOOKED = ("정상", "완료", "성공", "booked", "completed", "success", "executed", "ok")
REJECTED = ("오류", "불능", "실패", "거절", "rejected", "failed", "error")
WAITING = ("대기", "처리중", "예약", "pending", "processing", "scheduled")
# How banks mark money that came back.
RETURNED = ("반환", "불능", "취소", "반려", "returned", "return of", "reversal")
OUTGOING = ("출금", "지급", "송금", "이체", "debit", "dbit", "withdraw", "out")
AMOUNTS: tuple[str, ...] = ("out", "in", "transfer", "amount")
SUMS = ("합계", "총계", "소계", "total")


def read(data: bytes) -> list[Movement]:
    """The movements in the order of the file. Raises BadBankFile, which names the row and the column."""
    if len(data) > MOST_BYTES:
        raise BadBankFile("too_large", "", f"more than {MOST_BYTES // 1024**2} MB: ask the bank for shorter periods")
    table = read_table(data)
    found = []
    for number, cells in table.rows:
        row = Row(table, number, cells)
        movement = None if _says_nothing(row) else _movement(row)
        if movement:
            found.append((re.sub(r"[\s-]", "", row.get("account")), movement))
    return with_keys(found)


def _says_nothing(row: Row) -> bool:
    """Blank lines, sums, small print below the table, and transfers that are still waiting."""
    if not any(row.get(name) for name in AMOUNTS):
        return True
    first = next(filter(None, ("".join(cell.split()) for cell in row.cells)), "")
    return first.lower().startswith(SUMS) or row.get("status").lower().startswith(WAITING)


def _movement(row: Row) -> Movement | None:
    """One transfer; None for a row that moves nothing."""
    currency = _currency(row)
    signed, column = _signed_amount(row, currency)
    if not signed:
        return None
    direction: Direction = "in" if signed > 0 else "out"
    shown = [row.get(name) for name in ("id", "memo", "party")]
    status = _status(row, column, direction, " ".join([row.get("direction"), *shown]).lower())
    end_to_end_id = find_id(row.get("id")) or find_id(" ".join(shown))
    return Movement(
        reference=_reference(row),
        end_to_end_id=end_to_end_id if (direction, status) != ("in", "booked") else "",
        amount=abs(signed),
        currency=currency,
        direction=direction,
        status=status,
        on=_day(row),
        remittance=" ".join(filter(None, shown)),
        reason="" if status == "booked" else row.get("reason") or row.get("memo") or row.get("status"),
    )


def _day(row: Row) -> date:
    """2026-11-10, 2026.11.10, 2026/11/10, 20261110 or 2026년 11월 10일, with or without a time behind it."""
    text = row.get("date")
    match = re.match(r"([0-9]{4})(?:[-./]|년) ?([0-9]{1,2})(?:[-./]|월) ?([0-9]{1,2})(?![0-9])", text)
    match = match or re.match(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4}|[0-9]{6})?(?![0-9])", text)
    try:
        return date(*map(int, match.groups() if match else ()))
    except (TypeError, ValueError):
        raise BadBankFile("date", row.where("date"), f"{text[:40]!r} is not a day like 2026-11-10") from None


def _currency(row: Row) -> str:
    """What the row says, else the heading of the amounts, else won where the headings are Korean."""
    told = row.get("currency").upper()
    if not told:
        amounts = [row.table.columns[name] for name in AMOUNTS if name in row.table.columns]
        heading = " ".join(row.table.headings[index] for index in amounts)
        told = next(iter(re.findall(r"[(\[]([A-Z]{3})[)\]]", heading)), "KRW" if re.search("[가-힣]", heading) else "")
    if told in ("원", "원화"):
        told = "KRW"
    if not re.fullmatch(r"[A-Z]{3}", told):
        where = row.where("currency") if "currency" in row.table.columns else f"row {row.table.heading_at}"
        raise BadBankFile("currency", where, "the file does not say the currency: add a column, or Amount (EUR)")
    return told


def _signed_amount(row: Row, currency: str) -> tuple[int, str]:
    """Micro, positive where money came in, 0 where none moved, and the column that says it."""
    read = {name: _amount(row, name, currency) for name in AMOUNTS if name in row.table.columns}
    amount = read.pop("amount", 0)
    said = [name for name, moved in read.items() if moved]
    if len(said) > 1:
        raise BadBankFile("amount", row.where(said[1]), "one row moves money both ways")
    if said:
        return read[said[0]] * (1 if said[0] == "in" else -1), said[0]
    return amount * _sign(row, amount), "amount"


def _sign(row: Row, amount: int) -> int:
    """-1 where a column beside an unsigned amount says that it went out."""
    word = row.get("direction").lower()
    is_out = word.startswith(OUTGOING) or word in ("dr", "d")
    return -1 if is_out and amount > 0 else 1


def _amount(row: Row, column: str, currency: str) -> int:
    """Micro, maybe negative, 0 for nothing. Thousands may be set off by commas, or by points before a comma."""
    text = re.sub(r"[\s₩￦$€¥+]|원$", "", row.get(column)).replace("−", "-")
    if text in ("", "-"):
        return 0
    if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})*,[0-9]{2}|-?[0-9]+,[0-9]{2}", text):
        text = text.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"-?([0-9]{1,18}|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]{1,6})?", text):
        raise BadBankFile("amount", row.where(column), f"{row.get(column)[:40]!r} is not an amount")
    micro = int(Decimal(text.replace(",", "")) * MICRO)
    if abs(micro) >= MOST_UNITS * MICRO or (currency in CURRENCIES and micro % minor_unit(currency)):
        raise BadBankFile("amount", row.where(column), f"{text[:40]} is finer or larger than any payment in {currency}")
    return micro


def _status(row: Row, column: str, direction: Direction, words: str) -> Status:
    """What the result column says; without one, money that came back is known by the bank's words, or by its sign."""
    told = row.get("status").lower()
    if told.startswith(REJECTED):
        return "rejected"
    if told and not told.startswith(BOOKED):
        raise BadBankFile("status", row.where("status"), f"{told[:40]!r} is neither done, nor failed, nor waiting")
    turned = (column, direction) in (("out", "in"), ("transfer", "in"), ("in", "out"))
    came_back = direction == "in" and any(word in words for word in RETURNED)
    return "returned" if turned or came_back else "booked"


def _reference(row: Row) -> str:
    own = row.get("reference")
    return "" if own in ("-", "0") else own
