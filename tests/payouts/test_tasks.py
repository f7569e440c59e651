"""Celery for real: a worker and beat in processes of their own pull what they find."""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from celery.schedules import maybe_schedule
from django.conf import settings
from django.utils import timezone

from config.celery import app
from labeling.models import Assignment
from payouts import tasks
from payouts.models import Line, Period
from people.models import Notice
from tests.cast import NOON, SEOUL
from tests.payouts.together import database_url, until

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


@pytest.fixture
def celery(tmp_path, transactional_db):
    """A worker with beat, as production has them; ended with the test."""
    log = tmp_path / "celery.log"
    options = ["worker", "--beat", "--concurrency", "1", "--loglevel", "INFO", "--schedule", str(tmp_path / "beat")]
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603
            [*CELERY, *options],
            env=environment(tmp_path),
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
        every = maybe_schedule(entry["schedule"]).run_every
        assert timedelta(seconds=entry["options"]["expires"]) <= every, name


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
