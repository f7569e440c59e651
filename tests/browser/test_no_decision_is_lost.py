"""A decision stands in the browser before it is sent, and stays there until the server has said yes or no."""

import pytest
from playwright.sync_api import expect

from people.models import User
from projects import actions as projects
from review import actions as review
from review.models import Verdict
from tests.browser.drawing import wait_for_canvas
from tests.browser.reviewing import decide, entry, has_next, lies_there, open_desk, told, until, verdict_on
from tests.cast import NOON


@pytest.fixture
def queue(cast, transactional_db):
    return [cast.submitted(cats=2) for _piece in range(3)]


def test_without_a_network_the_next_one_comes_and_the_decision_goes_out_later(cast, street, queue):
    page = open_desk(street(cast.rita), queue[0])
    has_next(page)
    page.context.set_offline(True)
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    lies_there(page, queue[1])
    expect(page.locator("[data-outbox]")).to_have_text("1 decision waits to be sent")
    page.keyboard.press("Enter")
    expect(page.locator("[data-alert]")).to_contain_text("kept in this browser")
    expect(page.locator("[data-outbox]")).to_have_text("2 decisions wait to be sent")
    lies_there(page, queue[1])
    assert not Verdict.objects.exists()
    page.context.set_offline(False)
    page.wait_for_url(f"**/review/{queue[2].pk}/")
    wait_for_canvas(page)
    assert told(verdict_on(queue[0])) == [(False, "The box is too loose"), (True, "")]
    assert verdict_on(queue[1]).decision == "approved"
    expect(page.locator("[data-outbox]")).to_be_hidden()


def test_a_tab_that_dies_with_a_decision_in_it_sends_it_when_it_is_back(cast, street, queue):
    page = open_desk(street(cast.rita), queue[0])
    has_next(page)
    page.route("**/decide/", lambda route: route.abort())
    page.keyboard.press("Enter")
    lies_there(page, queue[1])
    page.close()
    assert not Verdict.objects.exists()
    again = page.context.new_page()
    again.set_default_timeout(10_000)
    open_desk(again, queue[1])
    until(Verdict.objects.filter(submission=queue[0]).exists, again)
    assert verdict_on(queue[0]).decision == "approved"


def test_an_answer_that_got_lost_is_no_second_decision(cast, street, queue):
    page = open_desk(street(cast.rita), queue[0])
    has_next(page)
    lost = []

    def lose(route):
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/decide/", lose)
    with page.expect_response("**/decide/") as answer:  # the first that arrives
        page.keyboard.press("Enter")
    assert (answer.value.status, lost) == (200, [200])
    lies_there(page, queue[1])
    expect(page.locator("[data-outbox]")).to_be_hidden()
    assert Verdict.objects.filter(submission=queue[0]).count() == 1
    expect(page.locator("[data-alert]")).to_be_hidden()


def test_a_decision_that_comes_too_late_is_told_with_the_way_to_the_picture(cast, street, queue):
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.raul, now=NOON)
    page = open_desk(street(cast.rita), queue[0])
    has_next(page)
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    lies_there(page, queue[1])
    review.approve_overdue(now=queue[0].review_by.replace(year=2027))
    page.context.set_offline(False)
    expect(page.locator("[data-alert]")).to_contain_text(f"The decision on “{queue[0].assignment.task.image.name}”")
    link = page.get_by_role("link", name="Look at that picture")
    expect(link).to_have_attribute("href", f"/review/{queue[0].pk}/")


def test_a_refusal_by_the_server_leaves_all_as_it_was(cast, street, queue):
    page = street(cast.rita)
    page.route("**/review/next/*", lambda route: route.abort())  # or a slow answer comes after the next one
    open_desk(page, queue[0])
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    review.approve_overdue(now=queue[0].review_by.replace(year=2027))
    page.keyboard.press("Enter")
    expect(page.locator("[data-alert]")).to_contain_text("This submission has been decided already.")
    lies_there(page, queue[0])
    expect(entry(page, 1)).to_have_attribute("data-verdict", "refused")


def test_zoom_and_display_are_kept_and_the_way_of_drawing_stays_as_it_was(cast, street, queue):
    User.objects.filter(pk=cast.rita.pk).update(canvas={"tool": "extreme"})
    page = open_desk(street(cast.rita), queue[0])
    page.locator("[data-action=actual-size]").click()
    page.locator("[data-action=display]").click()
    page.locator("[data-display] [name=grid]").check()
    has_next(page)
    decide(page, "Control+Enter")
    lies_there(page, queue[1])
    expect(page.locator("[data-zoom]")).to_have_text("100 %")
    until(lambda: User.objects.get(pk=cast.rita.pk).canvas.get("grid"), page)
    kept = User.objects.get(pk=cast.rita.pk).canvas
    assert (kept["tool"], kept["zoom"], "label" in kept) == ("extreme", "actual", False)
    elsewhere = open_desk(street(cast.rita), queue[1])
    expect(elsewhere.locator("[data-zoom]")).to_have_text("100 %")
    expect(elsewhere.locator("[data-guide=grid]")).to_be_visible()
