"""Every act on money leaves an event: what it was, who did it, and from where."""

import inspect
from datetime import date, datetime

import pytest
from cryptography.fernet import Fernet

from payouts import actions
from payouts.actions.accounts import confirmation_token
from payouts.models import Line
from people.models import Event
from people.origin import coming_from
from projects.actions import close_project
from projects.money import MICRO
from tests.cast import NOON, NUMBERS, SEOUL, Cast
from tests.payouts.telling import TENTH, book, gone_out, sent_to_the_bank, take
from tests.payouts.together import NOVEMBER, closed

ADDRESS = "203.0.113.7"
ACTIONS = sorted(
    name
    for name, function in inspect.getmembers(actions, inspect.isfunction)
    if not name.startswith("_") and function.__module__.startswith("payouts.actions")
)
# What makes nothing happen: a look at what a closing would do.
LEAVES_NOTHING = {"preview_period"}


# What each needs before it, made by the others; then: the verb, who does it (None: the system), and with what.


def accrue(cast: Cast):
    cast.decided(cast.submitted(cats=2))
    return "work.accrued", None, {}


def adjust(cast: Cast):
    given = {"worker": cast.ana, "currency": "KRW", "pay_day": 10, "amount": MICRO, "reason": "hard", "key": "k"}
    return "adjustment.made", cast.ada, given


def announce_funding(cast: Cast):
    return "funding.announced", cast.clara, {"project": cast.draft(), "amount": MICRO}


def confirm_funding(cast: Cast):
    funding = actions.announce_funding(by=cast.clara, project=cast.draft(), amount=MICRO)
    return "project.funded", cast.ada, {"funding": funding, "amount": MICRO, "bank_reference": "KB"}


def fund_project(cast: Cast):
    return "project.funded", cast.ada, {"project": cast.draft(), "amount": MICRO, "reference": "KB"}


def warn_of_budgets(cast: Cast):
    cast.claim(project=cast.opened(cast.draft(images=60), 820))
    return "project.budget_out", None, {}


def closed_project(cast: Cast):
    close_project(by=cast.clara, project=cast.cats, now=NOON)
    return cast.cats


def refund_project(cast: Cast):
    return "refund.opened", cast.ada, {"project": closed_project(cast)}


def refund_closed_projects(cast: Cast):
    closed_project(cast)
    return "refund.opened", None, {}


def pay_refund(cast: Cast):
    refund = actions.refund_project(by=cast.ada, project=closed_project(cast))
    return "refund.paid", cast.ada, {"refund": refund, "bank_reference": "KB", "on": date(2026, 10, 12)}


def close_period(cast: Cast):
    cast.approved()
    return "period.closed", cast.ada, {"period": "2026-10", "now": NOVEMBER}


def close_past_periods(cast: Cast):
    cast.approved()
    return "period.closed", None, {"now": NOVEMBER}


def declare_tax(cast: Cast):
    return "tax.declared", cast.ana, {"country": "DE", "worker_type": "business"}


def question(cast: Cast):
    cast.ada  # noqa: B018 who is told of it
    cast.approved()
    return actions.ask(by=cast.ana, line=Line.objects.get(worker=cast.ana), text="why?")


def ask(cast: Cast):
    cast.approved()
    return "question.asked", cast.ana, {"line": Line.objects.get(worker=cast.ana), "text": "why?"}


def answer(cast: Cast):
    return "question.answered", cast.ada, {"question": question(cast), "text": "because"}


def reply(cast: Cast):
    return "question.replied", cast.ana, {"question": question(cast), "text": "tell me"}


def entered(cast: Cast):
    given = {"holder": "Ana Cast", "number": "110-000000001", **NUMBERS["KRW"]}
    return actions.save_bank_account(by=cast.ana, currency="KRW", **given)


def save_bank_account(cast: Cast):
    given = {"holder": "Ana Cast", "number": "110-000000001", **NUMBERS["KRW"]}
    return "account.entered", cast.ana, {"currency": "KRW", **given}


def confirm_bank_account(cast: Cast):
    return "account.confirmed", cast.ana, {"token": confirmation_token(entered(cast))}


def confirmed(cast: Cast):
    return actions.confirm_bank_account(by=cast.ana, token=confirmation_token(entered(cast)))


def show_bank_account(cast: Cast):
    return "account.shown", cast.ada, {"account": confirmed(cast)}


def check_bank_account(cast: Cast):
    return "account.checked", cast.ada, {"account": confirmed(cast), "holder": "Ana Cast"}


def reseal_accounts(cast: Cast, settings):
    entered(cast)
    settings.BANK_KEYS = [Fernet.generate_key().decode(), *settings.BANK_KEYS]
    return "account.resealed", None, {}


def place_hold(cast: Cast):
    return "hold.placed", cast.ada, {"worker": cast.ana, "reason": "a question"}


def lift_hold(cast: Cast):
    hold = actions.place_hold(by=cast.ada, worker=cast.ana, reason="a question")
    return "hold.lifted", cast.ada, {"hold": hold}


def october(cast: Cast):
    cast.approved(cats=2)
    closed()
    cast.bank_account(cast.ana)
    return {"currency": "KRW", "pay_on": TENTH, "now": NOVEMBER}


def run_payout(cast: Cast):
    return "payout.prepared", cast.ada, october(cast)


def prepared(cast: Cast):
    return actions.run_payout(by=cast.ada, **october(cast))


def approve_payout(cast: Cast):
    return "payout.approved", cast.abel, {"run": prepared(cast), "now": NOVEMBER}


def cancel_payout(cast: Cast):
    return "payout.cancelled", cast.ada, {"run": prepared(cast)}


def send_payout(cast: Cast):
    run = actions.approve_payout(by=cast.abel, run=prepared(cast), now=NOVEMBER)
    return "payout.sent", cast.ada, {"run": run, "now": NOVEMBER}


def reconcile(cast: Cast):
    payout = sent_to_the_bank(cast)
    return "statement.paid", cast.ada, {"name": "bank.csv", "data": book(gone_out(payout))}


def told_without_an_id(cast: Cast):
    payout = sent_to_the_bank(cast)
    return payout, take(cast.ada, book([TENTH, 80, "", "", "B-1", "bulk"])).movements.get()


def match_movement(cast: Cast):
    payout, movement = told_without_an_id(cast)
    return "movement.matched", cast.ada, {"movement": movement, "our_id": payout.end_to_end_id}


def set_aside_movement(cast: Cast):
    _payout, movement = told_without_an_id(cast)
    return "movement.set_aside", cast.ada, {"movement": movement, "reason": "the bank's fee"}


def note_late_deposits(cast: Cast):
    october(cast)
    return "deposit.late", None, {"now": datetime(2026, 11, 20, tzinfo=SEOUL)}


def preview_period(cast: Cast):
    cast.approved()
    return "", None, {"period": "2026-10", "now": NOVEMBER}


@pytest.mark.parametrize("name", ACTIONS)
def test_every_act_on_money_leaves_an_event_with_who_did_it_and_from_where(cast, settings, name):
    prepare = globals()[name]
    rest = {"settings": settings} if "settings" in inspect.signature(prepare).parameters else {}
    verb, by, given = prepare(cast, **rest)
    last = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    with coming_from(ADDRESS):
        getattr(actions, name)(**given, **({"by": by} if by else {}))
    events = Event.objects.filter(id__gt=last)
    if name in LEAVES_NOTHING:
        assert not events.exists()
        return
    assert verb in {event.verb for event in events}
    assert {(event.actor, event.origin) for event in events} == {(by, ADDRESS)}
