"""Two closings at once, and a closing amid approvals: always the same statements."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import transaction

from payouts import actions
from payouts.actions import closing, issuing
from payouts.models import Band, Entry, Line, LineKind
from payouts.periods import ends_at, following, period_of
from people.actions import create_user
from people.models import Event as LoggedEvent
from tests.cast import SEOUL
from tests.payouts.together import (
    LAST_OF_OCTOBER,
    at_once,
    closed,
    findings,
    snapshot,
    somebody_waits,
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
    monkeypatch.setattr(issuing, "BAND", 1)
    at_once(*[closed] * 4)
    assert snapshot() == expected
    assert len(expected["statements"]) == len(expected["told"]) == 6
    assert LoggedEvent.objects.filter(subject="period:2026-10").count() == 2
    assert findings() == []


def test_a_band_in_the_hands_of_another_closing_is_waited_for_and_taken_over_if_that_dies(october, monkeypatch):
    """Nothing is left out, although the other one never comes back."""
    expected = undisturbed()
    monkeypatch.setattr(issuing, "BAND", 2)
    held, let_go = Event(), Event()

    def die_with_a_band():
        with transaction.atomic():
            assert Band.objects.select_for_update().order_by("first").first()
            held.set()
            assert let_go.wait(30)
            transaction.set_rollback(True)

    with monkeypatch.context() as broken:
        broken.setattr(closing, "issue_bands", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            closed()
    with ThreadPoolExecutor(2) as pool:
        dying = start(pool, die_with_a_band)
        assert held.wait(30)
        other = start(pool, closed)
        until(somebody_waits)
        assert Band.objects.filter(done=False).count() == 1
        let_go.set()
    dying.result()
    other.result()
    assert snapshot() == expected
    assert findings() == []


ROUNDS = 10


def test_ten_closings_amid_the_approvals_of_sixteen_reviewers_lose_no_line(cast, monkeypatch):
    """A month a round: it is closed while half of its verdicts are on the books."""
    monkeypatch.setattr(issuing, "BAND", 1)
    workers = [create_user(email=f"w{n}@cast.example", password="x", name=f"W{n}") for n in range(4)]
    cast.add_images(cast.cats, 16 * ROUNDS)
    cast.rita  # noqa: B018 made before the threads ask for her
    for number in range(ROUNDS):
        month = f"{2027 + number // 12}-{number % 12 + 1:02}"
        last_evening = ends_at(month, SEOUL) - timedelta(hours=2)
        waiting = [cast.submitted(worker, cats=1, now=last_evening) for worker in workers * 4]
        before = Entry.objects.exclude(verdict=None).count()
        gate = Barrier(17)

        def approve(submission, gate=gate, now=last_evening):
            gate.wait(timeout=30)
            cast.decided(submission, now=now)
            actions.accrue()

        def close(gate=gate, month=month, before=before):
            gate.wait(timeout=30)
            until(lambda: Entry.objects.exclude(verdict=None).count() >= before + 4)  # in the middle of it
            return closed(month, ends_at(month, SEOUL) + timedelta(hours=9))

        with ThreadPoolExecutor(17) as pool:
            futures = [start(pool, lambda s=submission: approve(s)) for submission in waiting] + [start(pool, close)]
        for future in futures:
            future.result()
        assert unstated(month) == 0
    actions.accrue()

    assert Entry.objects.exclude(verdict=None).count() == 16 * ROUNDS
    drawn = Line.objects.filter(worker__in=workers, kind=LineKind.DRAW).select_related("entry")
    months = [(period_of(line.entry.occurred_at, SEOUL), line.period) for line in drawn]
    assert all(booked in {decided, following(decided)} for decided, booked in months)
    assert sum(booked == decided for decided, booked in months) >= 4 * ROUNDS
    assert findings() == []
