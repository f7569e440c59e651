"""Money out: from a run to the bank and back, by two admins; what is left out, and why."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from payouts import actions, queries
from payouts.actions.accounts import confirmation_token
from payouts.ledger import BANK, Account, balance
from payouts.models import Line, LineKind, Payout, PayoutRun, Period, Statement
from people.errors import Refused
from people.models import Event
from projects.money import MICRO
from tests.cast import LABELS, SEOUL
from tests.payouts.together import NOVEMBER, at_once, closed, findings

TENTH = date(2026, 11, 10)
PAYDAY = datetime(2026, 11, 10, 10, 0, tzinfo=SEOUL)


@pytest.fixture
def statement(cast) -> Statement:
    """Ana's October: 1,015.4 won, of which 30 are withheld and 0.4 carried."""
    labels = [LABELS[0] | {"unit_price_micro": 1_000 * MICRO}, LABELS[1] | {"unit_price_micro": 15_400_000}]
    project = cast.opened(cast.draft(labels=labels, review_price_micro=5 * MICRO))
    cast.approved(cats=1, ears=1, project=project, by=cast.ada)
    closed()
    return Statement.objects.get(worker=cast.ana)


def prepare(by, pay_on=TENTH, currency="KRW"):
    return actions.run_payout(by=by, currency=currency, pay_on=pay_on, now=NOVEMBER)


def test_a_statement_goes_from_run_to_bank_and_back(cast, statement):
    payout = cast.pay(statement)
    assert (payout.amount_micro, payout.state, payout.paid_on) == (985 * MICRO, "paid", TENTH)
    line = Line.objects.get(kind=LineKind.PAYMENT)
    assert (str(line.debit), line.credit.kind, line.amount_micro) == (f"worker:{cast.ana.pk}", "bank", 985 * MICRO)
    assert line.period == "2026-11"
    assert line.entry.key == f"payment:{payout.end_to_end_id}"
    assert balance(Account("worker", cast.ana.pk), "KRW") == statement.carried_out_micro == 400_000
    assert balance(BANK, "KRW") == -(1_000_000 - 985) * MICRO
    assert balance(Account("tax_income"), "KRW") == 30 * MICRO
    verbs = Event.objects.filter(subject=f"payoutrun:{payout.run_id}").order_by("id").values_list("verb", "actor")
    assert list(verbs) == [
        ("payout.prepared", cast.ada.pk),
        ("payout.approved", cast.abel.pk),
        ("payout.sent", cast.ada.pk),
        ("payout.file_read", cast.ada.pk),  # out of which the cast answers as the bank
    ]
    assert findings() == []


def test_the_worker_hears_at_each_step_with_the_day_on_which_to_expect_the_money(cast, statement):
    cast.pay(statement)
    notices = cast.ana.notices.filter(path=f"/statements/{statement.pk}/").order_by("id")
    told = [(n.kind, n.by_mail, n.data["net_micro"], n.data.get("pay_on") or n.data["paid_on"]) for n in notices]
    assert told == [
        (kind, True, 985 * MICRO, "2026-11-10")
        for kind in ("statement_issued", "payout_approved", "payout_sent", "statement_paid")
    ]


@pytest.mark.parametrize("name", ["ana", "ben", "rita", "clara", "carl"])
def test_nobody_but_an_admin_prepares_or_cancels(cast, statement, name):
    cast.bank_account(cast.ana)
    with pytest.raises(PermissionDenied):
        prepare(getattr(cast, name))
    run = prepare(cast.ada)
    with pytest.raises(PermissionDenied):
        actions.cancel_payout(by=getattr(cast, name), run=run)
    assert PayoutRun.objects.get() == run


