"""Nothing but HTTP: a client of the API, signed in as one of the cast."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

API = "/api/v1"


def http(user=None) -> APIClient:
    client = APIClient()
    if user:
        client.force_login(user)
    return client


def error(answer, status: int) -> dict:
    """The error of a refused call; asserts its status and its one shape."""
    assert answer.status_code == status, answer.content[:500]
    (only,) = answer.json()
    assert only == "error"
    assert set(answer.json()["error"]) == {"code", "message", "fields"}
    return answer.json()["error"]


def queries_of(call, *args, **kwargs) -> int:
    """How many queries a call that must succeed runs; compared between a short list and a long one."""
    with CaptureQueriesContext(connection) as queries:
        assert call(*args, **kwargs).status_code < 300
    return len(queries)
