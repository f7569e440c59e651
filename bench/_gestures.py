"""The same hand for every page: 30 moves, each of which gets its frame.

Between two moves nothing is asked of the page: an answer would be counted as its work.
"""

FREE = (230, 200)  # of the picture: no box lies there
FIRST_BOX = (120, 100)
MOVES = 30
FRAME_MS = 34  # two frames of a screen, so that a move never shares one with the next


def wait_until_still(page) -> None:
    if "/label" in page.url:
        page.wait_for_selector("[data-canvas][data-settled=true]")
    page.wait_for_timeout(1_500)


def draw(page, rehearse=False) -> None:
    """Between two presses, so that what is measured is drawing and not what becomes of the box."""
    if rehearse:
        _press(page, *FREE)
        page.mouse.move(*_moved(_on_screen(page, *FREE), 20, 10))
        return
    _move(page, _moved(_on_screen(page, *FREE), 20, 10), (1.5, 1))
    page.mouse.up()


def drag(page, rehearse=False) -> None:
    if rehearse:
        if "/label" in page.url:
            page.keyboard.press("v")
        elif "annotorious" in page.url:
            page.mouse.click(*_on_screen(page, *FIRST_BOX))
            page.wait_for_timeout(500)
        _press(page, *FIRST_BOX)
        page.mouse.move(*_moved(_on_screen(page, *FIRST_BOX), 8, 8))
        return
    _move(page, _moved(_on_screen(page, *FIRST_BOX), 8, 8), (2, 2))
    page.mouse.up()


def pan(page, rehearse=False) -> None:
    """Far enough for parts to come into sight that were not painted."""
    if rehearse:
        page.mouse.move(*_on_screen(page, 2000, 1500))
        page.mouse.down(button="middle")
        return
    _move(page, _on_screen(page, 2000, 1500), (-9, -3))
    page.mouse.up(button="middle")


def zoom(page, rehearse=False) -> None:
    if rehearse:
        page.mouse.move(*_on_screen(page, 2000, 1500))
        return
    for turn in range(MOVES):
        page.mouse.wheel(0, -60 if turn < MOVES / 2 else 60)
        page.wait_for_timeout(FRAME_MS)


def nudge(page, rehearse=False) -> None:
    """By keyboard, so that the list has something to write at every press."""
    if rehearse:
        page.keyboard.press("v")
        page.mouse.click(*_on_screen(page, *FIRST_BOX))
        return
    for _turn in range(MOVES):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(FRAME_MS)


def closer(page, rehearse=False) -> None:
    """Until picture pixels are larger than those of the screen, at two places."""
    for place in ((3000, 2000), (9000, 6000)):
        page.mouse.move(*_on_screen(page, *place))
        for _turn in range(MOVES):
            page.mouse.wheel(0, -60)
            page.wait_for_timeout(FRAME_MS)
        wait_until_still(page)
        page.locator('[data-action="fit"]').click()
        wait_until_still(page)


GESTURES = {gesture.__name__: gesture for gesture in (draw, drag, pan, zoom, nudge, closer)}


def _press(page, x: float, y: float) -> None:
    page.mouse.move(*_on_screen(page, x, y))
    page.mouse.down()


def _move(page, start: tuple[float, float], step: tuple[float, float]) -> None:
    for turn in range(MOVES):
        page.mouse.move(*_moved(start, step[0] * turn, step[1] * turn))
        page.wait_for_timeout(FRAME_MS)


def _moved(point: tuple[float, float], dx: float, dy: float) -> tuple[float, float]:
    return point[0] + dx, point[1] + dy


def _on_screen(page, x: float, y: float) -> tuple[float, float]:
    """Where a pixel of the picture is in the window."""
    return tuple(
        page.evaluate(
            """([x, y]) => {
                if (window.toScreen) return window.toScreen(x, y);
                const host = document.querySelector("[data-canvas]");
                const { left, top } = host.getBoundingClientRect();
                const { scale, offsetX, offsetY } = host.dataset;
                return [left + Number(offsetX) + x * scale, top + Number(offsetY) + y * scale];
            }""",
            [x, y],
        )
    )
