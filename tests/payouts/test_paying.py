"""Money out: a statement is paid once, by an admin, with a reference of its own."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from payouts import actions
from payouts.ledger import BANK, Account, balance
from payouts.models import Line, LineKind, Payout, Statement
from people.errors import Refused
from people.models import Event
from projects.money import MICRO
from tests.cast import LABELS
from tests.payouts.together import NOVEMBER, at_once, closed, findings

TENTH = date(2026, 11, 10)


@pytest.fixture
def statement(cast) -> Statement:
    """Ana's October: 1,015.4 won, of which 30 are withheld and 0.4 carried."""
    labels = [LABELS[0] | {"unit_price_micro": 1_000 * MICRO}, LABELS[1] | {"unit_price_micro": 15_400_000}]
    project = cast.opened(cast.draft(labels=labels, review_price_micro=5 * MICRO))
    cast.approved(cats=1, ears=1, project=project, by=cast.ada)
    closed()
    return Statement.objects.get(worker=cast.ana)


def pay(by, statement, reference="B-7", **rest):
    return actions.pay_statement(
        by=by, statement=statement, bank_reference=reference, paid_on=TENTH, now=NOVEMBER, **rest
    )


def test_a_deposit_is_booked_and_marks_its_statement_paid(cast, statement):
    payout = pay(cast.ada, statement, " B-7 ")
    assert (payout.amount_micro, payout.bank_reference, payout.paid_on) == (985 * MICRO, "B-7", TENTH)
    assert (payout.recorded_by, payout.recorded_at) == (cast.ada, NOVEMBER)
    line = Line.objects.get(kind=LineKind.PAYMENT)
    assert (str(line.debit), line.credit.kind, line.amount_micro) == (f"worker:{cast.ana.pk}", "bank", 985 * MICRO)
    assert line.period == "2026-11"
    assert line.entry.key == f"payment:{statement.key}"
    event = Event.objects.get(verb="statement.paid")
    assert (event.actor, event.subject, event.data) == (cast.ada, f"statement:{statement.pk}", {"reference": "B-7"})
    assert findings() == []


def test_what_stays_on_the_workers_account_is_what_is_carried(cast, statement):
    pay(cast.ada, statement)
    assert balance(Account("worker", cast.ana.pk), "KRW") == statement.carried_out_micro == 400_000
    assert balance(BANK, "KRW") == -(1_000_000 - 985) * MICRO
    assert balance(Account("tax_income"), "KRW") == 30 * MICRO


def test_the_worker_is_told_once(cast, statement):
    pay(cast.ada, statement)
    notice = cast.ana.notices.get(kind="statement_paid")
    assert notice.by_mail
    assert notice.path == f"/statements/{statement.pk}/"
    assert (notice.data["net_micro"], notice.data["paid_on"]) == (985 * MICRO, "2026-11-10")


@pytest.mark.parametrize("name", ["ana", "ben", "rita", "clara", "carl"])
def test_nobody_but_an_admin_pays(cast, statement, name):
    with pytest.raises(PermissionDenied):
        pay(getattr(cast, name), statement)
    assert not Payout.objects.exists()


def test_a_statement_is_paid_once(cast, statement):
    pay(cast.ada, statement)
    with pytest.raises(Refused) as refusal:
        pay(cast.ada, statement, "B-8")
    assert (refusal.value.code, refusal.value.status) == ("already_paid", 409)
    assert Line.objects.filter(kind=LineKind.PAYMENT).count() == 1


def test_a_reference_pays_one_statement(cast):
    cast.approved()
    cast.approved(cast.ben)
    closed()
    first, second = Statement.objects.filter(worker__in=[cast.ana, cast.ben])
    pay(cast.ada, first)
    with pytest.raises(Refused) as refusal:
        pay(cast.ada, second)
    assert (refusal.value.code, refusal.value.status) == ("reference_used", 409)
    assert Line.objects.filter(kind=LineKind.PAYMENT).count() == 1


@pytest.mark.parametrize("reference", ["", "  "])
def test_a_deposit_without_a_reference_is_refused(cast, statement, reference):
    with pytest.raises(Refused) as refusal:
        pay(cast.ada, statement, reference)
    assert set(refusal.value.fields) == {"bank_reference"}


def test_a_statement_of_less_than_one_won_has_nothing_to_pay(cast):
    labels = [LABELS[0] | {"unit_price_micro": 400_000}, LABELS[1]]
    cast.approved(project=cast.opened(cast.draft(labels=labels)), by=cast.ada)
    closed()
    statement = Statement.objects.get(worker=cast.ana)
    assert (statement.gross_micro, statement.carried_out_micro) == (0, 400_000)
    with pytest.raises(Refused) as refusal:
        pay(cast.ada, statement)
    assert refusal.value.code == "nothing_to_pay"


def _outcome(call):
    try:
        return call() and "paid"
    except Refused as refusal:
        return refusal.code


@pytest.mark.django_db(transaction=True)
def test_two_admins_at_once_pay_a_statement_once(cast, statement):
    ada = cast.ada
    outcomes = at_once(*[lambda n=n: _outcome(lambda: pay(ada, statement, f"B-{n}")) for n in range(4)])
    assert sorted(outcomes) == ["already_paid"] * 3 + ["paid"]
    assert findings() == []


@pytest.mark.django_db(transaction=True)
def test_one_reference_at_once_on_two_statements_pays_one(cast):
    ada = cast.ada
    cast.approved()
    cast.approved(cast.ben)
    closed()
    outcomes = at_once(*[lambda s=s: _outcome(lambda: pay(ada, s)) for s in Statement.objects.all()])
    assert sorted(outcomes) == ["paid"] + ["reference_used"] * 2
    assert Line.objects.filter(kind=LineKind.PAYMENT).count() == Payout.objects.count() == 1
