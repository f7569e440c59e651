"""Verification needs as much memory for many lines, statements and findings as for few."""

import gc
import json
import tracemalloc
from io import StringIO

import pytest
from django.core.management import call_command

from payouts.ledger import book
from payouts.queries import roots
from payouts.verification import finding, statements, verdicts
from tests.payouts.tampering import NOVEMBER, with_triggers_off
from tests.payouts.together import closed

FEW, MANY = 300, 3_000
# So many workers, each with a line that has no story and is found for that.
PEOPLE = """
INSERT INTO people_user (id, email, name, password, role, language, time_zone, hears_of_projects, canvas, is_active,
                         date_joined)
SELECT 10000 + n, n || '@many.example', 'W' || n, '', 'worker', 'en', 'Asia/Seoul', true, '{}', true, now()
FROM generate_series(%s, %s) n
"""
BONUSES = """
SELECT 'bonus:' || n AS key, NULL::bigint, NULL::bigint, %(at)s::timestamptz, NULL::text, 1, 'bonus', 'fee', 0::bigint,
       'worker', 10000 + n, 1000000::bigint, 'KRW', 1::bigint, 1000000::bigint, 10, 10000 + n, NULL::bigint,
       NULL::bigint
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
"""


@pytest.fixture(autouse=True)
def _small_bands(monkeypatch):
    for module in (finding, statements, verdicts):
        monkeypatch.setattr(module, "BAND", 100)
    monkeypatch.setattr(roots, "AT_ONCE", 100)


def statements_of(first: int, last: int, period: str) -> None:
    """A month in which the workers of these numbers got a line and a statement each."""
    with_triggers_off(PEOPLE, first, last)
    book(BONUSES, {"at": f"{period}-12T00:00:00Z", "first": first, "last": last})
    closed(period, NOVEMBER)


def peak_of(call) -> int:
    """The most bytes that `call` held at a time."""
    gc.collect()
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


class Nowhere(StringIO):
    """A terminal that keeps nothing."""

    def write(self, text):
        return len(text)


def verified(*options) -> None:
    with pytest.raises(SystemExit):  # for the findings
        call_command("verify_ledger", *options, stdout=Nowhere(), stderr=Nowhere())


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_ten_times_the_books_and_the_findings_are_verified_in_the_same_memory(db, options):
    statements_of(1, FEW, "2026-08")
    verified(*options)  # what is imported and cached the first time
    few = peak_of(lambda: verified(*options))
    statements_of(FEW + 1, MANY, "2026-09")
    many = peak_of(lambda: verified(*options))
    assert many < 2 * few, (few, many)  # one that kept its findings would want ten times as much


def test_the_json_of_many_findings_is_one_object(db):
    statements_of(1, FEW, "2026-08")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_ledger", "--json", stdout=out)
    found = json.loads(out.getvalue())["findings"]
    assert len(found) == FEW
    assert set(found[0]) == {"check", "where", "text"}
