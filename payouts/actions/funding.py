"""Money in: a client announces a transfer; what arrives becomes a project's budget."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts import queries
from payouts.access import check_admin
from payouts.ledger import BANK, Account, LedgerConflict, Posting, Transfer, post
from payouts.models import Funding, LineKind
from payouts.references import new_reference
from people.actions import notify, record
from people.errors import Refused
from people.models import User
from projects import budget
from projects.models import Project
from projects.money import minor_unit

MAX_REFERENCE = 50
TRIES = 5


@transaction.atomic
def announce_funding(*, by: User, project: Project, amount: int, now: datetime | None = None) -> Funding:
    """The client, or an admin, is about to transfer `amount` micro: gives the reference to write on the transfer.

    Nothing is on the books before it has arrived (`confirm_funding`).
    """
    if by.pk != project.client_id:
        check_admin(by)
    _check_amount(amount, project.currency)
    if project.status == Project.Status.CLOSED:
        raise Refused("closed", _("A closed project takes no money."), status=409)
    funding = _save_new(project=project, amount_micro=amount, requested_by=by, requested_at=now or timezone.now())
    record(
        verb="funding.announced",
        subject=funding,
        by=by,
        at=funding.requested_at,
        project=project.pk,
        amount_micro=amount,
        reference=funding.reference,
    )
    return funding


@transaction.atomic
def confirm_funding(
    *,
    by: User,
    funding: Funding,
    amount: int,
    bank_reference: str,
    on: date | None = None,
    now: datetime | None = None,
) -> Funding:
    """An announced transfer arrived with `amount` micro, on the bank's day `on`: bank to client to escrow.

    What arrived counts, whatever was announced. The same again changes nothing; something else about a funding that
    is confirmed, or a bank reference that has funded the project before, is refused. A closed project takes it too:
    the money is here, and goes back as what is unspent does.
    """
    check_admin(by)
    now = now or timezone.now()
    reference = _read_reference(bank_reference)
    funding = Funding.objects.select_for_update(of=("self",)).select_related("project__client").get(pk=funding.pk)
    _check_amount(amount, funding.project.currency)
    if funding.confirmed_at:
        if (funding.received_micro, funding.bank_reference) != (amount, reference):
            raise Refused("confirmed", _("This transfer has been confirmed already."), status=409)
        return funding
    if not _book(funding.project, amount=amount, reference=reference, on=on, now=now):
        raise _reference_used()
    return _confirm(funding, by=by, amount=amount, reference=reference, now=now)


@transaction.atomic
def fund_project(
    *,
    by: User,
    project: Project,
    amount: int,
    reference: str,
    on: date | None = None,
    now: datetime | None = None,
) -> None:
    """An admin records a transfer of `amount` micro that arrived for `project`.

    `reference` is the bank's; the same one again changes nothing, and with another amount it is refused. Where it holds
    the reference of a transfer that the client has announced for this project, that one is confirmed; otherwise it
    counts as one that nobody announced.
    """
    check_admin(by)
    now = now or timezone.now()
    reference = _read_reference(reference)
    announced = queries.funding_by_remittance(reference, project=project)
    if announced:
        confirm_funding(by=by, funding=announced, amount=amount, bank_reference=reference, on=on, now=now)
        return
    _check_amount(amount, project.currency)
    if project.status == Project.Status.CLOSED:
        raise Refused("closed", _("A closed project takes no money."), status=409)
    if _book(project, amount=amount, reference=reference, on=on, now=now):
        funding = _save_new(project=project, amount_micro=amount, requested_by=by, requested_at=now)
        _confirm(funding, by=by, amount=amount, reference=reference, now=now)


def _check_amount(amount: int, currency: str) -> None:
    """Refused where `amount` micro is nothing, or not made of the currency's coins."""
    if amount <= 0 or amount % minor_unit(currency):
        text = _("Give an amount above zero that a bank can transfer.")
        raise Refused("bad_amount", text, fields={"amount": text})


def _read_reference(text: str) -> str:
    reference = text.strip()
    if not reference:
        raise Refused("reference_missing", _("Give the bank's reference."), fields={"reference": _("missing")})
    if len(reference) > MAX_REFERENCE:
        text = _("A reference has at most %(n)s characters.") % {"n": MAX_REFERENCE}
        raise Refused("bad_reference", text, fields={"reference": text})
    return reference


def _save_new(**fields) -> Funding:
    """With a reference that no other funding has."""
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return Funding.objects.create(reference=new_reference(), **fields)
        except IntegrityError:
            continue
    raise Refused("try_again", _("No reference was free. Please try again."), status=409)


def _book(project: Project, *, amount: int, reference: str, on: date | None, now: datetime) -> bool:
    """Whether the transfer was not on the books before; Refused where it was, with another amount."""
    client, escrow = Account("client", project.client_id), Account("escrow", project.pk)
    transfers = (
        Transfer(LineKind.DEPOSIT, BANK, client, amount, project.currency, project=project.pk),
        Transfer(LineKind.ESCROW, client, escrow, amount, project.currency, project=project.pk),
    )
    happened = min(datetime.combine(on, time(), queries.ZONE), now) if on else now
    try:
        return post([Posting(f"fund:{project.pk}:{reference}", happened, transfers)]) > 0
    except LedgerConflict as error:
        raise _reference_used() from error


def _reference_used() -> Refused:
    text = _("A transfer with this reference is on the books already.")
    return Refused("reference_used", text, status=409, fields={"reference": text})


def _confirm(funding: Funding, *, by: User, amount: int, reference: str, now: datetime) -> Funding:
    """Its transfer is on the books: tell the client, and give the money to the project."""
    project = funding.project
    funding.received_micro, funding.bank_reference = amount, reference
    funding.confirmed_by, funding.confirmed_at = by, now
    funding.save(update_fields=["received_micro", "bank_reference", "confirmed_by", "confirmed_at"])
    record(
        verb="project.funded",
        subject=project,
        by=by,
        at=now,
        amount_micro=amount,
        reference=reference,
        funding=funding.reference,
    )
    notify(
        users=[project.client],
        kind="funding_received",
        path=reverse("payouts:budget", args=[project.pk]),
        at=now,
        project=project.name,
        amount_micro=amount,
        announced_micro=funding.amount_micro,
        currency=project.currency,
        reference=funding.reference,
    )
    budget.fund(project_id=project.pk, amount=amount)
    return funding
