"""A hand on the canvas: where a pixel of the picture is on the screen, and how a box is drawn there."""

from playwright.sync_api import Page, expect


def wait_for_canvas(page: Page) -> None:
    expect(page.locator("[data-canvas]")).to_have_attribute("data-ready", "true")


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """The point of the page at which pixel (x, y) of the picture is shown."""
    host = page.locator("[data-canvas]")
    place = host.bounding_box()
    scale, left, top = (
        float(host.get_attribute(f"data-{name}")) for name in ("scale", "offset-x", "offset-y")
    )
    return place["x"] + left + x * scale, place["y"] + top + y * scale


def draw_box(page: Page, x: float, y: float, width: float, height: float) -> None:
    """Drag from corner to corner, in pixels of the picture."""
    start, end = on_screen(page, x, y), on_screen(page, x + width, y + height)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()
