"""Money in: a client's transfer becomes a project's budget."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts.ledger import BANK, Account, Posting, Transfer, post
from payouts.models import LineKind
from people.actions import record
from people.errors import Refused
from people.models import User
from projects import budget
from projects.models import Project


@transaction.atomic
def fund_project(*, by: User, project: Project, amount: int, reference: str, now: datetime | None = None) -> None:
    """A client's transfer of `amount` micro arrived: bank to client, client to the project's escrow.

    `reference` is the bank's; the same one again changes nothing.
    """
    now = now or timezone.now()
    if amount <= 0:
        raise Refused("bad_amount", _("Give an amount above zero."), fields={"amount": _("above zero")})
    if not reference.strip():
        raise Refused("reference_missing", _("Give the bank's reference."), fields={"reference": _("missing")})
    if project.status == Project.Status.CLOSED:
        raise Refused("closed", _("A closed project takes no money."), status=409)
    client, escrow = Account("client", project.client_id), Account("escrow", project.pk)
    transfers = (
        Transfer(LineKind.DEPOSIT, BANK, client, amount, project.currency, project=project.pk),
        Transfer(LineKind.ESCROW, client, escrow, amount, project.currency, project=project.pk),
    )
    if post([Posting(f"fund:{project.pk}:{reference.strip()}"[:80], now, transfers)]):
        record(verb="project.funded", subject=project, by=by, at=now, amount_micro=amount, reference=reference)
        budget.fund(project_id=project.pk, amount=amount)
