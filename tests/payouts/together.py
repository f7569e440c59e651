"""Many hands at once, each with a database connection of its own, and what a closing must look like afterwards."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date, datetime
from threading import Barrier
from urllib.parse import quote, urlencode

from django.db import connection, connections, transaction

from config.environment import database_from_url
from payouts import actions, queries
from payouts.models import EARNING_KINDS, Line, LineKind, Period, Statement
from payouts.paydays import next_banking_day
from payouts.verification import Finding, verify
from tests.cast import SEOUL

LAST_OF_OCTOBER = datetime(2026, 10, 31, 22, 0, tzinfo=SEOUL)
NOVEMBER = datetime(2026, 11, 2, 9, 0, tzinfo=SEOUL)
DECEMBER = datetime(2026, 12, 2, 9, 0, tzinfo=SEOUL)


def findings() -> list[Finding]:
    return [found for found in verify() if isinstance(found, Finding)]


def closed(period="2026-10", now=NOVEMBER, **rest) -> Period:
    return actions.close_period(by=None, period=period, now=now, **rest)


class PowerCut(Exception):
    pass


def interrupted(period="2026-10", now=NOVEMBER) -> None:
    """A closing that ends abruptly when its first band of workers is done."""

    def cut(done, of):
        raise PowerCut

    with suppress(PowerCut):
        closed(period, now, progress=cut)
    assert Period.objects.get(pk=period).closed_at is None


def next_run() -> date:
    """A day for which pages, whose clock is the real one, may prepare a run of what October earned."""
    return next_banking_day(max(date(2026, 11, 10), queries.today()))


def start(pool: ThreadPoolExecutor, call: Callable) -> Future:
    """Run `call` in a thread whose connection is closed afterwards, or the test's database could not be dropped."""

    def run():
        try:
            return call()
        finally:
            connection.close()

    return pool.submit(run)


def at_once(*calls: Callable) -> list:
    """Run the calls in a thread each, let go at the same moment; returns what they returned, or raises."""
    gate = Barrier(len(calls))

    def behind_the_gate(call):
        def run():
            connection.ensure_connection()
            gate.wait(timeout=30)
            return call()

        return run

    with ThreadPoolExecutor(len(calls)) as pool:
        futures = [start(pool, behind_the_gate(call)) for call in calls]
    return [future.result() for future in futures]


def until(condition: Callable[[], object], seconds: float = 30, story: Callable[[], str] = str) -> None:
    """Ask until the answer is yes; an error that tells the `story` where it does not become so in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s. {story()}"
        time.sleep(0.02)


def database_url() -> str:
    """The test's own database, as another process is told of it."""
    given = connection.settings_dict
    options = {"host": given["HOST"]} | ({"port": given["PORT"]} if given["PORT"] else {})
    user = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    return f"postgresql://{user}@/{given['NAME']}?{urlencode(options)}"


@contextmanager
def on_database(url: str) -> Iterator[None]:
    """Inside, the models read another database than the test's own."""
    own = connections.settings["default"]
    kept = connections["default"]
    connections.settings["default"] = own | database_from_url(url)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = own
        connections["default"] = kept


def somebody_waits() -> bool:
    """Whether a connection of this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


def snapshot(period="2026-10") -> dict:
    """All that a closing leaves behind, but for ids: statements, root, taxes, and what the workers were told."""
    statements = Statement.objects.filter(period=period).order_by("worker", "pay_day", "currency")
    columns = [field.attname for field in Statement._meta.concrete_fields if field.name != "id"]
    taxes = Line.objects.filter(period=period, kind=LineKind.TAX).order_by("entry__key", "number")
    month = Period.objects.get(pk=period)
    return {
        "statements": list(statements.values(*columns)),
        "root": (month.root, month.fenced_at),
        "taxes": list(taxes.values_list("entry__key", "credit__kind", "debit__owner_id", "amount_micro", "period")),
        "told": sorted(
            (notice.user_id, notice.data["net_micro"], notice.data["pay_on"])
            for worker in {statement.worker for statement in statements.select_related("worker")}
            for notice in worker.notices.filter(kind="statement_issued", data__period=period)
        ),
    }


def undisturbed(period="2026-10", now=NOVEMBER) -> dict:
    """What a closing that nothing disturbs would leave behind; nothing is changed."""
    with transaction.atomic():
        closed(period, now)
        expected = snapshot(period)
        transaction.set_rollback(True)
    assert not Statement.objects.filter(period=period).exists()
    return expected


def unstated(period="2026-10") -> int:
    """How many earning lines of a month its statements do not count."""
    lines = Line.objects.filter(period=period, kind__in=EARNING_KINDS).count()
    return lines - sum(Statement.objects.filter(period=period).values_list("line_count", flat=True))
