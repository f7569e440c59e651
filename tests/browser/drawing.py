"""A hand on the canvas: where a pixel of the picture is on the screen, and how a box is drawn there."""

import io

from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from labeling.models import Draft

# A picture that just came is looked at before anything is decided about it: UNSEEN_MS in static/canvas/page/turn.js.
A_LOOK_MS = 450
# The same key once more, so many ms after another picture is shown.
PRESS_AGAIN = """([key, ms]) => {
    const again = () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    const root = document.querySelector("[data-workbench]");
    new MutationObserver((_, watcher) => {
        watcher.disconnect();
        setTimeout(again, ms);
    }).observe(root, { attributes: true, attributeFilter: ["data-piece"] });
}"""


def wait_for_canvas(page: Page) -> None:
    expect(page.locator("[data-canvas]")).to_have_attribute("data-ready", "true")


def open_piece(page: Page, assignment) -> Page:
    page.goto(reverse("review:label", args=[assignment.pk]))
    wait_for_canvas(page)
    return page


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """The point of the page at which pixel (x, y) of the picture is shown."""
    host = page.locator("[data-canvas]")
    place = host.bounding_box()
    scale, left, top = (float(host.get_attribute(f"data-{name}")) for name in ("scale", "offset-x", "offset-y"))
    return place["x"] + left + x * scale, place["y"] + top + y * scale


def draw_box(page: Page, x: float, y: float, width: float, height: float) -> None:
    """Drag from corner to corner, in pixels of the picture."""
    start, end = on_screen(page, x, y), on_screen(page, x + width, y + height)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def click_at(page: Page, x: float, y: float) -> None:
    page.mouse.click(*on_screen(page, x, y))


def boxes_saved(page: Page, assignment) -> list[dict]:
    """The draft as the server has it, once it has all of it."""
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "saved")
    return Draft.objects.get(pk=assignment.pk).boxes


def near(box: dict, place: tuple[float, float, float, float], within: float = 1) -> bool:
    """Whether a box lies where it was drawn; a screen pixel is about half a pixel of the cast's pictures."""
    names = ("x", "y", "width", "height")
    return all(abs(box[name] - side) <= within for name, side in zip(names, place, strict=True))


def colors_at(page: Page, *places: tuple[float, float]) -> list[tuple[int, int, int]]:
    """What is seen at these points of the page, as red, green and blue."""
    ratio = page.evaluate("devicePixelRatio")
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return [seen.getpixel((int(x * ratio), int(y * ratio))) for x, y in places]
