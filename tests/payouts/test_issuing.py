"""Statements: the smallest deposit, tax profiles, tax rules from a file, and what came late."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from payouts import actions
from payouts.actions import issuing
from payouts.ledger import Account, balance
from payouts.models import Line, LineKind, Period, Statement, TaxProfile
from payouts.tax_rules import read_rules
from people.errors import Refused
from people.models import Notice
from projects.money import MICRO
from tests.cast import LABELS, NOON
from tests.payouts.together import DECEMBER, LAST_OF_OCTOBER, NOVEMBER, closed, findings, interrupted


def statement_of(worker, **filters) -> Statement:
    return Statement.objects.get(worker=worker, **filters)


# The smallest deposit


def test_what_is_below_the_smallest_deposit_is_carried_until_it_is_enough(cast, settings):
    settings.MIN_DEPOSIT = {"KRW": 1_000 * MICRO}
    cast.approved(cats=18, by=cast.ada)
    cast.approved(cats=10, now=NOVEMBER, by=cast.ada)
    closed()
    october = statement_of(cast.ana, period="2026-10")
    assert (october.earned_micro, october.gross_micro, october.net_micro) == (720 * MICRO, 0, 0)
    assert (october.carried_out_micro, Period.objects.get().minimums) == (720 * MICRO, {"KRW": 1_000 * MICRO})
    closed("2026-11", DECEMBER)
    november = statement_of(cast.ana, period="2026-11")
    assert (november.carried_in_micro, november.gross_micro, november.carried_out_micro) == (
        720 * MICRO,
        1_120 * MICRO,
        0,
    )
    assert findings() == []


def test_exactly_the_smallest_deposit_is_paid(cast, settings):
    settings.MIN_DEPOSIT = {"KRW": 720 * MICRO}
    cast.approved(cats=18, by=cast.ada)
    closed()
    assert statement_of(cast.ana).gross_micro == 720 * MICRO


def test_a_closed_month_keeps_the_smallest_deposit_that_was_in_force(cast, settings):
    settings.MIN_DEPOSIT = {"KRW": 1_000 * MICRO}
    cast.approved(cats=18, by=cast.ada)
    closed()
    settings.MIN_DEPOSIT = {}
    assert findings() == []


def test_who_gets_nothing_this_month_is_told_so(cast, settings):
    settings.MIN_DEPOSIT = {"KRW": 1_000 * MICRO}
    cast.approved(cats=18, by=cast.ada)
    closed()
    (told,) = Notice.objects.filter(user=cast.ana, kind__startswith="statement_")
    assert (told.kind, told.data["carried_micro"]) == ("statement_carried", 720 * MICRO)


# Who earned nothing more


def left_over(cast, settings, *, cats=2, **work) -> Statement:
    """October's statement, which carries so many cats at 40 won because that is below the smallest deposit."""
    settings.MIN_DEPOSIT = {"KRW": 1_000 * MICRO}
    cast.approved(cats=cats, by=cast.ada, **work)
    closed()
    return statement_of(cast.ana, period="2026-10")


def test_what_was_carried_is_paid_with_the_next_month_although_nothing_more_was_earned(cast, settings):
    assert left_over(cast, settings).carried_out_micro == 80 * MICRO
    assert actions.close_past_periods(now=DECEMBER) == ["2026-11"]
    november = statement_of(cast.ana, period="2026-11")
    assert (november.earned_micro, november.line_count, november.units) == (0, 0, 0)
    assert (november.carried_in_micro, november.gross_micro, november.net_micro) == (80 * MICRO,) * 3
    assert (november.carried_out_micro, november.pay_on) == (0, date(2026, 12, 10))
    assert november.digest == sha256(b"").hexdigest()
    (told,) = Notice.objects.filter(user=cast.ana, kind="statement_issued")
    assert (told.data["net_micro"], told.data["pay_on"]) == (80 * MICRO, "2026-12-10")
    assert actions.close_past_periods(now=DECEMBER + timedelta(days=40)) == []
    assert findings() == []
    cast.pay(november)
    assert balance(Account("worker", cast.ana.pk), "KRW") == 0


