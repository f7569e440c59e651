"""Reads about where deposits go, and what stands in their way."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from payouts.models import BankAccount, Hold, Payout, Statement
from payouts.queries.statements import statements_of, unpaid
from people.models import User

# Why a deposit waits: what its worker reads.
OBSTACLES = {
    "held": _("On hold"),
    "no_account": _("No bank account is entered for this currency"),
    "unconfirmed": _("The bank account is not confirmed: open the link in the mail"),
    "unchecked": _("We are asking the bank whether the account is in the holder’s name"),
}
# Those that only the worker can clear.
WORKERS_OWN = ("no_account", "unconfirmed")

UNDER_WAY = Exists(
    Payout.objects.filter(
        statement=OuterRef("pk"),
        state__in=[Payout.State.PREPARED, Payout.State.APPROVED, Payout.State.SENT, Payout.State.PAID],
    )
)


def accounts_in_use() -> QuerySet[BankAccount]:
    return BankAccount.objects.filter(replaced_at=None).select_related("worker").order_by("id")


def accounts_of(worker: User) -> QuerySet[BankAccount]:
    """The accounts that a worker's deposits go to, one a currency."""
    return worker.bank_accounts.filter(replaced_at=None).order_by("currency")


def accounts_to_check() -> QuerySet[BankAccount]:
    """Confirmed by their owners and not yet found to be in the holder's name, oldest first."""
    return accounts_in_use().filter(checked_at=None).exclude(confirmed_at=None)


def holds() -> QuerySet[Hold]:
    return Hold.objects.filter(lifted_at=None).select_related("worker", "placed_by").order_by("-id")


def hold_of(worker: User) -> Hold | None:
    return worker.holds.filter(lifted_at=None).first()


def sharing(accounts: QuerySet[BankAccount]) -> QuerySet[BankAccount]:
    """Those of `accounts` whose number another worker uses too."""
    others = BankAccount.objects.filter(fingerprint=OuterRef("fingerprint"), replaced_at=None)
    return accounts.filter(Exists(others.exclude(worker=OuterRef("worker"))))


def with_standing(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Each with the account that its deposit would go to and the hold on its worker; see `obstacle`."""
    account = BankAccount.objects.filter(worker=OuterRef("worker"), currency=OuterRef("currency"), replaced_at=None)
    hold = Hold.objects.filter(worker=OuterRef("worker"), lifted_at=None)
    return statements.annotate(
        to_account=Subquery(account.values("pk")[:1]),
        confirmed_at=Subquery(account.values("confirmed_at")[:1]),
        checked_at=Subquery(account.values("checked_at")[:1]),
        hold_reason=Subquery(hold.values("reason")[:1]),
    )


# The same as `obstacle`, for the database: nothing stands in the way.
CLEAR = Q(hold_reason=None, to_account__isnull=False, confirmed_at__isnull=False, checked_at__isnull=False)


def obstacle(statement: Statement) -> str:
    """What stands in the way of a statement that `with_standing` read: a key of OBSTACLES, or nothing."""
    if statement.hold_reason is not None:
        return "held"
    if statement.to_account is None:
        return "no_account"
    if statement.confirmed_at is None:
        return "unconfirmed"
    return "" if statement.checked_at else "unchecked"


@dataclass(frozen=True)
class Waiting:
    """A statement whose deposit waits for something other than its day; `text` says for what."""

    statement: Statement
    why: str

    @property
    def text(self) -> str:
        text = str(OBSTACLES[self.why])
        return f"{text}: {self.statement.hold_reason}" if self.why == "held" else text

    @property
    def is_workers_own(self) -> bool:
        return self.why in WORKERS_OWN


def waiting(statements: QuerySet[Statement]) -> list[Waiting]:
    """Those of `statements`, unpaid and without a payout under way, in whose way something stands."""
    found = with_standing(unpaid(statements).exclude(UNDER_WAY)).exclude(CLEAR)
    return [Waiting(statement, obstacle(statement)) for statement in found]


def waiting_of(worker: User) -> list[Waiting]:
    return waiting(statements_of(worker))
