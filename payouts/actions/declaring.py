"""A worker says where they pay taxes and as what; the next closing goes by it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts.ledger import hold_fence
from payouts.models import Period, TaxProfile
from payouts.tax_types import WORKER_TYPES
from people.actions import record
from people.errors import Refused
from people.models import User


@transaction.atomic
def declare_tax(*, by: User, country: str, worker_type: str, now: datetime | None = None) -> TaxProfile:
    """Take `by` for such a worker from the next closing on; what is on a statement already stays as it is.

    Refused("bad_country"), ("bad_type"), and ("closing") while a month is being closed, so that a closing that is
    interrupted and taken up again goes by the same profiles.
    """
    now, country = now or timezone.now(), country.strip().upper()
    if len(country) != 2 or not (country.isascii() and country.isalpha()):
        text = _("Write the country as two letters, like KR.")
        raise Refused("bad_country", text, fields={"country": text})
    if worker_type not in WORKER_TYPES:
        text = _("Choose what you are taxed as.")
        raise Refused("bad_type", text, fields={"worker_type": text})
    hold_fence()
    if Period.objects.filter(closed_at=None).exists():
        raise Refused("closing", _("A month is being closed at the moment. Try again in some minutes."), status=409)
    known = TaxProfile.objects.filter(worker=by).first()
    before = [known.country, known.worker_type] if known else [settings.DEFAULT_TAX_COUNTRY, settings.DEFAULT_TAX_TYPE]
    profile, _made = TaxProfile.objects.update_or_create(
        worker=by, defaults={"country": country, "worker_type": worker_type, "declared_at": now}
    )
    record(verb="tax.declared", subject=by, by=by, at=now, before=before, after=[country, worker_type])
    return profile
