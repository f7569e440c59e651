"""A statement on paper, in the language and the time of whoever reads it."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payouts import queries
from payouts.documents.sheets import AdjustmentRow, LineRow, MissingRow, StatementSheet, Sum, WorkRow
from payouts.downloads.lines import day, picture, reason, told_lines
from payouts.models import Line, LineKind, Statement
from payouts.queries.missing import Missing
from projects.money import format_money

# Ten thousand lines are 200 pages and half a minute; who has so many wants the CSV.
LINES_AT_MOST = 5_000


def pdf_of(statement: Statement) -> bytes:
    """The PDF in the language now active; beyond LINES_AT_MOST lines it names the CSV instead of them."""
    from payouts.documents.statement import statement_pdf  # 40 MB, for who prints

    return statement_pdf(
        StatementSheet(
            language=get_language() or settings.LANGUAGE_CODE,
            title=_("Statement %(period)s, pay day %(day)s") % {"period": statement.period, "day": statement.pay_day},
            issuer=settings.PLATFORM_NAME,
            issued_at=statement.issued_at,
            labels=_labels(),
            facts=_facts(statement),
            deposit=_money(statement, statement.net_micro),
            deposit_note=_deposit_note(statement),
            sums=_sums(statement),
            work=tuple(_work(statement, row) for row in queries.projects_in(statement)),
            adjustments=_adjustments(statement),
            missing=tuple(_missing(it) for it in queries.missing_from(statement)),
            proofs=_proofs(statement),
            lines=_lines(statement) if statement.line_count <= LINES_AT_MOST else (),
        )
    )


def _labels() -> dict[str, str]:
    return {
        "deposit": _("Deposit"),
        "sums": _("Gross, taxes, deposit"),
        "work": _("By project and price"),
        "adjustments": _("Added and taken off"),
        "missing": _("Not in this statement, and why"),
        "proof": _("How to check it"),
        "lines": _("Every line"),
        "page": _("Page {page} of {pages}"),
        "project": _("Project"),
        "label": _("Label"),
        "units": _("Units"),
        "unit_price": _("Unit price"),
        "amount": _("Amount"),
        "date": _("Date"),
        "reason": _("Reason"),
        "image": _("Picture"),
        "what": _("What"),
        "why": _("Why"),
        "expected": _("Expected"),
    }


def _facts(statement: Statement) -> tuple[tuple[str, str], ...]:
    paid = statement.paid
    facts = [
        (_("Worker"), f"{statement.worker} ({statement.worker_id})"),
        (_("Month"), statement.period),
        (_("Issued on"), f"{timezone.localdate(statement.issued_at):%Y-%m-%d}"),
        (_("Pay day"), f"{statement.pay_on:%Y-%m-%d}"),
        (_("Lines"), f"{statement.line_count:,}"),
        (_("Tax rule"), statement.tax_rule),
        (_("Bank reference"), paid.bank_reference if paid else ""),
        (_("Issuer"), settings.PLATFORM_NAME),
        (_("Registration number"), settings.PLATFORM_REGISTRATION),
    ]
    return tuple((label, text) for label, text in facts if text)


def _deposit_note(statement: Statement) -> str:
    if statement.paid:
        return _("Deposited on %(day)s") % {"day": f"{statement.paid.paid_on:%Y-%m-%d}"}
    if not statement.net_micro:
        return _("Nothing to pay")
    expected = queries.expected_on(statement)
    return _("Expected on %(day)s") % {"day": f"{expected:%Y-%m-%d}"} if expected else _("Not paid yet")


def _sums(statement: Statement) -> tuple[Sum, ...]:
    rows = [Sum(_("All lines"), _money(statement, statement.earned_micro))]
    if statement.carried_in_micro:
        rows.append(Sum(_("Carried from the last statement"), _money(statement, statement.carried_in_micro)))
    if statement.carried_out_micro:
        rows.append(Sum(_("Carried into the next statement"), _money(statement, -statement.carried_out_micro)))
    rows.append(Sum(_("Gross"), _money(statement, statement.gross_micro), strong=True))
    rows += [Sum(tax.label, _money(statement, -tax.amount_micro)) for tax in queries.taxes_of(statement)]
    return (*rows, Sum(_("Deposit"), _money(statement, statement.net_micro), strong=True))


def _work(statement: Statement, row: dict) -> WorkRow:
    words = {
        LineKind.REVIEW: _("images judged"),
        LineKind.BONUS: _("added"),
        LineKind.DEDUCTION: _("taken off"),
    }
    return WorkRow(
        row["project__name"] or _("the platform"),
        words.get(row["kind"]) or row["label__name"],
        f"{row['units']:,}",
        _money(statement, row["unit_price_micro"]),
        _money(statement, row["amount_micro"]),
    )


def _adjustments(statement: Statement) -> tuple[AdjustmentRow, ...]:
    return tuple(
        AdjustmentRow(
            f"{timezone.localdate(it.made_at):%Y-%m-%d}", it.reason, format_money(it.amount_micro, it.currency)
        )
        for it in queries.adjustments_in(statement)
    )


def _missing(it: Missing) -> MissingRow:
    what = f"{it.label}: {it.picture}" if it.picture else it.label
    if it.never_comes:
        expected = _("not paid")
    else:
        expected = f"{it.pay_on:%Y-%m-%d}" if it.pay_on else _("depends on the decision")
    return MissingRow(what, it.why, expected, format_money(it.amount_micro, it.currency))


def _proofs(statement: Statement) -> tuple[tuple[str, str], ...]:
    proof = queries.proof_of(statement)
    rows = [(_("Digest"), statement.digest)]
    if proof:
        rows.append((_("Root of the month"), proof.root))
    rows.append((_("Check it with"), f"{settings.SITE_URL}/verify_statement.py"))
    if statement.line_count > LINES_AT_MOST:
        rows.append((_("Every line"), _("in the CSV beside this file")))
    return tuple(rows)


def _lines(statement: Statement) -> Iterator[LineRow]:
    judged = _("judged")
    for line in told_lines(statement):
        yield LineRow(
            day(line),
            line.project.name if line.project else _("the platform"),
            picture(line) or reason(line),
            line.label.name if line.label else (judged if line.kind == LineKind.REVIEW else line.get_kind_display()),
            f"{line.units:,}",
            _money(statement, line.unit_price_micro),
            _money(statement, _signed(line)),
        )


def _signed(line: Line) -> int:
    return -line.amount_micro if line.kind == LineKind.DEDUCTION else line.amount_micro


def _money(statement: Statement, micro: int) -> str:
    return format_money(micro, statement.currency)
