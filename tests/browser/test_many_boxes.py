"""Thousands of boxes and huge pictures: the list holds what is in sight, what is painted bit by bit is right."""

import base64
import io
import re

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from labeling import actions as labeling
from projects import imports
from tests.browser.drawing import draw_box, on_screen, wait_for_canvas
from tests.cast import NOON, box, picture

ROUNDING = 24  # of 255, where a mended place ends within a soft edge; a line that is missing is a hundred
SETTLED = '[data-canvas][data-settled="true"]'
# The box layer has two canvases, of which one is seen.
BOX_LAYER = """() => {
    const canvases = [...document.querySelectorAll('[data-layer="boxes"]')];
    const seen = canvases.filter((canvas) => canvas.style.visibility !== "hidden");
    if (seen.length !== 1 || seen[0].style.transform) throw new Error("the layer is not at rest");
    return seen[0].toDataURL();
}"""


@pytest.fixture
def open_with(cast, street):
    """Opens the page of somebody who drew so many boxes, in ten rows over the picture, each of its own size."""

    def enter(count, **context):
        project = cast.opened(cast.draft(name="Crowd", images=1, max_boxes=2_000))
        (assignment,) = cast.claim(project=project)
        cat, ear = project.labels.all()
        boxes = [
            box(ear if n % 3 else cat, x=n // 10 * 180 / (count / 10), y=n % 10 * 11, width=5 + n / 1000, height=6)
            for n in range(count)
        ]
        labeling.save_draft(by=cast.ana, assignment=assignment, version=0, boxes=boxes, now=NOON)
        page = street(cast.ana, **context)
        page.goto(f"/work/{assignment.pk}/label/")
        wait_for_canvas(page)
        page.wait_for_selector(SETTLED)
        return page

    return enter


def _difference(one: str, other: str) -> int:
    """The most that any color of two pictures differs, seen on a gray ground; both as data URLs."""
    seen = []
    for url in (one, other):
        layer = Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGBA")
        seen.append(Image.alpha_composite(Image.new("RGBA", layer.size, "gray"), layer).convert("RGB"))
    return max(most for _least, most in ImageChops.difference(*seen).getextrema())


def entries(page):
    return page.locator("[data-box-list] > [data-box-id]")


def painted_anew(page) -> str:
    """The box layer after it was painted as a whole: a class was hidden and shown again."""
    eye = page.locator("[data-palette] [data-part=eye]").first
    for _turn in range(2):
        eye.click()
        page.wait_for_timeout(50)
        page.wait_for_selector(SETTLED)
    return page.evaluate(BOX_LAYER)


def test_a_list_of_some_boxes_is_in_the_page_as_a_whole(open_with):
    page = open_with(200)
    expect(entries(page)).to_have_count(200)
    assert entries(page).first.get_attribute("aria-setsize") is None


def test_of_a_long_list_the_part_in_sight_is_in_the_page_and_says_where_it_is(open_with):
    page = open_with(1_500)
    assert 10 < entries(page).count() < 120
    expect(entries(page).first).to_have_attribute("aria-posinset", "1")
    expect(entries(page).first).to_have_attribute("aria-setsize", "1500")
    expect(page.locator("[data-box-count]")).to_have_text("1500 boxes")

    page.locator("[data-scrolls]").evaluate("list => list.scrollTop = list.scrollHeight / 2")
    page.wait_for_function("() => document.querySelector('[data-box-list] > li').ariaPosInSet > 500")
    numbers = [int(text) for text in page.locator("[data-box-list] [data-part=number]").all_inner_texts()]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert [entry.get_attribute("aria-posinset") for entry in entries(page).all()] == [str(n) for n in numbers]
    frame = page.locator("[data-scrolls]").bounding_box()
    seen = [entry for entry in entries(page).all() if _is_within(entry.bounding_box(), frame)]
    assert len(seen) >= 3
    chosen = seen[1]
    number = int(chosen.locator("[data-part=number]").inner_text())
    chosen.locator("[data-part=choose]").click()
    expect(page.locator("[data-box-list] .is-selected [data-part=number]")).to_have_text(str(number))

    page.locator("[data-scrolls]").evaluate("list => list.scrollTop = list.scrollHeight")
    expect(entries(page).last).to_have_attribute("aria-posinset", "1500")


def _is_within(inner, outer) -> bool:
    return inner["y"] >= outer["y"] and inner["y"] + inner["height"] <= outer["y"] + outer["height"]


def test_the_list_follows_a_box_that_is_chosen_on_the_picture(open_with):
    page = open_with(1_500)
    page.keyboard.press("v")
    page.mouse.click(*on_screen(page, 179, 2))
    selected = page.locator("[data-box-list] .is-selected")
    expect(selected).to_be_in_viewport()
    assert int(selected.locator("[data-part=number]").inner_text()) > 1_200


def test_a_long_list_can_be_walked_through_by_keyboard(open_with):
    page = open_with(400)
    last = int(entries(page).last.get_attribute("aria-posinset"))
    entries(page).last.locator("[data-part=choose]").focus()
    buttons = entries(page).last.locator("button").count()
    for _press in range(buttons * 5):
        page.keyboard.press("Tab")
        page.wait_for_timeout(20)
    at = page.evaluate("Number(document.activeElement.closest('[data-box-id]').ariaPosInSet)")
    assert at == last + 5


def test_what_is_mended_bit_by_bit_is_what_a_fresh_painting_would_show(open_with):
    page = open_with(300)
    draw_box(page, 60, 20, 50, 40)
    draw_box(page, 20, 70, 90, 30)
    page.keyboard.press("v")
    start = on_screen(page, 62, 22)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 30, start[1] + 12)
    page.mouse.move(start[0] + 60, start[1] + 24)
    page.mouse.up()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    page.wait_for_selector(SETTLED)
    page.wait_for_timeout(100)
    mended = page.evaluate(BOX_LAYER)

    assert _difference(painted_anew(page), mended) <= ROUNDING


