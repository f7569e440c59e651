"""A statement's lines as CSV that spreadsheets open without harm. Pure."""

import csv
from collections.abc import Iterable, Iterator, Sequence

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """Where csv writes to: `write` hands back the row instead of keeping it."""

    def write(self, row: str) -> str:
        return row


def statement_csv(rows: Iterable[Sequence[object]], header: Sequence[str]) -> Iterator[str]:
    """The parts of a CSV file, one for the header and one a row; the first begins with the mark of UTF-8.

    Text that a spreadsheet would take for a formula (OWASP: CSV injection) is quoted with '; numbers are numbers, even
    where they are given as text: "-40" stays as it is.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(map(_harmless, header))
    for row in rows:
        yield writer.writerow(map(_harmless, row))


def _harmless(cell: object) -> object:
    if not isinstance(cell, str) or not cell.startswith(FORMULA_SIGNS) or _is_number(cell):
        return cell
    return f"'{cell}"


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()
