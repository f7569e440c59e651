"""Pages by id: each row once, forwards and backwards, whatever the address says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.keyset import page_of
from people.models import User


@pytest.fixture
def people(db) -> list[int]:
    made = [User.objects.create_user(email=f"p{n}@cast.example", password=None) for n in range(7)]
    return [user.pk for user in made]


def walk(rows, size: int) -> list[list[int]]:
    """Every page from the first to the last."""
    page = page_of(rows, {}, size=size)
    pages = [page]
    while page.next:
        page = page_of(rows, {"after": str(page.next)}, size=size)
        pages.append(page)
    return pages


@pytest.mark.parametrize("order", ["id", "-id"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_walking_there_and_back_meets_every_row_once_in_order(people, order, size):
    rows = User.objects.order_by(order)
    pages = walk(rows, size)
    expected = sorted(people, reverse=order == "-id")
    assert [user.pk for page in pages for user in page] == expected
    assert pages[0].previous is None
    back = [pages[-1]]
    while back[-1].previous:
        back.append(page_of(rows, {"before": str(back[-1].previous)}, size=size))
    assert sorted(user.pk for page in back for user in page) == sorted(people)
    assert all(list(page) == sorted(page, key=lambda user: expected.index(user.pk)) for page in back)
    assert back[-1].previous is None


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "²", "9" * 19, "1; DROP"])
def test_what_is_no_id_is_the_first_page(people, text):
    rows = User.objects.order_by("id")
    for name in ("after", "before"):
        page = page_of(rows, {name: text}, size=3)
        assert [user.pk for user in page] == people[:3]
        assert (page.previous, page.next) == (None, people[2])


def test_a_page_beyond_the_end_is_empty(people):
    page = page_of(User.objects.order_by("id"), {"after": str(people[-1])}, size=3)
    assert (len(page), page.previous, page.next) == (0, None, None)


def test_a_page_costs_one_query_and_skips_no_rows_to_get_there(people):
    with CaptureQueriesContext(connection) as queries:
        page_of(User.objects.order_by("-id"), {"after": str(people[3])}, size=2)
    (query,) = queries
    assert "OFFSET" not in query["sql"]
