"""What verify_ledger finds."""

import json
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from labeling import actions as labeling
from labeling.models import Assignment
from payouts import actions
from payouts.ledger import LINE_HASH, Account, Posting, Transfer, post
from payouts.models import Entry, Line, Payout, Statement
from payouts.verification import CHECKS, Finding, Progress, verify
from projects.actions import update_project
from review import actions as review
from tests.cast import SEOUL
from tests.payouts.tampering import with_triggers_off
from tests.payouts.together import findings

NOVEMBER = datetime(2026, 11, 2, tzinfo=SEOUL)


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
    cast.pay(statement)
    cast.approved(now=NOVEMBER)
    cast.decided(cast.submitted(cast.ben, now=NOVEMBER), now=NOVEMBER)  # not booked yet
    return cast


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
        "hash = sha256('x')",
        "occurred_at = occurred_at + interval '1 second'",
    ],
)
def test_a_changed_line_is_named(books, change):
    line = Line.objects.filter(kind="draw").order_by("id")[1]
    with_triggers_off(f"UPDATE payouts_line SET {change} WHERE id = %s", line.pk)
    assert f"line {line.pk}" in {found.where for found in findings()}


def test_a_line_that_is_changed_with_its_hash_leaves_its_entry_and_its_statement_wrong(books):
    line = Line.objects.filter(kind="draw", worker=books.ana).order_by("id").first()
    with_triggers_off("UPDATE payouts_line SET pay_day = 11 WHERE id = %s", line.pk)
    columns = "(SELECT altered.*) line"
    with_triggers_off(
        f"UPDATE payouts_line altered SET hash = (SELECT {LINE_HASH.format('line')} FROM {columns}) WHERE id = %s",
        line.pk,
    )
    named = {found.where for found in findings()}
    assert f"line {line.pk}" not in {found.where for found in CHECKS["lines"]() if isinstance(found, Finding)}
    assert {f"entry {line.entry_id}", f"statement 2026-10/{books.ana.pk}/10/KRW"} <= named


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
        "line_count = line_count + 1",
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
    out = StringIO()
    call_command("verify_ledger", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"findings": []}


@pytest.mark.parametrize(
    "change",
    [
        "amount_micro = amount_micro + 1000000",
        "state = 'sent'",
        "state = 'returned'",
        "state = 'cancelled'",
        "end_to_end_id = 'HB999999'",
    ],
)
def test_a_deposit_that_does_not_stand_on_the_books_as_it_says_is_named(books, change):
    with_triggers_off(f"UPDATE payouts_payout SET {change}")
    assert "payments" in {found.check for found in findings()}


def test_a_payment_that_no_deposit_caused_is_named(books):
    with_triggers_off("DELETE FROM payouts_movement")
    with_triggers_off("DELETE FROM payouts_payout")
    line = Line.objects.get(kind="payment")
    assert f"line {line.pk}" in {found.where for found in findings() if found.check == "payments"}


@pytest.mark.parametrize(
    ("kind", "debit", "credit"),
    [
        ("draw", Account("bank"), "worker"),
        ("draw", Account("escrow", 1), "worker"),
        ("review", Account("escrow", 1), "worker"),
        ("escrow", Account("bank"), "worker"),
        ("fee", Account("escrow", 1), "worker"),
        ("tax", Account("fee"), "worker"),
    ],
)
def test_a_line_that_nothing_caused_is_named(books, kind, debit, credit):
    worker = books.ana.pk
    stray = Transfer(kind, debit, Account(credit, worker), 5_000_000_000, "KRW", worker=worker, pay_day=10)
    post([Posting("stray:1", NOVEMBER, (stray,))])
    line = Line.objects.latest("id")
    assert f"line {line.pk}" in {found.where for found in findings() if found.check == "causes"}


def test_lines_of_a_verdict_that_there_is_not_are_named(books):
    entry = Entry.objects.filter(verdict__isnull=False).first()
    with_triggers_off("UPDATE payouts_entry SET verdict_id = %s WHERE id = %s", 10**9, entry.pk)
    named = {found.where for found in findings() if found.check == "causes"}
    assert named == {f"line {pk}" for pk in entry.lines.values_list("pk", flat=True)}


def test_a_budget_that_is_gone_is_named(books, sql):
    sql("DELETE FROM projects_budget WHERE project_id = %s", [books.cats.pk])
    assert f"project {books.cats.pk}" in {found.where for found in findings() if found.check == "budgets"}


