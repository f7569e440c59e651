"""The taxes of a statement by name and rate, as its own rule had them."""

from payouts import queries
from payouts.models import Statement, TaxProfile
from projects.money import MICRO
from tests.cast import NOON
from tests.payouts.together import closed


def told(statement) -> list[tuple[str, int]]:
    return [(tax.label, tax.amount_micro) for tax in queries.taxes_of(statement)]


def test_korean_taxes_have_their_rates(cast):
    cast.approved(cats=18, ears=2)
    closed()
    statement = Statement.objects.get(worker=cast.ana)
    assert queries.rule_of(statement).name == "KR-freelancer-2024-07"
    assert told(statement) == [("Income tax, 3 %", 20 * MICRO), ("Local income tax, 10 % of it", 0)]


def test_another_rule_has_another_name_and_rate(cast):
    TaxProfile.objects.create(worker=cast.ana, country="US", worker_type="unidentified", declared_at=NOON)
    cast.approved(cats=1, project=cast.opened(cast.draft(currency="USD")), by=cast.ada)
    closed()
    assert told(Statement.objects.get(worker=cast.ana)) == [("Tax withheld, 24 %", 9_600_000)]


def test_who_is_not_taxed_has_no_taxes(cast):
    TaxProfile.objects.create(worker=cast.ana, country="DE", worker_type="business", declared_at=NOON)
    cast.approved(cats=1)
    closed()
    assert told(Statement.objects.get(worker=cast.ana)) == []
