"""A dead tab, a lost network, a silent server: no box is lost, and none is there twice."""

import re
from contextlib import suppress

from playwright.sync_api import Error, expect

from labeling import actions as labeling
from labeling.models import Box, Draft, Submission
from labeling.queries import draft_of
from tests.browser.drawing import draw_box, wait_for_canvas

KEPT = """id => new Promise(resolve => {
    const asked = indexedDB.open("honestbox");
    asked.onsuccess = () => {
        const got = asked.result.transaction("pieces").objectStore("pieces").get(id);
        got.onsuccess = () => {
            asked.result.close();
            resolve(got.result ? { ...got.result, boxes: JSON.parse(got.result.boxes) } : null);
        };
    };
})"""


def open_piece(page, assignment):
    page.goto(f"/work/{assignment.pk}/label/")
    wait_for_canvas(page)


def place(n: int) -> tuple[int, int, int, int]:
    """Where the n-th of twenty boxes lies: none like another."""
    return 8 + n % 5 * 38, 6 + n // 5 * 28, 20 + n % 3, 14 + n % 4


def draw(page, n: int) -> None:
    count = page.locator("[data-box-id]").count()
    draw_box(page, *place(n))
    expect(page.locator("[data-box-id]")).to_have_count(count + 1)


def is_saved(page, *states: str) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute(
        "data-save-state", re.compile(f"^({'|'.join(states or ['saved'])})$")
    )


def corners(boxes) -> list[tuple[int, int]]:
    """Whole pixels, which tell the boxes of `place` from each other."""
    return sorted((round(box["x"]), round(box["y"])) for box in boxes)


def drawn(*numbers: int) -> list[tuple[int, int]]:
    return sorted(place(n)[:2] for n in numbers)


def handed_in(assignment) -> list[tuple[int, int]]:
    return corners(Box.objects.filter(submission__assignment=assignment).values("x", "y"))


def lose_network(page) -> None:
    """This tab has none, and will not get it back before it dies; the next tab has.

    Of a whole browser window Chromium does not take the network, or give it back, while its service worker is dead,
    and with a tab that is killed the service worker may die too.
    """
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    none = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", none)


