"""A worker's deposits wait, with a reason that the worker reads."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts.access import check_admin
from payouts.models import Hold
from people.actions import notify, record
from people.errors import Refused
from people.models import Role, User

MAX_REASON = 500


@transaction.atomic
def place_hold(*, by: User, worker: User, reason: str, now: datetime | None = None) -> Hold:
    """Nothing is paid to `worker` until somebody lifts the hold; what the bank was ordered already still arrives."""
    check_admin(by)
    now, reason = now or timezone.now(), reason.strip()
    if not reason or len(reason) > MAX_REASON:
        text = _("Give a reason that the worker can read, in at most %(n)s characters.") % {"n": MAX_REASON}
        raise Refused("bad_reason", text, fields={"reason": text})
    if worker.role != Role.WORKER:
        raise Refused("not_a_worker", _("Only workers are paid."), fields={"worker": _("not a worker")})
    try:
        with transaction.atomic():
            hold = Hold.objects.create(worker=worker, reason=reason, placed_by=by, placed_at=now)
    except IntegrityError as error:
        raise Refused("held", _("This worker’s deposits are on hold already."), status=409) from error
    record(verb="hold.placed", subject=hold, by=by, at=now, worker=worker.pk, reason=reason)
    notify(users=[worker], kind="hold_placed", path=reverse("payouts:money"), at=now, reason=reason)
    return hold


@transaction.atomic
def lift_hold(*, by: User, hold: Hold, now: datetime | None = None) -> Hold:
    """The worker is paid again, from the next run on; lifting it again changes nothing."""
    check_admin(by)
    now = now or timezone.now()
    hold = Hold.objects.select_for_update(of=("self",)).select_related("worker").get(pk=hold.pk)
    if hold.lifted_at:
        return hold
    hold.lifted_by, hold.lifted_at = by, now
    hold.save(update_fields=["lifted_by", "lifted_at"])
    record(verb="hold.lifted", subject=hold, by=by, at=now, worker=hold.worker_id)
    notify(users=[hold.worker], kind="hold_lifted", path=reverse("payouts:money"), at=now, reason=hold.reason)
    return hold
