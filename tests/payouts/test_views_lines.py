"""The pages of lines: which work it was, at what price, when it is paid; and all of them, narrowed."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from payouts import actions
from payouts.models import Line, Statement
from projects.actions import close_project, update_project
from projects.money import MICRO
from review import actions as review
from tests.cast import LABELS, NOON
from tests.http import API, error, http, queries_of
from tests.payouts.pages import LINE_ROW, browser, october, page, refusal, words
from tests.payouts.together import NOVEMBER, closed

STEP = re.compile(r'data-step="(\w+)"\s+data-step-state="(\w+)"')


def amounts(html: str) -> list[str]:
    return [amount for _pk, amount in LINE_ROW.findall(html)]


# One line


def test_a_line_names_the_rate_card_its_day_and_when_the_price_was_accepted(cast):
    verdict = cast.approved(cats=2)
    dearer = [LABELS[0] | {"unit_price_micro": 90 * MICRO}, LABELS[1]]
    update_project(by=cast.clara, project=cast.cats, labels=dearer, now=NOON + timedelta(days=1))
    line = Line.objects.get(label__name="cat")
    text = words(page(cast.ana, "payouts:line", line.pk))
    card = verdict.submission.assignment.rate_card
    assert card.version == 1
    assert f"Unit price ₩40 rate card 1 of {card.created_at:%Y-%m-%d}" in text
    assert "Taken, at this price 2026-10-12 12:00" in text
    assert "Handed in 2026-10-12 12:05" in text
    assert f"Approved 2026-10-12 13:00 by {verdict.pseudonym}" in text
    assert f"line {line.pk} of 2026-10" in text
    assert "2 × cat at ₩40 a box = ₩80" in text


def test_a_line_that_is_not_paid_yet_says_when_it_will_be(cast):
    cast.approved(cats=2)
    line = Line.objects.get(label__name="cat")
    assert "Payment 2026-11-10 goes on the statement of 2026-10" in words(page(cast.ana, "payouts:line", line.pk))


def test_a_line_shows_how_far_its_deposit_is(cast):
    cast.approved(cats=2)
    closed()
    line = Line.objects.get(label__name="cat")
    html = page(cast.ana, "payouts:line", line.pk)
    assert "The deposit of ₩80 that it is part of" in words(html)
    assert re.findall(STEP, html)[0] == ("issued", "done")
    cast.pay(Statement.objects.get(worker=cast.ana))
    html = page(cast.ana, "payouts:line", line.pk)
    assert {state for _name, state in re.findall(STEP, html)} == {"done"}


def test_the_refused_boxes_beside_a_line_have_their_reasons(cast):
    submission = cast.submitted(cats=2, ears=1)
    cast.decided(submission, boxes=[refusal(submission.boxes.first(), "a dog")])
    actions.accrue()
    line = Line.objects.get(label__name="cat")
    html = page(cast.ana, "payouts:line", line.pk)
    assert re.findall(r'data-refused="(\d+)"', html) == [str(submission.boxes.first().pk)]
    assert "Not paid 1 · cat a dog" in words(html)
    assert "Also from this picture: ear, ₩15" in words(html)
    assert reverse("payouts:piece", args=[submission.assignment_id]) in html


def test_a_box_granted_on_appeal_belongs_to_the_appeals_line_alone(cast):
    submission = cast.submitted(cats=2)
    refused = submission.boxes.first()
    cast.decided(submission, boxes=[refusal(refused)])
    appeal = review.appeal(by=cast.ana, submission=submission, reason="x", now=NOON + timedelta(days=1))
    review.decide_appeal(by=cast.ada, appeal=appeal, now=NOON + timedelta(days=2))
    actions.accrue()
    found = []
    for line in Line.objects.filter(kind="draw").order_by("id"):
        answer = browser(cast.ana).get(reverse("payouts:line", args=[line.pk]))
        found.append([box["id"] for box in answer.context["canvas"]["boxes"] if box["in_line"]])
    assert found == [[submission.boxes.last().pk], [refused.pk]]


def test_a_box_granted_on_appeal_is_not_told_as_unpaid_and_leads_to_the_line_that_paid_it(cast):
    submission = cast.submitted(cats=3)
    granted, refused, _kept = submission.boxes.all()
    cast.decided(submission, boxes=[refusal(granted), refusal(refused)])
    appeal = review.appeal(by=cast.ana, submission=submission, reason="x", now=NOON + timedelta(days=1))
    review.decide_appeal(by=cast.ada, appeal=appeal, boxes=[refusal(refused)], now=NOON + timedelta(days=2))
    actions.accrue()
    first, second = Line.objects.filter(kind="draw").order_by("id")
    html = page(cast.ana, "payouts:line", first.pk)
    assert re.findall(r'data-refused="(\d+)"', html) == [str(refused.pk)]
    assert reverse("payouts:line", args=[second.pk]) in html


def test_a_line_that_was_decided_after_its_month_says_so(cast):
    cast.approved(cats=1)
    late = cast.submitted(cats=2, now=NOON.replace(day=31, hour=20))
    closed()
    cast.decided(late, now=NOVEMBER)
    actions.accrue()
    first, second = Line.objects.filter(kind="draw").order_by("id")
    assert "data-late" not in page(cast.ana, "payouts:line", first.pk)
    text = words(page(cast.ana, "payouts:line", second.pk))
    assert "Handed in on 2026-10-31, decided on 2026-11-02" in text
    assert "it stands on the books of 2026-11" in text


def test_the_line_of_a_closed_project_still_opens_with_its_price(cast):
    cast.approved(cats=2)
    close_project(by=cast.clara, project=cast.cats, now=NOON)
    line = Line.objects.get(label__name="cat")
    html = page(cast.ana, "payouts:line", line.pk)
    assert "₩40" in html
    assert browser(cast.ana).get(reverse("labeling:project", args=[cast.cats.pk])).status_code == 200


def test_a_reviewers_line_has_no_refused_boxes_and_no_way_to_anothers_piece(cast):
    submission = cast.submitted(cats=2)
    cast.decided(submission, boxes=[refusal(submission.boxes.first())])
    actions.accrue()
    line = Line.objects.get(worker=cast.rita)
    html = page(cast.rita, "payouts:line", line.pk)
    assert "data-refused" not in html
    assert reverse("payouts:piece", args=[submission.assignment_id]) not in html


def test_a_box_leads_to_its_line_and_from_there_to_the_statement(cast):
    verdict = cast.approved(cats=1)
    closed()
    line, statement = Line.objects.get(label__name="cat"), Statement.objects.get(worker=cast.ana)
    piece = page(cast.ana, "payouts:piece", verdict.submission.assignment_id)
    assert reverse("payouts:line", args=[line.pk]) in piece
    html = page(cast.ana, "payouts:line", line.pk)
    assert reverse("payouts:statement", args=[statement.pk]) in html
    assert reverse("payouts:line", args=[line.pk]) in page(cast.ana, "payouts:statement", statement.pk)


# All of them


def test_all_lines_stand_newest_first_with_their_month(cast):
    cast.approved(cats=1)
    closed()
    cast.approved(cats=2, now=NOVEMBER)
    html = page(cast.ana, "payouts:lines")
    assert amounts(html) == ["80", "40"]
    assert "2026-11" in words(html)
    assert amounts(page(cast.ben, "payouts:lines")) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"label": "ear"}, ["15"]),
        ({"at_least": "80"}, ["80"]),
        ({"since": "2026-10-13"}, []),
        ({"kind": "draw", "at_most": "15"}, ["15"]),
        ({"since": "yesterday"}, ["80", "15"]),
        ({"project": "999999"}, ["80", "15"]),
        ({"at_least": "x"}, ["80", "15"]),
    ],
)
def test_the_filter_narrows_and_what_cannot_be_read_is_named(cast, query, found):
    cast.approved(cats=2, ears=1)
    assert sorted(amounts(page(cast.ana, "payouts:lines", **query))) == sorted(found)


def test_a_statement_is_narrowed_by_the_same_filter(cast):
    cast.approved(cats=2, ears=1)
    closed()
    statement = Statement.objects.get(worker=cast.ana)
    assert amounts(page(cast.ana, "payouts:statement", statement.pk, label="ear")) == ["15"]
    assert amounts(page(cast.ada, "payouts:statement", statement.pk, project=cast.cats.pk, at_least="16")) == ["80"]
    assert "No line fits the filter." in page(cast.ana, "payouts:statement", statement.pk, label="dog")


def test_the_api_narrows_a_statements_lines_and_refuses_what_it_cannot_read(cast):
    cast.approved(cats=2, ears=1)
    closed()
    url = f"{API}/statements/{Statement.objects.get(worker=cast.ana).pk}/lines/"
    assert [line["amount"] for line in http(cast.ana).get(url, {"label": "ear"}).json()["results"]] == ["15"]
    assert [line["amount"] for line in http(cast.ana).get(url, {"until": "2026-10-11"}).json()["results"]] == []
    assert set(error(http(cast.ana).get(url, {"since": "x", "project": "0"}), 400)["fields"]) == {"since", "project"}


def test_pages_of_lines_keep_the_filter_and_cost_the_same(cast, monkeypatch):
    monkeypatch.setattr("payouts.views.lines.LINES_A_PAGE", 2)
    client = browser(cast.ana)
    cast.approved(cats=1)
    one = queries_of(client.get, reverse("payouts:lines"))
    for _turn in range(4):
        cast.approved(cats=1)
    assert queries_of(client.get, reverse("payouts:lines")) == one
    html = page(cast.ana, "payouts:lines", label="cat")
    (after,) = re.findall(r'href="\?([^"]+)"', html.replace("&amp;", "&"))
    assert "label=cat" in after


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
