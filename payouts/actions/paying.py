"""A payout run is prepared: what is due and clear to be paid on one day in one currency."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts import queries
from payouts.access import check_admin
from payouts.actions.approving import tell
from payouts.models import Payout, PayoutRun
from payouts.paydays import is_banking_day, next_banking_day
from payouts.payout_ids import payout_id
from people.actions import notify, record
from people.errors import Refused
from people.models import Notice, User
from projects.money import CURRENCIES

# Runs are prepared one after the other, so that no statement gets into two.
PREPARING = 4_739_201_645
BATCH = 5_000
# Banks take orders some weeks ahead; whoever asks for later has mistyped the year.
FURTHEST = timedelta(days=92)


@transaction.atomic
def run_payout(*, by: User, currency: str, pay_on: date, now: datetime | None = None) -> PayoutRun:
    """Prepare the deposits of every statement that is due by `pay_on` and that nothing stands in the way of.

    What is left out stands in `queries.left_out`; its workers are told what to do, once a reason. Another admin
    approves the run (`approve_payout`). Refused where there is nothing to pay, and for a day on which no bank would
    carry it out: `pay_on` is a banking day from today on.
    """
    check_admin(by)
    now = now or timezone.now()
    if currency not in CURRENCIES:
        raise Refused("bad_currency", _("We do not pay in this currency."), fields={"currency": _("unknown")})
    _check_day(pay_on, queries.today(now))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PREPARING])
    statements = list(queries.payable(currency, pay_on))
    if not statements:
        raise Refused("nothing_to_pay", _("Nothing that is due by then can be paid."), status=409)
    run = PayoutRun.objects.create(currency=currency, pay_on=pay_on, prepared_by=by, prepared_at=now)
    payouts = [
        Payout(
            pk=number,
            run=run,
            statement=statement,
            account_id=statement.to_account,
            amount_micro=statement.net_micro,
            end_to_end_id=payout_id(number),
        )
        for number, statement in zip(_numbers(len(statements)), statements, strict=True)
    ]
    Payout.objects.bulk_create(payouts, batch_size=BATCH)
    record(
        verb="payout.prepared",
        subject=run,
        by=by,
        at=now,
        payouts=len(payouts),
        total_micro=sum(payout.amount_micro for payout in payouts),
        currency=currency,
        pay_on=pay_on.isoformat(),
    )
    _tell_left_out(currency, pay_on, now)
    return run


def _check_day(pay_on: date, today: date) -> None:
    """The bank is not asked for a day that is over, that it does not work on, or that somebody mistyped."""
    if pay_on < today:
        text = _("This day is over: give today or a later one.")
    elif pay_on > today + FURTHEST:
        text = _("This day is more than %(n)s days ahead.") % {"n": FURTHEST.days}
    elif not is_banking_day(pay_on):
        text = _("No bank works on this day; the next banking day is %(day)s.") % {"day": next_banking_day(pay_on)}
    else:
        return
    raise Refused("bad_day", text, fields={"pay_on": text})


def _numbers(count: int) -> list[int]:
    """As many new ids of payouts: known before the rows are written, for the end-to-end ids are made of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('payouts_payout', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]


def _tell_left_out(currency: str, pay_on: date, now: datetime) -> None:
    """What holds a deposit back, told once a reason to whoever can do something about it."""
    held = [waiting for waiting in queries.left_out(currency, pay_on) if waiting.why != "unchecked"]
    before = Notice.objects.filter(kind="payout_held", user__in={waiting.statement.worker_id for waiting in held})
    told = set(before.values_list("path", "data__why"))
    for waiting in held:
        statement, path = waiting.statement, reverse("payouts:statement", args=[waiting.statement.pk])
        if (path, waiting.why) not in told:
            notify(
                users=[statement.worker],
                kind="payout_held",
                path=path,
                at=now,
                why=waiting.why,
                reason=statement.hold_reason or "",
                period=statement.period,
                net_micro=statement.net_micro,
                currency=currency,
            )


@transaction.atomic
def cancel_payout(*, by: User, run: PayoutRun, now: datetime | None = None) -> PayoutRun:
    """Call off a run that has not been sent to the bank: its statements go into the next one.

    Whoever was told that the deposit is approved is told that it is not coming with this run.
    """
    check_admin(by)
    now = now or timezone.now()
    run = PayoutRun.objects.select_for_update().get(pk=run.pk)
    if run.cancelled_at:
        return run
    if run.sent_at:
        raise Refused("sent", _("This run has been sent to the bank."), status=409)
    run.cancelled_by, run.cancelled_at = by, now
    run.save(update_fields=["cancelled_by", "cancelled_at"])
    tell(run, Payout.State.APPROVED, "payout_cancelled", now)
    run.payouts.exclude(state=Payout.State.CANCELLED).update(state=Payout.State.CANCELLED)
    record(verb="payout.cancelled", subject=run, by=by, at=now)
    return run
