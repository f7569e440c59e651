"""Judging: a key for each verdict, and the next submission lies on the desk before the hand has left the key."""

from playwright.sync_api import expect

from labeling import actions as labeling
from labeling.models import Submission
from projects import actions as projects
from projects.money import MICRO
from review.models import Reading, Verdict
from tests.browser.drawing import PRESS_AGAIN
from tests.browser.reviewing import decide, entry, has_next, is_over, lies_there, open_desk, told, until, verdict_on
from tests.cast import NOON, box


class Keyboard:
    """Counts what the hand really presses."""

    def __init__(self, page):
        self.page, self.strokes = page, 0

    def press(self, key: str) -> None:
        self.strokes += 1
        self.page.keyboard.press(key)


def queue_of(cast, count: int, boxes: int = 5) -> list[Submission]:
    return [cast.submitted(cats=boxes - 2, ears=2) for _piece in range(count)]


def test_thirty_submissions_of_five_boxes_take_thirty_to_sixty_keystrokes(cast, street):
    project = cast.opened(cast.draft(name="Many", images=30, max_in_hand=30))
    projects.seat_reviewer(by=cast.clara, project=project, user=cast.rita, now=NOON)
    queue = [cast.submitted(project=project, cats=3, ears=2) for _piece in range(30)]
    page = street(cast.rita)
    open_desk(page, queue[0])
    page.evaluate("window.stayed = true")
    hand = Keyboard(page)
    for number, submission in enumerate(queue):
        lies_there(page, submission)
        expect(page.locator("[data-box-id]")).to_have_count(5)
        if number + 1 < len(queue):
            has_next(page)
        if number % 5 == 4:  # the second box is no good, for the second reason of the list
            hand.press("Tab")
            hand.press("Tab")
            hand.press("2")
        with page.expect_response("**/decide/"):
            hand.press("Enter")
        if number == 28:
            assert page.evaluate("window.stayed"), "a page was loaded in between"
    is_over(page)
    assert 30 <= hand.strokes <= 60, hand.strokes
    verdicts = [verdict_on(submission) for submission in queue]
    assert all(verdict.decision == "approved" for verdict in verdicts)
    for number, verdict in enumerate(verdicts):
        second = (False, "The box cuts the object off") if number % 5 == 4 else (True, "")
        assert told(verdict) == [(True, ""), second, *[(True, "")] * 3]
    assert page.complaints == []


def test_each_box_has_a_verdict_by_one_key_and_the_whole_another(cast, street):
    first, second = queue_of(cast, 2)
    page = open_desk(street(cast.rita), first)
    expect(entry(page, 1)).to_have_attribute("data-verdict", "approved")
    page.keyboard.press("Tab")
    page.keyboard.press("x")
    page.keyboard.press("3")
    expect(entry(page, 1)).to_have_attribute("data-verdict", "refused")
    expect(entry(page, 1)).to_contain_text("Wrong label")
    page.keyboard.press("Tab")
    page.keyboard.press("r")
    expect(entry(page, 2)).to_contain_text("Wrong label")
    page.keyboard.press("a")
    expect(entry(page, 2)).to_have_attribute("data-verdict", "approved")
    page.keyboard.press("Control+z")
    expect(entry(page, 2)).to_have_attribute("data-verdict", "refused")
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Tab")
    page.keyboard.press("x")
    page.locator("[data-dialog=reason] input").fill("That is a dog")
    page.keyboard.press("Enter")
    has_next(page)
    decide(page, "Enter")
    lies_there(page, second)
    assert told(verdict_on(first)) == [
        (False, "Wrong label"), (True, ""), (False, "That is a dog"), (True, ""), (True, "")
    ]  # fmt: skip
    page.keyboard.press("Shift+R")
    page.keyboard.press("1")
    is_over(page)
    assert (verdict_on(second).decision, verdict_on(second).reason) == ("returned", "The box is too loose")


def test_the_keys_work_while_the_next_one_is_on_its_way(cast, street):
    first, second = queue_of(cast, 2)
    page = street(cast.rita)
    held = []
    page.route("**/review/next/*", lambda route: held.append(route))
    open_desk(page, first)
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    page.keyboard.press("Tab")
    page.keyboard.press("r")
    page.keyboard.press("a")
    decide(page, "Enter")
    # What is pressed now is about nothing that was seen: it decides nothing.
    page.keyboard.press("Enter")
    expect(page.locator("[data-word]")).to_have_text("The next picture is on its way")
    held[0].continue_()
    lies_there(page, second)
    assert told(verdict_on(first))[:2] == [(False, "The box is too loose"), (True, "")]
    assert not Verdict.objects.filter(submission=second).exists()


