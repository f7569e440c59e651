"""Reads about what the bank told."""

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from payouts.models import BankFile, Movement
from projects.money import CURRENCIES, format_money, plain_amount

# Why a movement fits nothing of ours.
WHY_UNMATCHED = {
    "no_id": _("It carries no id of ours"),
    "unknown_id": _("No deposit or refund of ours has this id"),
    "amount_differs": _("The sum is not that of the deposit"),
    "currency_differs": _("The project is funded in another currency"),
    "already_paid": _("This was paid before: the money has left twice"),
    "already_returned": _("This came back before"),
    "paid_before": _("The bank carried this out before it rejected it: what comes back is a movement of its own"),
    "rejected_before": _("The bank rejected this before: the money has left after all"),
    "nothing_moved": _("The bank rejected it: nothing came in"),
    "taken_back": _("The bank took back what had come in"),
    "not_sent": _("This deposit has not been sent to the bank"),
    "no_funding": _("No announced funding has a reference that stands here"),
    "reference_used": _("A transfer with this reference is on the books already"),
    "confirmed": _("This funding has been confirmed already"),
    "bad_amount": _("No bank transfers such a sum"),
}

# Over all that a file told of its new movements, which nothing changes later: an aggregate for `payouts_movement`.
DIGEST_SQL = r"""encode(sha256(coalesce(string_agg(sha256(convert_to(concat_ws(E'\x1f', movement.key,
    movement.reference, movement.end_to_end_id, movement.amount_micro, movement.currency, movement.incoming,
    to_char(movement.booked_on, 'YYYY-MM-DD'), movement.status, movement.reason, movement.remittance), 'UTF8')),
    ''::bytea ORDER BY movement.id), '')), 'hex')"""


def why_unmatched(movement: Movement) -> str:
    """In words; of what was set aside, the reason."""
    is_aside = movement.outcome == Movement.Outcome.ASIDE
    return movement.why if is_aside else str(WHY_UNMATCHED.get(movement.why, movement.why))


def bank_files() -> QuerySet[BankFile]:
    """Every file, newest first, with the number of its new movements and of those that fit nothing."""
    nothing = Q(movements__outcome=Movement.Outcome.UNMATCHED)
    counts = {"count": Count("movements"), "unmatched": Count("movements", filter=nothing)}
    return BankFile.objects.select_related("imported_by").annotate(**counts).order_by("-id")


def movements_of(file: BankFile) -> QuerySet[Movement]:
    related = ("payout__statement__worker", "funding__project", "refund__project")
    return file.movements.select_related(*related).order_by("id")


def digest_of(file: BankFile) -> str:
    """A SHA-256 in hex over all that a file told of its new movements."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {DIGEST_SQL} FROM payouts_movement movement WHERE file_id = %s", [file.pk])
        return cursor.fetchone()[0]


def unmatched() -> QuerySet[Movement]:
    """What fits nothing of ours, oldest first."""
    return Movement.objects.filter(outcome=Movement.Outcome.UNMATCHED).select_related("file").order_by("id")


def set_aside() -> QuerySet[Movement]:
    """What an admin has taken off that list, newest first; `why` is the reason."""
    return Movement.objects.filter(outcome=Movement.Outcome.ASIDE).select_related("file").order_by("-id")


def outcomes_of(file: BankFile) -> list[dict]:
    """How many movements of a file came to what: `name`, `incoming`, `count`, and their sum by currency as `text`."""
    sums = file.movements.order_by().values("outcome", "currency", "incoming")
    rows = sums.annotate(count=Count("id"), sum_micro=Sum("amount_micro")).order_by("outcome", "currency", "incoming")
    return [
        row
        | {
            "name": Movement.Outcome(row["outcome"]).label,
            "text": sum_text(row["sum_micro"], row["currency"]),
        }
        for row in rows
    ]


def sum_text(amount: int, currency: str) -> str:
    """A sum on our account as people read it, also in a currency that we pay nothing in."""
    return format_money(amount, currency) if currency in CURRENCIES else f"{plain_amount(amount)} {currency}"
