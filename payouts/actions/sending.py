"""An approved run becomes the file that the bank carries out."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts.access import check_admin
from payouts.actions.approving import check_its_day, stop, tell
from payouts.bankfiles import BadOrder, Batch, Order, Payer, korean_csv, pain001
from payouts.models import Payout, PayoutRun
from payouts.queries import ZONE
from payouts.sealing import fingerprint, unseal
from people.actions import record
from people.errors import Refused
from people.models import Event, User

# Format to the ending of its file's name, its content type, and what writes it.
FORMATS = {
    "pain001": ("xml", "application/xml", pain001.write),
    "korean": ("csv", "text/csv; charset=cp949", korean_csv.write),
}


@dataclass(frozen=True)
class OrderFile:
    """What the bank is handed."""

    name: str
    content_type: str
    data: bytes


@transaction.atomic
def send_payout(*, by: User, run: PayoutRun, file_format: str = "", now: datetime | None = None) -> OrderFile:
    """The file of an approved run, which counts as sent from here on. Asked again, the same bytes.

    `file_format` is pain001 or korean; without one, what the currency's banks take. A run is sent in one format: in
    two it might be paid twice.
    """
    check_admin(by)
    now = now or timezone.now()
    run = PayoutRun.objects.select_for_update().get(pk=run.pk)
    if run.sent_at:
        return sent_file(by=by, run=run, file_format=file_format)
    if run.cancelled_at:
        raise Refused("cancelled", _("This run was cancelled."), status=409)
    if not run.approved_at:
        raise Refused("not_approved", _("Another admin has to approve this run first."), status=409)
    check_its_day(run, now)
    stopped = stop(run)
    sent = _write(run, file_format or _usual(run))
    run.sent_at = now
    run.save(update_fields=["sent_at"])
    run.payouts.filter(state=Payout.State.APPROVED).update(state=Payout.State.SENT)
    record(
        verb="payout.sent",
        subject=run,
        by=by,
        at=now,
        format=file_format or _usual(run),
        sha256=sha256(sent.data).hexdigest(),
        stopped=stopped,
    )
    tell(run, Payout.State.SENT, "payout_sent", now)
    return sent


def sent_file(*, by: User, run: PayoutRun, file_format: str = "") -> OrderFile:
    """The file that a run was sent in, written once more: refused where it would not be the same to the byte."""
    check_admin(by)
    event = Event.objects.filter(subject=f"payoutrun:{run.pk}", verb="payout.sent").first()
    if event is None:
        raise Refused("not_sent", _("This run has not been sent yet."), status=409)
    if file_format not in ("", event.data["format"]):
        raise Refused("sent_already", _("This run has been sent in another format."), status=409)
    sent = _write(run, event.data["format"])
    if sha256(sent.data).hexdigest() != event.data["sha256"]:
        raise Refused("changed", _("The file cannot be written as it was: our own account has changed."), status=409)
    record(verb="payout.file_read", subject=run, by=by, at=timezone.now())  # account numbers stand in it
    return sent


def _usual(run: PayoutRun) -> str:
    return "korean" if run.currency == "KRW" else "pain001"


def _write(run: PayoutRun, file_format: str) -> OrderFile:
    if file_format not in FORMATS:
        text = _("Give one of %(formats)s.") % {"formats": ", ".join(FORMATS)}
        raise Refused("bad_format", text, fields={"format": text})
    if run.currency not in settings.BANK_PAYERS:
        raise Refused("no_account", _("Our own account for this currency is not set up."), status=409)
    ending, content_type, write = FORMATS[file_format]
    batch = Batch(
        message_id=f"HB-RUN-{run.pk}",
        created_at=run.approved_at.astimezone(ZONE),
        pay_on=run.pay_on,
        payer=Payer(**settings.BANK_PAYERS[run.currency]),
        orders=tuple(_orders(run)),
    )
    try:
        return OrderFile(f"payout-{run.pk}-{run.pay_on}.{ending}", content_type, write(batch))
    except BadOrder as error:  # its text may quote what nobody is to read
        text = _("The bank would not carry out %(where)s (%(code)s).") % {"where": error.where, "code": error.code}
        raise Refused("bad_order", text, status=409, fields={error.where: error.code}) from error


def _orders(run: PayoutRun):
    payouts = run.payouts.exclude(state=Payout.State.CANCELLED).select_related("statement", "account").order_by("pk")
    for payout in payouts:
        account, secret = payout.account, unseal(payout.account.sealed)
        # The sealed part may be sealed anew, the fingerprint never changes: so nobody puts another number in its place.
        if fingerprint(account.country, account.bank_code, secret["number"]) != account.fingerprint:
            raise Refused("altered", _("Account %(id)s was altered.") % {"id": account.pk}, status=409)
        period = payout.statement.period
        yield Order(
            end_to_end_id=payout.end_to_end_id,
            amount=payout.amount_micro,
            currency=run.currency,
            holder=secret["holder"],
            account=secret["number"],
            bank_code=account.bank_code,
            bic=secret["bic"],
            country=account.country,
            remittance=f"Honestbox {period[2:4]}{period[5:]}",
        )
