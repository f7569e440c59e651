"""What is withheld from a deposit, as dated rules. Pure; amounts in micro.

Korean freelance withholding (원천징수, Income Tax Act art. 127 and 129, Local Tax Act art. 103-13): 3 % income tax and
10 % of it as local income tax, each truncated below 10 won, the second computed on the truncated first, per deposit.
Until 2024-06-30 an income tax under 1,000 won was waived (소액부징수, art. 86); since 2024-07-01 freelancers' is not.
"""

from dataclasses import dataclass
from datetime import date

from projects.money import MICRO

TEN_WON = 10 * MICRO
WAIVER = 1_000 * MICRO
NO_WAIVER_FROM = date(2024, 7, 1)


@dataclass(frozen=True)
class Withheld:
    """`kind` is "income" or "local"; `amount` is in micro."""

    kind: str
    amount: int


def withholding(gross: int, currency: str, *, paid_on: date) -> list[Withheld]:
    """What is withheld from a deposit of `gross` micro paid on that day; nothing from other currencies than won."""
    if currency != "KRW":
        return []
    income = _truncate(gross * 3 // 100)
    if paid_on < NO_WAIVER_FROM and income < WAIVER:
        income = 0
    return [Withheld("income", income), Withheld("local", _truncate(income // 10))]


def _truncate(amount: int) -> int:
    return amount - amount % TEN_WON
