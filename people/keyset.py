"""How long lists are cut into pages: each goes on from an id, so that the last is as quick as the first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

DIGITS_OF_AN_ID = 18


@dataclass(frozen=True)
class Page:
    """Some rows of a list. `previous` and `next` are the ids that the neighbouring pages go on from, or None."""

    rows: list[Any]
    previous: int | None
    next: int | None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_of(rows: QuerySet, given: Mapping[str, str], *, size: int) -> Page:
    """The page of `rows`, ordered by id in either direction, that the address asks for by `after` or `before` an id.

    What is no id is taken as none: the first page.
    """
    (order,) = rows.query.order_by
    up = order == "id"
    after, before = _id(given.get("after")), _id(given.get("before"))
    if before is None:
        beyond = "id__gt" if up else "id__lt"
        found = list((rows if after is None else rows.filter(**{beyond: after}))[: size + 1])
        is_last = len(found) <= size
        found = found[:size]
        return Page(found, found[0].pk if after is not None and found else None, None if is_last else found[-1].pk)
    beyond = "id__lt" if up else "id__gt"
    found = list(rows.filter(**{beyond: before}).reverse()[: size + 1])
    is_first = len(found) <= size
    found = found[:size][::-1]
    return Page(found, None if is_first else found[0].pk, found[-1].pk if found else None)


def _id(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= DIGITS_OF_AN_ID else None
