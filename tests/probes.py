"""What many tests ask: why an action said no, what a budget holds, what happens when many do it at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from people.errors import Refused
from projects.models import Budget, Project
from projects.money import MICRO


def refused(action: Callable, **given) -> Refused:
    """The refusal with which `action` answers; the test fails where it does not refuse."""
    with pytest.raises(Refused) as refusal:
        action(**given)
    return refusal.value


def won_of(project: Project) -> tuple[Decimal, Decimal]:
    """What the project's budget has promised and has spent, in won and to the micro."""
    budget = Budget.objects.get(pk=project.pk)
    assert budget.funded_micro >= budget.reserved_micro + budget.spent_micro
    return Decimal(budget.reserved_micro) / MICRO, Decimal(budget.spent_micro) / MICRO


def at_once(calls: list[Callable]) -> list:
    """Run all calls in threads that start together, each with a connection of its own.

    What a call returned stands at its place, or the error that it raised.
    """
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(timeout=60)
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))
