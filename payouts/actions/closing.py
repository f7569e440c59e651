"""A month ends: fenced off, summed up into statements, taxed, published: exactly once, however often interrupted."""

import json
from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts import queries
from payouts.actions.accrual import accrue
from payouts.ledger import Account, Posting, Transfer, post, raise_fence
from payouts.merkle import root
from payouts.models import Line, LineKind, Period, Statement
from payouts.periods import ends_at, pay_date, period_of, read_period
from payouts.tax import withholding
from people.actions import notify, record
from people.errors import Refused
from people.models import User
from projects.money import split_payable

BAND = 5_000
STATEMENT_ORDER = ("worker", "pay_day", "currency")


def close_period(
    *,
    by: User | None,
    period: str,
    early: bool = False,
    now: datetime | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Period:
    """Close a month: fence it off, write its statements and taxes, publish its root, tell the workers.

    Each step is its own transaction and finds what an interrupted run has left, so that a closing that was killed, or
    that runs twice at once, ends in the same statements. Refused where the month is not over (unless `early`) or an
    earlier month is open. `progress` hears how many of how many workers are done.
    """
    now = now or timezone.now()
    _fence_off(period, by=by, early=early, now=now)
    workers = list(_workers_of(period))
    for start in range(0, len(workers), BAND):
        _issue_statements(period, workers[start : start + BAND])
        progress(min(start + BAND, len(workers)), len(workers))
    return _finish(period, now=now)


@transaction.atomic
def _fence_off(period: str, *, by: User | None, early: bool, now: datetime) -> None:
    """From here on nothing is booked into the month; all that was decided before this is."""
    try:
        read_period(period)
    except ValueError as error:
        raise Refused("bad_period", str(error)) from error
    raise_fence()
    if Period.objects.filter(pk=period).exists():
        return
    if period > period_of(now, queries.ZONE) or (not early and now < ends_at(period, queries.ZONE)):
        raise Refused("not_over", _("%(period)s is not over yet.") % {"period": period}, status=409)
    accrue()
    latest = Period.objects.order_by("-name").values_list("name", flat=True).first()
    if latest and latest > period:
        raise Refused("out_of_order", _("A later month is closed already."), status=409)
    if first := queries.earlier_open_period(period):
        raise Refused("out_of_order", _("Close %(period)s first.") % {"period": first}, status=409)
    closing = Period.objects.create(name=period, fenced_at=now, closed_by=by)
    record(verb="period.fenced", subject=closing, by=by, at=now)


def _workers_of(period: str):
    lines = Line.objects.filter(period=period, kind__in=queries.EARNING_KINDS)
    return lines.order_by("worker").values_list("worker", flat=True).distinct()


STATEMENTS_SQL = """
INSERT INTO payouts_statement (period, worker_id, pay_day, currency, earned_micro, carried_in_micro, gross_micro,
                               taxes, net_micro, carried_out_micro, line_count, units, digest, issued_at)
SELECT %(period)s, worker_id, pay_day, currency, earned, carried_in, gross, taxes, net, carried_out, lines, units,
       digest, %(issued_at)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(worker_id bigint, pay_day int, currency text, earned bigint,
    carried_in bigint, gross bigint, taxes jsonb, net bigint, carried_out bigint, lines int, units bigint, digest text)
ON CONFLICT (period, worker_id, pay_day, currency) DO NOTHING
"""

SUMS_SQL = """
SELECT line.worker_id, line.pay_day, line.currency, sum(line.amount_micro)::bigint, count(*), sum(line.units),
       encode(sha256(string_agg(entry.line_hashes[line.number], ''::bytea ORDER BY line.id)), 'hex'),
       coalesce((SELECT before.carried_out_micro FROM payouts_statement before
                 WHERE before.worker_id = line.worker_id AND before.pay_day = line.pay_day
                   AND before.currency = line.currency AND before.period < %(period)s
                 ORDER BY before.period DESC LIMIT 1), 0)
FROM payouts_line line JOIN payouts_entry entry ON entry.id = line.entry_id
WHERE line.period = %(period)s AND line.worker_id = ANY(%(workers)s) AND line.kind = ANY(%(kinds)s)
GROUP BY line.worker_id, line.pay_day, line.currency
ORDER BY line.worker_id, line.pay_day, line.currency
"""


@transaction.atomic
def _issue_statements(period: str, workers: list[int]) -> None:
    """Write the statements of one band of workers and book their taxes; what is there already stays as it is."""
    issued_at = Period.objects.get(pk=period).fenced_at
    with connection.cursor() as cursor:
        params = {"period": period, "workers": workers, "kinds": queries.EARNING_KINDS}
        cursor.execute(SUMS_SQL, params)
        rows = [statement_row(period, *row) for row in cursor.fetchall()]
        cursor.execute(STATEMENTS_SQL, {"period": period, "issued_at": issued_at, "rows": json.dumps(rows)})
    post([_tax_posting(period, row, issued_at) for row in rows if any(tax["amount_micro"] for tax in row["taxes"])])


def statement_row(period, worker, pay_day, currency, earned, lines, units, digest, carried_in) -> dict:
    """A row of SUMS_SQL with its rounding and its taxes: what a statement says, amounts in micro."""
    gross, carried_out = split_payable(earned + carried_in, currency)
    taxes = withholding(gross, currency, paid_on=pay_date(period, pay_day))
    return {
        "worker_id": worker,
        "pay_day": pay_day,
        "currency": currency,
        "earned": earned,
        "carried_in": carried_in,
        "gross": gross,
        "taxes": [{"kind": tax.kind, "amount_micro": tax.amount} for tax in taxes],
        "net": gross - sum(tax.amount for tax in taxes),
        "carried_out": carried_out,
        "lines": lines,
        "units": int(units),
        "digest": digest,
    }


def _tax_posting(period: str, row: dict, at: datetime) -> Posting:
    worker, currency = row["worker_id"], row["currency"]
    return Posting(
        key=f"tax:{period}/{worker}/{row['pay_day']}/{currency}",
        occurred_at=at,
        period=period,
        transfers=tuple(
            Transfer(
                LineKind.TAX,
                Account("worker", worker),
                Account(f"tax_{tax['kind']}"),
                tax["amount_micro"],
                currency,
                worker=worker,
                pay_day=row["pay_day"],
            )
            for tax in row["taxes"]
            if tax["amount_micro"]
        ),
    )


@transaction.atomic
def _finish(period: str, *, now: datetime) -> Period:
    """Publish the root over the statements, chained to the month before, and tell the workers: once."""
    closing = Period.objects.select_for_update().get(pk=period)
    if closing.closed_at:
        return closing
    statements = list(Statement.objects.filter(period=period).order_by(*STATEMENT_ORDER))
    before = Period.objects.filter(name__lt=period).order_by("-name").values_list("root", flat=True).first()
    closing.root = root_of(before or "", [leaf_of(statement) for statement in statements])
    closing.closed_at = now
    closing.save()
    record(verb="period.closed", subject=closing, by=closing.closed_by, at=now, statements=len(statements))
    workers = User.objects.in_bulk([statement.worker_id for statement in statements])
    for statement in statements:
        _tell_issued(statement, workers[statement.worker_id], now)
    return closing


def root_of(root_before: str, leaves: list[bytes]) -> str:
    """A month's root in hex: over the root of the month before it, and its own statements in STATEMENT_ORDER."""
    return root([root_before.encode(), *leaves]).hex()


def leaf_of(statement: Statement) -> bytes:
    """What the month's root commits to: a statement's name, its sums, and the digest of its lines."""
    taxes = ",".join(f"{tax['kind']}={tax['amount_micro']}" for tax in statement.taxes)
    sums = (
        statement.earned_micro,
        statement.carried_in_micro,
        statement.gross_micro,
        taxes,
        statement.net_micro,
        statement.carried_out_micro,
        statement.line_count,
        statement.units,
    )
    return "|".join(map(str, ("statement-v1", statement.key, *sums, statement.digest))).encode()


def _tell_issued(statement: Statement, worker: User, now: datetime) -> None:
    notify(
        users=[worker],
        kind="statement_issued",
        path=reverse("payouts:statement", args=[statement.pk]),
        at=now,
        period=statement.period,
        net_micro=statement.net_micro,
        currency=statement.currency,
        pay_on=statement.pay_on.isoformat(),
    )


def close_past_periods(*, now: datetime | None = None) -> list[str]:
    """Close every month that is over and has something to close, or that was interrupted; oldest first."""
    now = now or timezone.now()
    this_month = period_of(now, queries.ZONE)
    accrue()
    with_lines = {row["period"] for row in queries.periods_with_lines().filter(period__lt=this_month)}
    interrupted = set(Period.objects.filter(closed_at=None).values_list("name", flat=True))
    closed = set(Period.objects.exclude(closed_at=None).values_list("name", flat=True))
    names = sorted((with_lines | interrupted) - closed)
    for name in names:
        close_period(by=None, period=name, now=now)
    return names
