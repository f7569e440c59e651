"""The books as hledger and beancount read them, with balances that agree to the micro."""

import csv
import shutil
import subprocess
from datetime import date
from decimal import Decimal

import pytest
from beancount import loader
from beancount.core import realization
from hypothesis import given
from hypothesis import strategies as st

from payouts import journals, queries
from payouts.journals import Transfer, account_name, beancount, hledger
from payouts.ledger import Account, Posting, post
from payouts.ledger import Transfer as Moved
from projects.money import MICRO
from tests.cast import LABELS, NOON
from tests.payouts.together import closed

KINDS = [*journals.GROUPS, "tax_income", "tax_local", "tax_flat"]
accounts = st.tuples(st.sampled_from(KINDS), st.integers(0, 10**12))


@st.composite
def transfers(draw) -> list[Transfer]:
    """Some entries of one or more lines each, with names as banks write them."""
    moved = []
    for number in range(draw(st.integers(1, 5))):
        name = f"fund:{number}:{draw(st.text(max_size=30))}"
        on = draw(st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1)))
        for _line in range(draw(st.integers(1, 3))):
            debit, credit = draw(st.lists(accounts, min_size=2, max_size=2, unique=True))
            amount, currency = draw(st.integers(1, 10**15)), draw(st.sampled_from(["KRW", "USD", "JPY", "EUR"]))
            moved.append(Transfer(name, on, "escrow", debit, credit, amount, currency))
    return moved


def balances_of(moved: list[Transfer]) -> dict[tuple[str, str], Decimal]:
    """Account's name and currency to debits less credits."""
    sums: dict[tuple[str, str], Decimal] = {}
    for transfer in moved:
        for account, sign in ((transfer.debit, 1), (transfer.credit, -1)):
            key = account_name(*account), transfer.currency
            sums[key] = sums.get(key, Decimal(0)) + sign * Decimal(transfer.amount) / MICRO
    return {key: amount for key, amount in sums.items() if amount}


def beancount_balances(text: str) -> dict[tuple[str, str], Decimal]:
    entries, errors, _options = loader.load_string(text)
    assert not errors
    held = [
        ((account.account, position.units.currency), position.units.number)
        for account in realization.iter_children(realization.realize(entries))
        for position in account.balance
    ]
    return {key: amount for key, amount in held if amount}


def hledger_balances(path) -> dict[tuple[str, str], Decimal]:
    asked = ["hledger", "-f", str(path), "balance", "--flat", "--no-total", "-O", "csv", "--layout", "bare"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=True)  # noqa: S603
    rows = list(csv.reader(answer.stdout.splitlines()))[1:]
    return {(name, currency): Decimal(amount) for name, currency, amount in rows if Decimal(amount)}


def our_balances() -> dict[tuple[str, str], Decimal]:
    """As the trial balance says: debits less credits of each account."""
    return {
        (account_name(row["kind"], account["owner_id"]), row["currency"]): balance
        for row in queries.trial_balance()
        for account in queries.balances(row["kind"], row["currency"])
        if (balance := Decimal(account["debits_micro"] - account["credits_micro"]) / MICRO)
    }


def everyone_in(moved: list[Transfer]) -> list[tuple[str, int, str]]:
    return sorted({(*side, t.currency) for t in moved for side in (t.debit, t.credit)})


@given(transfers())
def test_beancount_reads_any_books_and_agrees(moved):
    assert beancount_balances("".join(beancount(moved, everyone_in(moved)))) == balances_of(moved)


@pytest.fixture
def october(cast):
    """A month with won and cents, a statement, taxes and a price below one won."""
    cast.approved(cats=17, ears=3)
    cheap = cast.draft(name="Cents", currency="USD", labels=[{**LABELS[0], "unit_price_micro": 15_001}, LABELS[1]])
    cast.approved(project=cast.opened(cheap), cats=3, by=cast.ada)
    closed()


def test_beancount_agrees_with_our_trial_balance(october):
    text = "".join(beancount(queries.journal(), queries.journal_accounts()))
    assert beancount_balances(text) == our_balances()


@pytest.mark.skipif(not shutil.which("hledger"), reason="hledger is a Debian package, not a wheel")
def test_hledger_agrees_with_our_trial_balance(october, tmp_path):
    path = tmp_path / "honestbox.journal"
    path.write_text("".join(hledger(queries.journal())))
    assert hledger_balances(path) == our_balances()


@pytest.mark.skipif(not shutil.which("hledger"), reason="hledger is a Debian package, not a wheel")
def test_hledger_reads_a_banks_reference_that_looks_like_a_comment(tmp_path):
    on = NOON.date()
    moved = [Transfer('fund:1:a ; "b"\nc', on, "deposit", ("bank", 0), ("client", 3), 1_500_000, "USD")]
    path = tmp_path / "honestbox.journal"
    path.write_text("".join(hledger(moved)))
    assert hledger_balances(path) == balances_of(moved)


def test_what_was_booked_late_stands_on_the_first_day_of_its_month(cast):
    cast.approved(cats=1)
    closed()
    late = Moved("escrow", Account("client", 1), Account("escrow", 1), MICRO, "KRW")
    post([Posting("late", NOON, (late,))])
    (transfer,) = [t for t in queries.journal() if t.entry == "late"]
    assert str(transfer.on) == "2026-11-01"


def test_an_entry_keeps_its_lines_together(october):
    entries = [t.entry for t in queries.journal()]
    assert len(set(entries)) == sum(1 for n, entry in enumerate(entries) if not n or entries[n - 1] != entry)
