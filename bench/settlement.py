"""How long a month takes to close, and verdicts to be booked, beside the bare INSERT … SELECT of the same rows.

`python -m bench.settlement` prints one table: seconds here, and how many times the bare statement's. The data stand in
a PostgreSQL of its own, which is taken away afterwards. SIZES="1000000 10000000" and WORKERS=162000 make it smaller or
larger; a figure whose limit is a ratio is the ratio. Ten million lines want 12 GB of disk and a quarter of an hour.
"""

import atexit
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path

from django.http import HttpResponse

from bench._results import OURS, Figure, print_table, write_results

SIZES = [int(size) for size in os.environ.get("SIZES", "1000000 10000000").split()]
WORKERS = int(os.environ.get("WORKERS", "162000"))
VERDICTS = int(os.environ.get("VERDICTS", "1000000"))
SMALL = 1_000  # lines of the worker, and of the ledger, beside which the pages of an audit are measured
BUSY = int(os.environ.get("BUSY", "1000000"))  # lines of a worker beside whom nobody earns much
MEGA = 2**20
BARE = "bare SQL"
FEW = f"{SMALL:,} lines"
POSTINGS = 100_000  # more would keep the peers busy for minutes: two a line
PEER_WORKERS = 1_000

BALANCES = """
SELECT account_id, sum(amount) FROM (
    SELECT debit_id AS account_id, amount_micro AS amount FROM payouts_line
    UNION ALL SELECT credit_id, -amount_micro FROM payouts_line
) postings GROUP BY account_id
"""
# Loading books them and checks them; the sums of all accounts come of it.
BEANCOUNT = """
import sys
from beancount import loader
from beancount.core import realization
entries, errors, options = loader.load_file(sys.argv[1])
assert not errors
realization.realize(entries)
"""

# What a closing writes beside statements: taxes on the books, and a notice to each worker.
BARE_REST = (
    "CREATE TABLE bare_entry (LIKE payouts_entry INCLUDING ALL)",
    "CREATE TABLE bare_line (LIKE payouts_line INCLUDING ALL)",
    "CREATE TABLE bare_notice (LIKE people_notice INCLUDING ALL)",
    "INSERT INTO bare_entry SELECT * FROM payouts_entry WHERE key LIKE 'tax:%'",
    "INSERT INTO bare_line SELECT * FROM payouts_line WHERE kind = 'tax'",
    "INSERT INTO bare_notice OVERRIDING SYSTEM VALUE SELECT * FROM people_notice",
)
# The same rows with the same indexes, in which hashes stand as so many zeros.
SHA = "'\\x" + 64 * "0" + "'::bytea"
BARE_ACCRUAL = (
    "CREATE TABLE bare_entry (LIKE payouts_entry INCLUDING ALL)",
    "CREATE TABLE bare_line (LIKE payouts_line INCLUDING ALL)",
    f"""
    INSERT INTO bare_entry (key, period, verdict_id, total_micro, occurred_at, booked_at, line_count, body_hash, seal)
    SELECT key, '2026-10', min(verdict_id), sum(amount_micro), min(occurred_at), now(), count(*), {SHA}, {SHA}
    FROM (%(earned)s) earned GROUP BY key
    """,
    f"""
    INSERT INTO bare_line (entry_id, number, kind, debit_id, credit_id, amount_micro, currency, units,
                           unit_price_micro, period, pay_day, worker_id, project_id, label_id, occurred_at, hash)
    SELECT entry.id, number, earned.kind, debit.id, credit.id, amount_micro, earned.currency, units, unit_price_micro,
           '2026-10', pay_day, worker_id, project_id, label_id, earned.occurred_at, {SHA}
    FROM (%(earned)s) earned JOIN bare_entry entry USING (key)
    JOIN payouts_ledgeraccount debit ON (debit.kind, debit.owner_id) = (debit_kind, debit_owner)
    JOIN payouts_ledgeraccount credit ON (credit.kind, credit.owner_id) = (credit_kind, credit_owner)
    ORDER BY worker_id
    """,
)


def seconds(call: Callable[[], object]) -> float:
    before = time.perf_counter()
    call()
    return time.perf_counter() - before


def undone(call: Callable[[], object]) -> float:
    """How long `call` takes; what it wrote is rolled back."""
    from django.db import transaction

    with transaction.atomic():
        took = seconds(call)
        transaction.set_rollback(True)
    return took


def best(*calls: Callable[[], object], turns: int = 5) -> list[float]:
    """Of each call the least of a few times, taken in turns: what the machine does beside it only ever adds.

    What was rolled back is swept away each time, so that nobody stumbles over what was left by whoever came before.
    """
    from bench import _books

    took = []
    for _turn in range(turns):
        took.append([])
        for call in calls:
            took[-1].append(undone(call))
            _books.run("VACUUM payouts_statement")
    return [min(times) for times in zip(*took, strict=True)]


