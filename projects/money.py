"""Money as integers: millionths of a currency's unit, never a float. Pure.

A price may be below one won or one cent; rounding happens once, when a statement's payable is fixed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

MICRO = 1_000_000

# ISO 4217: how many digits the smallest coin or transfer has after the point, and the sign people read.
CURRENCIES = {"KRW": (0, "₩"), "JPY": (0, "¥"), "USD": (2, "$"), "EUR": (2, "€")}


@dataclass(frozen=True, order=False)
class Money:
    """`amount` in millionths of `currency`'s unit; sums and comparisons across currencies are errors."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int) or isinstance(self.amount, bool):
            raise TypeError(f"money is an integer in millionths, not {type(self.amount).__name__} {self.amount!r}")
        if self.currency not in CURRENCIES:
            raise ValueError(f"unknown currency {self.currency!r}: one of {', '.join(CURRENCIES)}")

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, count: int) -> Money:
        if not isinstance(count, int) or isinstance(count, bool):
            raise TypeError(f"money is multiplied by whole numbers, not {type(count).__name__} {count!r}")
        return Money(self.amount * count, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __str__(self) -> str:
        return format_money(self.amount, self.currency)

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money goes with money, not {type(other).__name__}")
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.amount


def minor_unit(currency: str) -> int:
    """The smallest payable amount of `currency`, in micro: 1,000,000 for a won, 10,000 for a cent."""
    return int(MICRO // 10 ** CURRENCIES[currency][0])


def split_payable(amount: int, currency: str) -> tuple[int, int]:
    """What of `amount` micro can be paid, and the remainder that is carried: the only rounding there is."""
    remainder = amount % minor_unit(currency)
    return amount - remainder, remainder


def payable_sql(amount: str, *, currency: str, minimum: str) -> str:
    """What `split_payable` lets pay, in SQL: an expression, of expressions in micro; 0 below `minimum` and below zero.

    A closing pays a whole month in one statement; the coins are those of CURRENCIES here too.
    """
    rounded = f"{amount} - mod({amount}, {coin_sql(currency)})"
    return f"CASE WHEN {amount} <= 0 OR {amount} < {minimum} THEN 0 ELSE {rounded} END"


def coin_sql(currency: str) -> str:
    """`minor_unit` in SQL: an expression in micro, of an expression for a currency's name."""
    coins = " ".join(f"WHEN '{name}' THEN {minor_unit(name)}" for name in CURRENCIES)
    return f"CASE {currency} {coins} END"


def parse_amount(text: str, currency: str) -> int:
    """Micro from what a person typed ("40", "1,200", "0.015").

    Raises ValueError where it is no decimal number, is negative, or has more than six digits after the point.
    A comma stands between thousands only: "0,5" is refused rather than read as 5.
    """
    if not isinstance(text, str):
        raise TypeError(f"an amount is typed as text, not {type(text).__name__}")
    if currency not in CURRENCIES:
        raise ValueError(f"unknown currency {currency!r}: one of {', '.join(CURRENCIES)}")
    if not re.fullmatch(r"([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})(\.[0-9]{1,6})?", text.strip()):
        raise ValueError(f"{text!r} is not an amount: digits, with at most six after the point")
    return int(Decimal(text.strip().replace(",", "")) * MICRO)


def format_money(amount: int, currency: str) -> str:
    """ "₩14,540", "$0.05", and as many digits as a price below the smallest coin needs: "₩0.4"."""
    digits, sign = CURRENCIES[currency]
    whole, fraction = divmod(abs(amount), MICRO)
    after_point = f"{fraction:06d}".rstrip("0").ljust(digits, "0")
    return f"{'−' if amount < 0 else ''}{sign}{whole:,}{'.' if after_point else ''}{after_point}"


def plain_amount(amount: int) -> str:
    """Micro as a decimal number of units, exact and without sign or separators: "14540", "0.4"."""
    whole, fraction = divmod(abs(amount), MICRO)
    text = f"{whole}.{fraction:06d}".rstrip("0").rstrip(".")
    return f"-{text}" if amount < 0 else text
