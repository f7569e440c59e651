"""The pages about money: what each shows, to whom, and at what cost."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from payouts import actions, queries
from payouts.models import Line, Period, Statement
from projects.money import MICRO
from review import actions as review
from tests.cast import NOON
from tests.payouts.together import DECEMBER, NOVEMBER, closed

TENTH = date(2026, 11, 10)
LINE_ROW = re.compile(r'<tr data-line-id="(\d+)"\s+data-amount="([^"]+)">')


def browser(user=None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def page(user, name, *args, **query) -> str:
    answer = browser(user).get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    """What a person reads of a page: no tags, one space between words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def refusal(box, reason="too loose") -> dict:
    return {"id": box.pk, "approved": False, "reason": reason}


def october(cast) -> Statement:
    """750 won of Ana's in two lines, 20 of them withheld."""
    cast.approved(cats=18, ears=2)
    closed()
    return Statement.objects.get(worker=cast.ana)


# The first page of each role


def test_a_stranger_reads_what_this_is(db):
    assert "Sign up and start" in page(None, "home")


def test_a_worker_starts_with_work_and_money(cast):
    cast.approved(cats=2)
    cast.submitted(cats=1)
    (piece,) = cast.claim()
    html = page(cast.ana, "home")
    assert 'data-to-come="KRW"' in html
    assert "₩120" in html
    assert "Next pay day 2026-11-10: ₩80" in words(html)
    assert reverse("labeling:project", args=[cast.cats.pk]) in html
    assert piece.task.image.name in html


def test_the_latest_statements_are_one_click_from_the_first_page(cast):
    statement = october(cast)
    html = page(cast.ana, "home")
    assert f'data-statement-id="{statement.pk}"' in html
    assert reverse("payouts:statement", args=[statement.pk]) in html
    assert "₩730" in html


def test_the_list_of_all_statements_leads_a_worker_to_their_own(cast):
    answer = browser(cast.ana).get(reverse("payouts:statements"))
    assert (answer.status_code, answer.url) == (302, reverse("payouts:money"))


@pytest.mark.parametrize("name", ["clara", "ada"])
def test_clients_and_admins_start_with_projects(cast, name):
    answer = browser(getattr(cast, name)).get("/")
    assert (answer.status_code, answer.url) == (302, reverse("projects:list"))


# Money, statement, line


def test_the_money_page_shows_what_was_paid_and_what_is_to_come_and_why(cast):
    statement = october(cast)
    cast.approved(cats=1, now=NOVEMBER)
    cast.submitted(cats=2, now=NOVEMBER)
    html = page(cast.ana, "payouts:money")
    assert "Issued, not paid yet" in html
    assert re.findall(r'data-expected="(\w+)"', html) == ["approved", "in_review"]
    assert "goes on the statement of 2026-11" in html
    cast.pay(statement)
    html = page(cast.ana, "payouts:money")
    assert "₩730" in words(html).split("To come")[0]
    assert "₩120" in words(html).split("To come")[1].split("Statements")[0]


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


def test_an_admin_comes_from_a_box_to_its_line(cast):
    october(cast)
    line = Line.objects.filter(worker=cast.ana, label__name="cat").get()
    html = page(cast.ada, "payouts:piece", line.entry.verdict.submission.assignment_id)
    assert reverse("payouts:line", args=[line.pk]) in html


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


def test_a_line_shows_its_arithmetic_and_marks_the_boxes_that_earned_it(cast):
    submission = cast.submitted(cats=3, ears=1)
    cast.decided(submission, boxes=[refusal(submission.boxes.first())])
    actions.accrue()
    line = Line.objects.get(label__name="cat")
    answer = browser(cast.ana).get(reverse("payouts:line", args=[line.pk]))
    text = words(answer.content.decode())
    assert "₩80 2 × cat at ₩40 a box" in text
    assert "goes on the statement of 2026-10" in text
    boxes = answer.context["canvas"]["boxes"]
    assert [box["in_line"] for box in boxes] == [False, True, True, False]
    assert boxes[0]["reason"] == "too loose"


def test_a_line_names_its_statement_and_the_deposit(cast):
    statement = october(cast)
    line = Line.objects.get(label__name="cat")
    payout = cast.pay(statement)
    html = page(cast.ana, "payouts:line", line.pk)
    assert reverse("payouts:statement", args=[statement.pk]) in html
    assert f"2026-11-10 {payout.bank_reference}" in words(html)


def test_a_reviewers_line_shows_the_picture_that_was_judged(cast):
    cast.approved(cats=1)
    line = Line.objects.get(worker=cast.rita)
    assert "₩5 1 image judged × ₩5" in words(page(cast.rita, "payouts:line", line.pk))
    for name in ("payouts:line_image", "payouts:line_thumbnail"):
        answer = browser(cast.rita).get(reverse(name, args=[line.pk]))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert browser(cast.ana).get(reverse(name, args=[line.pk])).status_code == 404


def test_names_of_reviewers_are_not_told(cast):
    statement = october(cast)
    line = Line.objects.get(label__name="cat")
    for html in (page(cast.ana, "payouts:statement", statement.pk), page(cast.ana, "payouts:line", line.pk)):
        assert "Rita" not in html
        assert line.entry.verdict.pseudonym in html


# A piece of work: each box "paid, or why not"