def test_a_run_takes_what_is_due_by_its_day_and_nothing_else(cast, statement):
    cast.bank_account(cast.ana)
    with pytest.raises(Refused) as refusal:
        prepare(cast.ada, pay_on=date(2026, 11, 9))
    assert refusal.value.code == "nothing_to_pay"
    with pytest.raises(Refused):
        prepare(cast.ada, currency="EUR")
    run = prepare(cast.ada)
    assert [payout.statement for payout in run.payouts.all()] == [statement]


@pytest.mark.parametrize(
    ("pay_on", "now"),
    [
        (date(2026, 11, 10), datetime(2026, 11, 25, tzinfo=SEOUL)),  # over
        (date(2026, 11, 10), datetime(2026, 11, 10, 15, 30, tzinfo=UTC)),  # over in Seoul
        (date(2031, 1, 1), NOVEMBER),  # a slip of the pen
        (date(2026, 11, 14), NOVEMBER),  # a Saturday
    ],
)
def test_a_run_is_for_a_day_on_which_the_bank_can_carry_it_out(cast, statement, pay_on, now):
    cast.bank_account(cast.ana)
    with pytest.raises(Refused) as refusal:
        actions.run_payout(by=cast.ada, currency="KRW", pay_on=pay_on, now=now)
    assert (refusal.value.code, list(refusal.value.fields)) == ("bad_day", ["pay_on"])
    assert not PayoutRun.objects.exists()


def test_a_statement_is_in_one_run_at_a_time(cast, statement):
    cast.bank_account(cast.ana)
    run = prepare(cast.ada)
    with pytest.raises(Refused) as refusal:
        prepare(cast.abel)
    assert refusal.value.code == "nothing_to_pay"
    actions.cancel_payout(by=cast.abel, run=run)
    assert prepare(cast.abel).payouts.get().statement == statement


def test_a_statement_of_less_than_one_won_is_in_no_run(cast):
    labels = [LABELS[0] | {"unit_price_micro": 400_000}, LABELS[1]]
    cast.approved(project=cast.opened(cast.draft(labels=labels)), by=cast.ada)
    closed()
    statement = Statement.objects.get(worker=cast.ana)
    assert (statement.gross_micro, statement.carried_out_micro) == (0, 400_000)
    cast.bank_account(cast.ana)
    with pytest.raises(Refused) as refusal:
        prepare(cast.ada)
    assert refusal.value.code == "nothing_to_pay"


def enter(cast, **changes):
    given = {"holder": "Ana", "country": "KR", "number": "110-000-000001", "bank_code": "088"}
    return actions.save_bank_account(by=cast.ana, currency="KRW", now=NOVEMBER, **(given | changes))


def confirm(cast, account):
    return actions.confirm_bank_account(by=cast.ana, token=confirmation_token(account), now=NOVEMBER)


def check(cast, account):
    return actions.check_bank_account(by=cast.ada, account=account, holder="Ana", now=NOVEMBER)


def nothing(cast):
    """No account at all."""


def entered(cast):
    enter(cast)


def confirmed(cast):
    confirm(cast, enter(cast))


def checked_only(cast):
    check(cast, enter(cast))


def changed(cast):
    check(cast, confirm(cast, enter(cast)))
    enter(cast, number="110-000-000002")


def changed_and_confirmed(cast):
    check(cast, confirm(cast, enter(cast)))
    confirm(cast, enter(cast, number="110-000-000002"))


@pytest.mark.parametrize("account", [nothing, entered, confirmed, checked_only, changed, changed_and_confirmed])
def test_nothing_is_paid_to_an_account_that_is_not_both_confirmed_and_checked(cast, statement, account):
    account(cast)
    with pytest.raises(Refused) as refusal:
        prepare(cast.ada)
    assert refusal.value.code == "nothing_to_pay"
    assert not Payout.objects.exists()


def test_a_changed_account_is_paid_once_it_is_confirmed_and_checked_in_its_turn(cast, statement):
    changed(cast)
    check(cast, confirm(cast, queries.accounts_of(cast.ana).get()))
    assert prepare(cast.ada).payouts.get().account == queries.accounts_of(cast.ana).get()


