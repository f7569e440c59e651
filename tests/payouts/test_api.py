"""Funding, earnings, statements and their lines, closing a month: by HTTP."""

from datetime import datetime, timedelta

import pytest

from payouts import actions
from payouts.models import Funding, Line, Payout, Period, Statement
from projects.money import MICRO
from review.actions import approve_overdue
from tests.cast import NOON, SEOUL
from tests.http import API, error, http, queries_of

NOVEMBER = datetime(2026, 11, 2, 9, 0, tzinfo=SEOUL)


def fund(user, project, **body):
    return http(user).post(f"{API}/projects/{project.pk}/fund/", body)


def closed(cast) -> Statement:
    """October closed, with 1,015 won of Ana's on a statement: 25 cats and an ear, less 30 won of tax."""
    cast.approved(cats=18, ears=1, now=NOON)
    cast.approved(cats=7, now=NOON + timedelta(days=1))
    actions.close_period(by=cast.ada, period="2026-10", now=NOVEMBER)
    return Statement.objects.get(worker=cast.ana)


def test_an_admin_funds_a_project_in_won_or_in_millionths(cast):
    draft = cast.draft()
    assert fund(cast.ada, draft, amount="1200", reference="a").json()["funded_micro"] == 1_200 * MICRO
    budget = fund(cast.ada, draft, amount_micro=MICRO, reference="b").json()
    assert budget == {
        "funded_micro": 1_201 * MICRO,
        "reserved_micro": 0,
        "spent_micro": 0,
        "free_micro": 1_201 * MICRO,
    }


def test_a_client_announces_a_transfer_and_is_told_what_to_write_on_it(cast, settings):
    settings.PLATFORM_BANK_ACCOUNTS = {"KRW": "Hana 123-45"}
    draft = cast.draft()
    answer = fund(cast.clara, draft, amount="1200")
    assert answer.status_code == 202
    told = answer.json()
    assert (told["amount"], told["currency"], told["state"], told["pay_to"]) == (
        "1200",
        "KRW",
        "announced",
        "Hana 123-45",
    )
    assert not Line.objects.exists()
    assert (
        fund(cast.ada, draft, amount="1200", reference=f"CLARA {told['reference']}").json()["funded_micro"]
        == 1_200 * MICRO
    )
    assert Funding.objects.get().confirmed_by == cast.ada


def test_a_reference_counts_once_and_never_for_two_amounts(cast):
    draft = cast.draft()
    assert fund(cast.ada, draft, amount="100", reference="a").status_code == 200
    assert fund(cast.ada, draft, amount="100", reference="a").json()["funded_micro"] == 100 * MICRO
    assert error(fund(cast.ada, draft, amount="200", reference="a"), 409)["code"] == "reference_used"
    draft.budget.refresh_from_db()
    assert draft.budget.funded_micro == 100 * MICRO


def test_an_admin_names_the_banks_reference(cast):
    assert set(error(fund(cast.ada, cast.draft(), amount="100"), 400)["fields"]) == {"reference"}


@pytest.mark.parametrize(
    "body",
    [
        {"amount": "0"},
        {"amount": "-5"},
        {"amount": 100},
        {"amount": "1e3"},
        {"amount": "1.0000001"},
        {"amount": None},
        {"amount_micro": 0},
        {"amount_micro": -1},
        {"amount_micro": 1.5},
        {"amount_micro": "100"},
        {"amount_micro": 10**30},
        {"amount_micro": True},
        {"amount": "100", "amount_micro": 100_000_000},
        {"amount": "100", "reference": ""},
        {"amount": "100", "reference": "x" * 51},
        {},
    ],
)
def test_a_transfer_that_cannot_be_read_is_a_400_and_books_nothing(cast, body):
    draft = cast.draft()
    for user in (cast.ada, cast.clara):
        error(fund(user, draft, **({"reference": "a"} | body)), 400)
    assert not Line.objects.exists()
    assert not Funding.objects.exists()


def test_only_its_client_and_admins_fund_a_project(cast):
    project = cast.cats
    error(fund(cast.ana, project, amount="100", reference="x"), 403)
    error(fund(cast.carl, project, amount="100", reference="x"), 404)


