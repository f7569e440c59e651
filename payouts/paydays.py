"""Pay days as dates, by the bank holidays of this installation."""

from datetime import date

from django.conf import settings

from payouts import periods


def pay_date(period: str, pay_day: int) -> date:
    """The banking day on which a period's work of this pay day is paid."""
    return periods.pay_date(period, pay_day, settings.BANK_HOLIDAYS)


def next_banking_day(day: date) -> date:
    """`day`, or the first banking day after it."""
    return periods.next_banking_day(day, settings.BANK_HOLIDAYS)


def is_banking_day(day: date) -> bool:
    return periods.is_banking_day(day, settings.BANK_HOLIDAYS)


def pay_dates(period: str) -> dict[int, str]:
    """Each pay day of a period to its date, "2026-11-10", for the database to look up."""
    return {day: pay_date(period, day).isoformat() for day in range(1, 32)}
