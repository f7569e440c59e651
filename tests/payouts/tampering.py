"""Whoever may do anything in the database changes the books behind the triggers' back; what verification says then."""

from datetime import datetime

from django.db import connection

from payouts import actions
from payouts.models import Line, Statement
from projects.actions import close_project
from projects.money import MICRO
from tests.cast import NOON, SEOUL, Cast
from tests.payouts.telling import TENTH, book, come_back, gone_out, take
from tests.payouts.together import closed, findings

NOVEMBER = datetime(2026, 11, 2, tzinfo=SEOUL)


def with_triggers_off(statement: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, params)
        cursor.execute("RESET session_replication_role")
        assert cursor.rowcount != 0


def named() -> set[tuple[str, str]]:
    """Check and place of all that is found."""
    return {(found.check, found.where) for found in findings()}


def moved_in_every_way(cast: Cast) -> Cast:
    """A month closed and paid: Ana's deposit arrived, Ben's came back, Raul's is late, Rita's run was cancelled.

    The bank's files tell besides of a fee (set aside), of something that fits nothing, of Carl's funding and of Clara's
    refund; Ana was given something on top; Rita's deposits are on hold, and were before.
    """
    for worker in (cast.ana, cast.ben, cast.raul):
        cast.approved(worker, cats=2)
    line = Line.objects.filter(worker=cast.ana, kind="draw").get()
    given = {"worker": cast.ana, "currency": "KRW", "pay_day": 10, "amount": 500 * MICRO, "now": NOON}
    actions.adjust(by=cast.ada, reason="Hard pictures", key="k", project=cast.cats, corrects=line, **given)
    announced = actions.announce_funding(by=cast.carl, project=cast.dogs, amount=5_000 * MICRO, now=NOON)
    closed()
    cast.bank_account(cast.rita)
    cancelled = actions.run_payout(by=cast.ada, currency="KRW", pay_on=TENTH, now=NOVEMBER)
    actions.approve_payout(by=cast.abel, run=cancelled, now=NOVEMBER)
    actions.cancel_payout(by=cast.abel, run=cancelled, now=NOVEMBER)
    before = actions.place_hold(by=cast.ada, worker=cast.rita, reason="a question", now=NOVEMBER)
    actions.lift_hold(by=cast.ada, hold=before, now=NOVEMBER)
    actions.place_hold(by=cast.ada, worker=cast.rita, reason="another question", now=NOVEMBER)
    statements = [Statement.objects.get(worker=worker) for worker in (cast.ana, cast.ben, cast.raul)]
    run = cast.sent(*statements)
    ana, ben, _raul = (run.payouts.get(statement=statement) for statement in statements)
    close_project(by=cast.clara, project=cast.cats, now=NOVEMBER)
    refund = actions.refund_project(by=cast.ada, project=cast.cats, now=NOVEMBER)
    rows = [
        gone_out(ana, amount=ana.amount_micro // MICRO),
        gone_out(ben, reference="B-2"),
        [TENTH, 3, "", "", "B-3", "fee"],
        [TENTH, 4, "", "", "B-4", "what is this"],
        [TENTH, "", 5_000, "", "B-5", f"Carl {announced.reference}"],
        [TENTH, refund.amount_micro // MICRO, "", "", "B-6", refund.end_to_end_id],
    ]
    file = take(cast.ada, book(*rows))
    fee = file.movements.get(reference="B-3")
    actions.set_aside_movement(by=cast.ada, movement=fee, reason="the bank's fee", now=NOVEMBER)
    later = datetime(2026, 11, 11, 18, tzinfo=SEOUL)
    take(cast.ada, book(come_back(ben, reference="B-7")), name="next.csv", now=later)
    actions.declare_tax(by=cast.ana, country="DE", worker_type="business", now=later)
    actions.note_late_deposits(now=datetime(2026, 11, 20, tzinfo=SEOUL))
    return cast
