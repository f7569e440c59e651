"""What a worker has handed in today, by the clock where they live."""

from datetime import UTC, datetime, timedelta

import pytest

from labeling import actions
from labeling.canvas import worker_canvas
from labeling.queries import drawn_today
from projects import actions as projects
from projects.money import MICRO
from tests.cast import LABELS, NOON


def today(worker, now, currency="KRW") -> float:
    return drawn_today(worker, currency=currency, now=now) / MICRO


def test_the_day_is_worth_what_was_handed_in_at_the_prices_promised_for_it(cast):
    cast.submitted(cats=2, ears=1)
    dearer = [label | {"unit_price_micro": 1000 * MICRO} for label in LABELS]
    projects.update_project(by=cast.clara, project=cast.cats, labels=dearer, now=NOON)
    cast.submitted(cast.ben, cats=1)
    assert today(cast.ana, NOON + timedelta(hours=1)) == 2 * 40 + 15
    assert today(cast.rita, NOON) == 0


@pytest.mark.parametrize(("zone", "worth"), [("Asia/Seoul", 40), ("America/New_York", 80)])
def test_the_day_begins_at_midnight_where_the_worker_lives(cast, zone, worth):
    cast.ana.time_zone = zone
    cast.ana.save()
    before_midnight_in_seoul = datetime(2026, 10, 5, 14, 30, tzinfo=UTC)
    cast.submitted(cats=1, now=before_midnight_in_seoul)
    cast.submitted(cats=1, now=before_midnight_in_seoul + timedelta(hours=1))
    assert today(cast.ana, before_midnight_in_seoul + timedelta(hours=2)) == worth


def test_each_piece_counts_once_and_what_is_back_in_hand_or_rejected_not_at_all(cast):
    later = NOON + timedelta(hours=2)
    returned = cast.submitted(cats=3)
    cast.decided(returned, "returned", reason="Again")
    rejected = cast.submitted(cats=5)
    cast.decided(rejected, "rejected", reason="Not cats")
    assert today(cast.ana, later) == 0
    actions.submit(by=cast.ana, assignment=returned.assignment, boxes=cast.boxes(cats=1), now=later)
    assert today(cast.ana, later) == 40


def test_won_and_dollars_are_not_added(cast):
    dollars = cast.opened(cast.draft(name="Dollars", currency="USD"))
    cast.submitted(project=dollars, cats=1)
    cast.submitted(cats=2)
    assert (today(cast.ana, NOON), today(cast.ana, NOON, "USD")) == (80, 40)


def test_the_canvas_is_told(cast):
    (assignment,) = cast.claim()
    assert worker_canvas(assignment)["today_micro"] == 0
