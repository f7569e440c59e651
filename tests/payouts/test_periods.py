"""Months, and the days on which they are paid."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.periods import (
    ends_at,
    following,
    is_banking_day,
    next_banking_day,
    pay_date,
    period_of,
    read_period,
    starts_at,
)
from tests.cast import SEOUL

periods = st.builds("{}-{:02}".format, st.integers(2000, 2098), st.integers(1, 12))


@pytest.mark.parametrize("text", ["2026-10", "2000-01", "2099-12"])
def test_a_month_is_read(text):
    assert read_period(text) == text


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "2026-1", "26-10", "1999-10", "2026-10-01", "2026-10\n", "20２６-10"]
)
def test_what_is_no_month_is_refused_by_name(text):
    with pytest.raises(ValueError, match="is not a month"):
        read_period(text)


def test_midnight_in_seoul_and_not_in_greenwich_begins_the_month():
    assert period_of(datetime(2026, 10, 31, 14, 59, 59, 999_999, tzinfo=UTC), SEOUL) == "2026-10"
    assert period_of(datetime(2026, 10, 31, 15, 0, tzinfo=UTC), SEOUL) == "2026-11"


def test_an_hour_that_the_clocks_repeat_still_has_one_month():
    new_york = ZoneInfo("America/New_York")
    end = ends_at("2026-10", new_york)
    assert end.astimezone(UTC) == datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
    assert period_of(end - timedelta(microseconds=1), new_york) == "2026-10"


@pytest.mark.parametrize(
    ("period", "next_one"), [("2026-10", "2026-11"), ("2026-12", "2027-01"), ("2026-09", "2026-10")]
)
def test_december_is_followed_by_january_of_the_next_year(period, next_one):
    assert following(period) == next_one


@pytest.mark.parametrize(
    ("period", "day", "paid_on"),
    [
        ("2026-10", 10, date(2026, 11, 10)),
        ("2026-12", 20, date(2027, 1, 20)),
        ("2027-03", 31, date(2027, 4, 30)),
        ("2028-01", 31, date(2028, 2, 29)),
    ],
)
def test_the_pay_day_is_in_the_following_month(period, day, paid_on):
    assert pay_date(period, day, ()) == paid_on


@pytest.mark.parametrize(
    ("period", "day", "holidays", "paid_on"),
    [
        ("2026-09", 10, [], date(2026, 10, 9)),  # a Saturday
        ("2026-09", 10, [9, 8], date(2026, 10, 7)),  # after two holidays
        ("2026-09", 11, [], date(2026, 10, 9)),  # a Sunday
        ("2027-01", 31, [], date(2027, 2, 26)),
        ("2026-10", 1, [], date(2026, 11, 2)),  # a Sunday, with no day of its month before it
        ("2026-12", 3, [1], date(2027, 1, 4)),  # New Year, Saturday, Sunday
    ],
)
def test_a_pay_day_without_banking_is_paid_on_the_banking_day_before_it_in_its_month(period, day, holidays, paid_on):
    assert pay_date(period, day, {paid_on.replace(day=holiday) for holiday in holidays}) == paid_on


days_off = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=60)


@given(st.integers(1, 11), st.integers(1, 31), days_off)
def test_between_the_day_of_the_deposit_and_the_pay_day_there_is_no_banking(month, pay_day, holidays):
    period = f"2026-{month:02}"
    wanted, paid_on = pay_date(period, pay_day, AllDays()), pay_date(period, pay_day, holidays)
    month_of_deposit = [wanted.replace(day=1) + timedelta(days=n) for n in range(31)]
    banking = [day for day in month_of_deposit if day.month == wanted.month and is_banking_day(day, holidays)]
    before = [day for day in banking if day <= wanted]
    assert paid_on == (before[-1] if before else banking[0] if banking else wanted)


class AllDays:
    """Holidays without end: then a pay day stays where it is."""

    def __contains__(self, day):
        return True


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), days_off)
def test_the_next_banking_day_is_the_day_itself_or_the_first_after_it(day, holidays):
    found = next_banking_day(day, holidays)
    assert is_banking_day(found, holidays)
    assert not [n for n in range((found - day).days) if is_banking_day(day + timedelta(days=n), holidays)]


@given(periods)
def test_a_month_ends_where_the_next_begins(period):
    assert starts_at(period, SEOUL) < ends_at(period, SEOUL) == starts_at(following(period), SEOUL)


@given(st.datetimes(datetime(2001, 1, 1), datetime(2098, 1, 1), timezones=st.just(UTC)))
def test_every_moment_lies_within_its_month(moment):
    period = period_of(moment, SEOUL)
    assert read_period(period) == period
    assert starts_at(period, SEOUL) <= moment < ends_at(period, SEOUL)
