"""What a bank is asked to do: one batch of credit transfers from the platform's account. Pure; amounts in micro."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from projects.money import CURRENCIES, MICRO, minor_unit

# The characters that every bank carries unchanged through every system (EPC217-08, the SEPA Latin set).
IDENTIFIER = re.compile(r"(?!/)(?!.*//)[A-Za-z0-9/?:().,'+-]([A-Za-z0-9/?:().,'+ -]{0,33}[A-Za-z0-9?:().,'+-])?")
SHORT_ID = re.compile(r"(?<![A-Za-z0-9])HB[0-9A-Z]{4,10}(?![A-Za-z0-9])")
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class BadOrder(Exception):
    """A batch that no bank would carry out as it is; no file is written.

    `code` is for machines, `where` names the order by its end-to-end id and the field ("HB000042.holder"), or the
    field of the batch; `text` is for people.
    """

    def __init__(self, code: str, where: str, text: str):
        super().__init__(f"{where}: {text}")
        self.code, self.where, self.text = code, where, text


@dataclass(frozen=True)
class Payer:
    """The platform's account. `account` is an IBAN or a domestic number; no `currency` means that of the orders."""

    name: str
    account: str
    bank_code: str
    bic: str
    country: str
    currency: str = ""


@dataclass(frozen=True)
class Order:
    """One deposit. `amount` in micro; `bank_code` is the domestic one (Korea: three digits), empty with an IBAN."""

    end_to_end_id: str
    amount: int
    currency: str
    holder: str
    account: str
    bank_code: str
    bic: str
    country: str
    remittance: str


@dataclass(frozen=True)
class Batch:
    """What is sent in one file; `created_at` is aware, `pay_on` the day on which the money leaves."""

    message_id: str
    created_at: datetime
    pay_on: date
    payer: Payer
    orders: tuple[Order, ...]

    @property
    def currency(self) -> str:
        return self.payer.currency or self.orders[0].currency

    @property
    def total(self) -> int:
        return sum(order.amount for order in self.orders)


def short_id(number: int) -> str:
    """An end-to-end id that survives the 14 bytes of a Korean passbook line: "HB" and 6 to 10 base-32 digits.

    The digits are Crockford's (no I, L, O, U), so that somebody can read one out on the telephone.
    """
    if not 0 <= number < 32**10:
        raise ValueError(f"no short id for {number}")
    text = ""
    while number or len(text) < 6:
        number, digit = divmod(number, 32)
        text = DIGITS[digit] + text
    return f"HB{text}"


def find_id(text: str) -> str:
    """The short id in what a bank shows of a transfer, "" if there is none, or more than one."""
    found = set(SHORT_ID.findall(text))
    return found.pop() if len(found) == 1 else ""


def units(amount: int, currency: str) -> str:
    """`amount` micro as banks write it, with exactly the digits of its currency: "14540", "12.50"."""
    whole, fraction = divmod(amount, MICRO)
    digits = CURRENCIES[currency][0]
    return f"{whole}.{fraction // 10 ** (6 - digits):0{digits}}" if digits else str(whole)


def printable(text: str, *, most: int, where: str) -> str:
    """`text` with its blanks made single; raises BadOrder where it is empty, too long or not printable."""
    clean = " ".join(text.split())
    if not clean or len(clean) > most or not clean.isprintable():
        raise BadOrder("text", where, f"{text!r} has to be 1 to {most} printable characters")
    return clean


def check(batch: Batch) -> None:
    """Raises BadOrder unless every order can be paid to the unit, in one currency, under an id of its own."""
    if not batch.orders:
        raise BadOrder("empty", "orders", "there is nothing to pay")
    if batch.created_at.tzinfo is None:
        raise BadOrder("naive", "created_at", "the moment has no time zone")
    _check_identifier(batch.message_id, "message_id")
    seen: set[str] = set()
    for order in batch.orders:
        _check_identifier(order.end_to_end_id, f"{order.end_to_end_id}.end_to_end_id")
        if order.end_to_end_id in seen:
            raise BadOrder("twice", f"{order.end_to_end_id}.end_to_end_id", "two orders have the same id")
        seen.add(order.end_to_end_id)
        _check_amount(order, batch.currency)


def _check_identifier(text: str, where: str) -> None:
    if not IDENTIFIER.fullmatch(text):
        raise BadOrder("identifier", where, f"{text!r} is not 1 to 35 of the characters that banks carry unchanged")


def _check_amount(order: Order, currency: str) -> None:
    where = f"{order.end_to_end_id}.amount"
    if order.currency not in CURRENCIES:
        raise BadOrder("currency", where, f"{order.currency!r} is none of {', '.join(CURRENCIES)}")
    if order.currency != currency:
        raise BadOrder("currency", where, f"{order.currency} in a batch of {currency}: one file, one currency")
    if order.amount <= 0 or order.amount >= 10**12 * MICRO or order.amount % minor_unit(currency):
        raise BadOrder("amount", where, f"{order.amount} millionths of {currency} cannot be paid")
