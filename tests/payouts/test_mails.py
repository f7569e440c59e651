"""The mails about money in, corrections and questions: each has a subject and says what to do."""

from datetime import date

import pytest
from django.core import mail

from payouts import actions
from payouts.models import Line, Statement
from people.actions import send_mail
from projects.actions import close_project
from projects.money import MICRO
from tests.cast import NOON
from tests.payouts.together import NOVEMBER, closed


def mails() -> dict[str, str]:
    """Subject to body of what was sent."""
    send_mail(limit=100)
    return {message.subject: message.body for message in mail.outbox}


def test_a_client_hears_what_arrived_and_what_goes_back(cast):
    funding = actions.announce_funding(by=cast.clara, project=cast.cats, amount=5_000 * MICRO, now=NOON)
    actions.confirm_funding(by=cast.ada, funding=funding, amount=4_990 * MICRO, bank_reference="KB", now=NOON)
    close_project(by=cast.clara, project=cast.cats, now=NOON)
    refund = actions.refund_project(by=cast.ada, project=cast.cats, now=NOON)
    actions.pay_refund(by=cast.ada, refund=refund, bank_reference="KB-2", on=date(2026, 10, 12), now=NOON)
    told = mails()
    assert "Announced were ₩5,000; what arrived counts." in told["₩4,990 arrived for Cats"]
    assert refund.end_to_end_id in told["₩1,004,990 of Cats goes back to you"]
    assert "on 2026-10-12" in told["₩1,004,990 of Cats is on its way to you"]


@pytest.mark.parametrize(
    ("won", "taken", "subject"),
    [
        (820, 1, "Purse offers no more work: its money is used up"),
        (6_000, 6, "The money for Purse runs low"),
    ],
)
def test_a_client_hears_that_money_ends(cast, won, taken, subject):
    purse = cast.opened(cast.draft(name="Purse", images=60), won)
    cast.claim(project=purse, count=taken)
    actions.warn_of_budgets(now=NOON)
    assert "in hand and in review stays payable" in mails()[subject]


@pytest.mark.parametrize(("currency", "net"), [("KRW", "₩40"), ("USD", "$40.00")])
def test_a_worker_hears_what_was_deposited_in_the_words_of_its_currency(cast, currency, net):
    cast.approved(project=cast.opened(cast.draft(currency=currency)), by=cast.ada)
    closed()
    statement = Statement.objects.get(worker=cast.ana)
    cast.pay(statement)
    body = mails()[f"{net} was deposited on 2026-11-10"]
    assert f"This is the deposit of your statement for 2026-10: exactly {net}." in body


def test_a_worker_hears_of_corrections_and_answers_and_an_admin_of_questions(cast):
    cast.ada  # noqa: B018 made before anybody asks
    cast.approved()
    closed()
    line = Line.objects.get(kind="draw")
    question = actions.ask(by=cast.ana, line=line, text="Why <40>?", now=NOVEMBER)
    made = actions.answer(by=cast.ada, question=question, text="One more box & a bit", amount=50 * MICRO, now=NOVEMBER)
    given = made.adjustment.entry.lines.get()
    actions.adjust(
        by=cast.ada,
        worker=cast.ana,
        currency="KRW",
        pay_day=10,
        amount=-10 * MICRO,
        reason="Too much",
        key="k",
        corrects=given,
        now=NOVEMBER,
    )
    told = mails()
    assert "Why <40>?" in told["Ana asks, to be answered by 2026-11-07"]
    assert "One more box & a bit" in told["Your question has been answered"]
    assert "The reason: One more box & a bit" in told["₩50 was added to your next statement"]
    assert "The reason: Too much" in told["Your next statement is corrected by −₩10"]
