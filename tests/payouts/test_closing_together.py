"""Two closings at once, a closing amid approvals, and closings that are killed: always the same statements."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings

from payouts import actions
from payouts.actions import closing
from payouts.models import Entry, Line, LineKind, Period, Statement
from people.actions import create_user
from people.models import Event
from review import actions as review
from tests.payouts.together import (
    DECEMBER,
    LAST_OF_OCTOBER,
    NOVEMBER,
    at_once,
    closed,
    database_url,
    findings,
    snapshot,
    start,
    undisturbed,
    unstated,
    until,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def october(cast):
    """Five workers and their reviewer, with taxes to withhold; one verdict is not booked yet."""
    workers = [create_user(email=f"w{n}@cast.example", password="x", name=f"W{n}") for n in range(5)]
    for n, worker in enumerate(workers):
        cast.approved(worker, cats=10 + n, ears=n)
    cast.decided(cast.submitted(workers[0], cats=1, now=LAST_OF_OCTOBER), now=LAST_OF_OCTOBER)
    return workers


def test_four_closings_of_one_month_at_once_end_in_the_same_statements(october, monkeypatch):
    expected = undisturbed()
    monkeypatch.setattr(closing, "BAND", 1)
    at_once(*[closed] * 4)
    assert snapshot() == expected
    assert len(expected["statements"]) == len(expected["told"]) == 6
    assert Event.objects.filter(subject="period:2026-10").count() == 2
    assert findings() == []


def test_a_closing_amid_the_approvals_of_sixteen_reviewers_loses_no_line(cast, monkeypatch):
    monkeypatch.setattr(closing, "BAND", 1)
    cast.add_images(cast.cats, 54)
    workers = [create_user(email=f"w{n}@cast.example", password="x", name=f"W{n}") for n in range(4)]
    waiting = [cast.submitted(worker, cats=1, now=LAST_OF_OCTOBER) for worker in workers * 16]
    cast.rita  # noqa: B018 made before the threads ask for her
    gate = Barrier(17)

    def approve(submissions):
        gate.wait(timeout=30)
        for submission in submissions:
            cast.decided(submission, now=LAST_OF_OCTOBER)
            actions.accrue()

    def close():
        gate.wait(timeout=30)
        until(lambda: Entry.objects.exclude(verdict=None).count() >= 8)  # in the middle of it
        return closed()

    with ThreadPoolExecutor(17) as pool:
        futures = [start(pool, lambda n=n: approve(waiting[n::16])) for n in range(16)] + [start(pool, close)]
    for future in futures:
        future.result()
    actions.accrue()

    assert Entry.objects.exclude(verdict=None).count() == 64
    drawn = Line.objects.filter(worker__in=workers, kind=LineKind.DRAW)
    in_october = drawn.filter(period="2026-10").count()
    assert in_october >= 8
    assert drawn.filter(period="2026-11").count() == 64 - in_october
    assert unstated() == 0
    assert findings() == []


# Killed by SIGKILL in a process of its own, at these points; then run again.

KILLED_CLOSING = """
import os, signal, sys
from datetime import datetime
import django
django.setup()
from payouts.actions import closing

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def dies_after(calls, function):
    left = [calls]
    def counted(*args, **kwargs):
        left[0] -= 1
        return function(*args, **kwargs) if left[0] >= 0 else die()
    return counted

closing.BAND = 2
name, calls = sys.argv[1], int(sys.argv[2])
if name != "progress":
    setattr(closing, name, dies_after(calls, getattr(closing, name)))
progress = dies_after(calls, lambda *args: None) if name == "progress" else lambda *args: None
closing.close_period(by=None, period="2026-10", now=datetime.fromisoformat(sys.argv[3]), progress=progress)
"""

POINTS = {
    "before the fence is recorded": ("record", 0),
    "fenced": ("_workers_of", 0),
    "after the first band": ("progress", 0),
    "between statements and taxes": ("post", 1),
    "after the second band": ("progress", 1),
    "before the root": ("_finish", 0),
    "before the end is recorded": ("record", 1),
    "amid the notices": ("_tell_issued", 3),
}


def killed(name: str, calls: int) -> None:
    environment = os.environ | {"DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    command = [sys.executable, "-c", KILLED_CLOSING, name, str(calls), NOVEMBER.isoformat()]
    ended = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True)  # noqa: S603
    assert ended.returncode == -signal.SIGKILL, ended.stderr


@pytest.mark.parametrize("point", POINTS)
def test_a_closing_that_was_killed_ends_in_the_same_statements_when_it_is_run_again(october, point):
    expected = undisturbed()
    killed(*POINTS[point])
    assert not Period.objects.exclude(closed_at=None).exists()
    closed(now=DECEMBER if Period.objects.exists() else NOVEMBER)
    assert snapshot() == expected
    assert unstated() == 0
    assert findings() == []


def test_a_closing_that_was_killed_again_and_again_ends_in_the_same_statements(october):
    expected = undisturbed()
    for point in POINTS:
        if point != "before the end is recorded":  # a month is fenced once, so this record is the first one now
            killed(*POINTS[point])
    actions.close_past_periods(now=NOVEMBER)
    assert snapshot() == expected
    assert findings() == []


def test_what_is_approved_while_a_killed_closing_lies_there_is_not_lost(october, cast):
    late = cast.submitted(october[0], cats=1, now=LAST_OF_OCTOBER)
    expected = undisturbed()
    killed(*POINTS["after the first band"])
    review.decide(by=cast.rita, submission=late, decision="approved", now=LAST_OF_OCTOBER)
    actions.accrue()
    closed()
    assert snapshot() == expected
    assert Line.objects.filter(worker=october[0], period="2026-11").count() == 1
    assert Statement.objects.filter(period="2026-11").count() == 0
    assert findings() == []