def test_budgets_are_compared_with_their_owners_at_one_moment(books):
    """Whoever decides or books meanwhile is seen whole or not at all: it is one statement."""
    with CaptureQueriesContext(connection) as asked:
        assert [found for found in CHECKS["budgets"]() if isinstance(found, Finding)] == []
    assert len(asked) == 1


def test_a_deposit_that_came_back_has_to_be_undone(books):
    payout = Payout.objects.get()
    data = books.bank_says(payout.run, on=payout.paid_on, returned={payout.end_to_end_id: "MS03"})
    actions.reconcile(by=books.ada, name="bank.csv", data=data)
    assert findings() == []
    entry = Entry.objects.get(key=f"return:{payout.end_to_end_id}")
    with_triggers_off("UPDATE payouts_entry SET key = 'return:lost' WHERE id = %s", entry.pk)
    named = {found.where for found in findings() if found.check == "payments"}
    assert f"deposit {payout.end_to_end_id}" in named


def test_a_statement_with_a_tax_rule_that_nobody_knows_is_named(books):
    with_triggers_off("UPDATE payouts_statement SET tax_rule = 'made-up' WHERE worker_id = %s", books.ana.pk)
    assert any("'made-up' is no tax rule" in found.text for found in findings())


def test_a_tax_that_is_not_on_the_books_as_its_statement_says_is_named(books):
    statement = Statement.objects.get(worker=books.ana)
    more = json.dumps([{"kind": "income", "amount_micro": 10_000_000}])
    with_triggers_off("UPDATE payouts_statement SET taxes = %s WHERE id = %s", more, statement.pk)
    assert ("taxes", f"statement {statement.key}") in {(found.check, found.where) for found in findings()}


def test_a_tax_without_a_statement_is_named(books):
    first = Entry.objects.order_by("id").first()
    with_triggers_off("UPDATE payouts_entry SET key = 'tax:2026-10/0/10/KRW' WHERE id = %s", first.pk)
    assert ("taxes", "entry tax:2026-10/0/10/KRW") in {(found.check, found.where) for found in findings()}


def test_a_line_without_its_entry_fails_the_trial_balance(books):
    line = Line.objects.filter(kind="draw").first()
    with_triggers_off("DELETE FROM payouts_line WHERE id = %s", line.pk)
    assert ("trial balance", f"period {line.period}") in {(found.check, found.where) for found in findings()}


@pytest.mark.parametrize("change", [1, -1])
@pytest.mark.parametrize("state", ["claimed", "submitted", "returned", "approved", "rejected", "appealed", "expired"])
def test_a_reservation_that_does_not_follow_from_its_state_is_named(books, state, change, sql):
    """Each of the states as the actions leave it agrees; one micro more or less does not."""
    assignment = in_state(books, state)
    assert findings() == []
    if assignment.reserved_micro + change < 0:
        return
    sql("UPDATE labeling_assignment SET reserved_micro = reserved_micro + %s WHERE id = %s", [change, assignment.pk])
    sql("UPDATE projects_budget SET reserved_micro = reserved_micro + %s", [change])
    assert [(found.check, found.where) for found in findings()] == [("reservations", f"assignment {assignment.pk}")]


def in_state(cast, state: str) -> Assignment:
    """A piece of Ben's that the actions have brought there, now rather than in the story's time."""
    now = timezone.now()
    if state in {"claimed", "expired"}:
        (assignment,) = cast.claim(cast.ben, now=now)
        if state == "expired":
            labeling.release(by=cast.ben, assignment=assignment, now=now)
    else:
        submission = cast.submitted(cast.ben, cats=2, ears=1, now=now)
        assignment = submission.assignment
        refused = [{"id": submission.boxes.first().pk, "approved": False, "reason": "too loose"}]
        if state in {"returned", "approved"}:
            cast.decided(submission, state, boxes=refused, now=now)
        elif state != "submitted":
            cast.decided(submission, "rejected", reason="all wrong", now=now)
        if state == "appealed":
            review.appeal(by=cast.ben, submission=submission, reason="they are right", now=now)
    assignment.refresh_from_db()
    assert assignment.state == ("released" if state == "expired" else state)
    return assignment


def test_a_reservation_made_under_earlier_rules_is_no_finding(books):
    books.claim(books.ben, now=timezone.now())
    update_project(by=books.clara, project=books.cats, max_boxes=30, now=timezone.now())
    assert findings() == []


def test_it_tells_how_far_it_is(books):
    progress = [found for found in verify() if isinstance(found, Progress)]
    assert all(0 < step.done <= step.of for step in progress)
    assert sum(step.done == step.of for step in progress) >= 10