def answers(cast, submission) -> list[str]:
    html = page(cast.ana, "payouts:piece", submission.assignment_id)
    rows = re.findall(r'<tr data-box="\d+">(.*?)</tr>', html, re.DOTALL)
    return [words(row).strip() for row in rows]


def test_a_box_in_review_says_until_when(cast):
    submission = cast.submitted(cats=1)
    (answer,) = answers(cast, submission)
    assert "In review 2026-10-15 12:05" in answer
    assert answer.endswith("₩40")


def test_a_box_walks_from_approved_to_paid(cast):
    submission = cast.submitted(cats=1)
    cast.decided(submission)
    assert "Approved booked within seconds" in answers(cast, submission)[0]
    actions.accrue()
    assert "Approved goes on the statement of 2026-10" in answers(cast, submission)[0]
    closed()
    assert "Approved pay day 2026-11-10" in answers(cast, submission)[0]
    cast.pay(Statement.objects.get(worker=cast.ana))
    assert "Paid 2026-11-10" in answers(cast, submission)[0]


def test_a_refused_box_says_why(cast):
    submission = cast.submitted(cats=2)
    cast.decided(submission, boxes=[refusal(submission.boxes.last(), "this is a dog")])
    actions.accrue()
    first, second = answers(cast, submission)
    assert "goes on the statement" in first
    assert "Not paid this is a dog" in second


def test_a_returned_piece_shows_its_pins_and_that_the_rest_waits(cast):
    submission = cast.submitted(cats=2)
    cast.decided(submission, "returned", boxes=[refusal(submission.boxes.first(), "the tail")])
    pinned, other = answers(cast, submission)
    assert "Not paid the tail" in pinned
    assert "Waits until the piece is handed in again" in other
    assert "Mend it" in page(cast.ana, "payouts:piece", submission.assignment_id)


def test_a_rejected_box_can_be_objected_to_and_tells_how_that_ended(cast):
    now = NOON.now(tz=NOON.tzinfo)
    submission = cast.submitted(cats=1, now=now - timedelta(hours=2))
    cast.decided(submission, "rejected", reason="no cat", now=now - timedelta(hours=2))
    piece = submission.assignment_id
    assert "Not paid no cat" in answers(cast, submission)[0]
    assert reverse("review:appeal", args=[submission.pk]) in page(cast.ana, "payouts:piece", piece)
    appeal = review.appeal(by=cast.ana, submission=submission, reason="There is one.")
    html = page(cast.ana, "payouts:piece", piece)
    assert "There is one." in html
    assert "Another reviewer decides." in html
    assert reverse("review:appeal", args=[submission.pk]) not in html
    review.decide_appeal(by=cast.ada, appeal=appeal)
    actions.accrue()
    assert "Approved goes on the statement" in answers(cast, submission)[0]


def test_a_piece_in_hand_has_no_boxes_to_answer_for(cast):
    (assignment,) = cast.claim()
    assert "data-box=" not in page(cast.ana, "payouts:piece", assignment.pk)


@pytest.mark.parametrize("name", ["rita", "clara"])
def test_who_may_see_a_piece_sees_its_picture_and_no_line_of_anothers(cast, name):
    submission = cast.submitted(cats=1)
    cast.decided(submission)
    actions.accrue()
    answer = browser(getattr(cast, name)).get(reverse("payouts:piece", args=[submission.assignment_id]))
    assert reverse("payouts:line", args=[Line.objects.get(label__name="cat").pk]) not in answer.content.decode()
    assert browser(getattr(cast, name)).get(answer.context["canvas"]["image"]["url"]).status_code == 200


def test_the_list_of_work_is_filtered_by_state(cast):
    cast.approved(cats=1)
    in_review = cast.submitted(cats=2)
    html = page(cast.ana, "payouts:work")
    assert len(re.findall("data-assignment-id", html)) == 2
    html = page(cast.ana, "payouts:work", state="submitted")
    assert re.findall(r'data-assignment-id="(\d+)"', html) == [str(in_review.assignment_id)]
    assert len(re.findall("data-assignment-id", page(cast.ana, "payouts:work", state="\0"))) == 2


# Closing, paying, funding by page


def test_an_admin_closes_a_month_by_the_page(cast):
    cast.approved(cats=18, ears=2, now=NOON.replace(year=2025))
    html = page(cast.ada, "payouts:months")
    assert "2025-10" in html
    answer = browser(cast.ada).post(reverse("payouts:close"), {"period": "2025-10"})
    assert said(answer) == ["2025-10 is closed."]
    assert Period.objects.get().closed_by == cast.ada
    text = words(page(cast.ada, "payouts:months"))
    assert "2 statements wait to be paid." in text
    assert "Worker ₩20 ₩755" in text


@pytest.mark.parametrize(("typed", "word"), [("2025-13", "like 2026-10"), ("", "required"), ("2099-01", "not over")])
def test_a_month_that_cannot_be_closed_says_why(cast, typed, word):
    answer = browser(cast.ada).post(reverse("payouts:close"), {"period": typed})
    assert answer.status_code == 302
    (message,) = said(answer)
    assert word in message
    assert not Period.objects.exists()


def test_the_admins_list_can_leave_out_what_is_paid(cast):
    statement = october(cast)
    cast.pay(statement)
    row = f'data-statement-id="{statement.pk}"'
    assert row in page(cast.ada, "payouts:statements")
    assert row not in page(cast.ada, "payouts:statements", open=1)
