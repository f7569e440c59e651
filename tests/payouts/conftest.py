"""What more than one file of these tests begins with."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from payouts.models import Payout
from tests.cast import Cast
from tests.payouts.tampering import moved_in_every_way
from tests.payouts.telling import sent_to_the_bank


@pytest.fixture
def payout(cast) -> Payout:
    """Ana's October, 80 won, sent to the bank."""
    return sent_to_the_bank(cast)


@pytest.fixture(scope="module")
def books_of_the_module(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """Books to be changed behind the triggers' back; told once for all tests of a module: telling takes the longest."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield moved_in_every_way(Cast())
        transaction.set_rollback(True)


@pytest.fixture
def books(books_of_the_module, db) -> Iterator[Cast]:
    """Each test finds them as they were told, whatever the one before did to them."""
    with transaction.atomic():
        yield books_of_the_module
        transaction.set_rollback(True)
