"""What a check finds, and how it reads the books a band at a time."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from django.db import connection

BAND = 10_000


@dataclass(frozen=True)
class Finding:
    """Something that does not agree: which check found it, and where ("line 12", "statement 2026-10/3/10/KRW")."""

    check: str
    where: str
    text: str


@dataclass(frozen=True)
class Progress:
    """`done` of `of` rows, or of whatever the check counts, have been looked at."""

    done: int
    of: int


def rows_of(sql: str, params: dict | None = None) -> Iterator[tuple]:
    """The rows of a query as they are asked for: the server keeps them, so that a million findings need no memory."""
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(sql, params or {})
        yield from cursor


def bands_of(table: str) -> Iterator[tuple[dict, Progress]]:
    """Ranges of ids that cover `table`: `after` and `upto` for a query, and how far that is."""
    ((first, last),) = rows_of(f"SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM {table}")
    for after in range(first - 1, last, BAND):
        upto = min(after + BAND, last)
        yield {"after": after, "upto": upto}, Progress(upto - first + 1, last - first + 1)
