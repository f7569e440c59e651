"""A worker declares where they pay taxes and as what."""

import pytest
from django.test import Client
from django.urls import reverse

from payouts import actions
from payouts.actions import closing
from payouts.models import TaxProfile
from people.errors import Refused
from people.models import Event
from tests.payouts.together import closed


@pytest.mark.parametrize(
    ("country", "worker_type", "code"),
    [("Korea", "freelancer", "bad_country"), ("K1", "freelancer", "bad_country"), ("KR", "pirate", "bad_type")],
)
def test_what_nobody_knows_is_refused(cast, country, worker_type, code):
    with pytest.raises(Refused) as refused:
        actions.declare_tax(by=cast.ana, country=country, worker_type=worker_type)
    assert refused.value.code == code
    assert not TaxProfile.objects.exists()


def test_it_is_on_record_with_what_was_before(cast):
    actions.declare_tax(by=cast.ana, country="DE", worker_type="business")
    actions.declare_tax(by=cast.ana, country="US", worker_type="unidentified")
    first, second = Event.objects.filter(verb="tax.declared").order_by("id")
    assert (first.data["before"], first.data["after"]) == (["KR", "freelancer"], ["DE", "business"])
    assert second.data["before"] == ["DE", "business"]
    assert TaxProfile.objects.get(worker=cast.ana).worker_type == "unidentified"


def test_nobody_changes_it_while_a_month_is_closing(cast, monkeypatch):
    cast.approved()
    with monkeypatch.context() as broken:
        broken.setattr(closing, "publish", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            closed()
    with pytest.raises(Refused, match="being closed"):
        actions.declare_tax(by=cast.ana, country="DE", worker_type="business")
    closed()
    actions.declare_tax(by=cast.ana, country="DE", worker_type="business")


def test_the_page_shows_what_is_withheld_and_changes_it(cast):
    browser = Client()
    browser.force_login(cast.ana)
    page = browser.get(reverse("payouts:tax")).content.decode()
    assert 'data-rule="KR-freelancer-2024-07"' in page
    wrong = browser.post(reverse("payouts:tax"), {"country": "K1", "worker_type": "freelancer"})
    assert "two letters" in wrong.content.decode()
    browser.post(reverse("payouts:tax"), {"country": "KR", "worker_type": "business"})
    assert 'data-rule="KR-freelancer-2024-07"' not in browser.get(reverse("payouts:tax")).content.decode()
