"""Without a network the piece in hand opens all the same; and nobody finds there what is somebody else's."""

import re

from playwright.sync_api import expect

from tests.browser.drawing import draw_box
from tests.browser.test_nothing_is_lost import draw, drawn, handed_in, is_saved, open_piece
from tests.cast import PASSWORD

# What is laid by for a page without a network, as paths; the service worker has to be up to answer with it.
LAID_BY = """async () => {
    const names = (await caches.keys()).sort();
    const paths = [];
    for (const name of names) {
        for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
    }
    return { names, paths, active: !!(await navigator.serviceWorker.getRegistration())?.active };
}"""


def wait_until_laid_by(page, assignment):
    for _look in range(100):
        found = page.evaluate(LAID_BY)
        if found["active"] and f"/work/{assignment.pk}/label/" in found["paths"]:
            return found
        page.wait_for_timeout(100)
    raise AssertionError(found)


def test_a_piece_that_was_opened_once_opens_without_a_network_and_is_handed_in_with_it(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    wait_until_laid_by(page, assignment)
    draw(page, 0)
    is_saved(page)
    page.context.set_offline(True)
    draw(page, 1)
    is_saved(page, "waiting")

    page.reload()
    expect(page.locator("[data-canvas]")).to_have_attribute("data-ready", "true")
    expect(page.locator("[data-box-id]")).to_have_count(2)
    draw(page, 2)
    is_saved(page, "waiting")
    page.keyboard.press("Enter")
    expect(page.locator("[data-outbox]")).to_have_attribute("data-outbox", "1")
    assert handed_in(assignment) == []

    page.context.set_offline(False)
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    assert handed_in(assignment) == drawn(0, 1, 2)


def test_boxes_that_the_server_has_already_are_there_without_a_network_too(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    wait_until_laid_by(page, assignment)
    draw(page, 0)
    is_saved(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-box-id]")).to_have_count(1)
    page.context.set_offline(False)
    draw(page, 1)
    is_saved(page)
    expect(page.locator("[data-alert]")).to_be_hidden()


def test_the_next_picture_that_came_in_place_opens_without_a_network(cast, street):
    first, second = cast.claim(count=2)
    page = street(cast.ana)
    open_piece(page, first)
    wait_until_laid_by(page, first)
    expect(page.locator("[data-workbench]")).to_have_attribute("data-ahead", "1")
    draw(page, 0)
    page.keyboard.press("Enter")
    expect(page.locator("[data-workbench]")).to_have_attribute("data-piece", str(second.pk))
    found = wait_until_laid_by(page, second)
    assert f"/work/{first.pk}/label/" not in found["paths"]
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-canvas]")).to_have_attribute("data-ready", "true")
    draw_box(page, 10, 10, 40, 30)
    expect(page.locator("[data-box-id]")).to_have_count(1)
    page.context.set_offline(False)
    is_saved(page)


def test_who_logs_out_leaves_nothing_behind(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    wait_until_laid_by(page, assignment)
    page.goto("/account/logout/")
    page.locator("main .button--primary").click()
    page.wait_for_url("**/")
    assert page.evaluate(LAID_BY)["names"] == []


def test_what_one_worker_laid_by_is_gone_when_the_next_one_works_in_this_browser(cast, street):
    page = street(cast.ana)
    (hers,) = cast.claim()
    open_piece(page, hers)
    wait_until_laid_by(page, hers)
    page.context.clear_cookies()  # a session that ran out, without a word
    page.goto("/account/login/")
    page.locator("[name=login]").fill(cast.ben.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main .button--primary").click()
    page.wait_for_url("**/")
    (his,) = cast.claim(worker=cast.ben)
    open_piece(page, his)
    found = wait_until_laid_by(page, his)
    assert found["names"] == [f"honestbox-work-{cast.ben.pk}"]
    assert not [path for path in found["paths"] if path.startswith(f"/work/{hers.pk}/")]
