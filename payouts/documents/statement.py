"""A worker's statement as a PDF. Pure."""

from collections.abc import Iterator
from itertools import chain

from payouts.documents.paper import Column, Paper
from payouts.documents.sheets import LineRow, StatementSheet

LABELS = (
    "deposit", "sums", "work", "adjustments", "missing", "proof", "lines", "page",
    "project", "label", "units", "unit_price", "amount", "date", "reason", "image", "what", "why", "expected",
)  # fmt: skip


def statement_pdf(sheet: StatementSheet) -> bytes:
    """One deposit and what it is made of, then each line; the same sheet gives the same bytes.

    `labels["page"]` has {page} and {pages}; every other label is a plain text. Raises KeyError where one is missing.
    """
    labels = {name: sheet.labels[name] for name in LABELS}
    paper = Paper(
        title=sheet.title,
        language=sheet.language,
        issuer=sheet.issuer,
        made_at=sheet.issued_at,
        page=labels["page"],
    )
    paper.head(sheet.issuer)
    paper.facts(sheet.facts)
    paper.amount(labels["deposit"], sheet.deposit, sheet.deposit_note)
    paper.heading(labels["sums"])
    paper.sums(sheet.sums)
    _work(paper, sheet, labels)
    if sheet.proofs:
        paper.heading(labels["proof"])
        paper.facts(sheet.proofs, size=8)
    _lines(paper, sheet, labels)
    return paper.finish()


def _work(paper: Paper, sheet: StatementSheet, labels: dict[str, str]) -> None:
    figures = (Column(labels["units"], 20, True), Column(labels["unit_price"], 26, True))
    amount = Column(labels["amount"], 32, True)
    paper.heading(labels["work"])
    paper.wrapped_table((Column(labels["project"], 60), Column(labels["label"], 36), *figures, amount), sheet.work)
    if sheet.adjustments:
        paper.heading(labels["adjustments"])
        columns = (Column(labels["date"], 26), Column(labels["reason"], 116), amount)
        paper.wrapped_table(columns, sheet.adjustments)
    if sheet.missing:
        paper.heading(labels["missing"])
        what = (Column(labels["what"], 48), Column(labels["why"], 62), Column(labels["expected"], 32))
        paper.wrapped_table((*what, amount), sheet.missing)


def _lines(paper: Paper, sheet: StatementSheet, labels: dict[str, str]) -> None:
    lines: Iterator[LineRow] = iter(sheet.lines)
    first = next(lines, None)
    if first is None:
        return
    paper.turn()
    paper.heading(labels["lines"])
    columns = (
        Column(labels["date"], 22),
        Column(labels["project"], 40),
        Column(labels["image"], 36),
        Column(labels["label"], 24),
        Column(labels["units"], 12, True),
        Column(labels["unit_price"], 18, True),
        Column(labels["amount"], 22, True),
    )
    paper.table(columns, chain([first], lines), size=7.5)
