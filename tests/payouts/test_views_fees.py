"""What the platform takes, by project and date, on a page and as CSV."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse

from payouts import queries
from payouts.ledger import Account, Posting, Transfer, post
from payouts.models import LineKind
from projects.money import MICRO
from tests.cast import NOON
from tests.http import queries_of
from tests.payouts.pages import browser, page, words


def fee(project, won: int, key: str, at=NOON) -> None:
    """A fee as accrual books it, escrow to the platform."""
    transfer = Transfer(
        LineKind.FEE, Account("escrow", project.pk), Account("fee"), won * MICRO, project.currency, project=project.pk
    )
    post([Posting(key, at, (transfer,))])


@pytest.fixture
def fees(cast):
    late = NOON.replace(hour=23, minute=30)
    for project, won, key, at in [
        (cast.cats, 100, "a", NOON),
        (cast.cats, 50, "b", late),  # another day in UTC, the same in Seoul
        (cast.cats, 30, "c", NOON + timedelta(days=30)),
        (cast.dogs, 7, "d", NOON),
    ]:
        fee(project, won, key, at)


def rows(user, **query) -> list[list[str]]:
    answer = browser(user).get(reverse("payouts:fees_csv"), query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


def test_fees_are_summed_by_project_and_month(cast, fees):
    assert [
        (row["project__name"], row["on"].strftime("%Y-%m"), row["amount_micro"] // MICRO, row["entries"])
        for row in queries.fees()
    ] == [
        ("Cats", "2026-11", 30, 1),
        ("Cats", "2026-10", 150, 2),
        ("Dogs", "2026-10", 7, 1),
    ]


def test_a_day_is_one_of_the_settlements_time_zone(cast, fees):
    found = queries.fees(by_day=True, period="2026-10")
    assert [(row["project__name"], row["on"].date().isoformat(), row["amount_micro"] // MICRO) for row in found] == [
        ("Cats", "2026-10-12", 150),
        ("Dogs", "2026-10-12", 7),
    ]


def test_the_page_and_the_file_show_the_same(cast, fees):
    read = words(page(cast.ada, "payouts:fees", period="2026-10"))
    assert "2026-10 Cats 2 ₩150" in read
    assert "₩30" not in read
    assert rows(cast.ada, period="2026-10") == [
        ["on", "project", "project_name", "entries", "currency", "amount"],
        ["2026-10", str(cast.cats.pk), "Cats", "2", "KRW", "150"],
        ["2026-10", str(cast.dogs.pk), "Dogs", "1", "KRW", "7"],
    ]
    assert rows(cast.ada, by="day")[1][0] == "2026-11-11"


def test_a_month_that_is_none_narrows_nothing(cast, fees):
    assert len(rows(cast.ada, period="soon")) == 4


def test_many_fees_cost_as_many_queries_as_one(cast):
    ada = browser(cast.ada)
    fee(cast.cats, 1, "first")
    before = queries_of(ada.get, reverse("payouts:fees"), {"by": "day"})
    for number in range(20):
        fee(cast.cats, 1, f"fee {number}", NOON + timedelta(days=number))
    assert queries_of(ada.get, reverse("payouts:fees"), {"by": "day"}) == before
