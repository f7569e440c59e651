"""The only writer of lines. An entry and its lines are written by one statement, from rows that name accounts.

Whoever books holds the fence shared until the transaction ends; whoever closes a month holds it alone. So the month of
a line, fixed here and never changed, is always one that is still open.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from payouts.periods import following

FENCE = 4_739_201_644

# The SHA-256 of a line: integers and fixed words with a version tag. `verification` computes it again.
LINE_HASH = """sha256(convert_to(concat_ws('|', 'line-v1', {0}.number, {0}.kind, {0}.debit_id, {0}.credit_id,
    {0}.amount_micro, {0}.currency, {0}.units, {0}.unit_price_micro, coalesce({0}.pay_day, 0),
    coalesce({0}.worker_id, 0), coalesce({0}.project_id, 0), coalesce({0}.label_id, 0)), 'UTF8'))"""

# What a line is to its worker: a deduction takes, all others give.
SIGNED = "(CASE WHEN {0}.kind = 'deduction' THEN -{0}.amount_micro ELSE {0}.amount_micro END)"

BODY_HASH = "sha256(convert_to(concat_ws('|', 'body-v1', {0}.key, {0}.total_micro), 'UTF8') || {0}.joined_hashes)"

SEAL = """sha256({0}.body_hash || convert_to(concat_ws('|', 'seal-v1', {0}.period, coalesce({0}.verdict_id, 0),
    coalesce({0}.corrects_id, 0), extract(epoch FROM {0}.occurred_at), extract(epoch FROM {0}.booked_at),
    encode({0}.story, 'hex')), 'UTF8'))"""

# What a source of bookings yields, one row a transfer; rows of one key are one entry. The last one may be left out.
SOURCE_COLUMNS = """key text, verdict_id bigint, corrects_id bigint, occurred_at timestamptz, period text, number int,
    kind text, debit_kind text, debit_owner bigint, credit_kind text, credit_owner bigint, amount_micro bigint,
    currency text, units bigint, unit_price_micro bigint, pay_day int, worker_id bigint, project_id bigint,
    label_id bigint, story text"""

# Where a source stands while it is booked: computed once, and known to the planner in its true size. Every connection
# has one of its own, which is empty again when its transaction ends.
BOOKING_SQL = f"CREATE TEMPORARY TABLE IF NOT EXISTS booking ({SOURCE_COLUMNS}) ON COMMIT DELETE ROWS"
ENOUGH_TO_ANALYZE = 100
# Tens of thousands of lines are sorted and joined in memory; until the transaction ends.
ROOM_SQL = "SET LOCAL work_mem = '64MB'"
# What a batch or a band reads lies together, in tables or in an index. The planner takes it for scattered, and would
# rather read all boxes that were ever judged; until the transaction ends.
NEAR_SQL = "SET LOCAL random_page_cost = 1.1"

ACCOUNTS_SQL = """
INSERT INTO payouts_ledgeraccount (kind, owner_id, currency)
SELECT kind, owner_id, currency FROM (
    SELECT debit_kind AS kind, debit_owner AS owner_id, currency FROM booking
    UNION SELECT credit_kind, credit_owner, currency FROM booking
) wanted
WHERE NOT EXISTS (
    SELECT 1 FROM payouts_ledgeraccount known
    WHERE (known.kind, known.owner_id, known.currency) = (wanted.kind, wanted.owner_id, wanted.currency)
)
ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING
"""

# A left join although every account is there: of an inner one by three columns the planner expects a single row, and
# would go on with loops over loops.
ACCOUNT_OF = """LEFT JOIN payouts_ledgeraccount {0}
    ON ({0}.kind, {0}.owner_id, {0}.currency) = ({0}_kind, {0}_owner, booking.currency)"""

BOOK_SQL = f"""
WITH named AS MATERIALIZED (
    SELECT owned.*, {LINE_HASH.format("owned")} AS hash
    FROM (
        SELECT booking.*, debit.id AS debit_id, credit.id AS credit_id,
               coalesce(booking.period, greatest(%(first_open)s,
                   to_char(booking.occurred_at AT TIME ZONE %(zone)s, 'YYYY-MM'))) AS booked_period
        FROM booking {ACCOUNT_OF.format("debit")} {ACCOUNT_OF.format("credit")} OFFSET 0
    ) owned
),
summed AS (
    SELECT key, min(verdict_id) AS verdict_id, min(corrects_id) AS corrects_id, min(occurred_at) AS occurred_at,
           clock_timestamp() AS booked_at, min(booked_period) AS period,
           sha256(convert_to(min(story), 'UTF8')) AS story,
           sum(amount_micro)::bigint AS total_micro,
           count(*) AS line_count, string_agg(hash, ''::bytea ORDER BY number) AS joined_hashes
    FROM named GROUP BY key
),
hashed AS (SELECT summed.*, {BODY_HASH.format("summed")} AS body_hash FROM summed),
entry AS (
    INSERT INTO payouts_entry (key, period, verdict_id, corrects_id, total_micro, occurred_at, booked_at,
                               line_count, body_hash, story, seal)
    SELECT key, period, verdict_id, corrects_id, total_micro, occurred_at, booked_at, line_count, body_hash, story,
           {SEAL.format("hashed")}
    FROM hashed ORDER BY key
    ON CONFLICT (key) DO NOTHING
    RETURNING id, key, period, occurred_at
),
line AS (
    INSERT INTO payouts_line (entry_id, number, kind, debit_id, credit_id, amount_micro, currency, units,
                              unit_price_micro, period, pay_day, worker_id, project_id, label_id, occurred_at, hash)
    SELECT entry.id, named.number, named.kind, named.debit_id, named.credit_id, named.amount_micro, named.currency,
           named.units, named.unit_price_micro, entry.period, named.pay_day, named.worker_id, named.project_id,
           named.label_id, entry.occurred_at, named.hash
    FROM named JOIN entry ON entry.key = named.key
    ORDER BY named.worker_id, entry.id, named.number
    RETURNING currency, amount_micro
)
SELECT (SELECT coalesce(jsonb_object_agg(currency, sums), '{{}}') FROM (
            SELECT currency, jsonb_build_array(count(*), sum(amount_micro)) AS sums FROM line GROUP BY currency
        ) booked),
       array_agg(key), array_agg(body_hash)
