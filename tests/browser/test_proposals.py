"""Proposed boxes: accepted, corrected and rejected by one act each, and work only from then on."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labeling import actions
from labeling.models import Draft, Proposal, Submission
from labeling.queries import draft_of
from tests.browser.drawing import click_at, draw_box, near, on_screen, open_piece, wait_for_canvas
from tests.cast import NOON

# Cats at three places, far enough from each other for a thumb.
PLACES = [(15, 40, 30, 30), (85, 40, 30, 30), (150, 40, 30, 30)]
FIRST, SECOND, THIRD = PLACES


@pytest.fixture
def piece(cast, transactional_db):
    boxes = [
        {"label": "cat", "score": 0.87, **dict(zip(("x", "y", "width", "height"), place, strict=True))}
        for place in PLACES
    ]
    given = {"source": "yolo-v9", "images": [{"name": "000.png", "boxes": boxes}]}
    actions.propose_boxes(by=cast.clara, project=cast.cats, proposals=given, now=NOON)
    (assignment,) = cast.claim()
    return assignment


@pytest.fixture
def page(street, cast, piece):
    return open_piece(street(cast.ana), piece)


def counts(page, boxes: int, won: int, left: int) -> None:
    """What the bar says of work and pay, and how many proposals wait."""
    expect(page.locator("[data-box-count]")).to_have_text(f"{boxes} box" if boxes == 1 else f"{boxes} boxes")
    expect(page.locator("[data-worth]")).to_have_text(f"₩{won}")
    expect(page.locator('[data-verdict="proposed"]')).to_have_count(left)


def answers(piece) -> tuple[list[int], list[int]]:
    """Numbers, from 1, of the accepted and the rejected proposals as the server keeps them."""
    numbers = {proposal.pk: n for n, proposal in enumerate(Proposal.objects.order_by("pk"), 1)}
    draft = draft_of(piece)
    return [numbers[box["proposal"]] for box in draft.boxes], [numbers[pk] for pk in draft.rejected]


def is_saved(page) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "saved")


def test_proposals_are_seen_as_such_and_count_nothing(page):
    counts(page, 0, 0, 3)
    expect(page.locator("[data-proposals]")).to_contain_text("3 proposed, not counted yet")
    entry = page.locator("[data-box-id]").first
    expect(entry).to_contain_text("Proposed")
    expect(entry.locator('[data-part="reason"]')).to_be_hidden()
    entry.locator('[data-part="choose"]').click()
    expect(entry.locator('[data-part="reason"]')).to_have_text("yolo-v9 · 87\u00a0%")
    assert page.complaints == []


def test_one_key_accepts_one_rejects_and_undo_takes_either_back(page, piece):
    page.keyboard.press("p")
    page.keyboard.press("y")
    counts(page, 1, 40, 2)
    page.keyboard.press("x")
    counts(page, 1, 40, 1)
    is_saved(page)
    assert answers(piece) == ([1], [2])
    page.keyboard.press("Control+z")
    counts(page, 1, 40, 2)
    page.keyboard.press("Control+z")
    counts(page, 0, 0, 3)
    page.keyboard.press("Control+Shift+z")
    counts(page, 1, 40, 2)


def test_delete_rejects_too_and_a_class_key_corrects(page, piece, cast):
    page.keyboard.press("p")
    page.keyboard.press("Delete")
    page.keyboard.press("2")
    counts(page, 1, 15, 1)
    is_saved(page)
    assert answers(piece) == ([2], [1])
    assert Draft.objects.get(pk=piece.pk).boxes[0]["label"] == cast.cats.labels.get(name="ear").pk


def test_a_drag_corrects_and_is_one_step(page, piece):
    page.keyboard.press("v")
    click_at(page, 30, 55)
    start, end = on_screen(page, 45, 55), on_screen(page, 60, 55)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()
    counts(page, 1, 40, 2)
    is_saved(page)
    (box,) = draft_of(piece).boxes
    assert near(box, (15, 40, 45, 30))
    assert answers(piece) == ([1], [])
    page.keyboard.press("Control+z")
    counts(page, 0, 0, 3)
    expect(page.locator('[data-action="undo"]')).to_have_attribute("aria-disabled", "true")


def test_by_mouse_the_bar_answers_and_the_picture_under_it_is_not_drawn_on(page, piece):
    page.locator('[data-action="next-proposal"]').click()
    page.locator('[data-action="accept-proposal"]').click()
    page.locator('[data-action="reject-proposal"]').click()
    counts(page, 1, 40, 1)
    expect(page.locator("[data-box-id]")).to_have_count(2)
    page.locator('[data-action="accept-proposal"]').click()
    expect(page.locator("[data-answers]")).to_be_hidden()
    expect(page.locator('[data-tool="draw"]')).to_have_attribute("aria-pressed", "true")
    draw_box(page, 20, 80, 30, 20)
    counts(page, 3, 120, 0)


def test_all_that_are_left_are_accepted_at_once_and_one_undo_takes_it_back(page):
    page.keyboard.press("p")
    page.keyboard.press("x")
    expect(page.locator('[data-action="accept-proposals"]')).to_have_text("Accept all 2")
    page.locator('[data-action="accept-proposals"]').click()
    counts(page, 2, 80, 0)
    page.keyboard.press("Control+z")
    counts(page, 0, 0, 2)


def test_what_nobody_answered_is_told_once_and_neither_handed_in_nor_paid(page, piece):
    page.keyboard.press("p")
    page.keyboard.press("y")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-alert]")).to_contain_text("2 proposed boxes are not answered")
    is_saved(page)  # which says nothing about the question, and does not take it away
    expect(page.locator("[data-alert]")).to_contain_text("2 proposed boxes are not answered")
    assert not Submission.objects.exists()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: f"/work/{piece.pk}/label/" not in url)
    submission = Submission.objects.get()
    assert [box.proposal.x for box in submission.boxes.all()] == [15]
    assert submission.rejected == []


def test_answers_survive_a_reload_and_a_second_device(page, piece, street, cast):
    page.keyboard.press("p")
    page.keyboard.press("y")
    page.keyboard.press("x")
    is_saved(page)
    page.reload()
    wait_for_canvas(page)
    counts(page, 1, 40, 1)
    page.close()
    other = open_piece(street(cast.ana), piece)
    counts(other, 1, 40, 1)
    other.keyboard.press("p")
    other.keyboard.press("y")
    is_saved(other)
    assert answers(piece) == ([1, 3], [2])


def test_answers_given_without_a_network_are_kept_by_the_browser(page, piece):
    page.route("**/draft/", lambda route: route.abort())
    page.keyboard.press("p")
    page.keyboard.press("x")
    page.keyboard.press("y")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "waiting")
    page.unroute("**/draft/")
    page.reload()
    wait_for_canvas(page)
    counts(page, 1, 40, 1)
    is_saved(page)
    assert answers(piece) == ([2], [1])


def test_the_next_picture_comes_with_its_own_proposals(street, cast, piece):
    box = {"label": "ear", "x": 60, "y": 60, "width": 30, "height": 30}
    given = {"source": "by hand", "images": [{"name": "001.png", "boxes": [box]}]}
    actions.propose_boxes(by=cast.clara, project=cast.cats, proposals=given, now=NOON)
    cast.claim()
    page = open_piece(street(cast.ana), piece)
    expect(page.locator("[data-workbench]")).to_have_attribute("data-ahead", "1")
    page.keyboard.press("Alt+Shift+y")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_contain_text("001.png")
    counts(page, 0, 0, 1)
    page.keyboard.press("y")
    page.keyboard.press("y")
    counts(page, 1, 15, 0)
    expect(page.locator('[data-action="undo"]')).to_have_attribute("aria-disabled", "false")
    assert Submission.objects.get().boxes.count() == 3


def test_a_finger_answers_on_the_bar_and_finds_it_large_enough(street, cast, piece):
    phone = street(cast.ana, has_touch=True, is_mobile=True)
    phone.set_viewport_size({"width": 360, "height": 640})
    open_piece(phone, piece)
    select = phone.locator('[data-action="select-tool"]')
    select.tap()
    expect(select).to_have_attribute("aria-pressed", "true")
    phone.touchscreen.tap(*on_screen(phone, 100, 55))
    yes = phone.locator('[data-action="accept-proposal"]')
    expect(yes).to_be_visible()
    for button in (yes, phone.locator('[data-action="reject-proposal"]')):
        place = button.bounding_box()
        assert min(place["width"], place["height"]) >= 44
    yes.tap()
    counts(phone, 1, 40, 2)
    phone.locator('[data-action="reject-proposal"]').tap()
    counts(phone, 1, 40, 1)
    is_saved(phone)
    assert answers(piece) == ([2], [3])
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_by_keyboard_each_proposal_is_spoken_and_handled(page):
    page.keyboard.press("PageDown")
    spoken = page.locator("[data-announcer]")
    expect(spoken).to_have_text("Proposed: cat, 30 by 30 at 15, 40; yolo-v9 87\u00a0%")
    page.keyboard.press("Shift+y")
    expect(spoken).to_have_text("Accepted, 2 left. Next: cat, 30 by 30 at 85, 40; yolo-v9 87\u00a0%")
    page.keyboard.press("ArrowRight")
    expect(spoken).to_have_text("1 accepted, 1 proposals left")
    counts(page, 2, 80, 1)


def test_a_box_under_the_projects_smallest_side_is_refused_with_a_word(street, cast, transactional_db):
    project = cast.opened(cast.draft(min_side=20))
    (assignment,) = cast.claim(project=project)
    page = open_piece(street(cast.ana), assignment)
    draw_box(page, 20, 20, 40, 12)
    expect(page.locator("[data-word]")).to_have_text("Too small: a box here is 20 px or more a side")
    expect(page.locator("[data-box-id]")).to_have_count(0)
    draw_box(page, 20, 20, 40, 30)
    page.keyboard.press("v")
    click_at(page, 40, 35)
    for _press in range(30):
        page.keyboard.press("Alt+Shift+ArrowRight")
    is_saved(page)
    (box,) = draft_of(assignment).boxes
    assert near(box, (20, 20, 20, 30))
    assert reverse("review:label", args=[assignment.pk]) in page.url
