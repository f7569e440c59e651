"""The only writers of a project's budget. Each is one statement on one row, called last in its transaction."""

from django.db.models import F
from django.utils.translation import gettext as _

from people.errors import Refused
from projects.models import Budget


def fund(*, project_id: int, amount: int) -> None:
    """Money came in: `amount` micro more to spend."""
    Budget.objects.filter(pk=project_id).update(funded_micro=F("funded_micro") + amount)


def reserve(*, project_id: int, amount: int) -> None:
    """Promise `amount` micro; Refused("no_budget") where that much is not free."""
    # Compared as a column with an expression: Django takes a sum of columns for 32 bits wide, and more for impossible.
    promised = F("reserved_micro") + F("spent_micro") + amount
    if not Budget.objects.filter(pk=project_id, funded_micro__gte=promised).update(
        reserved_micro=F("reserved_micro") + amount
    ):
        raise Refused("no_budget", _("The project's budget does not cover more work at the moment."), status=409)


def free(*, project_id: int, amount: int) -> None:
    """Take back a promise of `amount` micro that nothing will be owed for."""
    if amount:
        Budget.objects.filter(pk=project_id).update(reserved_micro=F("reserved_micro") - amount)


def spend(*, project_id: int, amount: int, free: int = 0) -> None:
    """Turn `amount` micro of what was promised into what was spent, and free another `free`."""
    if amount or free:
        Budget.objects.filter(pk=project_id).update(
            reserved_micro=F("reserved_micro") - amount - free, spent_micro=F("spent_micro") + amount
        )


def unspend(*, project_id: int, amount: int) -> None:
    """`amount` micro of what was spent came back: it is free again."""
    Budget.objects.filter(pk=project_id).update(spent_micro=F("spent_micro") - amount)


def unfund(*, project_id: int, amount: int) -> None:
    """`amount` micro goes back to the client; Refused("no_budget") where that much is not free."""
    kept = F("reserved_micro") + F("spent_micro") + amount
    if not Budget.objects.filter(pk=project_id, funded_micro__gte=kept).update(funded_micro=F("funded_micro") - amount):
        raise Refused("no_budget", _("That much is not free any more."), status=409)
