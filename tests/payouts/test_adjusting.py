"""Corrections: added with a reason, taken back only from what was added, once for each key."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts import actions, queries
from payouts.ledger import Account, balance
from payouts.models import Adjustment, Line, LineKind, Statement
from people.errors import Refused
from people.models import Event, Notice
from projects.money import MICRO
from tests.cast import NOON
from tests.payouts.together import DECEMBER, NOVEMBER, at_once, closed, findings

LATER = NOON + timedelta(days=1)


def adjust(cast, won=500, **rest) -> Adjustment:
    given = {
        "worker": cast.ana,
        "currency": "KRW",
        "pay_day": 10,
        "amount": won * MICRO,
        "reason": "The guide was wrong",
        "key": "k1",
        "now": LATER,
    }
    return actions.adjust(by=cast.ada, **given | rest)


def line_of(adjustment: Adjustment) -> Line:
    return adjustment.entry.lines.get()


def earned(cast) -> int:
    return balance(Account("worker", cast.ana.pk), "KRW") // MICRO


def budget(cast) -> tuple[int, int]:
    cast.cats.budget.refresh_from_db()
    return cast.cats.budget.spent_micro // MICRO, cast.cats.budget.free_micro // MICRO


def refused(code: str, call) -> Refused:
    with pytest.raises(Refused) as refusal:
        call()
    assert refusal.value.code == code
    return refusal.value


def test_an_addition_is_paid_by_the_project_out_of_what_is_free(cast):
    made = adjust(cast, project=cast.cats)
    line = line_of(made)
    assert (line.kind, str(line.debit), line.worker, line.project) == (
        LineKind.BONUS,
        f"escrow:{cast.cats.pk}",
        cast.ana,
        cast.cats,
    )
    assert (earned(cast), budget(cast)) == (500, (500, 999_500))
    assert findings() == []


def test_without_a_project_the_platform_pays(cast):
    made = adjust(cast)
    assert (str(line_of(made).debit), earned(cast)) == ("fee", 500)
    assert findings() == []


def test_the_worker_is_told_the_reason_and_the_log_who_did_it(cast):
    made = adjust(cast)
    notice = Notice.objects.get(kind="adjustment_made")
    assert (notice.user, notice.by_mail) == (cast.ana, True)
    assert notice.data == {"amount_micro": 500 * MICRO, "currency": "KRW", "reason": "The guide was wrong"}
    assert notice.path == f"/lines/{line_of(made).pk}/"
    event = Event.objects.get(verb="adjustment.made")
    assert (event.actor, event.data["worker"], event.data["amount_micro"]) == (cast.ada, cast.ana.pk, 500 * MICRO)


def test_a_correction_names_the_line_and_its_entry(cast):
    cast.approved()
    wrong = Line.objects.get(kind="draw")
    made = adjust(cast, corrects=wrong, project=cast.cats)
    assert (made.corrects, made.entry.corrects) == (wrong, wrong.entry)
    assert [story.pk for story in queries.corrections_of(wrong)] == [made.pk]


def test_more_than_the_project_has_free_is_refused_and_nothing_is_booked(cast):
    refused("no_budget", lambda: adjust(cast, 1_000_001, project=cast.cats))
    assert not Adjustment.objects.exists()
    assert not Line.objects.filter(kind="bonus").exists()


@pytest.mark.parametrize("kind", ["draw", "review"])
def test_what_boxes_earned_is_never_taken_back(cast, kind):
    cast.approved()
    line = Line.objects.get(kind=kind)
    refusal = refused("earned_stays", lambda: adjust(cast, -1, worker=line.worker, corrects=line))
    assert refusal.message.startswith("What boxes earned is never taken back")
    refused("earned_stays", lambda: adjust(cast, -1))


def test_an_addition_is_taken_back_to_where_it_came_from_and_no_further(cast):
    given = line_of(adjust(cast, 500, project=cast.cats))
    taken = adjust(cast, -200, corrects=given, key="k2")
    line = line_of(taken)
    assert (line.kind, str(line.credit), taken.project) == (
        LineKind.DEDUCTION,
        f"escrow:{cast.cats.pk}",
        cast.cats,
    )
    assert (earned(cast), budget(cast)) == (300, (300, 999_700))
    refused("more_than_left", lambda: adjust(cast, -301, corrects=given, key="k3"))
    adjust(cast, -300, corrects=given, key="k4")
    assert (earned(cast), budget(cast), queries.left_of(given)) == (0, (0, 1_000_000), 0)
    assert findings() == []


def test_what_the_platform_paid_goes_back_to_the_platform(cast):
    given = line_of(adjust(cast))
    assert str(line_of(adjust(cast, -500, corrects=given, key="k2")).credit) == "fee"


def test_the_same_key_again_changes_nothing(cast):
    cast.approved()
    assert adjust(cast, project=cast.cats) == adjust(cast, project=cast.cats)
    given = line_of(Adjustment.objects.get())
    assert adjust(cast, -1, corrects=given, key="k2") == adjust(cast, -1, corrects=given, key="k2")
    assert (Adjustment.objects.count(), Notice.objects.filter(kind="adjustment_made").count()) == (2, 2)
    assert budget(cast)[0] == 45 + 499


@pytest.mark.parametrize("other", [{"amount": 1}, {"reason": "Else"}, {"worker": "ben"}])
def test_the_same_key_for_something_else_is_refused(cast, other):
    adjust(cast)
    if "worker" in other:
        other = {"worker": cast.ben}
    refused("key_used", lambda: adjust(cast, **other))
    assert Adjustment.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("amount", {"amount": 0}),
        ("reason", {"reason": "  "}),
        ("reason", {"reason": "x" * 501}),
        ("key", {"key": ""}),
        ("key", {"key": "x" * 61}),
        ("pay_day", {"pay_day": 29}),
    ],
)
def test_what_lacks_is_named(cast, field, wrong):
    assert set(refused("invalid", lambda: adjust(cast, **wrong)).fields) == {field}


def test_only_a_worker_is_adjusted_and_only_by_an_admin(cast):
    refused("invalid", lambda: adjust(cast, worker=cast.clara))
    with pytest.raises(PermissionDenied):
        actions.adjust(by=cast.clara, worker=cast.ana, currency="KRW", pay_day=10, amount=MICRO, reason="Why", key="k")


def test_a_line_of_somebody_else_and_a_project_of_another_currency_are_refused(cast):
    cast.approved(cast.ben)
    line = Line.objects.get(kind="draw")
    refused("not_this_worker", lambda: adjust(cast, corrects=line))
    dollars = cast.draft(name="Dollars", currency="USD")
    refused("other_currency", lambda: adjust(cast, project=dollars))


def test_a_project_does_not_pay_for_the_lines_of_another(cast):
    cast.approved()
    line = Line.objects.get(kind="draw")
    refused("other_project", lambda: adjust(cast, corrects=line, project=cast.dogs))


def test_it_stands_on_the_next_statement_with_its_story(cast):
    cast.approved()
    closed()
    late = adjust(cast, now=NOVEMBER, corrects=Line.objects.get(kind="draw"))
    assert line_of(late).period == "2026-11"
    closed("2026-11", DECEMBER)
    statement = Statement.objects.get(worker=cast.ana, period="2026-11")
    assert (statement.earned_micro, statement.line_count) == (500 * MICRO, 1)
    (story,) = queries.adjustments_in(statement)
    assert (story.reason, story.line_id) == ("The guide was wrong", line_of(late).pk)


def test_what_is_added_counts_no_boxes_in_what_is_to_come(cast):
    cast.approved(cats=2)
    adjust(cast)
    (approved,) = queries.unpaid_earnings(cast.ana)
    assert (approved.amount_micro, approved.boxes, approved.images) == (580 * MICRO, 2, 1)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-400, 400).filter(bool), max_size=8))
def test_no_order_of_corrections_takes_more_than_was_added(cast_for_each, amounts):
    cast, given = cast_for_each()
    left = 500
    for number, won in enumerate(amounts):
        attempt = partial(adjust, cast, won, corrects=given, project=cast.cats, key=f"{given.pk}:{number}")
        if won < -left:
            refused("more_than_left", attempt)
            continue
        attempt()
        left += min(won, 0)
    assert queries.left_of(given) == left * MICRO


@pytest.fixture
def cast_for_each(cast):
    """The cast, and an addition of 500 won that no example has touched."""

    def fresh():
        return cast, line_of(adjust(cast, 500, project=cast.cats, key=f"first {Adjustment.objects.count()}"))

    return fresh


@pytest.mark.django_db(transaction=True)
def test_eight_threads_with_one_key_book_once(cast):
    cast.ana, cast.ada, cast.cats  # noqa: B018 made before the threads ask for them
    made = at_once(*[lambda: adjust(cast, project=cast.cats)] * 8)
    assert len({adjustment.pk for adjustment in made}) == 1
    assert (earned(cast), budget(cast)[0]) == (500, 500)


@pytest.mark.django_db(transaction=True)
def test_eight_threads_take_an_addition_back_once(cast):
    given = line_of(adjust(cast))

    def take(number: int):
        try:
            adjust(cast, -300, corrects=given, key=f"take {number}")
        except Refused:
            return 0
        return 1

    assert sum(at_once(*[lambda number=number: take(number) for number in range(8)])) == 1
    assert earned(cast) == 200
