"""A budget never promises more than it has; the database itself says so."""

import pytest
from django.db import IntegrityError, transaction

from people.errors import Refused
from projects import budget
from projects.models import Budget
from projects.money import MICRO


@pytest.fixture
def purse(cast) -> Budget:
    """A budget of 100 won."""
    project = cast.draft(images=0)
    budget.fund(project_id=project.pk, amount=100 * MICRO)
    return project.budget


def state(purse: Budget) -> tuple:
    purse.refresh_from_db()
    return tuple(part // MICRO for part in (purse.funded_micro, purse.reserved_micro, purse.spent_micro))


def test_money_is_reserved_freed_and_spent(purse):
    budget.reserve(project_id=purse.pk, amount=80 * MICRO)
    budget.free(project_id=purse.pk, amount=30 * MICRO)
    budget.spend(project_id=purse.pk, amount=40 * MICRO, free=10 * MICRO)
    assert state(purse) == (100, 0, 40)
    assert purse.free_micro == 60 * MICRO


def test_the_last_won_can_be_promised_and_not_one_more(purse):
    budget.reserve(project_id=purse.pk, amount=100 * MICRO)
    with pytest.raises(Refused) as refused:
        budget.reserve(project_id=purse.pk, amount=1)
    assert (refused.value.code, refused.value.status) == ("no_budget", 409)
    assert state(purse) == (100, 100, 0)


def test_what_comes_back_is_free_again(purse):
    budget.reserve(project_id=purse.pk, amount=80 * MICRO)
    budget.spend(project_id=purse.pk, amount=80 * MICRO)
    budget.unspend(project_id=purse.pk, amount=30 * MICRO)
    assert state(purse) == (100, 0, 50)


def test_only_what_is_free_goes_back_to_the_client(purse):
    budget.reserve(project_id=purse.pk, amount=80 * MICRO)
    with pytest.raises(Refused) as refused:
        budget.unfund(project_id=purse.pk, amount=20 * MICRO + 1)
    assert refused.value.code == "no_budget"
    budget.unfund(project_id=purse.pk, amount=20 * MICRO)
    assert state(purse) == (80, 80, 0)


def test_a_trillion_is_promised_as_well_as_a_won(purse):
    budget.fund(project_id=purse.pk, amount=10**12 * MICRO)
    budget.reserve(project_id=purse.pk, amount=10**12 * MICRO)
    budget.free(project_id=purse.pk, amount=10**12 * MICRO)
    assert state(purse) == (10**12 + 100, 0, 0)


def test_spending_and_freeing_nothing_changes_nothing(purse):
    budget.free(project_id=purse.pk, amount=0)
    budget.spend(project_id=purse.pk, amount=0)
    assert state(purse) == (100, 0, 0)


@pytest.mark.parametrize(
    "parts",
    [
        {"funded_micro": 10, "reserved_micro": 6, "spent_micro": 5},
        {"funded_micro": 10, "reserved_micro": -1, "spent_micro": 5},
        {"funded_micro": 10, "reserved_micro": 5, "spent_micro": -1},
    ],
)
def test_the_database_refuses_a_budget_that_does_not_add_up(purse, parts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Budget.objects.filter(pk=purse.pk).update(**parts)


def test_more_than_was_promised_can_be_neither_freed_nor_spent(purse):
    budget.reserve(project_id=purse.pk, amount=10 * MICRO)
    for writer in (budget.free, budget.spend):
        with pytest.raises(IntegrityError), transaction.atomic():
            writer(project_id=purse.pk, amount=11 * MICRO)
