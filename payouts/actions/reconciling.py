"""What the bank tells has happened: deposits paid or come back, funding received, refunds paid. Each once."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts import bankfiles, queries
from payouts.access import check_admin
from payouts.actions.settling import settle
from payouts.models import BankFile, Movement
from people.actions import record
from people.errors import Refused
from people.models import User

# What the bank told is looked at one after the other, so that no movement of two overlapping files counts twice.
READING = 4_739_201_646


@transaction.atomic
def reconcile(*, by: User, name: str, data: bytes, now: datetime | None = None) -> BankFile:
    """Take in a file of the bank (camt.053, camt.054, CSV): each movement once, whatever files it stands in.

    A deposit is paid where id and amount agree, in this transaction; one that came back is booked back and retried by
    the next run. What fits nothing stands in `queries.unmatched`. Where the file breaks off, nothing of it is taken.
    """
    check_admin(by)
    now = now or timezone.now()
    digest = sha256(data).hexdigest()
    _take_turns()
    if known := BankFile.objects.filter(sha256=digest).first():
        return known
    try:
        told = bankfiles.read(data)
    except bankfiles.BadBankFile as error:
        raise Refused("bad_file", str(error), fields={"file": str(error)}) from error
    file = BankFile.objects.create(name=name[:255], sha256=digest, imported_by=by, imported_at=now)
    movements = _new(file, told)
    for movement in movements:
        text = " ".join([movement.end_to_end_id, movement.remittance])
        movement.why = settle(movement, movement.end_to_end_id, text, by=by, now=now)
        movement.save()
    outcomes = [movement.outcome for movement in movements]
    counts = {outcome.value: outcomes.count(outcome) for outcome in Movement.Outcome if outcome in outcomes}
    record(verb="bank_file.read", subject=file, by=by, at=now, told=len(told), new=len(movements), **counts)
    return file


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READING])


def _new(file: BankFile, told: Sequence[bankfiles.Movement]) -> list[Movement]:
    """The movements that no file before told; what left comes before what came back."""
    known = set(Movement.objects.filter(key__in=[movement.key for movement in told]).values_list("key", flat=True))
    found = [
        Movement(
            file=file,
            key=movement.key,
            reference=movement.reference,
            end_to_end_id=movement.end_to_end_id,
            amount_micro=movement.amount,
            currency=movement.currency,
            incoming=movement.direction == "in",
            booked_on=movement.on,
            remittance=movement.remittance,
            status=movement.status,
            reason=movement.reason,
            outcome=Movement.Outcome.UNMATCHED,
        )
        for movement in told
        if movement.key not in known
    ]
    return sorted(found, key=lambda movement: (movement.status != Movement.Status.BOOKED, movement.incoming))


@transaction.atomic
def match_movement(*, by: User, movement: Movement, our_id: str, now: datetime | None = None) -> Movement:
    """An admin knows what a movement is about that nothing was found for: `our_id` is the id of a deposit or refund,
    or the reference of a funding. Sums have to agree all the same. Money that comes in for a deposit brings it back,
    and a transfer that the bank rejected pays nothing.
    """
    check_admin(by)
    now, our_id = now or timezone.now(), our_id.strip().upper()
    _take_turns()
    movement = Movement.objects.select_for_update().get(pk=movement.pk)
    if movement.outcome != Movement.Outcome.UNMATCHED:
        raise Refused("matched", _("This movement has been matched already."), status=409)
    was = movement.why
    if why := settle(movement, our_id, our_id, by=by, now=now, by_hand=True):
        raise Refused(why, str(queries.WHY_UNMATCHED.get(why, why)), status=409, fields={"our_id": why})
    movement.why = ""
    movement.save()
    record(verb="movement.matched", subject=movement, by=by, at=now, our_id=our_id, was=was)
    return movement
