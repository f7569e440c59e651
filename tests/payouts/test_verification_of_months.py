"""What verify_ledger finds about months: closed ones that are gone or open again, lines in a month not their own."""

import pytest

from payouts.ledger import SEAL
from payouts.models import Entry, Statement
from payouts.queries.roots import root_of
from tests.payouts.tampering import named, with_triggers_off
from tests.payouts.together import DECEMBER, NOVEMBER, closed, findings, interrupted

OCTOBER = ("months", "period 2026-10")


def test_undisturbed_books_agree(books):
    assert findings() == []


@pytest.mark.parametrize("bands", ["with its bands", "without its bands"])
def test_a_closed_month_that_is_gone_is_named(books, bands):
    with_triggers_off("DELETE FROM payouts_period")
    if bands == "with its bands":
        with_triggers_off("DELETE FROM payouts_band")
    assert OCTOBER in named()


def test_a_month_that_is_gone_with_all_its_statements_is_named(books):
    for table in ("payouts_period", "payouts_band", "payouts_statement"):
        with_triggers_off(f"DELETE FROM {table}")
    assert {("acts", "period 2026-10")} <= named()


def test_the_first_of_two_months_that_is_gone_is_named(books):
    books.approved(project=books.dogs, by=books.raul, now=DECEMBER)
    closed("2026-11", DECEMBER)
    with_triggers_off("DELETE FROM payouts_period WHERE name = '2026-10'")
    assert {OCTOBER, ("roots", "period 2026-11")} <= named()


def test_lines_of_a_month_that_was_never_closed_are_named_once_a_later_one_is(books):
    books.approved(project=books.dogs, by=books.raul, now=DECEMBER)
    closed("2026-11", DECEMBER)
    for table, column in (("payouts_period", "name"), ("payouts_band", "period_id"), ("payouts_statement", "period")):
        with_triggers_off(f"DELETE FROM {table} WHERE {column} = '2026-10'")
    assert OCTOBER in named()


@pytest.mark.parametrize("root", ["root", "''"])
@pytest.mark.parametrize("events", ["kept", "gone"])
def test_a_closed_month_that_is_open_again_is_named(books, root, events):
    with_triggers_off(f"UPDATE payouts_period SET closed_at = NULL, root = {root}")
    if events == "gone":
        with_triggers_off("DELETE FROM people_event WHERE verb = 'period.closed'")
    assert OCTOBER in named()


def test_a_statement_forged_into_a_month_that_was_opened_again_is_named(books):
    with_triggers_off("UPDATE payouts_period SET closed_at = NULL, root = ''")
    statement = Statement.objects.get(worker=books.ana)
    forged = (
        "gross_micro = gross_micro + 1000000, earned_micro = earned_micro + 1000000, net_micro = net_micro + 1000000"
    )
    with_triggers_off(f"UPDATE payouts_statement SET {forged} WHERE id = %s", statement.pk)
    assert ("statements", f"statement {statement.key}") in named()


@pytest.mark.parametrize("period", ["2026-10", "2026-11", "2026-12"])
def test_a_statement_of_workers_who_were_in_no_band_is_named(books, period):
    """Of a closed month and of an open one."""
    statement = Statement.objects.get(worker=books.ana)
    with_triggers_off(
        "UPDATE payouts_statement SET worker_id = 1000000, period = %s WHERE id = %s", period, statement.pk
    )
    assert ("months", f"statement {period}/1000000/10/KRW") in named()


@pytest.mark.parametrize(
    "change",
    [
        "closed_at = closed_at + interval '1 second'",
        "fenced_at = fenced_at - interval '1 second'",
        "closed_by_id = (SELECT min(id) FROM people_user)",
        "root = repeat('0', 64)",
        "last_entry = last_entry - 1",
        "last_entry = last_entry + 1",
        "last_line = last_line - 1",
        "last_line = last_line + 1",
        """minimums = '{"KRW": 1000000000}'""",
        "taxed_as = '{}'",
        "tax_rules = repeat('0', 64)",
    ],
)
def test_a_closed_month_that_says_something_else_is_named(books, change):
    with_triggers_off(f"UPDATE payouts_period SET {change}")
    assert findings() != []


def test_a_month_that_is_closing_is_no_finding(books):
    books.approved(project=books.dogs, by=books.raul, now=NOVEMBER)
    interrupted("2026-11", DECEMBER)
    assert findings() == []


def test_a_statement_of_a_month_that_is_closing_is_checked_too(books):
    books.approved(project=books.dogs, by=books.raul, now=NOVEMBER)
    interrupted("2026-11", DECEMBER)
    statement = Statement.objects.filter(period="2026-11").first()
    with_triggers_off("UPDATE payouts_statement SET net_micro = net_micro + 1 WHERE id = %s", statement.pk)
    assert named() == {("statements", f"statement {statement.key}")}


def test_what_was_booked_into_a_month_after_it_was_fenced_off_is_named(books):
    """Every hash and seal is as it should be: the books were written by the fence's owner."""
    books.approved(project=books.dogs, by=books.raul, now=DECEMBER)
    entry = Entry.objects.latest("id")
    moved_to(entry, "2026-10")
    assert ("months", f"entry {entry.pk}") in named()


def test_what_was_booked_into_a_later_month_than_it_belongs_to_is_named(books):
    books.approved(project=books.dogs, by=books.raul, now=DECEMBER)
    entry = Entry.objects.latest("id")
    moved_to(entry, "2027-01")
    assert named() == {("months", f"entry {entry.pk}")}


def moved_to(entry: Entry, period: str) -> None:
    """The entry with its lines in another month, and sealed anew."""
    with_triggers_off("UPDATE payouts_line SET period = %s WHERE entry_id = %s", period, entry.pk)
    with_triggers_off("UPDATE payouts_entry SET period = %s WHERE id = %s", period, entry.pk)
    with_triggers_off(f"UPDATE payouts_entry e SET seal = {SEAL.format('e')} WHERE id = %s", entry.pk)


def test_a_statement_that_is_changed_with_its_months_root_is_named(books):
    """All that follows from it is changed too; what was published when the month was closed is remembered."""
    with_triggers_off("UPDATE payouts_statement SET salt = repeat('0', 32)")
    with_triggers_off("UPDATE payouts_period SET root = %s", root_of("2026-10"))
    assert named() == {("acts", "period 2026-10")}


def test_a_statement_taxed_by_a_rule_that_is_not_its_workers_is_named(books):
    """The rule is one for this day and currency, and its taxes are as it says."""
    statement = Statement.objects.get(worker=books.ana)
    untaxed = "tax_rule = 'none', taxes = '[]', net_micro = gross_micro"
    with_triggers_off(f"UPDATE payouts_statement SET {untaxed} WHERE id = %s", statement.pk)
    assert ("statements", f"statement {statement.key}") in named()


def test_what_a_worker_declared_before_a_month_was_fenced_off_names_the_rule(books):
    books.approved(books.ana, project=books.dogs, by=books.raul, now=NOVEMBER)  # declared as a business abroad since
    closed("2026-11", DECEMBER)
    assert Statement.objects.get(worker=books.ana, period="2026-10").tax_rule == "KR-freelancer-2024-07"
    assert Statement.objects.get(worker=books.ana, period="2026-11").tax_rule == "none"
    assert findings() == []
