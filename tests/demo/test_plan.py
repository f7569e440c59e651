from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from demo import photos
from demo.offers import OFFERS
from demo.plan import SEOUL, Fate, Months, months_of, payment_at, pick, present_work, workdays
from demo.scenes import Stage
from demo.story import past_hands, pieces_of
from payouts.periods import ends_at, period_of, starts_at

DAYS = [
    datetime(2026, 11, 21, 19, 50, tzinfo=SEOUL),
    datetime(2026, 11, 20, 23, 59, tzinfo=SEOUL),
    datetime(2026, 11, 1, 0, 0, tzinfo=SEOUL),
    datetime(2027, 1, 1, 0, 1, tzinfo=SEOUL),
    datetime(2027, 3, 31, 12, 0, tzinfo=SEOUL),
    datetime(2028, 2, 29, 23, 0, tzinfo=SEOUL),
    datetime(2027, 1, 15, 3, 0, tzinfo=SEOUL),
]


@pytest.fixture(scope="module", params=OFFERS, ids=lambda offer: offer.key)
def stage(request):
    offer = request.param
    return Stage(offer, None, offer.take(offer.images), [], {})


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-21", Months("2026-10", None, "2026-11")),
        ("2026-11-20", Months("2026-09", "2026-10", "2026-11")),
        ("2026-11-01", Months("2026-09", "2026-10", "2026-11")),
        ("2027-01-31", Months("2026-12", None, "2027-01")),
        ("2027-01-20", Months("2026-11", "2026-12", "2027-01")),
        ("2027-02-21", Months("2027-01", None, "2027-02")),
    ],
)
def test_the_paid_month_is_the_latest_whose_two_pay_days_are_over(day, expected):
    assert months_of(datetime.fromisoformat(f"{day}T00:30").replace(tzinfo=SEOUL)) == expected


def test_the_month_is_that_of_seoul():
    before_midnight_in_utc = datetime.fromisoformat("2026-11-20T16:00+00:00")
    assert months_of(before_midnight_in_utc).paid == "2026-10"


def test_pick_finds_a_choice_that_sums_exactly_and_prefers_the_first():
    assert pick([5, 4, 3, 2], 9, [0, 1, 2, 3]) == {0, 1}
    assert pick([5, 4, 3, 2], 9, [3, 2, 1, 0]) == {3, 2, 1}
    assert pick([5, 5, 5, 2], 7, [0, 1, 2, 3]) == {0, 3}
    assert pick([5], 0, [0]) == set()


def test_pick_says_when_there_is_no_choice():
    with pytest.raises(ValueError, match="no choice of these counts makes 4"):
        pick([5, 3], 4, [0, 1])


def test_workdays_leave_weekends_out():
    assert workdays("2026-10", 1, 5) == [date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5)]


def test_the_worker_draws_exactly_the_boxes_of_the_statements(stage):
    counts = [len(photo.areas) for photo in stage.photos]
    hands = past_hands(stage.offer, counts)
    assert sum(counts[n] for n, (worker, _fate) in enumerate(hands) if worker == "worker") == stage.offer.target
    assert len({worker for worker, _fate in hands}) == 3


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_every_piece_has_its_times_in_order_whatever_the_day(stage, now):
    months = months_of(now)
    pieces = pieces_of(stage, months, now)
    assert [piece.index for piece in pieces] == list(range(len(pieces)))
    assert len(pieces) + 10 <= len(stage.photos)  # work is left for visitors
    for before, piece in pairwise(pieces):
        assert before.claimed_at < piece.claimed_at
    opened = starts_at(months.paid, SEOUL) + timedelta(hours=9)
    for piece in pieces:
        times = [t for t in (opened, piece.claimed_at, piece.submitted_at, piece.decided_at, now) if t]
        assert times == sorted(times), piece
        if piece.submitted_at and piece.decided_at and piece.fate is not Fate.OVERDUE:
            assert piece.decided_at - piece.submitted_at < timedelta(hours=stage.offer.review_hours)


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_what_is_decided_now_counts_for_the_current_month_and_what_was_for_the_closed_one(stage, now):
    months = months_of(now)
    pieces = pieces_of(stage, months, now)
    past, present = pieces[: stage.offer.past], pieces[-len(stage.offer.present) :]
    assert {period_of(piece.decided_at, SEOUL) for piece in past} == {months.paid}
    assert {period_of(piece.decided_at, SEOUL) for piece in present if piece.decided_at} == {months.current}


def test_nobody_but_others_works_in_the_month_between(stage):
    now = datetime(2026, 11, 12, 12, 0, tzinfo=SEOUL)
    between = [
        piece
        for piece in pieces_of(stage, months_of(now), now)
        if piece.decided_at and period_of(piece.decided_at, SEOUL) == "2026-10"
    ]
    assert len(between) == stage.offer.between
    assert "worker" not in {piece.worker for piece in between}


def test_the_last_hours_have_work_in_every_state():
    now = datetime(2026, 11, 12, 12, 0, tzinfo=SEOUL)
    pieces = [
        piece
        for offer in OFFERS
        for piece in present_work(offer.key, now=now, first=0, hands=offer.present, counts=[10] * 40)
    ]
    own = Counter(piece.fate for piece in pieces if piece.worker == "worker")
    decided = {Fate.APPROVED, Fate.MENDED, Fate.REFUSED, Fate.FIXED}
    assert set(own) == decided | {Fate.RETURNED, Fate.AGAIN, Fate.WAITING, Fate.HELD}
    assert any(piece.fate is Fate.OBJECTED and piece.reviewer == "reviewer2" for piece in pieces)
    assert not any(piece.worker == "newcomer" for piece in pieces)


def test_a_pay_day_is_paid_in_the_morning_of_seoul():
    assert payment_at("2026-10", 20) == datetime(2026, 11, 20, 10, 0, tzinfo=SEOUL)
    assert payment_at("2026-12", 10) > ends_at("2026-12", SEOUL)


def test_pictures_differ_from_each_other_and_are_the_same_every_time(stage):
    again = stage.offer.take(len(stage.photos))
    assert again == stage.photos
    assert len({photo.data for photo in stage.photos}) == len(stage.photos)


def test_boxes_lie_inside_their_pictures(stage):
    for photo in stage.photos:
        for area in photo.areas:
            assert min(area.x, area.y) >= 0
            assert min(area.width, area.height) >= 1
            assert area.x + area.width <= photo.width
            assert area.y + area.height <= photo.height


def test_the_whole_tray_shows_24_coins():
    assert len(photos.coins(1)[0].areas) == 24
