"""Books of any size, written by SQL: a month of lines over many workers, and verdicts that wait to be booked."""

from django.db import connection
from django.utils import timezone

from payouts.ledger import BODY_HASH, LINE_HASH
from projects.models import Label, Project, Rate, RateCard

PERIOD = "2026-10"
PROJECTS = 10
RARE = 2 * PROJECTS + 1  # a label that nobody draws
TABLES = (
    *("payouts_line", "payouts_entry", "payouts_ledgeraccount", "payouts_statement", "payouts_band", "payouts_period"),
    *("review_unbookedverdict", "review_boxverdict", "review_verdict", "labeling_box", "labeling_submission"),
    *("labeling_assignment", "labeling_task", "projects_rate", "projects_ratecard", "projects_label", "projects_image"),
    *("projects_budget", "projects_project", "people_notice", "people_event", "people_user"),
)


def run(statement: str, params=None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def empty() -> None:
    """No rows anywhere; append-only tables too, which only the owner of the database may do."""
    run("SET session_replication_role = replica")
    run(f"TRUNCATE {', '.join(TABLES)} RESTART IDENTITY CASCADE")
    run("RESET session_replication_role")


def make_people(workers: int) -> None:
    run(
        """
        INSERT INTO people_user (id, email, name, password, role, language, time_zone, hears_of_projects, canvas,
                                 is_active, date_joined)
        SELECT n, 'w' || n || '@bench.example', 'W' || n, '', 'worker', 'en', 'Asia/Seoul', true, '{}', true, now()
        FROM generate_series(1, %s) n
        """,
        [workers],
    )
    run(
        """
        INSERT INTO payouts_ledgeraccount (kind, owner_id, currency)
        SELECT 'escrow', n, 'KRW' FROM generate_series(1, %s) n
        UNION ALL SELECT 'worker', n, 'KRW' FROM generate_series(1, %s) n
        """,
        [PROJECTS, workers],
    )
    run("VACUUM ANALYZE people_user")
    run("VACUUM ANALYZE payouts_ledgeraccount")


def make_lines(lines: int, workers: int) -> None:
    """Two lines a verdict, of two labels; a hash draws whose work it is, so that a worker's lines are scattered."""
    indexes = run(
        """
        SELECT indexname, indexdef FROM pg_indexes
        WHERE tablename = 'payouts_line' AND indexname NOT IN (SELECT conname FROM pg_constraint)
        """
    )
    for name, _definition in indexes:
        run(f"DROP INDEX {name}")
    _insert_lines(first=1, last=lines, worker=f"1 + (hashint8((n + 1) / 2)::bigint & 2147483647) % {workers}")
    for _name, definition in indexes:
        run(definition)
    settle_down("payouts_line", "payouts_entry")


def _insert_lines(*, first: int, last: int, worker: str) -> None:
    """Lines of these numbers and their entries; `worker` is SQL for whose line `n` is."""
    params = {"first": first, "last": last, "projects": PROJECTS, "period": PERIOD}
    run("SET session_replication_role = replica")
    run(LINES_SQL.replace("{worker}", worker.replace("%", "%%")), params)
    run(ENTRIES_SQL, params)
    run("RESET session_replication_role")
    run("SELECT setval('payouts_line_id_seq', %s), setval('payouts_entry_id_seq', %s)", [last, last])


LINES_SQL = f"""
INSERT INTO payouts_line (id, entry_id, number, kind, debit_id, credit_id, amount_micro, currency, units,
                          unit_price_micro, period, pay_day, worker_id, project_id, label_id, occurred_at, hash)
SELECT line.*, {LINE_HASH.format("line")}
FROM (
    SELECT n, entry, 2 - n %% 2 AS number, 'draw' AS kind, 1 + entry %% %(projects)s AS debit_id,
           %(projects)s + worker AS credit_id, units * price AS amount_micro, 'KRW' AS currency, units,
           price AS unit_price_micro, %(period)s, 10 AS pay_day, worker AS worker_id,
           1 + entry %% %(projects)s AS project_id, 1 + 2 * (entry %% %(projects)s) + n %% 2 AS label_id,
           '2026-10-01'::timestamptz AS occurred_at
    FROM (
        SELECT n, (n + 1) / 2 AS entry, {{worker}} AS worker, 1 + (hashint8(n) & 15) AS units,
               CASE n %% 2 WHEN 0 THEN 40000000 ELSE 15500000 END::bigint AS price
        FROM generate_series(%(first)s, %(last)s) n
    ) drawn
) line
"""
ENTRIES_SQL = f"""
INSERT INTO payouts_entry (id, key, period, verdict_id, total_micro, occurred_at, booked_at, line_count,
                           body_hash, seal)
SELECT entry_id, key, %(period)s, entry_id, total_micro, at, at, lines, {BODY_HASH.format("entries")}, 'x'
FROM (
    SELECT entry_id, 'verdict:' || entry_id AS key, sum(amount_micro)::bigint AS total_micro,
           '2026-10-01'::timestamptz AS at, count(*) AS lines,
           string_agg(hash, ''::bytea ORDER BY number) AS joined_hashes
    FROM payouts_line line WHERE id BETWEEN %(first)s AND %(last)s GROUP BY entry_id
) entries ORDER BY entry_id
"""


# The same rows, as wide as they are, with one worker's taxes for all.
BARE_STATEMENTS = """
INSERT INTO payouts_statement (period, worker_id, pay_day, currency, earned_micro, carried_in_micro, gross_micro,
    tax_rule, taxes, net_micro, carried_out_micro, line_count, units, digest, salt, issued_at)
SELECT period, worker_id, pay_day, currency, sum(amount_micro), 0, sum(amount_micro), 'KR-freelancer-2024-07',
       '[{"kind": "income", "amount_micro": 450000000}, {"kind": "local", "amount_micro": 40000000}]',
       sum(amount_micro), 0, count(*), sum(units), '', '', now()
FROM payouts_line WHERE period = %(period)s AND kind IN ('draw', 'review', 'bonus', 'deduction')
GROUP BY period, worker_id, pay_day, currency
"""


def make_audited(worker: int, lines: int) -> None:
    """A worker's lines and their statement, with all that a row of it tells: pictures, boxes, verdicts, refusals."""
    [[before]] = run("SELECT 2 * greatest((SELECT max(id) FROM payouts_line), (SELECT max(id) FROM payouts_entry))")
    _insert_lines(first=before + 1, last=before + lines, worker=str(worker))
    _insert_verdicts(first=before // 2 + 1, last=(before + lines) // 2, worker=str(worker), approved="n %% 50 > 0")
    run(BARE_STATEMENTS.replace("GROUP BY", f"AND worker_id = {worker} GROUP BY"), {"period": PERIOD})


def make_verdicts(verdicts: int, workers: int) -> None:
    """So many approved images of two boxes each, decided and not booked."""
    make_projects()
    _insert_verdicts(first=1, last=verdicts, worker=f"1 + (hashint8(n)::bigint & 2147483647) % {workers}")
    run("INSERT INTO review_unbookedverdict (verdict_id) SELECT n FROM generate_series(1, %s) n", [verdicts])
    settle_down("review_unbookedverdict")


def _insert_verdicts(*, first: int, last: int, worker: str, approved: str = "true") -> None:
    """The work behind verdicts of these numbers; SQL says whose verdict `n` is, and whether box `n` is approved."""
    run("SET session_replication_role = replica")
    for statement in VERDICTS:
        run(
            statement.replace("{worker}", worker.replace("%", "%%")).replace("{approved}", approved),
            {"first": first, "last": last, "projects": PROJECTS},
        )
    run("RESET session_replication_role")
    settle_down(*(table for table in TABLES if table.startswith(("review", "labeling", "projects"))))


def make_projects() -> None:
    """Ten of them, with two labels each at 40 and 15.5 won; ids from 1 on. The first has a rare one, too."""
    now, ids = timezone.now(), range(1, PROJECTS + 1)
    Project.objects.bulk_create(
        Project(pk=n, client_id=1, name=f"P{n}", currency="KRW", created_at=now, status="open") for n in ids
    )
    RateCard.objects.bulk_create(
        RateCard(pk=n, project_id=n, version=1, review_price_micro=0, fee_bp=0, created_at=now, created_by_id=1)
        for n in ids
    )
    labels = [(1 + 2 * (n - 1) + side, n, side) for n in ids for side in (0, 1)]
    prices = (40_000_000, 15_500_000)
    Label.objects.create(pk=RARE, project_id=1, name="rare", color="#000000", hotkey="r", unit_price_micro=40_000_000)
    Label.objects.bulk_create(
        Label(pk=pk, project_id=n, name=str(side), color="#000000", hotkey=str(side), unit_price_micro=prices[side])
        for pk, n, side in labels
    )
    Rate.objects.bulk_create(Rate(rate_card_id=n, label_id=pk, unit_price_micro=prices[side]) for pk, n, side in labels)


def settle_down(*tables: str) -> None:
    """What autovacuum does in time: statistics, and the map that spares index scans a look at the rows."""
    for table in tables:
        run(f"VACUUM ANALYZE {table}")
    run("CHECKPOINT")


# In the order in which they refer to each other. One image, one task and one piece of work for each verdict.
VERDICTS = (
    """
    INSERT INTO projects_image (id, project_id, name, key, thumbnail_key, width, height, byte_size, sha256, created_at)
    SELECT n, 1 + n %% %(projects)s, n || '.jpg', n, n, 640, 480, 1, n, '2026-10-01'
    FROM generate_series(%(first)s, %(last)s) n
    """,
    """
    INSERT INTO labeling_task (id, project_id, image_id, copy, state)
    SELECT n, 1 + n %% %(projects)s, n, 1, 'done' FROM generate_series(%(first)s, %(last)s) n
    """,
    """
    INSERT INTO labeling_assignment (id, project_id, task_id, worker_id, rate_card_id, state, round, reserved_micro,
                                     review_hours, pay_day, claimed_at, expires_at)
    SELECT n, 1 + n %% %(projects)s, n, {worker}, 1 + n %% %(projects)s,
           'approved', 1, 0, 72, 10, '2026-10-12', '2026-10-12' FROM generate_series(%(first)s, %(last)s) n
    """,
    """
    INSERT INTO labeling_submission (id, assignment_id, round, submitted_at, review_by, active_ms, idempotency_key,
                                     rejected)
    SELECT n, n, 1, '2026-10-12', '2026-10-15', 0, '', '{}' FROM generate_series(%(first)s, %(last)s) n
    """,
    """
    INSERT INTO labeling_box (id, submission_id, label_id, position, x, y, width, height)
    SELECT n, (n + 1) / 2, 1 + 2 * ((n + 1) / 2 %% %(projects)s) + n %% 2, n %% 2, 0, 0, 9, 9
    FROM generate_series(2 * %(first)s - 1, 2 * %(last)s) n
    """,
    """
    INSERT INTO review_verdict (id, submission_id, decision, source, reason, decided_at, active_ms, review_price_micro)
    SELECT n, n, 'approved', 'deadline', '', '2026-10-13', 0, 0 FROM generate_series(%(first)s, %(last)s) n
    """,
    """
    INSERT INTO review_boxverdict (id, verdict_id, box_id, approved, reason)
    SELECT n, (n + 1) / 2, n, {approved}, CASE WHEN {approved} THEN '' ELSE 'too loose' END
    FROM generate_series(2 * %(first)s - 1, 2 * %(last)s) n
    """,
)