def test_earnings_show_each_line_and_what_is_to_come_and_when(cast):
    now = datetime.now(tz=SEOUL)
    cast.approved(cats=2, ears=1, now=now - timedelta(hours=2))
    cast.submitted(cats=3, now=now - timedelta(hours=1))
    told = http(cast.ana).get(f"{API}/earnings/").json()
    approved, in_review = told["expected"]
    assert (approved["reason"], approved["amount"], approved["boxes"], approved["images"]) == ("approved", "95", 3, 1)
    assert approved["pay_on"].endswith("-10")
    assert (in_review["reason"], in_review["amount_micro"]) == ("in_review", 120 * MICRO)
    assert in_review["decided_by"] is not None
    assert told["totals"] == [{"currency": "KRW", "amount": "215", "amount_micro": 215 * MICRO}]
    assert [(line["label"], line["units"], line["amount"]) for line in told["lines"]] == [
        ("ear", 1, "15"),
        ("cat", 2, "80"),
    ]


def test_a_statement_shows_its_sums_its_taxes_and_its_day(cast):
    statement = closed(cast)
    told = http(cast.ana).get(f"{API}/statements/{statement.pk}/").json()
    assert (told["period"], told["currency"], told["pay_on"]) == ("2026-10", "KRW", "2026-11-10")
    assert (told["gross"], told["net"], told["carried_out"]) == ("1015", "985", "0")
    assert told["taxes"] == [
        {"kind": "income", "amount": "30", "amount_micro": 30 * MICRO},
        {"kind": "local", "amount": "0", "amount_micro": 0},
    ]
    assert (told["line_count"], told["units"], told["digest"]) == (3, 26, statement.digest)
    assert (told["paid_on"], told["payout_reference"]) == (None, None)


def test_every_line_leads_to_the_picture_and_the_boxes_that_earned_it(cast):
    statement = closed(cast)
    first, second, third = http(cast.ana).get(f"{API}/statements/{statement.pk}/lines/").json()["results"]
    assert [line["amount"] for line in (first, second, third)] == ["720", "15", "280"]
    assert (first["kind"], first["label"], first["units"], first["unit_price"]) == ("draw", "cat", 18, "40")
    assert first["project"] == {"id": cast.cats.pk, "name": "Cats"}
    assert http(cast.ana).get(first["image"]["url"])["Content-Type"] == "image/png"
    shown = http(cast.ana).get(f"{API}/assignments/{first['assignment']}/").json()
    answers = [box for box in shown["money"] if box["line"] == first["id"]]
    assert len(answers) == 18
    assert {(box["approved"], box["unit_price"], box["statement"]) for box in answers} == {(True, "40", statement.pk)}


def test_who_decided_is_told_by_the_same_pseudonym_and_never_by_name(cast):
    statement = closed(cast)
    answer = http(cast.ana).get(f"{API}/statements/{statement.pk}/lines/")
    assert "Rita" not in answer.content.decode()
    (word,) = {line["decided_by"] for line in answer.json()["results"]}
    assert word.startswith("R-")
    assert {line["decision_source"] for line in answer.json()["results"]} == {"reviewer"}


def test_what_the_deadline_decided_was_decided_by_nobody(cast):
    submission = cast.submitted()
    approve_overdue(now=submission.review_by + timedelta(hours=1))
    actions.accrue()
    (line,) = http(cast.ana).get(f"{API}/earnings/").json()["lines"]
    assert (line["decided_by"], line["decision_source"]) == (None, "deadline")


def test_a_box_that_is_not_paid_says_why(cast):
    submission = cast.submitted(cats=2)
    _first, second = submission.boxes.all()
    cast.decided(submission, boxes=[{"id": second.pk, "approved": False, "reason": "Nothing is there"}])
    actions.accrue()
    paid, unpaid = http(cast.ana).get(f"{API}/assignments/{submission.assignment_id}/").json()["money"]
    assert (paid["approved"], paid["line"] is None) == (True, False)
    assert (unpaid["approved"], unpaid["reason"], unpaid["line"]) == (False, "Nothing is there", None)


def test_work_is_listed_with_what_it_earned(cast):
    cast.approved(cats=2, ears=1)
    cast.submitted(cats=3)
    newest, oldest = http(cast.ana).get(f"{API}/assignments/").json()["results"]
    assert (newest["state"], newest["box_count"], newest["earned"], newest["earned_micro"]) == ("submitted", 3, "0", 0)
    assert (oldest["state"], oldest["box_count"], oldest["earned"]) == ("approved", 3, "95")
    assert oldest["earned_micro"] == 95 * MICRO