def test_the_next_month_cannot_be_skipped_while_something_is_left_over(cast, settings):
    left_over(cast, settings)
    cast.approved(cats=20, by=cast.ada, now=DECEMBER)
    january = DECEMBER + timedelta(days=40)
    with pytest.raises(Refused, match="Close 2026-11 first"):
        closed("2026-12", january)
    assert actions.close_past_periods(now=january) == ["2026-11", "2026-12"]
    assert statement_of(cast.ana, period="2026-12").carried_in_micro == 0
    assert findings() == []


def test_the_smallest_deposit_still_asks_whoever_earned_something(cast, settings):
    left_over(cast, settings)
    cast.approved(cats=1, by=cast.ada, now=NOVEMBER)
    closed("2026-11", DECEMBER)
    november = statement_of(cast.ana, period="2026-11")
    assert (november.gross_micro, november.carried_out_micro) == (0, 120 * MICRO)
    assert actions.close_past_periods(now=DECEMBER + timedelta(days=40)) == ["2026-12"]
    assert statement_of(cast.ana, period="2026-12").gross_micro == 120 * MICRO
    assert findings() == []


def test_what_was_carried_pays_its_taxes_when_it_is_paid(cast, settings):
    left_over(cast, settings, cats=9)
    closed("2026-11", DECEMBER)
    november = statement_of(cast.ana, period="2026-11")
    assert (november.gross_micro, november.net_micro) == (360 * MICRO, 350 * MICRO)
    assert findings() == []


def test_less_than_a_coin_and_what_is_owed_make_no_statement_alone(cast):
    labels = [LABELS[0] | {"unit_price_micro": 500_000}, LABELS[1]]
    cast.approved(cats=1, project=cast.opened(cast.draft(labels=labels)), by=cast.ada)
    closed()
    assert statement_of(cast.ana).carried_out_micro == 500_000
    closed("2026-11", DECEMBER)
    assert Statement.objects.count() == 1
    assert actions.close_past_periods(now=DECEMBER + timedelta(days=40)) == []


def test_a_statement_without_lines_is_found_missing(cast, settings):
    left_over(cast, settings)
    closed("2026-11", DECEMBER)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM payouts_statement WHERE period = '2026-11'")
        cursor.execute("RESET session_replication_role")
    assert f"statement 2026-11/{cast.ana.pk}/10/KRW is missing" in [found.text for found in findings()]


# Taxes


def well_paid(cast):
    labels = [label | {"unit_price_micro": 100_000 * MICRO} for label in LABELS]
    return cast.opened(cast.draft(labels=labels, max_boxes=1))


def test_a_worker_is_taxed_as_declared_from_the_next_closing_on(cast):
    project = well_paid(cast)
    cast.approved(project=project, by=cast.ada)
    cast.approved(project=project, by=cast.ada, now=NOVEMBER)
    closed()
    actions.declare_tax(by=cast.ana, country="kr", worker_type="business", now=NOVEMBER)
    closed("2026-11", DECEMBER)
    october, november = Statement.objects.filter(worker=cast.ana).order_by("period")
    assert (october.tax_rule, october.net_micro) == ("KR-freelancer-2024-07", 96_700 * MICRO)
    assert (november.tax_rule, november.taxes, november.net_micro) == ("none", [], 100_000 * MICRO)
    assert TaxProfile.objects.get(worker=cast.ana).country == "KR"
    assert findings() == []


CUT = """[
  {"name": "KR-freelancer-2024-07", "ends_on": "2026-12-31"},
  {"name": "KR-freelancer-2027", "country": "KR", "worker_type": "freelancer", "currency": "KRW",
   "starts_on": "2027-01-01", "source": "as proposed", "parts": [
     {"kind": "income", "rate_ppm": 20000, "of": "gross", "truncate_micro": 10000000},
     {"kind": "local", "rate_ppm": 100000, "of": "income", "truncate_micro": 10000000}]}
]"""