def test_a_key_pressed_twice_does_not_approve_the_next_one(cast, street):
    first, second = queue_of(cast, 2)
    page = open_desk(street(cast.rita), first)
    has_next(page)
    page.evaluate(PRESS_AGAIN, ["Enter", 180])
    decide(page, "Enter")
    expect(page.locator("[data-word]")).to_have_text("This is the next picture: look at it first")
    lies_there(page, second)
    assert not Verdict.objects.filter(submission=second).exists()
    decide(page, "Enter")
    is_over(page)
    assert verdict_on(second).decision == "approved"


def test_the_reasons_are_those_of_the_project(cast, street):
    reasons = ["Whiskers are outside", "Not a cat"]
    projects.update_project(by=cast.clara, project=cast.cats, review_reasons=reasons, now=NOON)
    submission = cast.submitted(cats=2)
    page = open_desk(street(cast.rita), submission)
    page.keyboard.press("Tab")
    page.keyboard.press("x")
    expect(page.locator("[data-dialog=reason] li")).to_have_text(["1 Whiskers are outside", "2 Not a cat"])
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(page.locator("[data-word]")).to_have_text("There is no reason with this number")
    page.keyboard.press("2")
    expect(entry(page, 1)).to_contain_text("Not a cat")
    decide(page, "Enter")
    assert told(verdict_on(submission)) == [(False, "Not a cat"), (True, "")]


def test_by_mouse_and_by_touch_everything_has_a_button(cast, street):
    first, second = queue_of(cast, 2)
    page = street(cast.rita, has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 390, "height": 780})
    open_desk(page, first)
    has_next(page)
    entry(page, 2).locator("[data-action=refuse-box]").tap()
    page.locator("[data-dialog=reason] li").first.locator("button").tap()
    expect(entry(page, 2)).to_have_attribute("data-verdict", "refused")
    page.locator("[data-action=approve]").tap()
    lies_there(page, second)
    page.locator("[data-decision-reason]").fill("Only half of the cats")
    with page.expect_response("**/decide/"):
        page.locator("[data-action=return]").click()
    is_over(page)
    assert told(verdict_on(first))[1] == (False, "The box is too loose")
    assert verdict_on(second).reason == "Only half of the cats"
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(overflow)


def test_what_was_fetched_ahead_is_kept_from_others_and_put_back_by_whoever_leaves(cast, street):
    first, second, third = queue_of(cast, 3)
    page = open_desk(street(cast.rita), first)
    has_next(page)
    held = Reading.objects.filter(reviewer=cast.rita)
    assert set(held.values_list("submission", flat=True)) == {first.pk, second.pk}
    page.goto("/review/")
    until(lambda: list(held.values_list("submission", flat=True)) == [first.pk], page)
    assert not Verdict.objects.filter(submission=third).exists()


def test_another_project_comes_without_a_page_load_too(cast, street):
    other = cast.draft(name="Birds", labels=[
        {"name": "bird", "color": "#009e73", "hotkey": "b", "unit_price_micro": 70 * MICRO}
    ])  # fmt: skip
    projects.seat_reviewer(by=cast.clara, project=other, user=cast.rita, now=NOON)
    first = cast.submitted()
    (assignment,) = cast.claim(project=cast.opened(other))
    second = labeling.submit(by=cast.ana, assignment=assignment, boxes=[box(other.labels.get())], now=NOON)
    second, first = sorted([first, second], key=lambda piece: (piece.review_by, piece.pk), reverse=True)
    page = open_desk(street(cast.rita), first)
    page.evaluate("window.stayed = true")
    has_next(page)
    decide(page, "Enter")
    lies_there(page, second)
    expect(entry(page, 1)).to_contain_text(second.boxes.get().label.name)
    assert page.evaluate("window.stayed")


def test_ctrl_enter_in_the_reason_for_the_whole_picture_approves_nothing(cast, street):
    (submission,) = queue_of(cast, 1)
    page = open_desk(street(cast.rita), submission)
    reason = page.locator("[data-decision-reason]")
    reason.fill("Half of the cats are missing")
    reason.press("Control+Enter")
    page.wait_for_timeout(500)
    assert not Verdict.objects.filter(submission=submission).exists()
    with page.expect_response("**/decide/"):
        page.locator("[data-action=return]").click()
    is_over(page)
    assert verdict_on(submission).reason == "Half of the cats are missing"


def test_where_a_browser_keeps_nothing_whoever_leaves_with_marks_is_asked_and_whoever_decided_is_not(cast, street):
    (submission,) = queue_of(cast, 1)
    page = street(cast.rita)
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    open_desk(page, submission)
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    expect(entry(page, 1)).to_contain_text("The box cuts the object off")
    page.evaluate("window.setTimeout(() => location.reload())")
    until(lambda: asked == ["beforeunload"], page)
    expect(entry(page, 1)).to_contain_text("The box cuts the object off")
    decide(page, "Enter")
    is_over(page)
    assert asked == ["beforeunload"]
