"""A second round is judged against the first: what changed is marked, and a key flips between the two."""

import pytest
from playwright.sync_api import expect

from labeling import actions as labeling
from tests.browser.reviewing import entry, open_desk
from tests.cast import NOON, box


@pytest.fixture
def second_round(cast, transactional_db):
    """Of three boxes one was pinned and is tighter now, one stayed, one is gone; another one is new."""
    cat, ear = cast.cats.labels.all()
    (assignment,) = cast.claim()
    drawn = [box(cat, x=10), box(cat, x=80, width=80, height=60), box(ear, x=150, y=80, width=20, height=20)]
    first = labeling.submit(by=cast.ana, assignment=assignment, boxes=drawn, now=NOON)
    pinned = {"id": first.boxes.get(position=1).pk, "approved": False, "reason": "Too loose"}
    missing = [{"x": 30, "y": 90, "label": ear.pk, "reason": "the left one"}]
    cast.decided(first, "returned", reason="Nearly", boxes=[pinned], missing=missing)
    mended = [box(cat, x=10), box(cat, x=85, y=12, width=60, height=50), box(ear, x=20, y=80, width=20, height=20)]
    assignment.refresh_from_db()
    return labeling.submit(by=cast.ana, assignment=assignment, boxes=mended, now=NOON)


def shown_round(page, number):
    expect(page.locator(".canvas__round[role=status]")).to_have_text(f"Round {number}")
    flipped = "true" if number == 1 else "false"
    expect(page.locator("[data-action=flip]")).to_have_attribute("aria-pressed", flipped)


def colors_at(page, x, y) -> list[int]:
    """What the canvas of the round before has at a pixel of the picture."""
    return page.evaluate(
        """([x, y]) => {
            const host = document.querySelector("[data-canvas]");
            const [scale, left, top] = ["scale", "offsetX", "offsetY"].map((name) => Number(host.dataset[name]));
            const canvas = host.querySelector(".canvas__earlier");
            if (getComputedStyle(canvas).display === "none") return [0, 0, 0, 0];
            const at = [x * scale + left - host.clientLeft, y * scale + top - host.clientTop];
            const pixels = at.map((value) => Math.round(value * devicePixelRatio) - 2);
            return [...canvas.getContext("2d").getImageData(...pixels, 5, 5).data];
        }""",
        [x, y],
    )


def test_the_list_says_what_changed_and_what_was_said_of_it(cast, street, second_round):
    page = open_desk(street(cast.rita), second_round)
    expect(entry(page, 1)).to_contain_text("As before")
    expect(entry(page, 2)).to_contain_text("Changed; it was said: Too loose")
    expect(entry(page, 3)).to_contain_text("New")
    expect(page.locator("[data-reason]")).to_contain_text("Nearly")
    expect(page.locator("[data-notes] li")).to_have_text(
        ["Gone since the round before: ear", "Asked for in the round before: ear: the left one"]
    )
    expect(page.locator(".guide-change")).to_have_text(["Changed", "New"])


def test_a_key_flips_to_the_round_before_and_back_and_held_it_goes_back_by_itself(cast, street, second_round):
    page = open_desk(street(cast.rita), second_round)
    shown_round(page, 2)
    assert not any(colors_at(page, 160, 80))
    page.keyboard.press("f")
    shown_round(page, 1)
    assert any(colors_at(page, 160, 80)), "the box that is gone is not shown"
    expect(page.locator(".guide-change")).to_have_count(0)
    expect(page.locator('.canvas__layer[data-layer="boxes"]').first).to_have_css("opacity", "0")
    page.keyboard.press("f")
    shown_round(page, 2)
    page.keyboard.down("f")
    shown_round(page, 1)
    page.wait_for_timeout(500)
    page.keyboard.up("f")
    shown_round(page, 2)


def test_by_touch_a_button_flips(cast, street, second_round):
    page = street(cast.rita, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 780})
    open_desk(page, second_round)
    page.locator("[data-action=flip]").tap()
    shown_round(page, 1)
    page.locator("[data-action=flip]").tap()
    shown_round(page, 2)


def test_a_first_round_has_nothing_to_flip_to(cast, street):
    page = open_desk(street(cast.rita), cast.submitted())
    expect(page.locator("[data-action=flip]")).to_be_hidden()
    page.keyboard.press("f")
    expect(page.locator("[data-word]")).to_have_text("This is the first round")
    expect(page.locator(".canvas__round")).to_be_hidden()
