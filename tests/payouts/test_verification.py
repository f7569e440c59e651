"""What verify_ledger finds."""

import json
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from payouts import actions
from payouts.models import Entry, Line, Statement
from payouts.verification import Finding, verify
from tests.cast import SEOUL

NOVEMBER = datetime(2026, 11, 2, tzinfo=SEOUL)


def findings() -> list[Finding]:
    return [found for found in verify() if isinstance(found, Finding)]


@pytest.fixture
def books(cast):
    """Two workers, a refused box, a closed month and a paid statement."""
    cast.approved(cats=2, ears=3)
    cast.approved(cast.ben, cats=1)
    submission = cast.submitted(cats=2)
    refused = [{"id": submission.boxes.first().pk, "approved": False, "reason": "too loose"}]
    cast.decided(submission, boxes=refused)
    actions.accrue()
    actions.close_period(by=cast.ada, period="2026-10", now=NOVEMBER)
    statement = Statement.objects.get(worker=cast.ana)
    actions.pay_statement(by=cast.ada, statement=statement, bank_reference="B-1", paid_on=statement.pay_on)
    cast.approved(now=NOVEMBER)
    cast.decided(cast.submitted(cast.ben, now=NOVEMBER), now=NOVEMBER)  # not booked yet
    return cast


def with_triggers_off(statement: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, params)
        cursor.execute("RESET session_replication_role")
        assert cursor.rowcount != 0


def test_undisturbed_books_agree(books):
    assert findings() == []


@pytest.mark.parametrize(
    "change",
    [
        "amount_micro = amount_micro * 2, units = units * 2",
        "amount_micro = unit_price_micro * (units + 1), units = units + 1",
        "currency = 'USD'",
        "worker_id = worker_id + 1",
        "pay_day = 20",
        "period = '2026-11'",
        "kind = 'review'",
        "label_id = label_id + 1",
        "project_id = project_id + 1",
        "number = number + 2",
        "debit_id = credit_id, credit_id = debit_id",
    ],
)
def test_a_changed_line_is_named(books, change):
    line = Line.objects.filter(kind="draw").order_by("id")[1]
    with_triggers_off(f"UPDATE payouts_line SET {change} WHERE id = %s", line.pk)
    assert f"line {line.pk}" in {found.where for found in findings()}


@pytest.mark.parametrize(
    "change",
    [
        "occurred_at = occurred_at + interval '1 microsecond'",
        "booked_at = booked_at - interval '1 microsecond'",
        "key = key || '0'",
        "period = '2026-09'",
        "total_micro = total_micro + 1",
        "verdict_id = verdict_id + 1",
        "body_hash = sha256('x')",
    ],
)
def test_a_changed_entry_is_named(books, change):
    entry = Entry.objects.order_by("id").last()
    with_triggers_off(f"UPDATE payouts_entry SET {change} WHERE id = %s", entry.pk)
    assert f"entry {entry.pk}" in {found.where for found in findings()}


def test_a_deleted_line_leaves_its_entry_and_its_verdict_short(books):
    line = Line.objects.filter(kind="draw").order_by("id").first()
    with_triggers_off("DELETE FROM payouts_line WHERE id = %s", line.pk)
    found = {finding.where for finding in findings()}
    assert f"entry {line.entry_id}" in found
    assert f"verdict {line.entry.verdict_id}" in found


@pytest.mark.parametrize(
    "change",
    [
        "net_micro = net_micro + 1",
        "gross_micro = gross_micro + 1, carried_out_micro = carried_out_micro - 1",
        "earned_micro = earned_micro + 1, carried_out_micro = carried_out_micro + 1",
        "line_count = line_count + 1",
        "taxes = '[]'",
    ],
)
def test_a_changed_statement_is_named(books, change):
    statement = Statement.objects.get(worker=books.ana)
    with_triggers_off(f"UPDATE payouts_statement SET {change} WHERE id = %s", statement.pk)
    found = findings()
    assert f"statement {statement.key}" in {finding.where for finding in found}
    assert "period 2026-10" in {finding.where for finding in found}


def test_a_reservation_without_an_owner_is_found(books, sql):
    sql("UPDATE projects_budget SET reserved_micro = reserved_micro + 1")
    assert [found.check for found in findings()] == ["budgets"]


def test_the_command_exits_1_and_names_the_line(books):
    line = Line.objects.filter(kind="draw").first()
    with_triggers_off("UPDATE payouts_line SET pay_day = 11 WHERE id = %s", line.pk)
    out = StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("verify_ledger", "--json", stdout=out)
    assert exit_.value.code == 1
    assert f"line {line.pk}" in {found["where"] for found in json.loads(out.getvalue())["findings"]}


def test_the_command_exits_0_when_the_books_agree(books):
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "The books agree." in out.getvalue()