def test_what_is_held_is_left_out_says_why_and_its_worker_is_told_once(cast):
    cast.approved()
    cast.approved(cast.ben)
    closed()
    cast.bank_account(cast.ana)
    cast.bank_account(cast.ben)
    actions.place_hold(by=cast.ada, worker=cast.ana, reason="Two papers differ", now=NOVEMBER)
    left_out = {row.statement.worker: (row.why, row.text) for row in queries.left_out("KRW", TENTH)}
    assert left_out[cast.ana] == ("held", "On hold: Two papers differ")
    assert cast.ben not in left_out
    for _again in range(2):
        run = prepare(cast.ada)
        assert [payout.statement.worker for payout in run.payouts.all()] == [cast.ben]
        actions.cancel_payout(by=cast.ada, run=run)
    (told,) = cast.ana.notices.filter(kind="payout_held")
    assert (told.data["why"], told.data["reason"]) == ("held", "Two papers differ")


def test_held_back_is_told_with_what_to_do(cast):
    cast.approved()
    cast.approved(cast.ben)
    closed()
    cast.bank_account(cast.ana)
    run = prepare(cast.ada)
    assert [payout.statement.worker for payout in run.payouts.all()] == [cast.ana]
    told = cast.ben.notices.get(kind="payout_held")
    assert (told.data["why"], told.by_mail) == ("no_account", True)
    actions.cancel_payout(by=cast.ada, run=run)
    prepare(cast.ada)
    assert cast.ben.notices.filter(kind="payout_held").count() == 1


def test_whoever_was_told_of_an_approval_is_told_when_it_is_called_off(cast, statement):
    cast.bank_account(cast.ana)
    run = prepare(cast.ada)
    actions.cancel_payout(by=cast.ada, run=run, now=NOVEMBER)
    assert not cast.ana.notices.filter(kind="payout_cancelled").exists()  # she never heard of this one
    run = prepare(cast.ada)
    actions.approve_payout(by=cast.abel, run=run, now=NOVEMBER)
    for _again in range(2):
        actions.cancel_payout(by=cast.ada, run=run, now=NOVEMBER)
    told = cast.ana.notices.get(kind="payout_cancelled")
    assert (told.by_mail, told.path, told.data["pay_on"]) == (True, f"/statements/{statement.pk}/", "2026-11-10")
    assert not cast.ada.notices.filter(kind="payout_cancelled").exists()


def test_a_run_that_was_sent_is_not_cancelled(cast, statement):
    run = cast.sent(statement)
    with pytest.raises(Refused) as refusal:
        actions.cancel_payout(by=cast.ada, run=run)
    assert (refusal.value.code, refusal.value.status) == ("sent", 409)


def _outcome(call):
    try:
        return call() and "done"
    except Refused as refusal:
        return refusal.code


@pytest.mark.django_db(transaction=True)
def test_two_admins_at_once_prepare_a_statement_once(cast, statement):
    ada, abel = cast.ada, cast.abel
    cast.bank_account(cast.ana)
    outcomes = at_once(*[lambda by=by: _outcome(lambda: prepare(by)) for by in (ada, abel, ada, abel)])
    assert sorted(outcomes) == ["done"] + ["nothing_to_pay"] * 3
    assert Payout.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ids_are_short_and_unique_and_the_database_keeps_it_so(cast, statement):
    payout = cast.pay(statement)
    assert len(payout.end_to_end_id) <= 12
    assert payout.end_to_end_id.isalnum()
    with pytest.raises(IntegrityError):
        Payout.objects.filter(pk=payout.pk).update(end_to_end_id="HB000000")


def test_a_month_that_is_still_closing_pays_nobody(cast, statement):
    cast.bank_account(cast.ana)
    Period.objects.update(closed_at=None)
    with pytest.raises(Refused) as refusal:
        prepare(cast.ada)
    assert refusal.value.code == "nothing_to_pay"
