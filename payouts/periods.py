"""Months as the books know them: "2026-10", in the settlement time zone. Pure."""

import re
from calendar import SATURDAY, monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def read_period(text: str) -> str:
    """`text` if it is a month like "2026-10"; raises ValueError."""
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise ValueError(f"{text!r} is not a month: write it like 2026-10")
    return text


def period_of(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m}"


def following(period: str) -> str:
    year, month = map(int, period.split("-"))
    return f"{year + month // 12}-{month % 12 + 1:02}"


def starts_at(period: str, zone: ZoneInfo) -> datetime:
    year, month = map(int, period.split("-"))
    return datetime(year, month, 1, tzinfo=zone)


def ends_at(period: str, zone: ZoneInfo) -> datetime:
    """The first moment that no longer belongs to the period."""
    return starts_at(following(period), zone)


def is_banking_day(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def next_banking_day(day: date, holidays: Collection[date]) -> date:
    """`day`, or the first banking day after it."""
    while not is_banking_day(day, holidays):
        day += timedelta(days=1)
    return day


def pay_date(period: str, pay_day: int, holidays: Collection[date]) -> date:
    """The day on which a period's work is paid: `pay_day` of the following month, or that month's last day.

    Where that is no banking day, the last one before it; where the month has none before it, the first one after it,
    because in the month before the work is not settled yet.
    """
    year, month = map(int, following(period).split("-"))
    days = monthrange(year, month)[1]
    wanted = min(pay_day, days)
    tried = [date(year, month, day) for day in (*range(wanted, 0, -1), *range(wanted + 1, days + 1))]
    return next((day for day in tried if is_banking_day(day, holidays)), tried[0])
