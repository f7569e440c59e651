"""Reads about the books as a whole, for an accountant: balances at any moment, an account's ledger, the journal."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from payouts import ledger
from payouts.journals import Transfer
from payouts.models import ACCOUNT_NAMES, LedgerAccount, Line
from payouts.queries.months import ZONE

BALANCES_SQL = """
WITH moved AS (
    SELECT line.debit_id, line.credit_id, line.amount_micro FROM payouts_line line {known}
), sums AS (
    SELECT id, sum(debit)::bigint AS debits, sum(credit)::bigint AS credits
    FROM (SELECT debit_id AS id, amount_micro AS debit, 0 AS credit FROM moved
          UNION ALL SELECT credit_id, 0, amount_micro FROM moved) sides
    GROUP BY id
)
"""
# The books as they stood at a moment: what was booked since is left out, however old its cause.
KNOWN = "JOIN payouts_entry entry ON entry.id = line.entry_id AND entry.booked_at <= %(at)s"


def trial_balance(at: datetime | None = None) -> list[dict]:
    """Debits and credits in micro by kind of account and currency, now or as the books stood `at` a moment.

    Over all kinds of a currency they are equal.
    """
    rows = _rows(
        f"""
        {BALANCES_SQL.format(known=KNOWN if at else "")}
        SELECT account.kind, account.currency, count(*), sum(debits)::bigint, sum(credits)::bigint
        FROM sums JOIN payouts_ledgeraccount account USING (id)
        GROUP BY account.kind, account.currency ORDER BY account.currency, account.kind
        """,
        {"at": at},
    )
    names = ["kind", "currency", "accounts", "debits_micro", "credits_micro"]
    return [dict(zip(names, row, strict=True)) | {"name": ACCOUNT_NAMES[row[0]]} for row in rows]


def balances(kind: str, currency: str, *, at: datetime | None = None, after: int = -1, limit: int = 100) -> list[dict]:
    """The accounts of one kind with debits and credits in micro, by owner; those with owners beyond `after`."""
    rows = _rows(
        f"""
        {BALANCES_SQL.format(known=KNOWN if at else "")}
        SELECT account.id, account.owner_id, debits, credits FROM sums JOIN payouts_ledgeraccount account USING (id)
        WHERE account.kind = %(kind)s AND account.currency = %(currency)s AND account.owner_id > %(after)s
        ORDER BY account.owner_id LIMIT %(limit)s
        """,
        {"at": at, "kind": kind, "currency": currency, "after": after, "limit": limit},
    )
    return [dict(zip(["id", "owner_id", "debits_micro", "credits_micro"], row, strict=True)) for row in rows]


BALANCE_SQL = f"""
SELECT coalesce(sum(CASE line.credit_id WHEN %(account)s THEN line.amount_micro ELSE -line.amount_micro END), 0)::bigint
FROM payouts_line line {KNOWN}
WHERE line.debit_id = %(account)s OR line.credit_id = %(account)s
"""


def balance_of(account: LedgerAccount, at: datetime | None = None) -> int:
    """What came into an account less what went out, in micro, now or as the books stood `at` a moment."""
    if at:
        return _rows(BALANCE_SQL, {"account": account.pk, "at": at})[0][0]
    return ledger.balance(ledger.Account(account.kind, account.owner_id), account.currency)


@dataclass(frozen=True)
class Change:
    """A line as one of its accounts sees it: `change_micro` is positive where it came in; `balance_micro` after it."""

    line: Line
    other: LedgerAccount
    change_micro: int
    balance_micro: int


LEDGER_SQL = """
SELECT id FROM (
    (SELECT line.id FROM payouts_line line {known}
     WHERE line.debit_id = %(account)s AND line.id < %(before)s ORDER BY line.id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT line.id FROM payouts_line line {known}
     WHERE line.credit_id = %(account)s AND line.id < %(before)s ORDER BY line.id DESC LIMIT %(limit)s)
) sides ORDER BY id DESC LIMIT %(limit)s
"""
NEWEST = 2**63 - 1


def account_ledger(
    account: LedgerAccount, *, balance: int, before: int = NEWEST, limit: int = 50, at: datetime | None = None
) -> list[Change]:
    """The lines of one account before line `before`, newest first; `balance` is the account's after the first of them.
    With `at`, those that stood on the books at that moment.

    As quick on the last page as on the first: each page knows from the one before which balance it begins with.
    """
    params = {"account": account.pk, "before": before, "limit": limit, "at": at}
    ids = [row[0] for row in _rows(LEDGER_SQL.format(known=KNOWN if at else ""), params)]
    lines = Line.objects.in_bulk(ids)
    others = LedgerAccount.objects.in_bulk({pk for line in lines.values() for pk in (line.debit_id, line.credit_id)})
    changes = []
    for line in (lines[pk] for pk in ids):
        came_in = line.credit_id == account.pk
        change = line.amount_micro if came_in else -line.amount_micro
        changes.append(Change(line, others[line.debit_id if came_in else line.credit_id], change, balance))
        balance -= change
    return changes


JOURNAL_SQL = """
SELECT entry.key, to_char(entry.occurred_at AT TIME ZONE %(zone)s, 'YYYY-MM') = entry.period,
       (entry.occurred_at AT TIME ZONE %(zone)s)::date, (entry.period || '-01')::date, line.kind,
       debit.kind, debit.owner_id, credit.kind, credit.owner_id, line.amount_micro, line.currency
FROM payouts_line line
JOIN payouts_entry entry ON entry.id = line.entry_id
JOIN payouts_ledgeraccount debit ON debit.id = line.debit_id
JOIN payouts_ledgeraccount credit ON credit.id = line.credit_id
ORDER BY line.entry_id, line.number
"""


def journal() -> Iterator[Transfer]:
    """Every line of the books in their order, streamed; what was booked late stands on the first of its month."""
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(JOURNAL_SQL, {"zone": str(ZONE)})
        for key, in_time, occurred_on, month_starts_on, kind, *rest in cursor:
            on = occurred_on if in_time else month_starts_on
            debit, debit_owner, credit, credit_owner, amount, currency = rest
            yield Transfer(key, on, kind, (debit, debit_owner), (credit, credit_owner), amount, currency)


def journal_accounts() -> Iterator[tuple[str, int, str]]:
    """Kind, owner and currency of every account."""
    return LedgerAccount.objects.order_by("id").values_list("kind", "owner_id", "currency").iterator()


def _rows(sql: str, params: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
