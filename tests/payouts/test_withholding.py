"""The report for the tax office: by worker and month of payment, and the sums of the year."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from payouts import queries
from projects.money import MICRO
from tests.cast import LABELS, NOON
from tests.payouts.together import DECEMBER, NOVEMBER, closed


@pytest.fixture
def paid(cast):
    """Ana is paid 100,000 won in November and 200,000 in December; Ben 100,000 in January; one month is open."""
    labels = [label | {"unit_price_micro": 100_000 * MICRO} for label in LABELS]
    project = cast.opened(cast.draft(labels=labels, max_boxes=2), won=10_000_000)
    cast.approved(project=project, by=cast.ada)
    cast.approved(cats=2, project=project, by=cast.ada, now=NOON + timedelta(days=31))
    cast.approved(cast.ben, project=project, by=cast.ada, now=NOON + timedelta(days=62))
    closed()
    closed("2026-11", DECEMBER)
    closed("2026-12", DECEMBER + timedelta(days=40))
    cast.approved(project=project, by=cast.ada, now=NOON + timedelta(days=100))
    return cast


def test_deposits_count_in_the_year_of_their_pay_day(paid):
    rows = [
        (r["name"], r["month"], r["gross_micro"] // MICRO, r["income"] // MICRO, r["local"] // MICRO)
        for r in queries.withheld(2026)
    ]
    assert rows == [
        ("Ana", "2026-11", 100_000, 3_000, 300),
        ("Ana", "2026-12", 200_000, 6_000, 600),
        ("Ana", "", 300_000, 9_000, 900),
    ]
    assert [r["name"] for r in queries.withheld(2027)] == ["Ben", "Ben"]
    assert [r["month"] for r in queries.withheld(2027, "2027-01")] == ["2027-01", ""]


def test_the_command_prints_it_for_spreadsheets_and_machines(paid):
    out = io.StringIO()
    call_command("withholding", "2026", "--csv", stdout=out)
    rows = list(csv.reader(io.StringIO(out.getvalue().lstrip("\ufeff"))))
    assert rows[0] == ["worker", "name", "currency", "month", "gross", "tax_income", "tax_local", "tax_flat", "net"]
    assert rows[-1] == [str(paid.ana.pk), "Ana", "KRW", "total", "300000", "9000", "900", "0", "290100"]
    out = io.StringIO()
    call_command("withholding", "2026", "--month", "2026-12", "--json", stdout=out)
    assert [row["net_micro"] for row in json.loads(out.getvalue())["rows"]] == [193_400 * MICRO] * 2


@pytest.mark.parametrize("month", ["2026-13", "2027-01"])
def test_a_month_that_is_none_of_that_year_is_asked_wrongly(db, month):
    with pytest.raises(CommandError) as refused:
        call_command("withholding", "2026", "--month", month)
    assert refused.value.returncode == 2


def test_admins_download_it(paid):
    browser = Client()
    browser.force_login(paid.ada)
    answer = browser.get(reverse("payouts:withheld_csv"), {"period": "2026"})
    assert b"".join(answer.streaming_content).decode().count("\n") == 4
    assert browser.get(reverse("payouts:withheld_csv"), {"period": "yesterday"}).status_code == 404


def test_months_that_are_not_closed_are_not_in_it(cast):
    cast.approved(now=NOVEMBER)
    assert list(queries.withheld(2026)) == []
