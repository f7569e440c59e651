"""How smooth the canvas is, in a real Chromium, beside Konva and Annotorious in the same run.

`python -m bench.canvas` prints one table. A figure in ms a frame is CPU time of the page's main thread from a trace,
not time on the wall; the worst frame stands under the mean. Gestures and openings are measured three times, and the
middle figure stands: whoever shares a machine has bad moments that are not the page's. Annotorious has no pan and zoom
on a plain picture.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from bench import _trace
from bench._gestures import GESTURES, wait_until_still
from bench._memory import Peak
from bench._results import Figure, print_table, write_results
from bench._site import Site
from tests.chromium import ARGUMENTS, find_chromium

PEERS = {"Konva": "konva", "Annotorious": "@annotorious/annotorious"}
PAGES = {"Honestbox": "/label", "Konva": "/konva.html", "Annotorious": "/annotorious.html"}
VIEWPORT = {"width": 1440, "height": 900}
MEGA = 2**20
TIMES = 3
# What is measured: name, gesture, boxes, slowdown of the processor, the most ms a frame may take, who can do it.
PLAN = [
    ("draw, 5,000 boxes", "draw", 5_000, 1, 8, ["Honestbox", "Konva", "Annotorious"]),
    ("drag, 5,000 boxes", "drag", 5_000, 1, 8, ["Honestbox", "Konva", "Annotorious"]),
    ("pan, 20,000 boxes", "pan", 20_000, 1, 16, ["Honestbox", "Konva"]),
    ("zoom, 20,000 boxes", "zoom", 20_000, 1, 16, ["Honestbox", "Konva"]),
    ("drag, 1,000 boxes, processor slowed 4 times", "drag", 1_000, 4, 16, ["Honestbox", "Konva", "Annotorious"]),
    ("box list, an update at 1,000 boxes", "nudge", 1_000, 1, 16, ["Honestbox"]),
]


class Chromium:
    def __init__(self, playwright, site: Site):
        self.playwright, self.site = playwright, site

    @contextmanager
    def page(self, path: str, **size):
        """A fresh browser for each measurement: no cache and no garbage of the one before."""
        browser = self.playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport=VIEWPORT)
        page.set_default_timeout(120_000)
        page.add_init_script(WATCH)
        page.goto(f"{self.site.url}{path}?" + "&".join(f"{key}={value}" for key, value in size.items()))
        page.wait_for_selector("[data-ready=true]")
        wait_until_still(page)
        yield page
        browser.close()


# When our page had decoded the picture, and when all boxes were on the stage. The peers' pages mark that themselves.
WATCH = """
    const decode = HTMLImageElement.prototype.decode;
    HTMLImageElement.prototype.decode = function () {
        return decode.call(this).then(() => void (location.pathname === "/label" && performance.mark("decoded")));
    };
    new MutationObserver((_, observer) => {
        const host = document.querySelector("[data-canvas][data-ready=true][data-settled=true]");
        if (!host || performance.getEntriesByName("usable").length) return;
        performance.mark("usable");
        observer.disconnect();
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready", "data-settled"] });
"""


# From the last key to the frame after the one that shows the next piece.
STOPWATCH = """() => {
    const root = document.querySelector("[data-workbench]");
    const host = document.querySelector("[data-canvas]");
    let pressed = 0;
    window.addEventListener("keydown", () => { pressed = performance.now(); }, true);
    const look = () => requestAnimationFrame(() => {
        if (host.dataset.settled === "false") look();
        else root.dataset.took = String(performance.now() - pressed);
    });
    new MutationObserver(look).observe(root, { attributes: true, attributeFilter: ["data-piece"] });
}"""


def measure_gestures(chromium: Chromium) -> list[Figure]:
    figures = []
    pauses = dict.fromkeys(PAGES, 0.0)
    for name, gesture, boxes, slowdown, limit, whose in PLAN:
        runs = {
            who: [_cost(chromium, who, GESTURES[gesture], boxes, slowdown) for _time in range(TIMES)] for who in whose
        }
        figures.append(Figure(name, "ms a frame", limit, _middle(runs, lambda run: mean(run.moving))))
        figures.append(Figure("  worst frame of it", "ms", None, _middle(runs, lambda run: max(run.moving))))
        if gesture in ("zoom", "pan"):
            redraws = _middle(runs, lambda run: max(run.after, default=0))
            figures.append(Figure("  worst frame of the redraw after it", "ms", 16, redraws))
        pauses |= {who: max(pauses[who], *(run.pause for run in those)) for who, those in runs.items()}
    return [*figures, Figure("longest full collection of garbage in all of these", "ms", None, pauses)]


class Run(NamedTuple):
    """What a gesture cost: its frames, those of the two seconds after it, and the longest collection, in ms."""

    moving: list[float]
    after: list[float]
    pause: float


def _middle(runs: dict[str, list[Run]], figure: Callable[[Run], float]) -> dict[str, float]:
    return {who: median(figure(run) for run in those) for who, those in runs.items()}


def _cost(chromium: Chromium, who: str, gesture, boxes: int, slowdown: float) -> Run:
    print(f"  {who}: {gesture.__name__} at {boxes} boxes", file=sys.stderr)
    with chromium.page(PAGES[who], boxes=boxes) as page:
        if slowdown != 1:
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        gesture(page, rehearse=True)
        wait_until_still(page)
        events = _trace.record(page, lambda: gesture(page), rest_ms=2_000)
    return Run(
        _trace.frame_costs(events, "gesture-begins", "gesture-ends"),
        _trace.frame_costs(events, "gesture-ends", "rest-ends"),
        max(_trace.collections(events, "gesture-begins", "rest-ends"), default=0.0),
    )


def measure_opening(chromium: Chromium) -> Figure:
    middle = {who: median(_opened_after(chromium, who) for _time in range(TIMES)) for who in PAGES}
    return Figure("20,000 boxes usable after decoding", "ms", 1_000, middle)


def _opened_after(chromium: Chromium, who: str) -> float:
    print(f"  {who}: opening 20,000 boxes", file=sys.stderr)
    with chromium.page(PAGES[who], boxes=20_000) as page:
        return page.evaluate(
            "performance.getEntriesByName('usable')[0].startTime - performance.getEntriesByName('decoded')[0].startTime"
        )


def measure_keeping(chromium: Chromium) -> Figure:
    print("  Honestbox: keeping 5,000 boxes in the browser", file=sys.stderr)
    with chromium.page(PAGES["Honestbox"], boxes=5_000) as page:
        GESTURES["nudge"](page, rehearse=True)
        wait_until_still(page)
        events = _trace.record(page, lambda: GESTURES["nudge"](page), rest_ms=500)
    costs = _trace.call_costs(events, "write", "keeper")
    return Figure("5,000 boxes kept in the browser, each time", "ms", 4, {"Honestbox": mean(costs)})


def measure_next_picture(chromium: Chromium) -> Figure:
    """From the key that hands in to the frame with the next photograph: the slowest of three."""
    print("  Honestbox: the next picture", file=sys.stderr)
    took = []
    with chromium.page(PAGES["Honestbox"], boxes=20) as page:
        page.evaluate(STOPWATCH)
        for piece in (2, 3, 4):
            page.wait_for_selector("[data-workbench][data-ahead='3']")
            wait_until_still(page)
            page.locator("[data-canvas]").focus()
            page.keyboard.press("Enter")
            if not page.locator("[data-box-id]").count():
                page.keyboard.press("Enter")  # it asks once whether there is really nothing to draw
            bench = page.wait_for_selector(f"[data-workbench][data-piece='{piece}'][data-took]")
            took.append(float(bench.get_attribute("data-took")))
            bench.evaluate("root => delete root.dataset.took")
    return Figure("next picture of 4000 × 3000 painted", "ms", 200, {"Honestbox": max(took)})


def measure_huge_picture(chromium: Chromium) -> list[Figure]:
    """With three more of the same size fetched ahead, as a worker has them."""
    print("  Honestbox: a picture of 100 megapixels", file=sys.stderr)
    with Peak() as peak, chromium.page(PAGES["Honestbox"], boxes=100, width=12_000, height=8_400) as page:
        opened = page.evaluate("performance.getEntriesByName('usable')[0].startTime")
        GESTURES["closer"](page)
        page.wait_for_selector("[data-settled=true]")
        page.wait_for_selector("[data-workbench][data-ahead='3']")
    return [
        Figure("100 megapixels, most memory of the tab", "MiB", 1_024, {"Honestbox": peak.value / MEGA}),
        Figure("100 megapixels, opened after", "ms", None, {"Honestbox": opened}),
    ]


def measure_transfer(playwright, site: Site) -> list[Figure]:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    page = browser.new_page(viewport=VIEWPORT)
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    urls, sizes = {}, {}
    client.on("Network.responseReceived", lambda event: urls.update({event["requestId"]: event["response"]["url"]}))
    client.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(f"{site.url}/label?boxes=0&width=4000&height=3000")
    page.wait_for_selector("[data-ready=true]")
    page.wait_for_timeout(500)
    browser.close()
    by_kind = {"scripts": 0, "styles": 0, "the page": 0}
    for request, url in urls.items():
        if "picture.jpg" not in url and "/piece/" not in url:  # what is fetched ahead is of other pages
            kind = {"js": "scripts", "css": "styles"}.get(url.split("?")[0].rsplit(".", 1)[-1], "the page")
            by_kind[kind] += sizes.get(request, 0)
    figures = [Figure("transfer besides the picture", "kB", 150, {"Honestbox": sum(by_kind.values()) / 1000})]
    return figures + [Figure(f"  {kind}", "kB", None, {"Honestbox": size / 1000}) for kind, size in by_kind.items()]


def get_peers(folder: Path) -> None:
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), *PEERS.values()]
    subprocess.run(command, check=True, stdout=sys.stderr)  # noqa: S603


def main() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        get_peers(folder)
        with Site(folder, folder) as site, sync_playwright() as playwright:
            chromium = Chromium(playwright, site)
            figures = [
                *measure_gestures(chromium),
                measure_opening(chromium),
                measure_next_picture(chromium),
                measure_keeping(chromium),
                *measure_huge_picture(chromium),
                *measure_transfer(playwright, site),
            ]
    print_table("Canvas", figures)
    write_results("canvas", figures)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
