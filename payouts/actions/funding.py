"""Money in: a client's transfer becomes a project's budget."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts.ledger import BANK, Account, LedgerConflict, Posting, Transfer, post
from payouts.models import LineKind
from people.actions import record
from people.errors import Refused
from people.models import User
from projects import budget
from projects.models import Project

MAX_REFERENCE = 50


@transaction.atomic
def fund_project(*, by: User, project: Project, amount: int, reference: str, now: datetime | None = None) -> None:
    """A client's transfer of `amount` micro arrived: bank to client, client to the project's escrow.

    `reference` is the bank's; the same one again changes nothing, and with another amount it is refused.
    """
    now = now or timezone.now()
    if amount <= 0:
        raise Refused("bad_amount", _("Give an amount above zero."), fields={"amount": _("above zero")})
    if not reference.strip():
        raise Refused("reference_missing", _("Give the bank's reference."), fields={"reference": _("missing")})
    if len(reference) > MAX_REFERENCE:
        text = _("A reference has at most %(n)s characters.") % {"n": MAX_REFERENCE}
        raise Refused("bad_reference", text, fields={"reference": text})
    if project.status == Project.Status.CLOSED:
        raise Refused("closed", _("A closed project takes no money."), status=409)
    client, escrow = Account("client", project.client_id), Account("escrow", project.pk)
    transfers = (
        Transfer(LineKind.DEPOSIT, BANK, client, amount, project.currency, project=project.pk),
        Transfer(LineKind.ESCROW, client, escrow, amount, project.currency, project=project.pk),
    )
    try:
        booked = post([Posting(f"fund:{project.pk}:{reference.strip()}", now, transfers)])
    except LedgerConflict as error:
        text = _("A transfer with this reference and another amount is on the books.")
        raise Refused("reference_used", text, status=409, fields={"reference": text}) from error
    if booked:
        record(verb="project.funded", subject=project, by=by, at=now, amount_micro=amount, reference=reference)
        budget.fund(project_id=project.pk, amount=amount)
