"""Computes the books again, from what caused them, and names what does not agree: a file a check.

A check is a generator: it yields what it finds, and how far it is. It works in bands of rows, in the database, so that
it needs as much memory for ten million lines as for ten.
"""

from collections.abc import Callable, Iterator

from payouts.verification import (
    accounts,
    acts,
    adjustments,
    balance,
    budgets,
    causes,
    entries,
    fundings,
    lines,
    months,
    movements,
    payments,
    reservations,
    roots,
    runs,
    statements,
    taxes,
    verdicts,
)
from payouts.verification.finding import Finding, Progress
from payouts.verification.sweeping import sweep_books

CHECKS: dict[str, Callable[[], Iterator[Finding | Progress]]] = {
    "trial balance": balance.check,
    "accounts": accounts.check,
    "lines": lines.check,
    "entries": entries.check,
    "months": months.check,
    "causes": causes.check,
    "verdicts": verdicts.check,
    "budgets": budgets.check,
    "reservations": reservations.check,
    "adjustments": adjustments.check,
    "fundings": fundings.check,
    "statements": statements.check,
    "taxes": taxes.check,
    "roots": roots.check,
    "payments": payments.check,
    "movements": movements.check,
    "runs": runs.check,
    "acts": acts.check,
}


def verify() -> Iterator[Finding | Progress | str]:
    """Runs every check; yields the name of each as it begins, how far it is, and every finding."""
    for name, check in CHECKS.items():
        yield name
        yield from check()


__all__ = ["CHECKS", "Finding", "Progress", "sweep_books", "verify"]
