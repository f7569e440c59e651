"""The pages of what a worker drew: each box answers “paid, or why not”."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from payouts import actions
from payouts.models import Line, Statement
from review import actions as review
from tests.cast import NOON
from tests.payouts.pages import browser, october, page, refusal, words
from tests.payouts.together import closed


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


def test_an_admin_comes_from_a_box_to_its_line(cast):
    october(cast)
    line = Line.objects.filter(worker=cast.ana, label__name="cat").get()
    html = page(cast.ada, "payouts:piece", line.entry.verdict.submission.assignment_id)
    assert reverse("payouts:line", args=[line.pk]) in html
