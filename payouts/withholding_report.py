"""The withholding report as rows of a spreadsheet. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any

from projects.money import plain_amount


def columns(kinds: list[str]) -> list[str]:
    return ["worker", "name", "currency", "month", "gross", *(f"tax_{kind}" for kind in kinds), "net"]


def rows(withheld: Iterable[dict[str, Any]], kinds: list[str]) -> Iterator[list[Any]]:
    """A row a worker and month, then one for the year, of which the month is "total"; amounts in units."""
    for row in withheld:
        amounts = (plain_amount(row[name]) for name in ("gross_micro", *kinds, "net_micro"))
        yield [row["worker_id"], row["name"], row["currency"], row["month"] or "total", *amounts]
