"""What every test stands on: PostgreSQL and Valkey from their wheels, the cast, and a browser where one is wanted."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

from tests.cast import Cast


@pytest.fixture
def cast(db) -> Cast:
    """The people and the project of tests/cast.py, made through the same actions as in production."""
    return Cast()


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _empty_cache(settings):
    """Rate limits and sessions of one test are none of another's, in whichever thread or process it runs."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}


@pytest.fixture(autouse=True)
def _own_language(settings):
    """A page that a test asked for in Korean leaves no Korean behind for the next one."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


# What only has few rows is emptied forty times sooner by deleting them: TRUNCATE makes new files for every table and
# index. What once held many is truncated, so that the next test's plans are not made for its size.
EMPTY_SQL = """
DO $$
DECLARE
    name regclass;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOREACH name IN ARRAY ARRAY[{tables}]::regclass[] LOOP
        IF pg_relation_size(name) > 128 * 1024 THEN
            EXECUTE format('TRUNCATE %s CASCADE', name);
        ELSE
            EXECUTE format('DELETE FROM %s', name);
        END IF;
    END LOOP;
END $$;
"""


@pytest.fixture(scope="session", autouse=True)
def _quickly_emptied():
    """Between transactional tests Django empties all tables, the append-only ones too."""
    original = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, **options):
        return [EMPTY_SQL.format(tables=", ".join(f"'{table}'" for table in tables))] if tables else []

    DatabaseOperations.sql_flush = sql_flush
    yield
    DatabaseOperations.sql_flush = original


@pytest.fixture
def sql(db):
    """Run one statement as the app's own user."""

    def run(statement, params=()):
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchall() if cursor.description else None

    return run
