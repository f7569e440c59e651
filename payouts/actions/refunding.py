"""Money back: what a closed project did not spend returns to its client."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts import queries
from payouts.access import check_admin
from payouts.ledger import BANK, Account, Posting, Transfer, post
from payouts.models import LineKind, Refund
from payouts.references import REFUND, new_reference
from people.actions import notify, record
from people.errors import Refused
from people.models import User
from projects import budget
from projects.models import Budget, Project

TRIES = 5


@transaction.atomic
def refund_project(*, by: User | None, project: Project, now: datetime | None = None) -> Refund:
    """What is free of a closed project leaves its escrow for the client; `by` None is the beat.

    Work in review stays payable: what is reserved is not touched. What comes free later goes back by another refund.
    """
    if by:
        check_admin(by)
    now = now or timezone.now()
    project = Project.objects.select_related("client").get(pk=project.pk)
    if project.status != Project.Status.CLOSED:
        raise Refused("not_closed", _("Only a closed project gives money back."), status=409)
    amount = queries.refundable_micro(project)
    if amount <= 0:
        raise Refused("nothing_free", _("Nothing is free to give back."), status=409)
    refund = _save_new(project=project, amount_micro=amount, opened_by=by, opened_at=now)
    escrow, client = Account("escrow", project.pk), Account("client", project.client_id)
    transfer = Transfer(LineKind.REFUND, escrow, client, amount, project.currency, project=project.pk)
    post([Posting(f"refund:{refund.pk}", now, (transfer,))])
    told = {"project": project.pk, "amount_micro": amount, "reference": refund.end_to_end_id}
    record(verb="refund.opened", subject=refund, by=by, at=now, **told)
    _tell(refund, "refund_opened", now)
    budget.unfund(project_id=project.pk, amount=amount)
    return refund


@transaction.atomic
def pay_refund(*, by: User, refund: Refund, bank_reference: str, on: date, now: datetime | None = None) -> Refund:
    """The bank has sent a refund on its day `on`: client to bank. The same again changes nothing."""
    check_admin(by)
    now = now or timezone.now()
    reference = bank_reference.strip()
    if not reference:
        raise Refused("reference_missing", _("Give the bank's reference."), fields={"bank_reference": _("missing")})
    refund = Refund.objects.select_for_update(of=("self",)).select_related("project__client").get(pk=refund.pk)
    if refund.paid_on:
        if (refund.bank_reference, refund.paid_on) != (reference, on):
            raise Refused("paid", _("This refund has been paid already."), status=409)
        return refund
    project = refund.project
    client = Account("client", project.client_id)
    transfer = Transfer(LineKind.REFUND, client, BANK, refund.amount_micro, project.currency, project=project.pk)
    happened = min(datetime.combine(on, time(), queries.ZONE), now)
    post([Posting(f"refund-paid:{refund.pk}", happened, (transfer,))])
    refund.bank_reference, refund.paid_on, refund.paid_by = reference, on, by
    refund.save(update_fields=["bank_reference", "paid_on", "paid_by"])
    record(verb="refund.paid", subject=refund, by=by, at=now, project=project.pk, reference=reference)
    _tell(refund, "refund_paid", now, paid_on=on.isoformat())
    return refund


def refund_closed_projects(*, now: datetime | None = None) -> int:
    """Open the refund of every closed project in which nothing is in work or review; returns how many."""
    opened = 0
    for row in Budget.objects.filter(project__status=Project.Status.CLOSED, reserved_micro=0).exclude(
        funded_micro=F("spent_micro")
    ):
        try:
            refund_project(by=None, project=row.project, now=now)
        except Refused:  # somebody else has just opened it
            continue
        opened += 1
    return opened


def _save_new(**fields) -> Refund:
    """With a reference that no other refund has."""
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return Refund.objects.create(end_to_end_id=new_reference(REFUND), **fields)
        except IntegrityError:
            continue
    raise Refused("try_again", _("No reference was free. Please try again."), status=409)


def _tell(refund: Refund, kind: str, now: datetime, **data) -> None:
    notify(
        users=[refund.project.client],
        kind=kind,
        path=reverse("payouts:budget", args=[refund.project_id]),
        at=now,
        project=refund.project.name,
        amount_micro=refund.amount_micro,
        currency=refund.project.currency,
        reference=refund.end_to_end_id,
        **data,
    )
