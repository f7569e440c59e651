"""Crashes between any two statements of an action: the database rolls back what was not committed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


class Crashed(Exception):
    """The process died here."""


@contextmanager
def crash_at(statement: int) -> Iterator[None]:
    """Inside, the `statement`-th statement from now on is never answered, nor any after it."""
    seen = 0

    def wrapper(execute: Callable, sql, params, many, context):
        nonlocal seen
        # Savepoints stand for transactions here; rolling back is the database's own work and always goes through.
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen += 1
            if seen >= statement:
                raise Crashed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield
