"""What the bank tells has happened: deposits paid or come back, funding received, refunds paid. Each once."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from payouts import bankfiles, queries
from payouts.access import check_admin
from payouts.actions.settling import settle, take_turns
from payouts.models import BankFile, Movement
from people.actions import record
from people.errors import Refused
from people.models import User


@transaction.atomic
def reconcile(*, by: User, name: str, data: bytes, now: datetime | None = None) -> BankFile:
    """Take in a file of the bank (camt.053, camt.054, CSV): each movement once, whatever files it stands in.

    A deposit is paid where id and amount agree, in this transaction; one that came back is booked back and retried by
    the next run. What fits nothing stands in `queries.unmatched`. Where the file breaks off, nothing of it is taken.
    """
    check_admin(by)
    now = now or timezone.now()
    digest = sha256(data).hexdigest()
    take_turns()
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
    sums = {"told": len(told), "new": len(movements), "digest": queries.digest_of(file), "sha256": digest}
    record(verb="bank_file.read", subject=file, by=by, at=now, **sums, **counts)
    return file


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
