"""The books: replays, conflicts, months, and what PostgreSQL itself refuses."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts import queries
from payouts.ledger import BANK, Account, LedgerConflict, Posting, Transfer, balance, post
from payouts.models import Entry, LedgerAccount, Line, LineKind, Period
from payouts.verification import CHECKS, Finding
from projects.money import MICRO
from tests.payouts.together import at_once, closed, somebody_waits, start, until

OCTOBER = datetime(2026, 10, 12, tzinfo=UTC)
ANA, BEN, ESCROW = Account("worker", 1), Account("worker", 2), Account("escrow", 9)
TEN = Transfer(LineKind.DEPOSIT, BANK, ESCROW, 10 * MICRO, "KRW")


def posting(key="gift:1", *transfers: Transfer, **rest) -> Posting:
    return Posting(key, OCTOBER, transfers or (TEN,), **rest)


def test_an_entry_has_its_lines_in_order_and_its_sum(db):
    assert post([posting("pay:1", TEN, replace(TEN, debit=ESCROW, credit=ANA, units=4))]) == 2
    entry = Entry.objects.get(key="pay:1")
    first, second = entry.lines.order_by("number")
    assert (first.debit.kind, first.credit.kind, first.amount_micro) == ("bank", "escrow", 10 * MICRO)
    assert (str(second.credit), second.units, second.unit_price_micro) == ("worker:1", 4, 2_500_000)
    assert (entry.total_micro, entry.occurred_at, entry.period) == (20 * MICRO, OCTOBER, "2026-10")
    assert entry.line_count == 2
    found = [*CHECKS["lines"](), *CHECKS["entries"]()]
    assert not [finding for finding in found if isinstance(finding, Finding)]


def test_a_replay_changes_nothing(db):
    post([posting()])
    assert post([posting()]) == 0
    assert post([posting(), posting("gift:2")]) == 1
    assert post([]) == 0
    assert balance(ESCROW, "KRW") == 20 * MICRO


@pytest.mark.parametrize(
    "other",
    [
        (replace(TEN, amount=11 * MICRO),),
        (replace(TEN, credit=ANA),),
        (replace(TEN, currency="JPY"),),
        (replace(TEN, pay_day=20),),
        (TEN, TEN),
    ],
)
def test_the_same_key_with_another_body_is_an_error_and_books_nothing(db, other):
    post([posting()])
    with pytest.raises(LedgerConflict, match="gift:1"):
        post([posting("gift:2"), posting("gift:1", *other)])
    assert Line.objects.count() == 1
    assert not LedgerAccount.objects.exclude(kind__in=["bank", "escrow"]).exists()


def test_one_call_books_a_key_once_and_refuses_it_with_two_bodies(db):
    assert post([posting(), posting()]) == 1
    with pytest.raises(LedgerConflict, match="gift:2"):
        post([posting("gift:2"), posting("gift:2", replace(TEN, amount=MICRO))])
    assert Line.objects.count() == 1


@pytest.mark.parametrize("amount", [10.0, True, "10", None])
def test_an_amount_that_is_no_integer_is_refused_loudly(db, amount):
    with pytest.raises(TypeError, match="integer in micro"):
        post([posting("gift:1", replace(TEN, amount=amount))])


@pytest.mark.parametrize(
    "wrong", [{"amount": 0}, {"amount": -1}, {"credit": BANK}, {"amount": 10, "units": 3}, {"units": 0}]
)
def test_what_moves_no_money_or_does_not_multiply_is_refused(db, wrong):
    with pytest.raises((IntegrityError, ZeroDivisionError)), transaction.atomic():
        post([posting("gift:1", replace(TEN, **wrong))])
    assert not Entry.objects.exists()


def test_an_account_is_made_once_for_each_owner_and_currency(db):
    post([posting(), posting("gift:2"), posting("gift:3", replace(TEN, currency="USD"))])
    assert sorted(map(str, LedgerAccount.objects.all())) == ["bank", "bank", "escrow:9", "escrow:9"]
    assert balance(ESCROW, "KRW") == 20 * MICRO
    assert balance(ESCROW, "USD") == 10 * MICRO
    assert balance(ANA, "KRW") == 0


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        (datetime(2026, 10, 31, 14, 59, 59, 999_999, tzinfo=UTC), "2026-10"),
        (datetime(2026, 10, 31, 15, 0, tzinfo=UTC), "2026-11"),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), "2027-01"),
    ],
)
def test_a_line_is_of_the_month_in_which_it_happened_in_seoul(db, moment, period):
    post([Posting("gift:1", moment, (TEN,))])
    assert Line.objects.get().period == Entry.objects.get().period == period


def test_what_happened_in_a_closed_month_is_booked_in_the_next_open_one(db):
    Period.objects.create(name="2026-12", fenced_at=OCTOBER)
    post([posting()])
    assert Line.objects.get().period == "2027-01"
    assert Entry.objects.get().occurred_at == OCTOBER


@pytest.mark.django_db(transaction=True)
def test_another_body_at_the_same_moment_is_an_error_too():
    post([posting("gift:0")])  # makes the accounts, so that it is the entry that the second one waits for
    booked, may_commit = Event(), Event()

    def first():
        with transaction.atomic():
            post([posting()])
            booked.set()
            may_commit.wait(30)

    with ThreadPoolExecutor() as pool:
        one = start(pool, first)
        booked.wait(30)
        other = start(pool, lambda: post([posting("gift:1", replace(TEN, amount=MICRO))]))
        until(somebody_waits)
        may_commit.set()
        one.result()
        with pytest.raises(LedgerConflict):
            other.result()
    assert balance(ESCROW, "KRW") == 20 * MICRO


@pytest.mark.django_db(transaction=True)
def test_eight_threads_that_book_the_same_book_it_once():
    keys = [f"gift:{n}" for n in range(20)]
    assert sum(at_once(*[lambda: post([posting(key) for key in keys])] * 8)) == 20
    assert balance(ESCROW, "KRW") == 200 * MICRO
    assert LedgerAccount.objects.count() == 2


# Append-only, by SQL as the app's own user


@pytest.fixture
def books(cast):
    cast.approved(cats=2)
    closed()
    statement = queries.all_statements().get(worker=cast.ana)
    cast.pay(statement)


@pytest.mark.parametrize("table", ["line", "entry", "ledgeraccount", "statement"])
def test_no_row_of_the_books_is_changed_or_taken_away(books, sql, table):
    rows = sql(f"SELECT * FROM payouts_{table} ORDER BY id")
    assert rows
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # or PostgreSQL itself puts TRUNCATE off
    for statement in (
        f"UPDATE payouts_{table} SET id = id + 1000",
        f"UPDATE payouts_{table} SET id = id WHERE false",
        f"DELETE FROM payouts_{table}",
        f"TRUNCATE payouts_{table} CASCADE",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql(statement)
    assert sql(f"SELECT * FROM payouts_{table} ORDER BY id") == rows


# The check of new lines against their entry

ENTRY_SQL = """
INSERT INTO payouts_entry (key, period, total_micro, occurred_at, booked_at, line_count, body_hash, seal)
SELECT 'forged:1', period, total_micro, occurred_at, booked_at, line_count, body_hash, seal FROM payouts_entry
RETURNING id
"""
LINE_SQL = """
INSERT INTO payouts_line (entry_id, number, kind, debit_id, credit_id, amount_micro, currency, units,
                          unit_price_micro, period, pay_day, worker_id, project_id, label_id, occurred_at, hash)