def test_lines_come_in_the_order_of_the_books_page_by_page(cast):
    statement = closed(cast)
    client, url, seen = http(cast.ana), f"{API}/statements/{statement.pk}/lines/?limit=2", []
    while url:
        page = client.get(url).json()
        seen += [line["id"] for line in page["results"]]
        url = page["next"]
    assert seen == sorted(seen)
    assert len(seen) == 3


def test_lists_of_money_cost_the_same_queries_however_long_they_are(cast):
    statement = closed(cast)
    client = http(cast.ana)
    lines = f"{API}/statements/{statement.pk}/lines/?limit="
    assert queries_of(client.get, f"{lines}1") == queries_of(client.get, f"{lines}3")
    cast.approved(now=NOVEMBER)
    before = [queries_of(client.get, f"{API}/{path}/") for path in ("statements", "earnings")]
    cast.approved(now=NOVEMBER)
    actions.close_period(by=cast.ada, period="2026-11", early=True, now=NOVEMBER + timedelta(days=3))
    cast.approved(now=NOVEMBER + timedelta(days=40), cats=3, ears=3)
    cast.approved(now=NOVEMBER + timedelta(days=40), cats=3, ears=3)
    assert [queries_of(client.get, f"{API}/{path}/") for path in ("statements", "earnings")] == before
    assert len(client.get(f"{API}/statements/").json()["results"]) == 2


def test_a_statement_is_seen_by_its_worker_and_by_admins(cast):
    statement = closed(cast)
    for path in ("", "lines/"):
        url = f"{API}/statements/{statement.pk}/{path}"
        for user in (cast.ana, cast.ada):
            assert http(user).get(url).status_code == 200
        error(http(cast.ben).get(url), 404)
        error(http(cast.clara).get(url), 403)
    assert len(http(cast.ada).get(f"{API}/statements/").json()["results"]) == 2  # Ana's and Rita's
    assert len(http(cast.rita).get(f"{API}/statements/").json()["results"]) == 1


def test_a_reviewer_reaches_the_picture_that_a_line_of_theirs_was_earned_with(cast):
    closed(cast)
    (statement,) = http(cast.rita).get(f"{API}/statements/").json()["results"]
    line, _other = http(cast.rita).get(f"{API}/statements/{statement['id']}/lines/").json()["results"]
    assert (line["kind"], line["label"], line["amount"]) == ("review", None, "5")
    assert http(cast.rita).get(line["image"]["url"])["Content-Type"] == "image/png"


def test_an_admin_closes_a_month_once(cast):
    cast.approved()
    url = f"{API}/periods/2026-10/close/"
    first = http(cast.ada).post(url, {"early": True})
    assert first.status_code == 200
    told = first.json()
    assert (told["period"], told["statements"], len(told["root"])) == ("2026-10", 2, 64)
    assert http(cast.ada).post(url).json() == told


@pytest.mark.parametrize(("period", "status"), [("2026-13", 400), ("x", 400), ("2099-12", 409), ("２０２６-10", 400)])
def test_a_month_that_cannot_be_closed_is_refused(cast, period, status):
    error(http(cast.ada).post(f"{API}/periods/{period}/close/"), status)
    assert not Period.objects.exists()


def test_early_is_yes_or_no(cast):
    error(http(cast.ada).post(f"{API}/periods/2026-10/close/", {"early": "perhaps"}), 400)


@pytest.mark.parametrize("who", ["ana", "rita", "clara"])
def test_only_admins_close_months_and_pay(cast, who):
    statement = closed(cast)
    user = getattr(cast, who)
    error(http(user).post(f"{API}/periods/2026-11/close/", {"early": True}), 403)
    error(http(user).post(f"{API}/payouts/", {"currency": "KRW", "pay_on": str(statement.pay_on)}), 403)
    assert not Payout.objects.exists()


def test_a_paid_statement_says_when_and_by_which_deposit(cast):
    statement = closed(cast)
    payout = cast.pay(statement)
    told = http(cast.ana).get(f"{API}/statements/{statement.pk}/").json()
    assert (told["paid_on"], told["payout_reference"]) == (str(payout.paid_on), payout.bank_reference)


def test_clients_and_admins_earn_nothing(cast):
    for user in (cast.clara, cast.ada):
        error(http(user).get(f"{API}/earnings/"), 403)
