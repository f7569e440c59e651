"""What a reviewer has marked and not decided yet outlives the tab, on this device and for this reviewer alone."""

import pytest
from playwright.sync_api import expect

from projects import actions as projects
from review import actions as review
from tests.browser.drawing import wait_for_canvas
from tests.browser.reviewing import (
    decide,
    entry,
    has_next,
    is_over,
    lies_there,
    open_desk,
    pins,
    told,
    until,
    verdict_on,
)
from tests.browser.test_nothing_is_lost import kill
from tests.cast import NOON, PASSWORD

PAGES = """() => new Promise(resolve => {
    const asked = indexedDB.open("honestbox-review");
    asked.onsuccess = () => {
        const got = asked.result.transaction("pages").objectStore("pages").getAll();
        got.onsuccess = () => {
            asked.result.close();
            resolve(got.result);
        };
    };
})"""
# A word at the pointer goes by itself; what was said is gathered here.
HEAR = """
    window.heard = [];
    new MutationObserver(() => {
        const word = document.querySelector("[data-word]")?.textContent;
        if (word) window.heard.push(word);
    }).observe(document, { subtree: true, childList: true, characterData: true });
"""
WORD = "Your marks from before are back"


@pytest.fixture
def queue(cast, transactional_db):
    return [cast.submitted(cats=2) for _piece in range(2)]


def written(page, *submissions) -> None:
    ids = [submission.pk for submission in submissions]
    until(lambda: [kept["id"] for kept in page.evaluate(PAGES)] == ids, page)


def test_marks_are_there_again_after_the_tab_died_until_they_are_decided(cast, street, queue):
    page = open_desk(street(cast.rita), queue[0])
    context = page.context
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    page.keyboard.press("Tab")
    page.keyboard.press("e")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+M")
    page.locator("[data-decision-reason]").fill("Look at the tails")
    # The word for the whole is the last mark: with it all the others are written down.
    until(lambda: [kept["reason"] for kept in page.evaluate(PAGES)] == ["Look at the tails"], page)
    kill(page)

    again = context.new_page()
    again.add_init_script(HEAR)
    open_desk(again, queue[0])
    again.wait_for_function("word => window.heard.includes(word)", arg=WORD)
    expect(entry(again, 1)).to_contain_text("The box cuts the object off")
    expect(entry(again, 2)).to_contain_text("Corrected")
    expect(pins(again)).to_have_count(1)
    expect(again.locator("[data-decision-reason]")).to_have_value("Look at the tails")
    has_next(again)
    decide(again, "Enter")
    lies_there(again, queue[1])
    verdict = verdict_on(queue[0])
    assert told(verdict) == [(False, "The box cuts the object off"), (True, "")]
    assert (verdict.missing.count(), verdict.reason) == (1, "Look at the tails")
    assert verdict.boxes.get(box__position=1).correction.y == 20
    written(again)
    expect(entry(again, 1)).not_to_have_attribute("data-verdict", "refused")


def test_marks_on_a_picture_that_came_in_place_are_kept_too_and_come_back_in_place(cast, street, queue):
    page = open_desk(street(cast.rita), queue[1])
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    written(page, queue[1])
    open_desk(page, queue[0])
    expect(entry(page, 1)).not_to_have_attribute("data-verdict", "refused")
    has_next(page)
    decide(page, "Enter")
    lies_there(page, queue[1])
    expect(entry(page, 1)).to_have_attribute("data-verdict", "refused")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    page.reload()
    wait_for_canvas(page)
    expect(entry(page, 1)).to_have_attribute("data-verdict", "refused")
    expect(entry(page, 2)).to_have_attribute("data-verdict", "refused")
    decide(page, "Enter")
    is_over(page)
    assert [approved for approved, _reason in told(verdict_on(queue[1]))] == [False, False]
    written(page)


def test_marks_are_not_shown_to_another_reviewer_at_this_device(cast, street, queue):
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.raul, now=NOON)
    page = open_desk(street(cast.rita), queue[0])
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    written(page, queue[0])
    review.put_back(by=cast.rita, submission=queue[0])
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.locator("[name=login]").fill(cast.raul.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main .button--primary").click()
    page.wait_for_url("**/")
    page.add_init_script(HEAR)
    open_desk(page, queue[0])
    expect(entry(page, 1)).not_to_have_attribute("data-verdict", "refused")
    assert page.evaluate("window.heard") == []
    decide(page, "Enter")
    assert [approved for approved, _reason in told(verdict_on(queue[0]))] == [True, True]
