"""Celery for real: a worker and beat in processes of their own pull what they find."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from celery.schedules import maybe_schedule
from django.conf import settings
from django.utils import timezone

from config.celery import app
from labeling.models import Assignment
from payouts import tasks
from payouts.models import Line, Period, Statement
from people.models import Event, Notice
from tests.cast import NOON, SEOUL
from tests.payouts.together import database_url, findings, unstated, until

CLOSING = "payouts.tasks.close_past_periods"
CELERY = [sys.executable, "-m", "celery", "-A", "config"]


def environment(folder) -> dict:
    """That of this test's database, and of queues that no other process listens to."""
    broker = settings.REDIS_URL.rsplit("/", 1)[0] + "/9"
    return os.environ | {
        "DATABASE_URL": database_url(),
        "REDIS_URL": broker,
        "HONESTBOX_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


@contextmanager
def working(folder, name: str, *options: str) -> Iterator[Path]:
    """A Celery worker of so many processes; yields where it logs."""
    log = folder / f"{name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603
            [*CELERY, "worker", "--loglevel", "INFO", "--hostname", f"{name}@%h", *options],
            env=environment(folder),
            cwd=settings.BASE_DIR,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    yield log
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)  # the pool waits up to 30 s for the main process to have read its last answer
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def celery(tmp_path, transactional_db):
    """A worker with beat, as production has them; ended with the test."""
    with working(tmp_path, "celery", "--beat", "--concurrency", "1", "--schedule", str(tmp_path / "beat")) as log:
        yield log


def test_two_celery_workers_of_two_processes_each_close_one_month_once(cast, tmp_path, transactional_db):
    for worker in (cast.ana, cast.ben, cast.raul):
        cast.approved(worker, cats=9, now=datetime(2025, 10, 12, tzinfo=SEOUL))
    hourly = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == CLOSING]
    asked, two_each = 2 * len(hourly), ("--concurrency", "2", "--prefetch-multiplier", "1")
    with working(tmp_path, "one", *two_each) as one, working(tmp_path, "two", *two_each) as two:
        told = lambda: one.read_text(errors="replace") + two.read_text(errors="replace")  # noqa: E731
        until(lambda: told().count(" ready.") == 2, 60, told)
        with app.connection_for_write(environment(tmp_path)["REDIS_URL"]) as broker:
            for _turn in range(asked):
                app.send_task(CLOSING, connection=broker)
        until(lambda: len(re.findall("close_past_periods.* succeeded", told())) == asked, 60, told)
        assert all("succeeded" in log.read_text(errors="replace") for log in (one, two))
    assert Period.objects.get().closed_at
    assert Event.objects.filter(subject="period:2025-10").count() == 2
    statements = Statement.objects.filter(period="2025-10")
    assert sorted(s.worker.name for s in statements) == ["Ana", "Ben", "Raul", "Rita"]
    assert Notice.objects.filter(kind="statement_issued").count() == 4
    assert unstated("2025-10") == 0
    assert findings() == []


def test_verdicts_are_booked_mails_leave_and_leases_end_by_themselves(cast, celery):
    now = timezone.now()
    (expired,) = cast.claim(cast.ben, now=now - timedelta(days=1))
    submission = cast.submitted(cats=2, now=now - timedelta(hours=3))
    cast.decided(submission, now=now - timedelta(hours=2))
    returned = cast.submitted(cats=1, now=now - timedelta(hours=3))
    cast.decided(returned, "returned", reason="the tail", now=now - timedelta(hours=2))
    assert not Line.objects.filter(worker=cast.ana).exists()

    log = lambda: celery.read_text(errors="replace")[-3000:]  # noqa: E731
    until(lambda: Line.objects.filter(worker=cast.ana, units=2).exists(), 60, log)
    until(lambda: not Notice.objects.filter(by_mail=True, mailed_at=None).exists(), 60, log)
    assert Notice.objects.filter(by_mail=True, user=cast.ana, kind="submission_returned").exists()
    assert "To: ana@cast.example" in celery.read_text(errors="replace")
    until(lambda: Assignment.objects.get(pk=expired.pk).state == "expired", 60, log)


def test_every_task_of_the_schedule_exists_and_none_waits_behind_itself():
    app.loader.import_default_modules()
    assert settings.CELERY_BEAT_SCHEDULE
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["task"] in app.tasks, name
        every = getattr(maybe_schedule(entry["schedule"]), "run_every", timedelta(days=1))  # by the clock: nightly
        assert timedelta(seconds=entry["options"]["expires"]) <= every, name


def test_several_processes_are_asked_each_hour_to_close_what_is_over():
    assert [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()].count(CLOSING) == 4


def test_every_task_of_the_house_is_on_the_schedule():
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert ours == {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_the_task_books_what_verdicts_earned(cast):
    cast.decided(cast.submitted())
    tasks.accrue()
    assert Line.objects.filter(worker=cast.ana).count() == 1


def test_the_task_closes_the_months_that_are_over(cast):
    cast.approved(now=datetime(2025, 10, 12, tzinfo=SEOUL))
    cast.approved(now=max(NOON, timezone.now()))
    tasks.close_past_periods()
    assert list(Period.objects.values_list("name", flat=True)) == ["2025-10"]
