"""What verify_ledger finds where rows about money and the event log tell different stories."""

import pytest
from django.db import connection

from payouts import actions
from payouts.models import Adjustment, BankAccount, Entry, LateDeposit, Line, Payout, PayoutRun
from tests.payouts.tampering import NOVEMBER, named, with_triggers_off

# The model, what is changed, and in which row.
CHANGES = [
    ("payoutrun", "prepared_at = prepared_at - interval '1 day'", "sent_at IS NOT NULL"),
    ("payoutrun", "prepared_by_id = (SELECT min(id) FROM people_user)", "sent_at IS NOT NULL"),
    ("payoutrun", "approved_at = approved_at - interval '1 day'", "sent_at IS NOT NULL"),
    ("payoutrun", "approved_by_id = (SELECT min(id) FROM people_user)", "sent_at IS NOT NULL"),
    ("payoutrun", "approved_by_id = NULL, approved_at = NULL, sent_at = NULL", "sent_at IS NOT NULL"),
    ("payoutrun", "sent_at = sent_at - interval '1 day'", "sent_at IS NOT NULL"),
    ("payoutrun", "sent_at = NULL", "sent_at IS NOT NULL"),
    ("payoutrun", "cancelled_at = NULL, cancelled_by_id = NULL", "cancelled_at IS NOT NULL"),
    ("payoutrun", "cancelled_by_id = (SELECT min(id) FROM people_user)", "cancelled_at IS NOT NULL"),
    ("payoutrun", "pay_on = pay_on + 1", "sent_at IS NOT NULL"),
    ("payoutrun", "currency = 'USD'", "sent_at IS NOT NULL"),
    ("hold", "reason = 'because'", "lifted_at IS NULL"),
    ("hold", "worker_id = worker_id + 1", "lifted_at IS NULL"),
    ("hold", "lifted_at = now(), lifted_by_id = placed_by_id", "lifted_at IS NULL"),
    ("hold", "lifted_at = lifted_at - interval '1 day'", "lifted_at IS NOT NULL"),
    ("bankaccount", "masked = '•••• 9999'", "currency = 'KRW'"),
    ("bankaccount", "checked_at = NULL, checked_by_id = NULL", "currency = 'KRW'"),
    ("bankaccount", "checked_by_id = worker_id", "currency = 'KRW'"),
    ("bankaccount", "confirmed_at = confirmed_at - interval '1 day'", "currency = 'KRW'"),
    ("bankaccount", "currency = 'USD'", "currency = 'KRW'"),
    ("refund", "opened_at = opened_at - interval '1 day'", "paid_on IS NOT NULL"),
    ("refund", "opened_by_id = NULL", "paid_on IS NOT NULL"),
    ("refund", "paid_by_id = NULL", "paid_on IS NOT NULL"),
    ("refund", "bank_reference = 'B-0'", "paid_on IS NOT NULL"),
    ("refund", "end_to_end_id = 'RF-0'", "paid_on IS NOT NULL"),
    ("funding", "amount_micro = amount_micro + 1000000", "amount_micro = 5000000000"),
    ("funding", "requested_at = requested_at - interval '1 day'", "amount_micro = 5000000000"),
    ("funding", "confirmed_at = confirmed_at - interval '1 day'", "amount_micro = 5000000000"),
    ("funding", "confirmed_by_id = requested_by_id", "amount_micro = 5000000000"),
    ("bankfile", "sha256 = repeat('0', 64)", "name = 'next.csv'"),
    ("bankfile", "imported_by_id = (SELECT min(id) FROM people_user)", "name = 'next.csv'"),
    ("bankfile", "imported_at = imported_at - interval '1 day'", "name = 'next.csv'"),
]


def one(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("model", "change", "where"), CHANGES)
def test_a_row_that_was_changed_by_nobody_is_named(books, model, change, where):
    pk = one(f"SELECT min(id) FROM payouts_{model} WHERE {where}")
    with_triggers_off(f"UPDATE payouts_{model} SET {change} WHERE id = %s", pk)
    assert ("acts", f"{model} {pk}") in named()


@pytest.mark.parametrize("model", ["payoutrun", "hold", "bankaccount", "refund", "funding"])
def test_a_row_that_is_gone_is_named(books, model):
    pk = one(f"SELECT max(id) FROM payouts_{model}")
    with_triggers_off(f"DELETE FROM payouts_{model} WHERE id = %s", pk)
    assert ("acts", f"{model} {pk}") in named()


def test_a_bank_account_that_nobody_entered_is_named(books):
    copied(BankAccount, BankAccount.objects.get(worker=books.ana).pk, currency="'USD'")
    forged = BankAccount.objects.get(currency="USD")
    assert ("acts", f"bankaccount {forged.pk}") in named()