SELECT {entry_id}, {number}, kind, {debit_id}, {credit_id}, ({units}) * unit_price_micro, {currency}, {units},
       unit_price_micro, {period}, pay_day, worker_id, project_id, label_id, {occurred_at},
       hash FROM payouts_line LIMIT 1
"""


def forge(sql, **changes) -> None:
    ((entry_id,),) = sql(ENTRY_SQL)
    names = ("number", "debit_id", "credit_id", "currency", "units", "period", "occurred_at")
    columns = {name: name for name in names} | {"entry_id": entry_id} | changes
    with transaction.atomic():
        sql(LINE_SQL.format(**columns))


def test_a_line_that_agrees_with_its_entry_is_accepted(db, sql):
    post([posting()])
    forge(sql)
    assert Line.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"units": "units + 1"}, "another sum"),
        ({"period": "'2026-11'"}, "another time"),
        ({"occurred_at": "occurred_at + interval '1 second'"}, "another time"),
        ({"currency": "'USD'"}, "account of another currency"),
        ({"credit_id": "(SELECT id FROM payouts_ledgeraccount WHERE currency = 'USD' LIMIT 1)"}, "another currency"),
        ({"debit_id": "(SELECT id FROM payouts_ledgeraccount WHERE currency = 'USD' LIMIT 1)"}, "another currency"),
        ({"credit_id": "1000000"}, "another currency"),
        ({"debit_id": "1000000"}, "another currency"),
        ({"entry_id": "1000000"}, "is not there"),
        ({"number": "2"}, "other numbers"),
        ({"entry_id": "(SELECT id FROM payouts_entry WHERE key = 'gift:1')"}, "no_line_twice"),
    ],
)
def test_a_line_that_does_not_is_refused(db, sql, changes, text):
    post([posting("gift:1")])
    LedgerAccount.objects.create(kind="worker", owner_id=7, currency="USD")
    with pytest.raises(IntegrityError, match=text):
        forge(sql, **changes)
    assert Line.objects.count() == 1


def extra_line(sql, **changes) -> None:
    """A line more for the one entry that there is."""
    columns = {
        name: name
        for name in ("entry_id", "number", "debit_id", "credit_id", "currency", "units", "period", "occurred_at")
    }
    with transaction.atomic():
        sql(LINE_SQL.format(**columns | changes))


def test_an_extra_line_of_another_sum_for_an_old_entry_is_refused(db, sql):
    post([posting()])
    with pytest.raises(IntegrityError, match="no_line_twice"):
        extra_line(sql, units="2")
    assert Line.objects.count() == 1


def test_an_extra_line_for_an_old_entry_of_several_is_refused_whatever_its_sum(db, sql):
    post([posting("gift:1", TEN, TEN)])
    for units in ("units", "2"):
        with pytest.raises(IntegrityError, match="no_line_twice"):
            extra_line(sql, units=units)
    assert Line.objects.count() == 2


@pytest.mark.parametrize("number", ["number", "number + 1"])
def test_a_copy_of_an_entrys_only_line_is_refused_under_its_own_number_and_under_another(db, sql, number):
    post([posting()])
    with pytest.raises(IntegrityError, match=r"no_line_twice|other numbers"):
        extra_line(sql, number=number)
    assert Line.objects.count() == 1


# Whatever is transferred, the books balance

accounts = st.sampled_from([BANK, ESCROW, ANA, BEN, Account("client", 3), Account("tax_income")])
transfers = st.builds(
    lambda sides, price, units, currency: Transfer(
        LineKind.DEPOSIT, *sides, price * units, currency, units=units, pay_day=10
    ),
    st.lists(accounts, min_size=2, max_size=2, unique=True),
    st.integers(1, 10**9),
    st.integers(1, 1000),
    st.sampled_from(["KRW", "USD"]),
)
entries = st.lists(st.lists(transfers, min_size=1, max_size=4).map(tuple), max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries)
def test_debits_equal_credits_in_each_currency_and_each_balance_is_that_of_a_plain_dictionary(db, bodies):
    model = defaultdict(int)
    with transaction.atomic():
        post([posting(f"random:{n}", *body) for n, body in enumerate(bodies)])
        for transfer in (transfer for body in bodies for transfer in body):
            model[transfer.debit, transfer.currency] -= transfer.amount
            model[transfer.credit, transfer.currency] += transfer.amount
        sides = defaultdict(lambda: [0, 0])
        for row in queries.trial_balance():
            sides[row["currency"]][0] += row["debits_micro"]
            sides[row["currency"]][1] += row["credits_micro"]
        assert all(debited == credited for debited, credited in sides.values())
        assert {key: balance(*key) for key in model} == dict(model)
        transaction.set_rollback(True)
