"""What an admin does with movements that nothing was found for: says what they are about, or sets them aside."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts import queries
from payouts.access import check_admin
from payouts.actions.settling import settle, take_turns
from payouts.models import Movement
from people.actions import record
from people.errors import Refused
from people.models import User

MAX_REASON = 500


@transaction.atomic
def match_movement(*, by: User, movement: Movement, our_id: str, now: datetime | None = None) -> Movement:
    """An admin knows what a movement is about that nothing was found for, or that was set aside: `our_id` is the id of
    a deposit or refund, or the reference of a funding. Sums have to agree all the same. Money that comes in for a
    deposit brings it back, also less what banks kept, which the platform bears. A transfer that the bank rejected pays
    nothing, and a funding that an admin has recorded with this reference and sum is not booked again.
    """
    check_admin(by)
    now, our_id = now or timezone.now(), our_id.strip().upper()
    movement = _open(movement)
    was = movement.why
    if why := settle(movement, our_id, our_id, by=by, now=now, by_hand=True):
        raise Refused(why, str(queries.WHY_UNMATCHED.get(why, why)), status=409, fields={"our_id": why})
    movement.why = ""
    movement.save()
    record(verb="movement.matched", subject=movement, by=by, at=now, our_id=our_id, was=was)
    return movement


@transaction.atomic
def set_aside_movement(*, by: User, movement: Movement, reason: str, now: datetime | None = None) -> Movement:
    """A movement is nothing of ours, or stands on the books already: it leaves the list of what fits nothing, with the
    reason. Nothing is booked; it can still be matched.
    """
    check_admin(by)
    now, reason = now or timezone.now(), reason.strip()
    if not reason or len(reason) > MAX_REASON:
        text = _("Give a reason in at most %(n)s characters.") % {"n": MAX_REASON}
        raise Refused("bad_reason", text, fields={"reason": text})
    movement = _open(movement)
    was = movement.why
    movement.outcome, movement.why = Movement.Outcome.ASIDE, reason
    movement.save()
    record(verb="movement.set_aside", subject=movement, by=by, at=now, reason=reason, was=was)
    return movement


def _open(movement: Movement) -> Movement:
    """The movement, for nobody else until the transaction ends; Refused where it has been matched."""
    take_turns()
    movement = Movement.objects.get(pk=movement.pk)
    if movement.outcome not in (Movement.Outcome.UNMATCHED, Movement.Outcome.ASIDE):
        raise Refused("matched", _("This movement has been matched already."), status=409)
    return movement
