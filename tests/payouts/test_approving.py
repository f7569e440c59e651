"""What one admin prepared, another approves; and what was approved cannot change."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from payouts import actions
from payouts.models import Payout, PayoutRun, Statement
from people.errors import Refused
from people.models import Event
from projects.money import MICRO
from tests.cast import SEOUL
from tests.payouts.together import NOVEMBER, at_once, closed

TENTH = date(2026, 11, 10)
STATES = [state.value for state in Payout.State]
MOVES = {
    ("prepared", "approved"),
    ("prepared", "cancelled"),
    ("approved", "sent"),
    ("approved", "cancelled"),
    ("sent", "paid"),
    ("sent", "returned"),
    ("paid", "returned"),
}


@pytest.fixture
def run(cast) -> PayoutRun:
    """Ana's and Ben's October."""
    cast.approved(cats=2)
    cast.approved(cast.ben, cats=3)
    closed()
    for worker in (cast.ana, cast.ben):
        cast.bank_account(worker)
    return actions.run_payout(by=cast.ada, currency="KRW", pay_on=TENTH, now=NOVEMBER)


def approve(by, run):
    return actions.approve_payout(by=by, run=run, now=NOVEMBER)


def states(run) -> dict[str, str]:
    return {payout.statement.worker.name: payout.state for payout in run.payouts.select_related("statement__worker")}


def test_another_admin_approves(cast, run):
    approved = approve(cast.abel, run)
    assert (approved.approved_by, approved.approved_at) == (cast.abel, NOVEMBER)
    assert states(run) == {"Ana": "approved", "Ben": "approved"}
    event = Event.objects.get(verb="payout.approved")
    assert (event.actor, event.data) == (cast.abel, {"payouts": 2, "total_micro": 200 * MICRO, "stopped": []})


def test_a_run_whose_day_is_over_is_prepared_anew(cast, run):
    with pytest.raises(Refused) as refusal:
        actions.approve_payout(by=cast.abel, run=run, now=datetime(2026, 11, 11, 0, 1, tzinfo=SEOUL))
    assert (refusal.value.code, refusal.value.status) == ("day_over", 409)
    assert "2026-11-10" in str(refusal.value)
    assert states(run) == {"Ana": "prepared", "Ben": "prepared"}
    actions.cancel_payout(by=cast.ada, run=run)
    twelfth = datetime(2026, 11, 12, 9, tzinfo=SEOUL)
    again = actions.run_payout(by=cast.ada, currency="KRW", pay_on=twelfth.date(), now=twelfth)
    actions.approve_payout(by=cast.abel, run=again, now=twelfth)
    assert states(again) == {"Ana": "approved", "Ben": "approved"}


def test_whoever_prepared_a_run_does_not_approve_it_and_the_database_says_so_too(cast, run):
    with pytest.raises(Refused) as refusal:
        approve(cast.ada, run)
    assert (refusal.value.code, refusal.value.status) == ("same_admin", 403)
    with pytest.raises(IntegrityError, match="two_admins_pay"):
        PayoutRun.objects.filter(pk=run.pk).update(approved_by=cast.ada, approved_at=NOVEMBER)


@pytest.mark.parametrize("name", ["ana", "clara"])
def test_only_admins_approve(cast, run, name):
    with pytest.raises(PermissionDenied):
        approve(getattr(cast, name), run)


def test_a_run_is_approved_once_and_not_after_it_was_cancelled(cast, run):
    approve(cast.abel, run)
    with pytest.raises(Refused) as refusal:
        approve(cast.abel, run)
    assert (refusal.value.code, refusal.value.status) == ("approved", 409)
    actions.cancel_payout(by=cast.ada, run=run)
    assert states(run) == {"Ana": "cancelled", "Ben": "cancelled"}
    with pytest.raises(Refused) as refusal:
        approve(cast.abel, run)
    assert refusal.value.code == "cancelled"


def test_who_was_held_or_moved_to_another_bank_meanwhile_is_taken_out(cast, run):
    actions.place_hold(by=cast.ada, worker=cast.ana, reason="Papers")
    approve(cast.abel, run)
    assert states(run) == {"Ana": "cancelled", "Ben": "approved"}
    assert cast.ana.notices.filter(kind="payout_approved").count() == 0
    assert cast.ben.notices.filter(kind="payout_approved").count() == 1


def test_a_run_of_which_nothing_is_left_is_not_approved(cast, run):
    for worker in (cast.ana, cast.ben):
        cast.bank_account(worker)
        actions.save_bank_account(
            by=worker, currency="KRW", country="KR", holder="X", number="110-000-999999", bank_code="088", now=NOVEMBER
        )
    with pytest.raises(Refused) as refusal:
        approve(cast.abel, run)
    assert refusal.value.code == "nothing_to_pay"
    assert states(run) == {"Ana": "prepared", "Ben": "prepared"}


def test_no_deposit_is_added_to_an_approved_run_or_changed_in_it(cast, run):
    first, second = run.payouts.order_by("pk")
    actions.cancel_payout(by=cast.ada, run=run)
    other = actions.run_payout(by=cast.ada, currency="KRW", pay_on=TENTH, now=NOVEMBER)
    approve(cast.abel, other)
    copy = Payout(run=other, statement=first.statement, account=first.account, amount_micro=1, end_to_end_id="HB999999")
    with pytest.raises(IntegrityError, match="takes no more deposits"), transaction.atomic():
        copy.save()
    for change in ({"amount_micro": 1}, {"run": run}, {"account": second.account}, {"end_to_end_id": "HB1"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payout.objects.filter(run=other, statement=first.statement).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutRun.objects.filter(pk=other.pk).update(approved_at=None, approved_by=None)


@pytest.mark.parametrize("before", STATES)
def test_a_deposit_moves_only_forward(cast, run, sql, before):
    PayoutRun.objects.filter(pk=run.pk).update(approved_by=cast.abel, approved_at=NOVEMBER)
    PayoutRun.objects.filter(pk=run.pk).update(sent_at=NOVEMBER)
    payout = run.payouts.first()
    for after in STATES:
        sql("SET session_replication_role = replica")
        sql("UPDATE payouts_payout SET state = %s, paid_on = %s WHERE id = %s", [before, TENTH, payout.pk])
        sql("SET session_replication_role = origin")
        try:
            with transaction.atomic():
                Payout.objects.filter(pk=payout.pk).update(state=after)
            moved = True
        except IntegrityError as error:
            assert "does not go from" in str(error)  # noqa: PT017
            moved = False
        assert moved == (before == after or (before, after) in MOVES), (before, after)


def test_a_deposit_moves_only_with_its_run(cast, run):
    with pytest.raises(IntegrityError, match="does not go from prepared to approved"):
        run.payouts.update(state="approved")


def _outcome(call):
    try:
        return call() and "done"
    except Refused as refusal:
        return refusal.code


@pytest.mark.django_db(transaction=True)
def test_two_admins_at_once_approve_a_run_once(cast, run):
    abel = cast.abel
    outcomes = at_once(*[lambda: _outcome(lambda: approve(abel, run)) for _n in range(3)])
    assert sorted(outcomes) == ["approved", "approved", "done"]
    assert cast.ana.notices.filter(kind="payout_approved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_approved_and_cancelled_at_once_is_cancelled_either_way(cast, run):
    ada, abel = cast.ada, cast.abel
    outcomes = at_once(
        lambda: _outcome(lambda: approve(abel, run)),
        lambda: _outcome(lambda: actions.cancel_payout(by=ada, run=run)),
    )
    assert outcomes[1] == "done"
    assert set(states(run).values()) == {"cancelled"}
    assert Statement.objects.filter(payouts__state="approved").count() == 0
