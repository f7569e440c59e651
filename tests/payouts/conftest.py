"""Books for those who change them behind the triggers' back."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.cast import Cast
from tests.payouts.tampering import moved_in_every_way


@pytest.fixture(scope="module")
def books_of_the_module(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """Told once for all tests of a module: the story takes longer than a verification."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield moved_in_every_way(Cast())
        transaction.set_rollback(True)


@pytest.fixture
def books(books_of_the_module, db) -> Iterator[Cast]:
    """Each test finds them as they were told, whatever the one before did to them."""
    with transaction.atomic():
        yield books_of_the_module
        transaction.set_rollback(True)