def statements(*, hashed: bool) -> None:
    """A closing's bands and statements with rounding, minimum, carrying and taxes; `hashed`: digests and root too."""
    from django.utils import timezone

    from bench._books import PERIOD, run
    from payouts.actions import issuing
    from payouts.ledger import ROOM_SQL
    from payouts.models import Period
    from payouts.queries.roots import root_of

    period = Period.objects.create(name=PERIOD, fenced_at=timezone.now(), **issuing.rules_now())
    issuing.make_bands(period)
    rule = issuing.rule_in_force()
    if hashed:
        issue = issuing.ISSUE_SQL.format(computed=issuing.computed_sql(rule=rule))
    else:
        issue = issuing.ISSUE_SQL.format(computed=issuing.computed_sql(rule=rule, digest="''"))
        salt = issue.index("encode(")
        issue = issue[:salt] + "''" + issue[issue.index("'hex')", salt) + len("'hex')") :]
    run(ROOM_SQL)
    for band in period.bands.all():
        params = issuing.computed_params(period, first=band.first, last=band.last)
        run(issue, params | issuing.salt_pads() | {"issued_at": period.fenced_at})
    if hashed:
        root_of(period.name)


def close_in_another_process(closers: int = 1) -> dict:
    """Close the month for good in processes of their own, as Celery workers do; seconds and most memory of one."""
    command = [sys.executable, "-m", "bench.settlement", "close"]
    before = time.perf_counter()
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _n in range(closers)]  # noqa: S603
    told = [json.loads(process.communicate()[0]) for process in running]
    wall = time.perf_counter() - before
    return {
        "wall": wall,
        "seconds": max(it["seconds"] for it in told),
        "memory": max(it["memory"] for it in told) / MEGA,
    }


