"""A statement's lines for spreadsheets, each with the hash that it was sealed with."""

from collections.abc import Iterator

from payouts.documents.spreadsheet import statement_csv
from payouts.downloads.lines import day, line_hash, picture, reason, told_lines
from payouts.models import Line, LineKind, Statement
from projects.money import plain_amount

COLUMNS = [
    *("line", "date", "kind", "project", "picture", "label", "units", "unit_price", "amount", "currency"),
    *("reason", "corrects", "hash"),
]


def csv_of(statement: Statement) -> Iterator[str]:
    """The parts of the file, a row at a time; what was taken off is negative, so that the column adds up."""
    return statement_csv((_row(line) for line in told_lines(statement)), COLUMNS)


def _row(line: Line) -> list:
    sign = -1 if line.kind == LineKind.DEDUCTION else 1
    corrects = None if line.entry.verdict else line.entry.adjustment.corrects_id
    return [
        line.pk,
        day(line),
        line.kind,
        line.project.name if line.project else "",
        picture(line),
        line.label.name if line.label else "",
        line.units,
        plain_amount(line.unit_price_micro),
        plain_amount(sign * line.amount_micro),
        line.currency,
        reason(line),
        corrects or "",
        line_hash(line),
    ]
