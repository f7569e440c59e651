"""Reads about money that came in and what goes back."""

from django.conf import settings
from django.db.models import QuerySet

from payouts.models import Funding, Refund
from payouts.references import references_in
from projects.models import Project


def funding_by_remittance(text: str, project: Project | None = None) -> Funding | None:
    """The announced transfer whose reference stands in what a bank passed on, and that has not arrived yet.

    None where there is none, or where the text names several.
    """
    announced = Funding.objects.filter(reference__in=references_in(text), confirmed_at=None).select_related("project")
    if project:
        announced = announced.filter(project=project)
    found = list(announced[:2])
    return found[0] if len(found) == 1 else None


def fundings_named(text: str) -> list[Funding]:
    """The fundings whose references stand in what a bank passed on, whether they have arrived or not."""
    return list(Funding.objects.filter(reference__in=references_in(text)))


def pay_to(currency: str) -> str:
    """The account to which a client transfers `currency`, as it reads on a page; empty where the platform has none."""
    if known := settings.PLATFORM_BANK_ACCOUNTS.get(currency):
        return known
    payer = settings.BANK_PAYERS.get(currency)
    return ", ".join(filter(None, (payer[key] for key in ("name", "bic", "account")))) if payer else ""


def fundings_of(project: Project) -> QuerySet[Funding]:
    return project.fundings.select_related("project").order_by("-id")


def refunds_of(project: Project) -> QuerySet[Refund]:
    return project.refunds.select_related("project").order_by("-id")


def announced_fundings() -> QuerySet[Funding]:
    """What has been announced and has not arrived, oldest first."""
    return Funding.objects.filter(confirmed_at=None).select_related("project__client").order_by("id")


def unpaid_refunds() -> QuerySet[Refund]:
    return Refund.objects.filter(paid_on=None).select_related("project__client").order_by("id")