def close() -> None:
    """What the other process does: hashes, root, taxes on the books, and notices too."""
    from django.urls import reverse

    from bench._books import PERIOD
    from payouts import actions

    reverse("payouts:statements")  # a worker of Celery has read the addresses long before
    took = seconds(lambda: actions.close_period(by=None, period=PERIOD, early=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sys.stdout.write(json.dumps({"seconds": took, "memory": memory}))


def audits(*lines: int) -> list[dict[str, float]]:
    """The pages of more workers, each with so many lines in the month that was closed."""
    from bench import _books

    _books.make_projects()
    for number, count in enumerate(lines, start=1):
        _books.make_audited(WORKERS + number, count)
    _books.settle_down("payouts_line", "payouts_entry", "payouts_statement")
    return [pages_of(WORKERS + number) for number in range(1, len(lines) + 1)]


def pages_of(worker: int) -> dict[str, float]:
    """The pages at which a worker begins an audit, as a browser gets them; the least of many.

    No line fits what the last two ask for: that leaves the most to read.
    """
    from django.conf import settings
    from django.test import Client

    from payouts.models import Statement
    from people.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    browser = Client()
    browser.force_login(User.objects.get(pk=worker))
    statement = f"/statements/{Statement.objects.get(worker=worker).pk}/"
    pages = {
        "first page of a statement": statement,
        "first page of all lines": "/lines/",
        "a statement's lines of a label": f"{statement}?label=rare",
        "a statement's lines from an amount on": f"{statement}?at_least=700",
    }
    return {name: _least(lambda address=address: browser.get(address)) for name, address in pages.items()}


def _least(look: Callable[[], HttpResponse]) -> float:
    if (status := look().status_code) != HTTPStatus.OK:
        raise SystemExit(f"A page of the audit answers {status}.")
    return min(seconds(look) for _turn in range(30))


def closing_figures(lines: int, took: dict[int, float]) -> list[Figure]:
    from bench import _books

    _books.empty()
    _books.make_people(WORKERS + 2)
    _books.make_lines(lines, WORKERS)
    bare, plain, hashed = best(
        lambda: _books.run(_books.BARE_STATEMENTS, {"period": _books.PERIOD}),
        lambda: statements(hashed=False),
        lambda: statements(hashed=True),
    )
    whole = close_in_another_process()
    again = close_in_another_process()
    [bare_rest] = best(lambda: [_books.run(statement) for statement in BARE_REST])
    all_bare = bare + bare_rest
    took[lines] = plain
    name = f"{lines:,} lines: "
    return [
        Figure(f"{name}closing without hashes", "s", 1.5 * bare, {OURS: plain, BARE: bare}),
        Figure(f"{name}closing with digests and root", "s", 4 * bare, {OURS: hashed, BARE: bare}),
        # Once, for good, where the bare statements are the least of a few that were rolled back: so without a limit.
        Figure(f"{name}with taxes booked and notices too", "s", None, {OURS: whole["seconds"], BARE: all_bare}),
        Figure(f"{name}closing it again", "s", 5, {OURS: again["seconds"]}),
        Figure(f"{name}memory of Python", "MB", 150, {OURS: whole["memory"]}),
    ]


def accrual_figure() -> Figure:
    from bench import _books
    from payouts import actions
    from payouts.actions.accrual import EARNED_SQL

    _books.empty()
    _books.make_people(WORKERS)
    _books.make_verdicts(VERDICTS, WORKERS)
    earned = EARNED_SQL.replace("verdict.id = ANY(%(verdicts)s)", "true")

    def bare() -> None:
        for statement in BARE_ACCRUAL:
            _books.run(statement.replace("%(earned)s", earned))

    alone = undone(bare)
    ours = seconds(actions.accrue)
    return Figure(f"booking {VERDICTS:,} verdicts", "s", 2 * alone, {OURS: ours, BARE: alone})


def peers_figure() -> Figure:
    """Every account's balance: by us, and by hledger and beancount where installed, reading their files included."""
    from bench import _books
    from payouts import journals, queries

    _books.empty()
    _books.make_people(PEER_WORKERS)
    _books.make_lines(POSTINGS // 2, PEER_WORKERS)
    took = {OURS: seconds(lambda: _books.run(BALANCES))}
    with tempfile.TemporaryDirectory() as folder:
        hledger, beancount = Path(folder, "books.journal"), Path(folder, "books.beancount")
        hledger.write_text("".join(journals.hledger(queries.journal())))
        beancount.write_text("".join(journals.beancount(queries.journal(), queries.journal_accounts())))
        if found := shutil.which("hledger"):
            took["hledger"] = seconds(lambda: _quietly([found, "-f", str(hledger), "balance"]))
        if find_spec("beancount"):
            took["beancount"] = seconds(lambda: _quietly([sys.executable, "-c", BEANCOUNT, str(beancount)]))
    return Figure(f"balances of {POSTINGS:,} postings", "s", None, took)


def _quietly(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def audit_figures(lines: int, beside: dict[str, float]) -> list[Figure]:
    """Pages of who has few lines and of who has many, in a ledger of `lines` and more; `beside` in one of few."""
    few, many = audits(SMALL, BUSY)
    return [
        *(_beside(f"{page} among {lines:,}", few[page], beside[page]) for page in few),
        *(_beside(f"{page}, with {BUSY:,} of one's own", many[page], few[page]) for page in few),
    ]


def _beside(name: str, ours: float, little: float) -> Figure:
    return Figure(name, "ms", 1300 * little, {OURS: 1000 * ours, FEW: 1000 * little})


def measure() -> list[Figure]:
    took: dict[int, float] = {}
    closing_figures(SMALL, took)
    [small] = audits(SMALL)
    figures = [figure for size in SIZES for figure in closing_figures(size, took)]
    smallest, largest = SIZES[0], SIZES[-1]
    if smallest != largest:
        growth, most = took[largest] / took[smallest], 1.1 * largest / smallest
        figures.append(Figure(f"closing: growth from {smallest:,} to {largest:,} lines", "×", most, {OURS: growth}))
    return [*figures, *audit_figures(largest, small), accrual_figure(), peers_figure()]


def make_server() -> None:
    """A database of this run alone. It stops with the process that started it, and starts anew with the right sizes."""
    os.environ["BENCH_DATA"] = tempfile.mkdtemp(prefix="honestbox-bench-")
    atexit.register(shutil.rmtree, os.environ["BENCH_DATA"], ignore_errors=True)
    subprocess.run([sys.executable, "-m", "bench.settlement", "size"], check=True)


def set_up() -> None:
    """Django on the database of this run."""
    os.environ |= {"HONESTBOX_DATA": os.environ["BENCH_DATA"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    import django

    django.setup()


def size_server() -> None:
    """As docs/operators.md says: indexes stay in memory, and no checkpoint falls on one figure and not on the other."""
    from bench import _books

    for setting in ("shared_buffers = '2GB'", "max_wal_size = '16GB'"):
        _books.run(f"ALTER SYSTEM SET {setting}")


def main() -> int:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    figures = measure()
    print_table("settlement", figures)
    write_results("settlement", figures)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    role = {"close": close, "size": size_server}[sys.argv[1]] if sys.argv[1:] else main
    if role is main:
        make_server()
    set_up()
    sys.exit(role())
