"""Whether this process can serve."""

from types import SimpleNamespace

import pytest
from django.db.utils import OperationalError


@pytest.fixture
def visitor(client, db):
    client.raise_request_exception = False
    return client


def test_a_process_that_reaches_its_database_and_its_broker_is_well(visitor):
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert answer["Content-Type"] == "text/plain"


def test_without_its_database_it_is_not(visitor, monkeypatch):
    def gone():
        raise OperationalError("the server is gone")

    monkeypatch.setattr("config.health.connection", SimpleNamespace(cursor=gone))
    assert visitor.get("/healthz").status_code == 500


def test_without_its_broker_it_is_not(visitor, monkeypatch):
    def gone(_key):
        raise ConnectionError("nobody answers")

    monkeypatch.setattr("config.health.cache", SimpleNamespace(get=gone))
    assert visitor.get("/healthz").status_code == 500


def test_who_asks_whether_it_is_well_needs_no_session(visitor, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert "sessionid" not in visitor.get("/healthz").cookies
