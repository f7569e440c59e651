"""What keeps a month from being closed: all of it is named, and nothing is closed."""

from datetime import timedelta

import pytest
from django.db import connection

from payouts import actions
from payouts.actions import accrual, closing, obstacles
from payouts.models import Line, Period
from people.errors import Refused
from review.models import Verdict
from tests.cast import NOON
from tests.payouts.together import DECEMBER, LAST_OF_OCTOBER, NOVEMBER, closed, findings

JANUARY = DECEMBER + timedelta(days=40)


def refusal(**rest) -> Refused:
    with pytest.raises(Refused) as refused:
        closed(**rest)
    assert not Period.objects.filter(pk=rest.get("period", "2026-10")).exists()
    return refused.value


def with_triggers_off(statement: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, params)
        cursor.execute("RESET session_replication_role")
        assert cursor.rowcount != 0


def unbookable(verdict: Verdict) -> Verdict:
    """Somebody has taken its key for something else, in a month that is not looked at."""
    with_triggers_off(
        "INSERT INTO payouts_entry (key, period, total_micro, occurred_at, booked_at, line_count, body_hash, seal)"
        " VALUES (%s, '2026-08', 1, now(), now(), 0, 'x', 'x')",
        f"verdict:{verdict.pk}",
    )
    return verdict


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE payouts_line SET amount_micro = amount_micro * 2, units = units * 2 WHERE id = %s",
        "UPDATE payouts_line SET worker_id = worker_id + 1 WHERE id = %s",
        "UPDATE payouts_line SET hash = sha256('x') WHERE id = %s",
        "DELETE FROM payouts_line WHERE id = %s",
    ],
)
def test_lines_that_are_not_what_was_booked(cast, change):
    cast.approved(cats=1, ears=1)
    with_triggers_off(change, Line.objects.filter(kind="draw").order_by("id").first().pk)
    refused = refusal()
    assert (refused.code, refused.status) == ("unsound", 409)
    assert str(Line.objects.filter(kind="draw").first().entry_id) in refused.message


GONE = "DELETE FROM payouts_line WHERE entry_id = %s"
MOVED = "UPDATE payouts_line SET entry_id = entry_id + 1, number = number + 10 WHERE entry_id = %s"


@pytest.mark.parametrize("change", [GONE, MOVED])
def test_an_entry_without_lines_is_named(cast, change):
    cast.approved(cats=1, ears=1)
    cast.approved(cast.ben)
    entry = Line.objects.filter(kind="draw").order_by("id").first().entry_id
    with_triggers_off(change, entry)
    refused = refusal()
    assert refused.code == "unsound"
    assert str(entry) in refused.message.split("not what was booked")[0]


@pytest.mark.parametrize(
    "change",
    [
        GONE,
        "DELETE FROM payouts_line WHERE kind = 'review' AND entry_id = %s",
        "UPDATE payouts_line SET amount_micro = amount_micro * 2, units = units * 2 WHERE entry_id = %s",
        "UPDATE payouts_line SET period = '2026-11' WHERE entry_id = %s",
        "DELETE FROM payouts_entry WHERE id = %s",
    ],
)
def test_a_trial_balance_that_fails_where_no_sample_looks(cast, change, monkeypatch):
    monkeypatch.setattr("payouts.actions.obstacles.SAMPLE", 0)
    cast.approved(cats=1)
    cast.approved(cast.ben)
    with_triggers_off(change, Line.objects.filter(kind="draw").order_by("-id").first().entry_id)
    refused = refusal()
    assert (refused.code, list(refused.fields)) == ("unsound", ["unsound"])
    assert "run verify_ledger" in refused.message


def test_each_months_balance_begins_where_the_month_before_was_fenced_off(cast):
    cast.approved()
    october = closed()
    assert october.last_line == Line.objects.order_by("id").last().pk
    cast.approved(now=NOVEMBER)
    november = closed(period="2026-11", now=DECEMBER)
    assert november.last_entry > october.last_entry > 0
    cast.approved(now=DECEMBER)
    with_triggers_off("DELETE FROM payouts_line WHERE period = '2026-12' AND kind = 'draw'")
    assert refusal(period="2026-12", now=JANUARY).code == "unsound"


def test_verdicts_that_cannot_be_booked(cast):
    cast.approved()
    verdict = unbookable(cast.decided(cast.submitted()))
    refused = refusal()
    assert refused.code == "not_booked"
    assert f"verdict:{verdict.pk}" in refused.message


def test_a_verdict_that_comes_while_the_closing_looks_is_no_obstacle_and_goes_to_the_next_month(cast, monkeypatch):
    """Whoever decides holds no fence: a verdict of the month's last second may arrive between two looks."""
    cast.approved()
    late = cast.submitted(cats=3, now=LAST_OF_OCTOBER)
    looked, accrue = [], accrual.accrue_all

    def decided_just_after():
        lines = accrue()
        if len(looked) == 1:  # the first look is before the fence
            cast.decided(late, now=LAST_OF_OCTOBER)
        looked.append(lines)
        return lines

    for module in (closing, obstacles):
        monkeypatch.setattr(module, "accrue_all", decided_just_after)
    closed()
    assert len(looked) == 2
    monkeypatch.undo()
    actions.accrue()
    assert {line.period for line in Line.objects.filter(units=3)} == {"2026-11"}
    assert findings() == []


def test_a_verdict_of_a_later_month_that_cannot_be_booked_is_no_obstacle(cast):
    cast.approved()
    unbookable(cast.decided(cast.submitted(), now=NOVEMBER))
    assert closed().closed_at == NOVEMBER


def test_by_the_clock_too_a_verdict_that_cannot_be_booked_is_named(cast):
    cast.approved()
    unbookable(cast.decided(cast.submitted()))
    with pytest.raises(Refused) as refused:
        actions.close_past_periods(now=NOVEMBER)
    assert refused.value.code == "not_booked"


def test_every_obstacle_is_named_at_once(cast):
    cast.approved()
    cast.approved(now=NOVEMBER)
    with_triggers_off("UPDATE payouts_line SET pay_day = 11 WHERE period = '2026-11'")
    refused = refusal(period="2026-11", now=NOVEMBER)
    assert list(refused.fields) == ["not_over", "out_of_order", "unsound"]
    assert all(text in refused.message for text in refused.fields.values())


def test_sound_books_of_a_month_that_is_over_have_none(cast):
    cast.approved(now=NOON)
    assert closed().closed_at == NOVEMBER
