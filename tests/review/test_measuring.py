"""What an hour of work really earned, computed by hand beside it."""

from datetime import timedelta

import pytest

from labeling import actions as labeling
from projects.models import Pace
from projects.money import MICRO
from review import actions
from review.actions.measuring import PACE_WINDOW
from tests.cast import NOON

LATER = NOON + timedelta(days=1)


def work(cast, *, minutes, cats=1, decision="approved", boxes=(), worker=None, now=NOON, **rest):
    """One piece of `cats` boxes that took so many minutes of active time, judged."""
    (assignment,) = cast.claim(worker, now=now)
    submission = labeling.submit(
        by=assignment.worker,
        assignment=assignment,
        boxes=cast.boxes(cats=cats),
        active_ms=minutes * 60_000,
        now=now + timedelta(hours=1),
    )
    refusals = (
        [{"id": box.pk, "approved": False, "reason": "No"} for box in list(submission.boxes.all())[:boxes]]
        if (boxes)
        else []
    )
    cast.decided(submission, decision, reason="" if decision == "approved" else "No", boxes=refusals, now=now, **rest)
    return submission


def pace() -> Pace:
    return Pace.objects.get()


def won(micro: int) -> float:
    return micro / MICRO


def test_percentiles_of_a_hand_computed_example(cast):
    # 40 won in 1, 2, 3, 4 and 6 minutes: 2400, 1200, 800, 600 and 400 won an hour.
    for minutes in (1, 2, 3, 4, 6):
        work(cast, minutes=minutes)
    assert actions.measure_pace(now=LATER) == 1
    assert pace().project == cast.cats
    assert (pace().sample, pace().measured_at) == (5, LATER)
    assert won(pace().p25_hourly_micro) == 600
    assert won(pace().median_hourly_micro) == 800
    assert won(pace().p75_hourly_micro) == 1200
    assert pace().seconds_a_box == 180
    assert pace().boxes_an_image == 1


def test_between_two_values_a_percentile_is_interpolated(cast):
    for minutes in (2, 4):  # 1200 and 600 won an hour
        work(cast, minutes=minutes)
    actions.measure_pace(now=LATER)
    assert [won(n) for n in (pace().p25_hourly_micro, pace().median_hourly_micro, pace().p75_hourly_micro)] == [
        750,
        900,
        1050,
    ]


def test_rejected_and_returned_time_counts_as_time_that_earned_nothing(cast):
    work(cast, minutes=2)
    work(cast, minutes=2, decision="rejected")
    work(cast, minutes=2, decision="returned")
    actions.measure_pace(now=LATER)
    assert pace().sample == 3
    assert (won(pace().p25_hourly_micro), won(pace().median_hourly_micro), won(pace().p75_hourly_micro)) == (0, 0, 600)


def test_refused_boxes_earn_nothing_but_were_drawn(cast):
    work(cast, minutes=2, cats=4, boxes=3)  # 40 won of 160, 30 seconds a box
    actions.measure_pace(now=LATER)
    assert won(pace().median_hourly_micro) == 1200
    assert (pace().seconds_a_box, pace().boxes_an_image) == (30, 4)


def test_a_picture_without_boxes_counts_but_has_no_seconds_a_box(cast):
    work(cast, minutes=1, cats=0)
    actions.measure_pace(now=LATER)
    assert (pace().sample, pace().median_hourly_micro, pace().seconds_a_box) == (1, 0, None)


def test_what_was_granted_on_appeal_is_not_counted_as_a_second_piece(cast):
    submission = work(cast, minutes=2, decision="rejected")
    objection = actions.appeal(by=cast.ana, submission=submission, reason="Look", now=NOON + timedelta(hours=2))
    actions.decide_appeal(by=cast.ada, appeal=objection, now=NOON + timedelta(hours=2))
    actions.measure_pace(now=LATER)
    assert (pace().sample, pace().boxes_an_image, pace().seconds_a_box) == (1, 1, 120)


@pytest.mark.parametrize(("age", "counted"), [(PACE_WINDOW - timedelta(hours=2), 1), (PACE_WINDOW, 0)])
def test_only_lately_judged_work_counts(cast, age, counted):
    submission = work(cast, minutes=1)
    decided_at = submission.verdicts.get().decided_at
    assert actions.measure_pace(now=decided_at + age) == counted


def test_work_without_a_measured_time_tells_nothing(cast):
    work(cast, minutes=0)
    assert actions.measure_pace(now=LATER) == 0


def test_measuring_again_replaces_the_figures_of_each_project(cast):
    work(cast, minutes=1)
    actions.measure_pace(now=LATER)
    work(cast, minutes=3)
    actions.measure_pace(now=LATER + timedelta(hours=1))
    assert (pace().sample, pace().measured_at) == (2, LATER + timedelta(hours=1))
