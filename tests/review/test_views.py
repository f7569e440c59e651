"""Pages on which work is drawn again, judged, and objected to."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.actions import save_preferences
from projects import actions as projects
from review import actions
from review.models import Appeal, Reading, Verdict
from tests.cast import NOON
from tests.http import queries_of


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def canvas_on(answer) -> dict:
    assert answer.status_code == 200
    found = re.search(r'<script id="canvas-config" type="application/json">(.*?)</script>', answer.content.decode())
    return json.loads(found[1])


def texts(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def rejected(cast):
    submission = cast.submitted(cats=2, now=timezone.now())
    cast.decided(submission, "rejected", reason="No cats", now=timezone.now())
    return submission


def objected(cast):
    return actions.appeal(by=cast.ana, submission=rejected(cast), reason="Look <b>closer</b>")


# Drawing


def test_a_piece_in_hand_opens_its_canvas_and_one_that_is_not_tells_what_became_of_it(cast):
    (assignment,) = cast.claim()
    page = reverse("review:label", args=[assignment.pk])
    assert canvas_on(browser(cast.ana).get(page))["mode"] == "draw"
    submission = cast.submitted()
    handed_in = browser(cast.ana).get(reverse("review:label", args=[submission.assignment_id]))
    assert handed_in["Location"] == reverse("payouts:piece", args=[submission.assignment_id])


def test_a_returned_piece_shows_its_reasons(cast):
    submission = cast.submitted(cats=1)
    cast.decided(submission, "returned", reason="Draw the tail, too")
    canvas = canvas_on(browser(cast.ana).get(reverse("review:label", args=[submission.assignment_id])))
    assert canvas["reason"] == "Draw the tail, too"


# The queue


def test_the_queue_lists_what_waits_and_leads_to_it(cast):
    submission = cast.submitted()
    html = browser(cast.rita).get(reverse("review:queue")).content.decode()
    assert f'data-submission-id="{submission.pk}"' in html
    assert reverse("review:judge", args=[submission.pk]) in html
    assert "1 picture waits" in html
    assert "Ana" not in html


def test_the_next_to_judge_is_kept_for_whoever_asked(cast):
    submission = cast.submitted()
    rita = browser(cast.rita)
    assert rita.get(reverse("review:go_on"))["Location"] == reverse("review:judge", args=[submission.pk])
    assert Reading.objects.get().reviewer == cast.rita


def test_an_empty_queue_says_that_everything_is_judged(cast):
    assert cast.cats
    answer = browser(cast.rita).get(reverse("review:go_on"), follow=True)
    assert answer.redirect_chain[0][0] == reverse("review:queue")
    assert "Everything is judged." in texts(answer)


# Judging


def test_judging_shows_the_boxes_undecided_and_where_to_send_the_verdict(cast):
    submission = cast.submitted(cats=2)
    answer = browser(cast.rita).get(reverse("review:judge", args=[submission.pk]))
    canvas = canvas_on(answer)
    assert (canvas["mode"], len(canvas["boxes"])) == ("review", 2)
    assert canvas["decisions"] == ["approved", "returned", "rejected"]
    assert canvas["urls"]["decide"] == reverse("api:submission-decide", args=[submission.pk])
    assert "Ana" not in answer.content.decode()


def test_in_the_last_round_returning_is_not_offered(cast):
    project = cast.draft(name="Once", max_rounds=1)
    projects.seat_reviewer(by=cast.clara, project=project, user=cast.rita, now=NOON)
    submission = cast.submitted(project=cast.opened(project))
    canvas = canvas_on(browser(cast.rita).get(reverse("review:judge", args=[submission.pk])))
    assert canvas["decisions"] == ["approved", "rejected"]


def test_what_is_decided_leads_to_what_was_decided(cast):
    submission = cast.submitted()
    cast.decided(submission)
    answer = browser(cast.rita).get(reverse("review:judge", args=[submission.pk]))
    assert answer["Location"] == reverse("payouts:piece", args=[submission.assignment_id])


def test_what_another_is_judging_leads_back_to_the_queue(cast):
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.raul, now=NOON)
    submission = cast.submitted()
    actions.take(by=cast.raul, submission=submission)
    answer = browser(cast.rita).get(reverse("review:judge", args=[submission.pk]), follow=True)
    assert answer.redirect_chain[0][0] == reverse("review:queue")
    assert texts(answer) == ["Another reviewer is judging this piece."]


# Objecting


def test_a_worker_objects_on_the_page_of_the_piece(cast):
    submission = rejected(cast)
    first, _second = submission.boxes.all()
    form = {"reason": "It is a cat", "boxes": [str(first.pk)]}
    answer = browser(cast.ana).post(reverse("review:appeal", args=[submission.pk]), form)
    assert answer["Location"] == reverse("payouts:piece", args=[submission.assignment_id])
    appeal = Appeal.objects.get()
    assert (appeal.reason, list(appeal.boxes.all())) == ("It is a cat", [first])


def test_box_numbers_that_are_none_name_no_box(cast):
    submission = rejected(cast)
    form = {"reason": "Look", "boxes": ["²", "x", "", "9" * 5000]}
    browser(cast.ana).post(reverse("review:appeal", args=[submission.pk]), form)
    assert Appeal.objects.get().boxes.count() == 2


def test_an_objection_without_words_leads_back_and_says_so(cast):
    submission = rejected(cast)
    ana, back = browser(cast.ana), f"http://testserver/work/{submission.assignment_id}/"
    answer = ana.post(reverse("review:appeal", args=[submission.pk]), {"reason": " "}, headers={"referer": back})
    assert answer["Location"] == back
    assert texts(ana.get(back)) == ["Say why you object."]
    assert not Appeal.objects.exists()


# Settling


def test_objections_wait_in_a_list_and_one_says_what_the_worker_says(cast):
    appeal = objected(cast)
    ada, page = browser(cast.ada), reverse("review:decide_appeal", args=[appeal.pk])
    assert page in ada.get(reverse("review:appeals")).content.decode()
    html = ada.get(page).content.decode()
    assert "Look &lt;b&gt;closer&lt;/b&gt;" in html
    assert "No cats" in html


def test_an_objection_is_settled_box_by_box(cast):
    appeal = objected(cast)
    first, second = appeal.boxes.order_by("position")
    form = {f"box-{first.pk}": "approved", f"box-{second.pk}": "refused", "reason": "The second is a dog"}
    answer = browser(cast.ada).post(reverse("review:decide_appeal", args=[appeal.pk]), form)
    assert answer["Location"] == reverse("review:appeals")
    verdict = Verdict.objects.get(source="appeal")
    assert dict(verdict.boxes.values_list("box", "approved")) == {first.pk: True, second.pk: False}


def test_an_empty_form_refuses_nothing_without_a_reason(cast):
    appeal = objected(cast)
    browser(cast.ada).post(reverse("review:decide_appeal", args=[appeal.pk]), {})
    assert not Verdict.objects.filter(source="appeal").exists()


# Every list


@pytest.mark.parametrize("name", ["review:queue", "review:appeals"])
def test_the_lists_cost_the_same_queries_for_one_row_and_for_twenty(cast, name):
    project = cast.opened(cast.draft(name="Many", images=30, max_in_hand=30))

    projects.seat_reviewer(by=cast.clara, project=project, user=cast.rita, now=NOON)

    def add():
        submission = cast.submitted(project=project)
        if name == "review:appeals":
            cast.decided(submission, "rejected", reason="No")
            actions.appeal(by=cast.ana, submission=submission, reason="Look", now=NOON)

    add()
    ada, page = browser(cast.ada), reverse(name)
    ada.get(page)
    for_one = queries_of(ada.get, page)
    for _turn in range(19):
        add()
    assert queries_of(ada.get, page) == for_one
    assert ada.get(page).content.decode().count("<tr") == 21


def test_judging_costs_the_same_queries_however_many_boxes_there_are(cast):
    small, large = cast.submitted(cats=1), cast.submitted(cats=10, ears=10)
    rita = browser(cast.rita)
    urls = [reverse("review:judge", args=[submission.pk]) for submission in (small, large)]
    for url in urls:
        rita.get(url)
    assert queries_of(rita.get, urls[0]) == queries_of(rita.get, urls[1])


def test_the_pages_speak_the_reviewers_language(cast):
    assert cast.cats
    save_preferences(by=cast.rita, language="ko")
    assert '<html lang="ko"' in browser(cast.rita).get(reverse("review:queue")).content.decode()