FROM hashed WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.key = hashed.key)
"""

# Of entries that were there already: one that says something else. A statement of its own, because another
# transaction may have booked the entry after the first one took its snapshot.
CONFLICT_SQL = """
SELECT min(known.key) FROM unnest(%s::text[], %s::bytea[]) AS given(key, body_hash)
JOIN payouts_entry known ON known.key = given.key AND known.body_hash <> given.body_hash
"""


class LedgerConflict(Exception):
    """A key was booked before with another body."""


@dataclass(frozen=True)
class Account:
    """`kind` is bank, client, escrow, worker, tax_income or tax_local; `owner` a user's or project's id."""

    kind: str
    owner: int = 0


BANK = Account("bank")


@dataclass(frozen=True)
class Transfer:
    """`amount` micro in all from `debit` to `credit`, for so many `units` of equal price."""

    kind: str
    debit: Account
    credit: Account
    amount: int
    currency: str
    units: int = 1
    worker: int | None = None
    project: int | None = None
    pay_day: int | None = None


@dataclass(frozen=True)
class Posting:
    """An entry to be: `key` names its cause, `period` fixes its month where the cause does (a closing's taxes).

    `corrects` is the id of the entry that it mends; `story` is what a person says of it, which is sealed with it.
    """

    key: str
    occurred_at: datetime
    transfers: tuple[Transfer, ...]
    period: str | None = None
    corrects: int | None = None
    story: str | None = None


# By currency how many new lines were booked, and how much they move in micro.
Booked = dict[str, tuple[int, int]]


@transaction.atomic
def post(postings: list[Posting]) -> int:
    """Book `postings`; those booked before with the same body change nothing. Returns the number of new lines."""
    once = {posting.key: posting for posting in postings}
    if doubtful := [posting.key for posting in postings if posting.transfers != once[posting.key].transfers]:
        raise LedgerConflict(f"{doubtful[0]} is asked for with two bodies")
    rows = [_row(posting, number, t) for posting in once.values() for number, t in enumerate(posting.transfers, 1)]
    if not rows:
        return 0
    source = f"SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS r({SOURCE_COLUMNS})"
    return sum(lines for lines, _micro in book(source, {"rows": json.dumps(rows)}).values())


def _row(posting: Posting, number: int, transfer: Transfer) -> dict:
    if not isinstance(transfer.amount, int) or isinstance(transfer.amount, bool):
        raise TypeError(f"an amount is an integer in micro, not {transfer.amount!r}")
    row = asdict(transfer)
    debit, credit = row.pop("debit"), row.pop("credit")
    amount, units = row.pop("amount"), row["units"]
    return row | {
        "key": posting.key,
        "occurred_at": posting.occurred_at.isoformat(),
        "period": posting.period,
        "corrects_id": posting.corrects,
        "story": posting.story,
        "number": number,
        "debit_kind": debit["kind"],
        "debit_owner": debit["owner"],
        "credit_kind": credit["kind"],
        "credit_owner": credit["owner"],
        "amount_micro": amount,
        "unit_price_micro": amount // units,
        "worker_id": row.pop("worker"),
        "project_id": row.pop("project"),
    }


def book(source: str, params: dict) -> Booked:
    """Book the rows that the query `source` yields, with SOURCE_COLUMNS; returns what is new on the books.

    Raises LedgerConflict where a key was booked before with another body; nothing is booked then.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Lock first and look second: a look in the same statement would use a snapshot from before the wait.
        hold_fence()
        cursor.execute("SELECT max(name) FROM payouts_period")
        bounds = {"first_open": _month_after(cursor.fetchone()[0]), "zone": settings.SETTLEMENT_TIME_ZONE}
        _fill_booking(cursor, source, params)
        cursor.execute(ACCOUNTS_SQL)
        cursor.execute(BOOK_SQL, bounds)
        booked, known_keys, known_hashes = cursor.fetchone()
        if known_keys:
            cursor.execute(CONFLICT_SQL, [known_keys, known_hashes])
            if conflict := cursor.fetchone()[0]:
                raise LedgerConflict(f"{conflict} was booked before with another body")
        return {currency: (lines, micro) for currency, (lines, micro) in json.loads(booked).items()}


def _fill_booking(cursor, source: str, params: dict) -> None:
    cursor.execute(BOOKING_SQL)
    cursor.execute("DELETE FROM booking")
    cursor.execute(f"INSERT INTO booking SELECT * FROM ({source}) source", params)
    if cursor.rowcount > ENOUGH_TO_ANALYZE:
        cursor.execute("ANALYZE booking")
        cursor.execute(ROOM_SQL)


def hold_fence() -> None:
    """Keep every month as it is, open or closed, until the transaction ends; waits for a closing to fence its month."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [FENCE])


def raise_fence() -> None:
    """Wait for the bookings under way and keep new ones out until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FENCE])


def last_booked() -> dict[str, int]:
    """The ids `last_entry` and `last_line` of what was booked last, 0 for nothing; exact behind a raised fence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(id) FROM payouts_entry), 0), coalesce((SELECT max(id) FROM payouts_line), 0)"
        )
        return dict(zip(("last_entry", "last_line"), cursor.fetchone(), strict=True))


def _month_after(period: str | None) -> str | None:
    return following(period) if period else None


def balance(account: Account, currency: str) -> int:
    """What came in less what went out, in micro."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce((SELECT sum(amount_micro) FROM payouts_line WHERE credit_id = account.id), 0)
                 - coalesce((SELECT sum(amount_micro) FROM payouts_line WHERE debit_id = account.id), 0)
            FROM payouts_ledgeraccount account WHERE (kind, owner_id, currency) = (%s, %s, %s)
            """,
            [account.kind, account.owner, currency],
        )
        row = cursor.fetchone()
        return int(row[0]) if row else 0
