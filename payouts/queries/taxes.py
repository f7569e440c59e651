"""Reads about the taxes of a statement: by which rule, at which rate."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts.models import Statement
from payouts.queries.months import ZONE
from payouts.tax import Rule, rule_for
from projects.money import plain_amount

PPM_OF_A_PERCENT = 10_000


@dataclass(frozen=True)
class Tax:
    kind: str
    label: str
    amount_micro: int


def rule_of(statement: Statement) -> Rule:
    """The rule that gave a statement's taxes. An operator ends a rule, but takes none away that was ever applied."""
    return {rule.name: rule for rule in settings.TAX_RULES}[statement.tax_rule]


def taxes_of(statement: Statement) -> list[Tax]:
    """What was withheld, each with its name and rate."""
    rates = {part.kind: part.rate_ppm for part in rule_of(statement).parts}
    return [Tax(it["kind"], _label(it["kind"], rates[it["kind"]]), it["amount_micro"]) for it in statement.taxes]


def coming_rule(country: str, worker_type: str, currency: str) -> dict:
    """The rule for a deposit of today to such a worker: its name, what it withholds in words, and its source."""
    today = timezone.localdate(timezone=ZONE)
    rule = rule_for(settings.TAX_RULES, country=country, worker_type=worker_type, currency=currency, paid_on=today)
    labels = [_label(part.kind, part.rate_ppm) for part in rule.parts]
    return {"name": rule.name, "labels": labels, "source": rule.source}


def _label(kind: str, rate_ppm: int) -> str:
    """ "Income tax, 3 %"."""
    rate = plain_amount(rate_ppm * 1_000_000 // PPM_OF_A_PERCENT)
    if kind == "income":
        return _("Income tax, %(rate)s %%") % {"rate": rate}
    if kind == "local":
        return _("Local income tax, %(rate)s %% of it") % {"rate": rate}
    return _("Tax withheld, %(rate)s %%") % {"rate": rate}