def kill(page) -> None:
    """The tab dies as in a crash: no event, no last word. What is left of it is closed once it is dead."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()


def phone_saves(cast, assignment, *, version: int) -> None:
    """The same worker on another device, who drew three boxes on that draft."""
    label = cast.cats.labels.first().pk
    boxes = [{"label": label, "x": x, "y": 5, "width": 50, "height": 50} for x in (5, 60, 115)]
    labeling.save_draft(by=cast.ana, assignment=assignment, version=version, boxes=boxes)


def test_each_change_is_in_this_browser_within_a_second_and_on_the_server_within_five(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    page.evaluate("""() => {
        const state = document.querySelector("[data-save-state]");
        window.told = [];
        new MutationObserver(() => window.told.push([state.dataset.saveState, performance.now()]))
            .observe(state, { attributes: true, attributeFilter: ["data-save-state"] });
    }""")
    with page.expect_response("**/draft/") as answered:
        draw(page, 0)
    is_saved(page)
    assert answered.value.ok
    told = page.evaluate("window.told")
    moments = {}
    for state, at in told:
        moments.setdefault(state, at)
    assert [state for state, _at in told][-1] == "saved"
    assert moments["here"] - moments["saving"] < 1_000
    assert moments["saved"] - moments["saving"] < 5_000
    assert corners(draft_of(assignment).boxes) == corners(page.evaluate(KEPT, assignment.pk)["boxes"]) == drawn(0)


def test_a_hand_that_never_rests_is_saved_too(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw(page, 0)
    page.locator("[data-box-id] [data-action='choose-box']").click()
    with page.expect_request("**/draft/"), page.expect_request("**/draft/"):
        for _step in range(30):
            page.locator("[data-canvas]").press("ArrowRight")
    is_saved(page)


def test_what_was_drawn_without_a_network_is_there_when_the_tab_died_and_comes_back(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw(page, 0)
    is_saved(page)
    lose_network(page)
    draw(page, 1)
    is_saved(page, "waiting")
    expect(page.locator("[data-save-state]")).to_have_text("Saved in this browser, waiting for the connection")
    context = page.context
    kill(page)

    again = context.new_page()
    open_piece(again, assignment)
    expect(again.locator("[data-word]")).to_have_text("Your boxes from before are back")
    expect(again.locator("[data-box-id]")).to_have_count(2)
    is_saved(again)
    assert corners(draft_of(assignment).boxes) == drawn(0, 1)


def test_a_save_that_arrived_without_an_answer_is_no_conflict(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)

    def serve_in_silence(route):
        route.fetch()
        route.abort("connectionreset")

    page.route("**/draft/", serve_in_silence, times=1)
    draw(page, 0)
    is_saved(page, "waiting")
    draw(page, 1)
    is_saved(page)
    expect(page.locator("[data-alert]")).to_be_hidden()
    assert corners(draft_of(assignment).boxes) == drawn(0, 1)


def test_boxes_that_somebody_else_saved_meanwhile_are_asked_about(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    lose_network(page)
    draw(page, 0)
    is_saved(page, "waiting")
    context = page.context
    kill(page)
    phone = [{"label": cast.cats.labels.first().pk, "x": 5, "y": 5, "width": 50, "height": 50}]
    Draft.objects.create(assignment=assignment, version=1, boxes=phone, saved_at=assignment.claimed_at)

    again = context.new_page()
    open_piece(again, assignment)
    is_saved(again, "conflict")
    again.reload()
    wait_for_canvas(again)
    is_saved(again, "conflict")
    again.get_by_role("button", name="Keep these boxes").click()
    is_saved(again)
    assert corners(draft_of(assignment).boxes) == drawn(0)


def test_enter_during_a_conflict_hands_nothing_in(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw(page, 0)
    is_saved(page)
    phone_saves(cast, assignment, version=1)
    draw(page, 1)
    is_saved(page, "conflict")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    expect(page.locator("[data-alert]")).to_contain_text("which ones should stay?")
    assert not Submission.objects.exists()
    assert len(draft_of(assignment).boxes) == 3
    page.get_by_role("button", name="Keep these boxes").click()
    is_saved(page)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    assert handed_in(assignment) == drawn(0, 1)


def test_enter_before_the_page_knows_of_other_boxes_asks_about_them(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw(page, 0)
    is_saved(page)
    phone_saves(cast, assignment, version=1)
    page.keyboard.press("Enter")
    is_saved(page, "conflict")
    expect(page.locator("[data-alert]")).to_contain_text("which ones should stay?")
    assert not Submission.objects.exists()
    assert len(draft_of(assignment).boxes) == 3


def test_enter_while_the_last_save_has_no_answer_asks_about_other_boxes_too(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw(page, 0)
    is_saved(page)
    page.route("**/draft/", lambda route: route.abort("connectionreset"), times=1)
    draw(page, 1)
    is_saved(page, "waiting")
    phone_saves(cast, assignment, version=1)
    page.keyboard.press("Enter")
    is_saved(page, "conflict")
    expect(page.locator("[data-alert]")).to_contain_text("which ones should stay?")
    assert not Submission.objects.exists()
    assert len(draft_of(assignment).boxes) == 3
    page.get_by_role("button", name="Keep these boxes").click()
    is_saved(page)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    assert handed_in(assignment) == drawn(0, 1)


def test_enter_while_a_save_that_arrived_has_no_answer_hands_in_without_a_question(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)

    def serve_in_silence(route):
        route.fetch()
        route.abort("connectionreset")

    page.route("**/draft/", serve_in_silence, times=1)
    draw(page, 0)
    is_saved(page, "waiting")
    draw(page, 1)
    with page.expect_response(lambda answer: answer.url.endswith("/submit/") and answer.ok):
        page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    assert handed_in(assignment) == drawn(0, 1)
    assert Submission.objects.count() == 1


def test_a_hand_in_that_waited_is_not_sent_over_other_boxes(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw(page, 0)
    is_saved(page)
    lose_network(page)
    draw(page, 1)
    is_saved(page, "waiting")
    page.locator('[data-action="submit"]').click()
    expect(page.locator("[data-outbox]")).to_have_attribute("data-outbox", "1")
    context = page.context
    kill(page)
    phone_saves(cast, assignment, version=1)
    home = context.new_page()
    home.goto("/")
    expect(home.locator("[data-undelivered]")).to_contain_text("changed in another window")
    assert not Submission.objects.exists()
    assert len(draft_of(assignment).boxes) == 3
    open_piece(home, assignment)
    is_saved(home, "conflict")
    home.get_by_role("button", name="Keep these boxes").click()
    is_saved(home)
    assert corners(draft_of(assignment).boxes) == drawn(0, 1)


def test_handing_in_without_a_network_waits_and_goes_out_once_with_its_first_key(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw(page, 0)
    is_saved(page)
    page.context.set_offline(True)
    page.locator('[data-action="submit"]').click()
    expect(page.locator("[data-outbox]")).to_have_text("1 picture waits to be sent")
    is_saved(page, "waiting")
    assert not Submission.objects.exists()
    key = page.evaluate(KEPT, assignment.pk)["pending"]["key"]
    page.context.set_offline(False)
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    assert handed_in(assignment) == drawn(0)
    assert Submission.objects.get().idempotency_key == key


def test_a_hand_in_that_arrived_without_an_answer_is_not_handed_in_twice(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw(page, 0)

    def serve_in_silence(route):
        route.fetch()
        route.abort("connectionreset")

    page.route("**/submit/", serve_in_silence, times=1)
    page.locator('[data-action="submit"]').click()
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    assert handed_in(assignment) == drawn(0)
    assert Submission.objects.count() == 1


def test_a_piece_handed_in_before_the_tab_died_is_sent_from_the_next_page(cast, street):
    first, second = cast.claim(count=2)
    page = street(cast.ana)
    open_piece(page, first)
    draw(page, 0)
    is_saved(page)
    lose_network(page)
    page.locator('[data-action="submit"]').click()
    expect(page.locator("[data-outbox]")).to_have_attribute("data-outbox", "1")
    context = page.context
    kill(page)

    again = context.new_page()
    with again.expect_response("**/submit/") as answered:
        open_piece(again, second)
    assert answered.value.status == 201
    expect(again.locator("[data-outbox]")).to_have_attribute("data-outbox", "0")
    assert handed_in(first) == drawn(0)


def test_a_piece_handed_in_before_the_tab_died_is_sent_from_the_first_page_too(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw(page, 0)
    is_saved(page)
    lose_network(page)
    page.locator('[data-action="submit"]').click()
    expect(page.locator("[data-outbox]")).to_have_attribute("data-outbox", "1")
    context = page.context
    kill(page)
    home = context.new_page()
    home.goto("/")
    expect(home.locator("html")).to_have_attribute("data-outbox", "0")
    assert handed_in(assignment) == drawn(0)


def test_drawing_on_after_handing_in_without_a_network_takes_it_back(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    open_piece(page, assignment)
    draw(page, 0)
    is_saved(page)
    page.context.set_offline(True)
    page.locator('[data-action="submit"]').click()
    expect(page.locator("[data-outbox]")).to_have_attribute("data-outbox", "1")
    draw(page, 1)
    expect(page.locator("[data-outbox]")).to_have_attribute("data-outbox", "0")
    page.context.set_offline(False)
    is_saved(page)
    assert not Submission.objects.exists()
    page.locator('[data-action="submit"]').click()
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    assert handed_in(assignment) == drawn(0, 1)
