"""What a document says, as ready texts: amounts with currency, dates and reasons in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class Sum(NamedTuple):
    """A row of the way from the gross to the deposit: "Income tax", "−₩1,180". A strong one is a result."""

    label: str
    amount: str
    strong: bool = False


class WorkRow(NamedTuple):
    """What was done for one project and label at one price: "986", "₩40", "₩39,440"."""

    project: str
    label: str
    units: str
    unit_price: str
    amount: str


class AdjustmentRow(NamedTuple):
    """A bonus, a deduction or a correction, with its reason."""

    date: str
    reason: str
    amount: str


class MissingRow(NamedTuple):
    """What is not in this statement, why, and when it is expected."""

    what: str
    why: str
    expected: str
    amount: str


class LineRow(NamedTuple):
    """One line of the statement."""

    date: str
    project: str
    image: str
    label: str
    units: str
    unit_price: str
    amount: str


@dataclass(frozen=True)
class StatementSheet:
    """A worker's statement. `labels` translates every key of `statement.LABELS`.

    `facts` are (label, text) at its head: worker, period, pay day, bank reference; `proofs` are (label, hex) below the
    tables, such as digest and root. `issued_at` is the date of the file. `lines` may be a generator; where there are
    none, their table is left out.
    """

    language: str
    title: str
    issuer: str
    issued_at: datetime
    labels: Mapping[str, str]
    facts: tuple[tuple[str, str], ...]
    deposit: str
    deposit_note: str
    sums: tuple[Sum, ...]
    work: tuple[WorkRow, ...]
    adjustments: tuple[AdjustmentRow, ...] = ()
    missing: tuple[MissingRow, ...] = ()
    proofs: tuple[tuple[str, str], ...] = ()
    lines: Iterable[LineRow] = field(default=())


@dataclass(frozen=True)
class InvoiceSheet:
    """What a client is asked to fund. `labels` translates every key of `invoice.LABELS`.

    `facts` are (label, text) such as number, client, project, issued on; `pay_to` those of the transfer: bank, account,
    holder, the reference to give; `sums` lead to the last one, which is `amount`, taxes such as VAT among them.
    """

    language: str
    title: str
    issuer: str
    issued_at: datetime
    labels: Mapping[str, str]
    facts: tuple[tuple[str, str], ...]
    amount: str
    amount_note: str
    sums: tuple[Sum, ...]
    pay_to: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReceiptSheet:
    """What a client has paid: as an invoice, with how it came (`paid_by`: bank reference, date) instead of where to."""

    language: str
    title: str
    issuer: str
    issued_at: datetime
    labels: Mapping[str, str]
    facts: tuple[tuple[str, str], ...]
    amount: str
    amount_note: str
    sums: tuple[Sum, ...]
    paid_by: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
