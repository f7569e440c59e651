"""Closings whose process, or whose PostgreSQL, is killed by SIGKILL: run again, they end in the same statements."""

from random import Random

import pytest

from payouts import actions
from payouts.models import Band, Line, Period, Statement
from people.actions import create_user
from review import actions as review
from tests.dying import SIGKILL, dying
from tests.payouts.killable import killable
from tests.payouts.together import (
    LAST_OF_OCTOBER,
    closed,
    database_url,
    findings,
    on_database,
    snapshot,
    undisturbed,
    unstated,
)

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 20
CLOSER = "tests.payouts.closer"


@pytest.fixture
def october(cast):
    """Sixteen workers and their reviewer, some with taxes to withhold; one verdict is not booked yet."""
    cast.add_images(cast.cats, 10)
    workers = [create_user(email=f"w{n}@cast.example", password="x", name=f"W{n}") for n in range(16)]
    for n, worker in enumerate(workers):
        cast.decided(cast.submitted(worker, cats=5 + n // 2, ears=n % 3))
    actions.accrue()
    cast.decided(cast.submitted(workers[0], cats=1, now=LAST_OF_OCTOBER), now=LAST_OF_OCTOBER)
    return workers


def test_a_closing_whose_process_is_killed_twenty_times_ends_in_the_same_statements(october):
    """Before or after any of its statements, again and again, until it gets to its end."""
    expected, dice = undisturbed(), Random(20)
    kills = []
    with dying(CLOSER, database_url()) as process:
        while len(kills) < KILLS:
            reach = 36 if Period.objects.exists() else 60  # some two bands far, and beyond the fence
            point = dice.randint(1, reach), dice.choice(["before", "after"])
            assert process.act(*point) == SIGKILL, f"it ended before {point}, after {kills}"
            kills.append((*point, Band.objects.filter(done=True).count()))
        assert len({done for _statement, _when, done in kills}) > KILLS / 4, kills  # it got on meanwhile
        assert not Period.objects.exclude(closed_at=None).exists()
        assert process.act(0, "after") == 0
    assert snapshot() == expected
    assert unstated() == 0
    assert findings() == []


def test_a_closing_whose_process_is_killed_all_along_its_fence_and_its_end_ends_in_the_same_statements(october):
    expected, fencing, ending = undisturbed(), 0, 0
    with dying(CLOSER, database_url()) as process:
        while not Period.objects.exists():
            fencing += 2
            assert process.act(fencing, "after") == SIGKILL
        while Band.objects.filter(done=False).exists():
            assert process.act(20, "after") == SIGKILL  # a band takes less
        while process.act(ending + 1, "before") == SIGKILL:
            assert not Period.objects.exclude(closed_at=None).exists()
            ending += 1
    assert fencing > 20
    assert ending > 8
    assert snapshot() == expected
    assert findings() == []


def test_what_is_approved_while_a_killed_closing_lies_there_is_not_lost(october, cast):
    late = cast.submitted(october[0], cats=1, now=LAST_OF_OCTOBER)
    expected = undisturbed()
    with dying(CLOSER, database_url()) as process:
        while not Band.objects.filter(done=True).exists():
            assert process.act(40, "after") == SIGKILL
    review.decide(by=cast.rita, submission=late, decision="approved", now=LAST_OF_OCTOBER)
    actions.accrue()
    closed()
    assert snapshot() == expected
    assert Line.objects.filter(worker=october[0], period="2026-11").count() == 1
    assert Statement.objects.filter(period="2026-11").count() == 0
    assert findings() == []


def test_a_closing_whose_postgresql_is_killed_twenty_times_ends_in_the_same_statements(october):
    """Amid its statements, counted in rows written: the server dies as a whole, and recovers from its log."""
    expected, dice = undisturbed(), Random(20)
    with killable(database_url()) as server, dying(CLOSER, server.url) as process:
        progress = [0]
        for _kill in range(KILLS):
            rows = dice.randint(1, 8 if progress[-1] else 30)  # six a band
            server.die_after(rows)
            assert process.act(0, "after") == 1, f"it was not killed at row {rows}, after {progress}"
            assert process.story.startswith("OperationalError"), process.story
            server.recover()
            ((done,),) = server.run("SELECT count(*) FROM payouts_band WHERE done")
            progress.append(done)
        assert server.log().count("database system was not properly shut down") == KILLS
        assert len(set(progress)) > KILLS / 4, progress
        left = "SELECT count(*) FROM payouts_band WHERE NOT done"
        while server.run(left) != [(0,)]:
            server.die_after(9)
            assert process.act(0, "after") == 1
            server.recover()
        for rows in (1, 9):  # the month's own row, and amid the notices
            server.die_after(rows)
            assert process.act(0, "after") == 1
            server.recover()
            assert server.run("SELECT closed_at FROM payouts_period") == [(None,)]
            assert server.run("SELECT 1 FROM people_notice WHERE kind LIKE 'statement_%'") == []
        server.die_after(0)
        assert process.act(0, "after") == 0
        with on_database(server.url):
            assert snapshot() == expected
            assert unstated() == 0
            assert findings() == []
