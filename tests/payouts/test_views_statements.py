"""The pages of statements: sums, taxes and lines, what is true of the deposit, and what is not in it and why."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from payouts import actions, queries
from payouts.models import Line, Statement
from projects.money import MICRO
from tests.cast import NOON
from tests.payouts.pages import LINE_ROW, browser, october, page, words
from tests.payouts.together import DECEMBER, NOVEMBER, closed


def test_the_list_of_all_statements_leads_a_worker_to_their_own(cast):
    answer = browser(cast.ana).get(reverse("payouts:statements"))
    assert (answer.status_code, answer.url) == (302, reverse("payouts:money"))


def on_its_day(cast, statement):
    cast.bank_account(cast.ana)


def in_a_run_of_another_day(cast, statement):
    cast.bank_account(cast.ana)
    actions.run_payout(by=cast.ada, currency="KRW", pay_on=date(2026, 11, 12), now=NOVEMBER)


def on_hold(cast, statement):
    cast.bank_account(cast.ana)
    actions.place_hold(by=cast.ada, worker=cast.ana, reason="Papers", now=NOVEMBER)


def come_back(cast, statement):
    run = cast.sent(statement)
    data = cast.bank_says(run, returned={run.payouts.get().end_to_end_id: "AM04"})
    actions.reconcile(by=cast.ada, name="bank.csv", data=data)


@pytest.mark.parametrize(
    ("happened", "today", "headline", "payment"),
    [
        (
            on_its_day,
            "2026-11-10",
            "To be deposited on 2026-11-10, in one transfer of exactly this sum.",
            "2026-11-10 expected",
        ),
        (
            on_its_day,
            "2026-11-11",
            "It was to be deposited on 2026-11-10; that it was has not been confirmed yet.",
            "Issued, not paid yet",
        ),
        (
            in_a_run_of_another_day,
            "2026-11-11",
            "To be deposited on 2026-11-12, in one transfer of exactly this sum.",
            "2026-11-12 expected",
        ),
        (on_hold, "2026-11-11", "Not deposited yet: what it waits for stands below.", "Issued, not paid yet"),
        (
            come_back,
            "2026-11-11",
            "The bank sent this deposit back on 2026-11-10. It will be tried again.",
            "2026-11-10 Came back",
        ),
    ],
)
def test_a_statement_that_is_not_paid_says_what_is_true_of_its_deposit(
    cast, monkeypatch, happened, today, headline, payment
):
    statement = october(cast)
    happened(cast, statement)
    monkeypatch.setattr("payouts.queries.steps.today", lambda now=None: date.fromisoformat(today))
    text = words(page(cast.ana, "payouts:statement", statement.pk))
    assert headline in text
    assert "Deposited on" not in text
    line = Line.objects.filter(worker=cast.ana, label__isnull=False).first()
    assert f"Payment {payment} " in words(page(cast.ana, "payouts:line", line.pk))


def test_a_statement_that_pays_nothing_promises_nothing(cast, settings):
    settings.MIN_DEPOSIT = {"KRW": 1_000 * MICRO}
    statement = october(cast)
    text = words(page(cast.ana, "payouts:statement", statement.pk))
    assert "Nothing is deposited: ₩750 is carried into the next statement." in text
    assert "eposited on" not in text
    line = Line.objects.filter(worker=cast.ana, label__isnull=False).first()
    assert "Payment carried into the next statement " in words(page(cast.ana, "payouts:line", line.pk))


def test_what_was_carried_leads_to_the_deposit_that_paid_it(cast, settings):
    settings.MIN_DEPOSIT = {"KRW": 1_000 * MICRO}
    carried = october(cast)
    closed("2026-11", DECEMBER)
    paying = Statement.objects.get(worker=cast.ana, period="2026-11")
    payout = cast.pay(paying)
    line = Line.objects.filter(worker=cast.ana, period="2026-10", label__name="cat").get()
    deposited = f"{payout.paid_on} {payout.bank_reference}"
    for html in (page(cast.ana, "payouts:line", line.pk), page(cast.ana, "payouts:statement", carried.pk)):
        assert reverse("payouts:statement", args=[paying.pk]) in html
    text = words(page(cast.ana, "payouts:line", line.pk))
    assert f"Payment 2026-11, pay day 10 {deposited}" in text
    piece = line.entry.verdict.submission.assignment_id
    assert f"Paid {payout.paid_on}" in words(page(cast.ana, "payouts:piece", piece))


def test_a_debt_that_is_carried_has_one_sign(cast):
    given = {"by": cast.ada, "worker": cast.ana, "currency": "KRW", "pay_day": 10}
    actions.adjust(amount=80 * MICRO, reason="x", key="a", now=NOON, **given)
    closed()
    bonus = Line.objects.get(kind="bonus")
    actions.adjust(amount=-80 * MICRO, reason="y", key="b", corrects=bonus, now=NOVEMBER, **given)
    closed("2026-11", DECEMBER)
    owing = Statement.objects.get(worker=cast.ana, period="2026-11")
    assert "Carried into the next statement +₩80" in words(page(cast.ana, "payouts:statement", owing.pk))


def test_projects_of_one_name_stay_two_on_a_statement(cast):
    cast.approved(cats=1)
    twin = cast.opened(cast.draft(name=cast.cats.name))
    cast.approved(cats=2, project=twin, by=cast.ada)
    closed()
    sums = queries.projects_in(Statement.objects.get(worker=cast.ana))
    assert sorted((row["project"], row["units"]) for row in sums) == [(cast.cats.pk, 1), (twin.pk, 2)]


def test_a_statement_shows_its_sums_its_taxes_and_every_line(cast):
    statement = october(cast)
    html = page(cast.ana, "payouts:statement", statement.pk)
    assert 'data-net="730"' in html
    text = words(html)
    assert "Gross ₩750 Income tax, 3 % −₩20 Local income tax, 10 % of it −₩0 Deposit ₩730" in text
    rows = LINE_ROW.findall(html)
    assert [amount for _pk, amount in rows] == ["720", "30"]
    assert {int(pk) for pk, _amount in rows} == set(
        Line.objects.filter(label__isnull=False).values_list("pk", flat=True)
    )
    assert sum(Decimal(amount) for _pk, amount in rows) * MICRO == statement.gross_micro
    assert all(reverse("payouts:line", args=[pk]) in html for pk, _amount in rows)


def test_rows_carry_prices_below_one_won_exactly(cast):
    labels = [{"name": name, "color": "#b3541e", "unit_price_micro": 400_000} for name in ("a", "b")]
    cast.approved(cats=3, project=cast.opened(cast.draft(labels=labels)), by=cast.ada)
    closed()
    statement = Statement.objects.get(worker=cast.ana)
    html = page(cast.ana, "payouts:statement", statement.pk)
    assert [amount for _pk, amount in LINE_ROW.findall(html)] == ["1.2"]
    assert "Carried into the next statement −₩0.2 Gross ₩1" in words(html)


def test_a_statement_tells_what_is_not_in_it_and_why(cast):
    cast.decided(cast.submitted(cats=1), "returned", reason="the tail")
    statement = october(cast)
    cast.submitted(cats=3, now=NOVEMBER)
    html = page(cast.ana, "payouts:statement", statement.pk)
    assert "Not in this statement, and why" in html
    assert re.findall(r'data-missing="(\w+)"', html) == ["returned"]


def test_a_long_statement_has_pages_that_miss_no_line(cast, monkeypatch):
    monkeypatch.setattr("payouts.views.statements.LINES_A_PAGE", 2)
    for _turn in range(3):
        cast.approved(cats=1)
    closed()
    statement = Statement.objects.get(worker=cast.ana)
    first = page(cast.ana, "payouts:statement", statement.pk)
    ids = [pk for pk, _amount in LINE_ROW.findall(first)]
    second = page(cast.ana, "payouts:statement", statement.pk, after=ids[-1])
    assert f'href="?after={ids[-1]}"' in first
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in second
    ids += [pk for pk, _amount in LINE_ROW.findall(second)]
    assert [int(pk) for pk in ids] == list(queries.lines_of(statement).values_list("pk", flat=True))


def test_the_admins_list_can_leave_out_what_is_paid(cast):
    statement = october(cast)
    cast.pay(statement)
    row = f'data-statement-id="{statement.pk}"'
    assert row in page(cast.ada, "payouts:statements")
    assert row not in page(cast.ada, "payouts:statements", open=1)


def test_the_sums_of_very_many_lines_come_after_the_page(cast, monkeypatch):
    monkeypatch.setattr("payouts.views.statements.SUMMED_AT_ONCE", 1)
    statement = october(cast)
    address = reverse("payouts:statement", args=[statement.pk]) + "?sums=1"
    first = page(cast.ana, "payouts:statement", statement.pk)
    assert f'hx-get="{address}"' in first
    assert f'<a href="{address}#of-all-lines">Add up 2 lines' in first
    assert "By project and price" not in first
    summed = words(page(cast.ana, "payouts:statement", statement.pk, sums=1).partition('id="of-all-lines"')[2])
    assert "Cats cat 18 ₩40 ₩720 Cats ear 2 ₩15 ₩30 Not in this statement, and why" in summed