def test_a_deposit_under_the_id_of_another_is_named(books):
    """The bank's answer would mark somebody else's as paid."""
    payout = Payout.objects.get(state="sent")
    with_triggers_off("UPDATE payouts_payout SET end_to_end_id = 'HB0000ZZ' WHERE id = %s", payout.pk)
    assert named() == {("runs", "deposit HB0000ZZ")}


def test_a_deposit_on_the_account_of_somebody_else_is_named(books):
    payout = Payout.objects.get(statement__worker=books.raul, state="sent")
    other = BankAccount.objects.get(worker=books.ana).pk
    with_triggers_off("UPDATE payouts_payout SET account_id = %s WHERE id = %s", other, payout.pk)
    assert ("runs", f"deposit {payout.end_to_end_id}") in named()


@pytest.mark.parametrize("change", ["amount_micro = amount_micro + 1", "state = 'cancelled'", "run_id = run_id - 1"])
def test_a_run_with_other_deposits_than_were_approved_is_named(books, change):
    run = PayoutRun.objects.exclude(sent_at=None).get()
    payout = run.payouts.get(state="sent")
    with_triggers_off(f"UPDATE payouts_payout SET {change} WHERE id = %s", payout.pk)
    assert ("runs", f"run {run.pk}") in named()


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'no reason'",
        "corrects_id = NULL",
        "corrects_id = corrects_id - 1",
        "project_id = NULL",
        "project_id = project_id + 1",
        "amount_micro = amount_micro + 1",
        "currency = 'JPY'",
        "worker_id = worker_id + 1",
        "made_by_id = worker_id",
        "made_at = made_at + interval '1 second'",
    ],
)
def test_a_story_that_is_told_otherwise_than_it_was_sealed_is_named(books, change):
    story = Adjustment.objects.get()
    with_triggers_off(f"UPDATE payouts_adjustment SET {change}")
    with_triggers_off("DELETE FROM people_event WHERE verb = 'adjustment.made'")
    assert ("adjustments", f"entry {story.pk}") in named()


def test_a_story_that_is_changed_with_its_seal_of_it_leaves_the_entry_altered(books):
    with_triggers_off("UPDATE payouts_entry SET story = sha256('x') WHERE story IS NOT NULL")
    entry = Entry.objects.exclude(story=None).get()
    assert ("altered entries", f"entry {entry.pk}") in named()


def test_a_late_deposit_that_is_taken_off_the_record_is_named(books):
    late = LateDeposit.objects.get()
    with_triggers_off("DELETE FROM payouts_latedeposit")
    assert ("acts", f"statement {late.pk}") in named()


@pytest.mark.parametrize(
    "change",
    ["UPDATE payouts_taxprofile SET country = 'US'", "DELETE FROM payouts_taxprofile"],
)
def test_a_tax_profile_that_nobody_declared_is_named(books, change):
    with_triggers_off(change)
    assert ("acts", f"taxprofile {books.ana.pk}") in named()


def test_work_that_is_booked_under_a_second_key_is_named(books):
    """The same verdict once more, with lines and hashes as they should be."""
    entry = Entry.objects.filter(verdict__isnull=False).first()
    copied(Entry, entry.pk, key="'again'")
    again = Entry.objects.get(key="again")
    for line in entry.lines.all():
        copied(Line, line.pk, entry_id=str(again.pk))
    assert {("causes", f"line {line.pk}") for line in again.lines.all()} <= named()


def copied(model, pk: int, **instead: str) -> None:
    """A row once more, but for what is given `instead` as SQL."""
    columns = [field.column for field in model._meta.concrete_fields if field.column not in {"id", *instead}]
    kept, table = ", ".join(columns), model._meta.db_table
    with_triggers_off(
        f"INSERT INTO {table} ({kept}, {', '.join(instead)}) "
        f"SELECT {kept}, {', '.join(instead.values())} FROM {table} WHERE id = %s",
        pk,
    )


def test_more_taken_back_than_was_added_is_named(books):
    """The addition was of 500 won; the second deduction knows nothing of the first."""
    line = Line.objects.get(kind="bonus")
    given = {"worker": books.ana, "currency": "KRW", "pay_day": 10, "amount": -400_000_000, "corrects": line}
    actions.adjust(by=books.ada, reason="too much", key="back", now=NOVEMBER, **given)
    assert named() == set()
    again = Line.objects.get(kind="deduction")
    with_triggers_off("UPDATE payouts_adjustment SET amount_micro = -600000000 WHERE entry_id = %s", again.entry_id)
    assert ("adjustments", f"line {line.pk}") in named()