def test_a_cut_of_the_rate_is_a_file_with_dates_and_no_code(cast, settings):
    """It counts from the first deposit that is paid in 2027: that of December's work."""
    settings.TAX_RULES = read_rules(CUT)
    project = well_paid(cast)
    for month in (NOON + timedelta(days=31), NOON + timedelta(days=62)):
        cast.approved(project=project, by=cast.ada, now=month)
    closed("2026-11", DECEMBER)
    closed("2026-12", DECEMBER + timedelta(days=40))
    november, december = Statement.objects.filter(worker=cast.ana).order_by("period")
    assert (november.net_micro, december.net_micro) == (96_700 * MICRO, 97_800 * MICRO)
    assert findings() == []


def interrupted_after_a_band(cast, monkeypatch) -> None:
    """October's closing has issued Ana's statement and not yet Ben's."""
    monkeypatch.setattr(issuing, "BAND", 1)
    project = well_paid(cast)
    cast.approved(cast.ana, project=project, by=cast.ada)
    cast.approved(cast.ben, project=project, by=cast.ada)
    interrupted()
    assert [s.worker for s in Statement.objects.all()] == [cast.ana]


def test_a_month_is_not_finished_under_other_tax_rules_than_it_began_with(cast, settings, monkeypatch):
    interrupted_after_a_band(cast, monkeypatch)
    rules = settings.TAX_RULES
    settings.TAX_RULES = read_rules(CUT)
    with pytest.raises(Refused, match="2026-10 began under other tax rules") as refused:
        closed()
    assert (refused.value.code, refused.value.status) == ("other_rules", 409)
    assert Statement.objects.count() == 1
    assert list(actions.preview_period(period="2026-10", now=NOVEMBER)["obstacles"]) == ["other_rules"]
    settings.TAX_RULES = rules
    closed()
    assert actions.preview_period(period="2026-10", now=NOVEMBER)["obstacles"] == {}
    settings.TAX_RULES = read_rules(CUT)
    assert closed().closed_at == NOVEMBER  # nothing is left to tax
    assert {s.tax_rule for s in Statement.objects.all()} == {"KR-freelancer-2024-07"}


def test_who_declared_nothing_is_taxed_as_when_the_month_was_fenced_off(cast, settings, monkeypatch):
    interrupted_after_a_band(cast, monkeypatch)
    settings.DEFAULT_TAX_TYPE = "business"
    closed()
    assert [s.net_micro for s in Statement.objects.all()] == [96_700 * MICRO] * 2
    assert findings() == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[{"name": "KR-freelancer-2024-07", "ends_on": "2026-12-31"}]', "nothing follows"),
        (CUT.replace("2027-01-01", "2026-12-31"), "overlap on 2026-12-31"),
        (CUT.replace("2027-01-01", "2027-01-02"), "no tax rule between"),
        (CUT.replace("20000,", "2.5,"), "a rate is a whole number"),
        (CUT.replace('"of": "income"', '"of": "outcome"'), "earlier part"),
        (CUT.replace("10000000}", "5}"), "whole coins"),
        (CUT.replace('"source"', '"sauce"'), "nothing is called sauce"),
        (CUT.replace('"source": "as proposed", ', ""), "source missing"),
        (CUT.replace("2027-01-01", "soon"), "KR-freelancer-2027"),
        ("{}", "a JSON list"),
        ("[7]", "an object with a name"),
    ],
)
def test_rules_that_make_no_sense_stop_the_start_and_say_why(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        read_rules(text)


# What came late


def test_a_line_of_a_verdict_that_came_after_the_closing_says_so(cast):
    late = cast.submitted(now=LAST_OF_OCTOBER)
    cast.approved()
    closed()
    cast.decided(late, now=LAST_OF_OCTOBER)
    actions.accrue()
    line = Line.objects.get(kind=LineKind.DRAW, period="2026-11")
    assert line.came_late
    assert not Line.objects.get(kind=LineKind.DRAW, period="2026-10").came_late
    browser = Client()
    browser.force_login(cast.ana)
    page = browser.get(reverse("payouts:line", args=[line.pk])).content.decode()
    assert "decided on 2026-10-31, booked after 2026-10 was closed" in page
