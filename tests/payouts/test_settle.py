"""manage.py settle: closes a month, or says what it would do, or why not."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from payouts.models import Entry, Line, Period, Statement
from people.models import Event, Notice
from projects.actions import update_project
from projects.money import MICRO
from review.models import UnbookedVerdict
from tests.cast import NOON


@pytest.fixture
def work(cast):
    """October 2025, long over: 750 won of Ana's, to be paid on the 10th, and 40 of Ben's, on the 20th."""
    last_year = NOON.replace(year=2025)
    cast.approved(cats=18, ears=2, now=last_year)
    cast.cats = update_project(by=cast.clara, project=cast.cats, pay_day=20, now=last_year)
    cast.approved(cast.ben, now=last_year)
    return cast


def settle(*arguments) -> str:
    out = StringIO()
    call_command("settle", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def everything() -> list[int]:
    return [model.objects.count() for model in (Entry, Line, Period, Statement, Event, Notice)]


def test_it_closes_the_month_and_prints_the_sums_of_each_pay_day(work):
    said = settle("2025-10")
    root = Period.objects.get(pk="2025-10").root
    assert said.splitlines() == [
        f"2025-10 is closed, root {root}",
        "  pay day 10: 2 statements, gross ₩755, net ₩735",
        "  pay day 20: 2 statements, gross ₩45, net ₩45",
    ]
    assert Statement.objects.count() == 4


def test_a_dry_run_prints_the_same_sums_and_changes_nothing(work):
    before = everything()
    would = settle("2025-10", "--dry-run").splitlines()
    assert everything() == before
    did = settle("2025-10").splitlines()
    assert would[0] == "2025-10 would have"
    assert would[1:] == did[1:]


def test_a_dry_run_leaves_unbooked_work_unbooked(work):
    last_year = NOON.replace(year=2025)
    work.decided(work.submitted(cats=2, now=last_year), now=last_year)
    before = everything()
    assert "pay day 20: 3 statements, gross ₩130" in settle("2025-10", "--dry-run")
    assert everything() == before
    assert UnbookedVerdict.objects.count() == 1


def test_json_is_for_machines(work):
    told = json.loads(settle("2025-10", "--json"))
    assert (told["period"], told["root"]) == ("2025-10", Period.objects.get().root)
    assert told["deposits"][0] == {
        "pay_day": 10,
        "currency": "KRW",
        "statements": 2,
        "gross_micro": 755 * MICRO,
        "net_micro": 735 * MICRO,
        "carried_micro": 0,
    }


def test_a_second_run_prints_the_same(work):
    assert settle("2025-10") == settle("2025-10")


@pytest.mark.parametrize("period", ["2025-13", "october", "2099-01"])
def test_asked_wrongly_it_exits_2_and_says_why(work, period):
    with pytest.raises(CommandError) as refusal:
        settle(period)
    assert refusal.value.returncode == 2
    assert period in str(refusal.value)
    assert not Period.objects.exists()


def test_a_month_that_is_not_over_needs_early(cast):
    this_month = f"{timezone.localtime(timezone=NOON.tzinfo):%Y-%m}"
    with pytest.raises(CommandError, match="is not over yet") as refusal:
        settle(this_month)
    assert refusal.value.returncode == 2
    assert "is closed" in settle(this_month, "--early")


def test_progress_is_shown_to_people_and_not_to_machines(work):
    shown = StringIO()
    call_command("settle", "2025-10", stdout=StringIO(), stderr=shown)
    assert "1/1" in shown.getvalue()
    silent = StringIO()
    call_command("settle", "2025-10", "--json", stdout=StringIO(), stderr=silent)
    assert silent.getvalue() == ""