def test_after_a_pan_and_a_zoom_everything_is_painted_where_it_belongs(open_with):
    page = open_with(300)
    before = page.evaluate(BOX_LAYER)
    start = on_screen(page, 100, 60)
    page.mouse.move(*start)
    page.mouse.down(button="middle")
    for step in range(1, 12):
        page.mouse.move(start[0] + 30 * step, start[1] + 10 * step)
    page.mouse.up(button="middle")
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(50)
    page.wait_for_selector(SETTLED)
    moved = page.evaluate(BOX_LAYER)

    assert moved != before
    assert _difference(painted_anew(page), moved) <= ROUNDING

    page.locator('[data-action="fit"]').click()
    page.wait_for_timeout(50)
    page.wait_for_selector(SETTLED)
    assert _difference(page.evaluate(BOX_LAYER), before) <= ROUNDING


def test_a_huge_picture_opens_reduced_and_shows_its_own_pixels_when_somebody_looks_closer(cast, street):
    project = cast.draft(name="Huge", images=0)
    files = [("huge.png", io.BytesIO(picture(1, size=(6_000, 4_500))))]
    imports.add_images(by=project.client, project=project, files=files, now=NOON)
    (assignment,) = cast.claim(project=cast.opened(project))
    page = street(cast.ana)
    page.add_init_script("""
        window.bitmaps = [];
        const create = window.createImageBitmap;
        window.createImageBitmap = (...given) => (bitmaps.push(given.slice(1)), create(...given));
    """)
    page.goto(f"/work/{assignment.pk}/label/")
    wait_for_canvas(page)
    page.wait_for_selector(SETTLED)
    assert [list(given[0]) for given in page.evaluate("bitmaps")] == [["resizeWidth", "resizeHeight", "resizeQuality"]]

    page.mouse.move(*on_screen(page, 3_000, 2_000))
    for _turn in range(10):
        page.mouse.wheel(0, -200)
    page.wait_for_timeout(50)
    page.wait_for_selector(SETTLED)
    x, y, width, height = page.evaluate("bitmaps.at(-1)")[:4]
    assert x < 3_000 < x + width
    assert y < 2_000 < y + height
    assert width < 3_000
    assert re.fullmatch(r"\d+ %", page.locator("[data-zoom]").inner_text())
    assert page.complaints == []
