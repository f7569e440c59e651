"""The public pages that a statement is checked against."""

import json
import re
from pathlib import Path

from django.test import Client
from django.urls import reverse

from payouts import verify_statement
from payouts.models import Period, Statement
from people.actions import save_preferences
from tests.payouts.together import DECEMBER, NOVEMBER, closed


def two_months(cast) -> tuple[Period, Period]:
    cast.approved()
    closed()
    cast.approved(now=NOVEMBER)
    closed("2026-11", DECEMBER)
    return tuple(Period.objects.order_by("name"))


def test_anybody_reads_the_roots_each_with_that_of_the_month_before(cast):
    october, november = two_months(cast)
    html = Client().get(reverse("payouts:roots")).content.decode()
    assert re.findall(r'data-root="(\w+)"', html) == [november.root, october.root]
    assert f"holds the root of 2026-10, {october.root[:12]}" in html
    assert "the first month" in html
    assert reverse("payouts:verifier") in html
    assert reverse("payouts:roots_json") in html


def test_a_month_that_is_still_closing_is_not_published(cast):
    _october, november = two_months(cast)
    Period.objects.filter(pk=november.pk).update(closed_at=None)
    assert november.root not in Client().get(reverse("payouts:roots")).content.decode()
    assert set(Client().get(reverse("payouts:roots_json")).json()["roots"]) == {"2026-10"}


def test_without_a_closed_month_the_page_says_so(db):
    assert "No month is closed yet." in Client().get(reverse("payouts:roots")).content.decode()
    assert Client().get(reverse("payouts:roots_json")).json() == {"roots": {}, "months": {}}


def test_the_roots_for_machines_name_what_they_hold(cast):
    october, november = two_months(cast)
    answer = Client().get(reverse("payouts:roots_json"))
    told = json.loads(answer.content)
    assert told["roots"] == {"2026-11": november.root, "2026-10": october.root}
    assert told["months"]["2026-11"]["before"] == "2026-10"
    assert told["months"]["2026-10"]["statements"] == Statement.objects.filter(period="2026-10").count()
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_the_script_is_handed_out_as_it_stands(db):
    answer = Client().get(reverse("payouts:verifier"))
    assert answer["Content-Disposition"] == 'attachment; filename="verify_statement.py"'
    assert b"".join(answer) == Path(verify_statement.__file__).read_bytes()


def test_every_page_leads_to_the_roots(cast):
    save_preferences(by=cast.ana, language="en")
    client = Client()
    for path in ("/", reverse("account_login")):
        assert reverse("payouts:roots") in client.get(path).content.decode()
    client.force_login(cast.ana)
    assert reverse("payouts:roots") in client.get(reverse("payouts:money")).content.decode()
