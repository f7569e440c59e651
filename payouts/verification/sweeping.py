"""Every night: reservations without an owner and budgets that differ from the books; the admins are told of them."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from payouts.verification import budgets, reservations
from payouts.verification.finding import Finding
from people.actions import notify, record
from people.models import Role, User

# So many are told in words; `verify_ledger` names all.
TOLD = 10
VERB = "books.differ"


@transaction.atomic
def sweep_books(*, now: datetime | None = None) -> int:
    """Look for what is reserved for nothing, and for budgets that do not follow from the books; returns how many.

    Where there is any, an event and a notice to every admin name the first of them; where there is none, nothing.
    """
    count, told = 0, []
    for check in (budgets.check, reservations.check):
        for found in check():
            if isinstance(found, Finding):
                count += 1
                told += [found.text] if len(told) < TOLD else []
    if count:
        _tell(count, told, now=now or timezone.now())
    return count


def _tell(count: int, told: list[str], *, now: datetime) -> None:
    record(verb=VERB, subject="ledger", by=None, at=now, findings=count, first=told)
    admins = User.objects.filter(role=Role.ADMIN, is_active=True)
    path = f"{reverse('people:events')}?what={VERB}"
    notify(users=admins, kind="books_differ", path=path, at=now, findings=count, first=told)
