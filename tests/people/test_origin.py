"""Where an act came from stands in the event log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.actions import set_role
from people.models import Event, Role
from people.origin import coming_from, current_origin, read_origin
from tests.cast import NOON


@pytest.mark.parametrize(
    ("forwarded", "proxies", "origin"),
    [
        ("", 0, "192.0.2.1"),
        ("203.0.113.9", 0, "192.0.2.1"),
        ("203.0.113.9", 1, "203.0.113.9"),
        ("1.2.3.4, 203.0.113.9", 1, "203.0.113.9"),
        ("203.0.113.9, 10.0.0.1", 2, "203.0.113.9"),
        ("203.0.113.9", 2, "192.0.2.1"),
        ("not an address", 1, None),
        ("2001:db8::1", 1, "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed(forwarded, proxies, origin):
    assert read_origin("192.0.2.1", forwarded, proxies) == origin


@given(st.text(), st.text(), st.integers(0, 5))
def test_whatever_a_client_writes_the_answer_is_an_address_or_nothing(remote, forwarded, proxies):
    origin = read_origin(remote, forwarded, proxies)
    assert origin is None or read_origin(origin, "", 0) == origin


def test_outside_of_requests_there_is_no_origin(db, cast):
    set_role(user=cast.ana, role=Role.WORKER, by=cast.ada, now=NOON)
    assert Event.objects.get(verb="user.role_set").origin is None


def test_what_is_recorded_while_a_request_runs_names_its_origin(db, cast):
    with coming_from("203.0.113.9"):
        set_role(user=cast.ana, role=Role.WORKER, by=cast.ada, now=NOON)
    assert Event.objects.get(verb="user.role_set").origin == "203.0.113.9"
    assert current_origin() is None
