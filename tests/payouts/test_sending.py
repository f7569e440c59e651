"""An approved run becomes the bank's file: once, and the same to the byte each time it is asked for."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied

from payouts import actions
from payouts.actions.sending import sent_file
from payouts.models import BankAccount, PayoutRun, Statement
from people.errors import Refused
from people.models import Event
from tests.cast import LABELS
from tests.payouts.together import NOVEMBER, closed


@pytest.fixture
def run(cast) -> PayoutRun:
    """Ana's October, approved."""
    cast.approved(cats=2)
    closed()
    cast.bank_account(cast.ana, number="110-284-551020")
    run = actions.run_payout(by=cast.ada, currency="KRW", pay_on=Statement.objects.first().pay_on, now=NOVEMBER)
    return actions.approve_payout(by=cast.abel, run=run, now=NOVEMBER)


def send(by, run, **rest):
    return actions.send_payout(by=by, run=run, now=NOVEMBER, **rest)


def test_won_go_as_a_korean_file_and_its_hash_is_on_record(cast, run):
    sent = send(cast.ada, run)
    payout = run.payouts.get()
    text = sent.data.decode("cp949")
    assert f"088,110284551020,80,Ana Cast,Honestbox 2610,{payout.end_to_end_id}" in text
    assert sent.name == f"payout-{run.pk}-2026-11-10.csv"
    event = Event.objects.get(verb="payout.sent")
    assert (event.data["format"], event.data["sha256"]) == ("korean", sha256(sent.data).hexdigest())
    assert "551020" not in json.dumps(event.data)
    assert payout.state == "sent"
    run.refresh_from_db()
    assert run.sent_at == NOVEMBER


def test_asked_again_it_is_the_same_to_the_byte_and_nobody_is_told_twice(cast, run):
    first = send(cast.ada, run)
    assert send(cast.abel, run).data == sent_file(by=cast.ada, run=run).data == first.data
    assert Event.objects.filter(verb="payout.sent").count() == 1
    read = Event.objects.filter(verb="payout.file_read").order_by("id").values_list("actor", flat=True)
    assert list(read) == [cast.abel.pk, cast.ada.pk]
    assert cast.ana.notices.filter(kind="payout_sent").count() == 1


def test_euros_go_as_pain_001(cast):
    labels = [LABELS[0] | {"unit_price_micro": 400_000}, LABELS[1]]
    project = cast.opened(cast.draft(currency="EUR", labels=labels, review_price_micro=50_000))
    cast.approved(cats=5, project=project, by=cast.ada)
    closed()
    run = cast.sent(Statement.objects.get(worker=cast.ana))
    text = sent_file(by=cast.ada, run=run).data.decode()
    assert 'InstdAmt Ccy="EUR">' in text
    assert "DE75512108001245126199" in text
    assert run.payouts.get().end_to_end_id in text


def test_a_run_is_sent_in_one_format(cast, run):
    send(cast.ada, run, file_format="pain001")
    with pytest.raises(Refused) as refusal:
        send(cast.ada, run, file_format="korean")
    assert (refusal.value.code, refusal.value.status) == ("sent_already", 409)


def test_only_what_is_approved_is_sent_and_only_by_admins(cast, run):
    with pytest.raises(PermissionDenied):
        send(cast.ana, run)
    with pytest.raises(Refused) as refusal:
        sent_file(by=cast.ada, run=run)
    assert refusal.value.code == "not_sent"
    with pytest.raises(Refused) as refusal:
        send(cast.ada, run, file_format="pdf")
    assert refusal.value.code == "bad_format"
    actions.cancel_payout(by=cast.ada, run=run)
    with pytest.raises(Refused) as refusal:
        send(cast.ada, run)
    assert refusal.value.code == "cancelled"
    other = actions.run_payout(by=cast.ada, currency="KRW", pay_on=run.pay_on, now=NOVEMBER)
    with pytest.raises(Refused) as refusal:
        send(cast.ada, other)
    assert refusal.value.code == "not_approved"


def test_who_was_held_since_the_approval_is_taken_out(cast, run):
    actions.place_hold(by=cast.ada, worker=cast.ana, reason="Papers", now=NOVEMBER)
    with pytest.raises(Refused) as refusal:
        send(cast.ada, run)
    assert refusal.value.fields == {"orders": "empty"}


def test_another_number_in_an_accounts_place_is_found_out(cast, run, sql):
    other = cast.bank_account(cast.ben)
    sql("UPDATE payouts_bankaccount SET sealed = %s WHERE worker_id = %s", [bytes(other.sealed), cast.ana.pk])
    with pytest.raises(Refused) as refusal:
        send(cast.ada, run)
    assert refusal.value.code == "altered"
    assert BankAccount.objects.count() == 2


def test_a_file_that_would_come_out_differently_is_not_handed_out(cast, run, settings):
    send(cast.ada, run, file_format="pain001")
    settings.BANK_PAYERS = {"KRW": settings.BANK_PAYERS["KRW"] | {"account": "110999999999"}}
    with pytest.raises(Refused) as refusal:
        sent_file(by=cast.ada, run=run)
    assert refusal.value.code == "changed"


def test_without_an_account_of_our_own_nothing_is_sent(cast, run, settings):
    settings.BANK_PAYERS = {}
    with pytest.raises(Refused) as refusal:
        send(cast.ada, run)
    assert refusal.value.code == "no_account"


def test_what_was_approved_in_time_is_not_sent_when_its_day_is_over(cast, run):
    with pytest.raises(Refused) as refusal:
        actions.send_payout(by=cast.ada, run=run, now=NOVEMBER + timedelta(days=30))
    assert refusal.value.code == "day_over"
    assert run.payouts.get().state == "approved"
