"""The event log as admins read it."""

import pytest
from django.test import Client
from django.urls import reverse

from people import queries
from people.actions import record
from tests.cast import NOON
from tests.http import queries_of


@pytest.fixture
def ada(cast):
    client = Client()
    client.force_login(cast.ada)
    return client


@pytest.fixture
def log(cast):
    """Three acts of two people about two things."""
    record(verb="payout.prepared", subject=cast.ana, by=cast.ada, at=NOON, total=5)
    record(verb="payout.approved", subject=cast.ana, by=cast.clara, at=NOON)
    record(verb="hold.placed", subject=cast.ben, by=cast.ada, at=NOON)


def verbs(**filters) -> list[str]:
    return [event.verb for event in queries.events(**filters, limit=100) if event.verb != "user.created"]


def test_the_newest_act_comes_first(log):
    assert verbs() == ["hold.placed", "payout.approved", "payout.prepared"]


def test_the_log_is_filtered_by_who_by_what_and_by_what_it_is_about(cast, log):
    assert verbs(who="ADA@cast.example") == ["hold.placed", "payout.prepared"]
    assert verbs(what="payout") == ["payout.approved", "payout.prepared"]
    assert verbs(about=f"user:{cast.ben.pk}") == ["hold.placed"]
    assert verbs(who=cast.clara.email, what="hold") == []


def test_pages_join_without_a_gap(ada, log, monkeypatch):
    monkeypatch.setattr("people.views.EVENTS_A_PAGE", 2)
    address, seen = reverse("people:events"), []
    before = ""
    while before is not None:
        context = ada.get(address, {"before": before}).context
        seen += context["events"]
        before = context["older"]
    assert seen == queries.events(limit=1000)


def test_what_was_written_into_the_address_by_hand_does_no_harm(ada, log):
    for before in ("x", "-1", "9" * 30):
        assert ada.get(reverse("people:events"), {"before": before, "who": "\x00", "what": "%"}).status_code == 200


def test_a_full_page_costs_as_many_queries_as_an_almost_empty_one(cast, ada, log):
    before = queries_of(ada.get, reverse("people:events"))
    for _turn in range(50):
        record(verb="payout.sent", subject=cast.ana, by=cast.ada, at=NOON, sha256="0f")
    assert queries_of(ada.get, reverse("people:events")) == before
