"""The place of a statement in its month's tree, and the published roots."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payouts import queries
from payouts.merkle import root_from_path
from payouts.models import Period, Statement
from payouts.queries import proofs
from payouts.verify_statement import leaf_of
from projects.actions import update_project
from tests.cast import NOON
from tests.payouts.together import DECEMBER, NOVEMBER, closed


@pytest.fixture(autouse=True)
def _no_tree_is_kept():
    proofs._tree.cache_clear()


def several(cast) -> list[Statement]:
    """October of Ana with two pay days, of Ben and of Rita; November of Ana."""
    cast.approved(cats=2)
    cast.approved(cast.ben)
    cast.cats = update_project(by=cast.clara, project=cast.cats, pay_day=20, now=NOON)
    cast.approved(ears=1)
    closed()
    cast.approved(now=NOVEMBER)
    closed("2026-11", DECEMBER)
    return list(Statement.objects.order_by("period", "worker", "pay_day"))


def leaf(statement: Statement) -> bytes:
    names = ("salt", "key", "earned_micro", "carried_in_micro", "gross_micro", "taxes", "net_micro")
    names += ("carried_out_micro", "line_count", "units", "digest")
    return leaf_of({name: getattr(statement, name) for name in names})


def test_every_statement_of_a_month_leads_to_its_root_and_so_does_the_month_before(cast):
    statements = several(cast)
    assert len(statements) >= 6
    october, november = Period.objects.order_by("name")
    for statement in statements:
        proof = queries.proof_of(statement)
        month = october if statement.period == "2026-10" else november
        path = [bytes.fromhex(step) for step in proof.path]
        assert root_from_path(leaf(statement), proof.index, size=proof.size, path=path).hex() == month.root
        before = "" if month == october else october.root
        path = [bytes.fromhex(step) for step in proof.path_before]
        assert proof.root_before == before
        assert root_from_path(before.encode(), 0, size=proof.size, path=path).hex() == proof.root == month.root
    assert sorted(queries.proof_of(it).index for it in statements if it.period == "2026-10") == [1, 2, 3, 4, 5]


def test_a_month_that_is_not_closed_proves_nothing(cast):
    statement = several(cast)[-1]
    Period.objects.filter(pk=statement.period).update(closed_at=None)
    assert queries.proof_of(statement) is None


def test_the_tree_of_a_month_is_computed_once(cast):
    first, second, *_rest = several(cast)
    queries.proof_of(first)
    with CaptureQueriesContext(connection) as asked:
        queries.proof_of(second)
    assert not [query for query in asked if "sha256" in query["sql"]]


def test_the_published_roots_are_chained_and_counted(cast):
    several(cast)
    Period.objects.create(name="2026-12", fenced_at=DECEMBER)
    november, october = queries.published_roots()
    assert (october.name, october.before, october.statements) == ("2026-10", None, 5)
    assert (november.name, november.before, november.root_before) == ("2026-11", "2026-10", october.root)
    assert november.statements == Statement.objects.filter(period="2026-11").count()
