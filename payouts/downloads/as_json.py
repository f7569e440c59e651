"""A statement as the JSON that `verify_statement.py` reads; its docstring says what stands where."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from payouts import queries
from payouts.downloads.lines import day, line_hash, picture, reason, told_lines
from payouts.models import Line, Statement
from payouts.tax import Rule
from payouts.verify_statement import FORMAT
from people.errors import Refused

SUMS = ("earned", "carried_in", "gross", "net", "carried_out")


def document_of(statement: Statement) -> Iterator[str]:
    """The parts of the file, a line of the statement at a time.

    Raises Refused before anything is written while the root that proves it is not published.
    """
    proof = queries.proof_of(statement)
    if proof is None:
        raise Refused("not_closed", _("The month is still closing. Its root is published within minutes."), status=409)
    head = {
        "format": FORMAT,
        "published_at": f"{settings.SITE_URL}{reverse('payouts:roots')}",
        "statement": _statement(statement),
        "tax_rule": _rule(queries.rule_of(statement)),
        "proof": asdict(proof),
    }
    return _parts(statement, head)


def _parts(statement: Statement, head: dict) -> Iterator[str]:
    yield f'{_text(head)[:-1]},\n"lines": ['
    for number, line in enumerate(told_lines(statement)):
        yield f"{',' if number else ''}\n{_text(_line(line))}"
    yield "\n]}\n"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _statement(statement: Statement) -> dict:
    return {
        "key": statement.key,
        "period": statement.period,
        "worker": statement.worker_id,
        "pay_day": statement.pay_day,
        "pay_on": statement.pay_on.isoformat(),
        "currency": statement.currency,
        **{f"{name}_micro": getattr(statement, f"{name}_micro") for name in SUMS},
        "taxes": statement.taxes,
        "line_count": statement.line_count,
        "units": statement.units,
        "digest": statement.digest,
        "salt": statement.salt,
        "issued_at": statement.issued_at.isoformat(),
    }


def _rule(rule: Rule) -> dict:
    return {
        "name": rule.name,
        "country": rule.country,
        "worker_type": rule.worker_type,
        "source": rule.source,
        "parts": [asdict(part) for part in rule.parts],
        "waive_below_micro": rule.waive_below_micro,
    }


def _line(line: Line) -> dict:
    story = {
        "project": line.project.name if line.project else "",
        "label": line.label.name if line.label else "",
        "image": picture(line),
        "date": day(line),
        "reason": reason(line),
    }
    return {
        "id": line.pk,
        "number": line.number,
        "kind": line.kind,
        "debit": line.debit_id,
        "credit": line.credit_id,
        "amount_micro": line.amount_micro,
        "currency": line.currency,
        "units": line.units,
        "unit_price_micro": line.unit_price_micro,
        "pay_day": line.pay_day or 0,
        "worker": line.worker_id or 0,
        "project": line.project_id or 0,
        "label": line.label_id or 0,
        "hash": line_hash(line),
        "story": {name: text for name, text in story.items() if text},
    }
