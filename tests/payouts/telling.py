"""What a bank tells in the tests: its statement, handed in, and what came of it."""

import csv
import io
from datetime import date, datetime, timedelta

from payouts import actions
from payouts.ledger import Account, balance
from payouts.models import BankFile, Movement, Payout, Statement
from tests.cast import SEOUL, Cast
from tests.payouts.together import closed

TENTH = date(2026, 11, 10)
EVENING = datetime(2026, 11, 10, 18, 0, tzinfo=SEOUL)
LATER = EVENING + timedelta(days=5)
HEADINGS = ["date", "debit", "credit", "currency", "end to end id", "reference", "memo", "status", "reason"]
CLOSED = "AC04 Closed account number"


def book(*rows: list) -> bytes:
    """A bank's statement: rows of day, out, in, id, reference, memo, and maybe its status and reason; in won."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for on, paid_out, paid_in, *rest in rows:
        writer.writerow([on, paid_out, paid_in, "KRW", *rest])
    return out.getvalue().encode()


def take(by, data: bytes, name="bank.csv", now=EVENING) -> BankFile:
    return actions.reconcile(by=by, name=name, data=data, now=now)


def match(by, movement: Movement, our_id: str) -> Movement:
    """An admin says which of ours a movement is about, days after what was told of it."""
    return actions.match_movement(by=by, movement=movement, our_id=our_id, now=LATER)


def told(file: BankFile) -> list[tuple[str, str]]:
    return [(movement.outcome, movement.why) for movement in file.movements.order_by("id")]


def sent_to_the_bank(cast: Cast) -> Payout:
    """Ana's October, 80 won, sent to the bank."""
    cast.approved(cats=2)
    closed()
    return cast.sent(Statement.objects.get(worker=cast.ana)).payouts.get()


def gone_out(payout, amount=80, reference="B-1") -> list:
    return [TENTH, amount, "", payout.end_to_end_id, reference, ""]


def come_back(payout, reason=CLOSED, reference="B-1") -> list:
    return [TENTH + timedelta(days=1), "", 80, payout.end_to_end_id, reference, f"returned: {reason}"]


def worker_balance(payout) -> int:
    return balance(Account("worker", payout.statement.worker_id), "KRW")
