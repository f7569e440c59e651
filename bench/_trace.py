"""What a gesture costs the main thread of a page: CPU time of its tasks from a trace, per frame that it began.

Wall time says how long a frame took on this machine with whatever else ran beside; the thread's own clock says what the
page asked for.
"""

CATEGORIES = [
    "disabled-by-default-devtools.timeline",
    "devtools.timeline",
    "toplevel",
    "blink.user_timing",
    "benchmark",
]
FRAME = "ProxyMain::BeginMainFrame"
COLLECTION = "MajorGC"


def record(page, gesture, rest_ms: int) -> list[dict]:
    """The events of the trace of `gesture()` and of so long after it."""
    client = page.context.new_cdp_session(page)
    chunks, done = [], []
    client.on("Tracing.dataCollected", lambda data: chunks.extend(data["value"]))
    client.on("Tracing.tracingComplete", lambda data: done.append(data))
    client.send("Tracing.start", {"traceConfig": {"includedCategories": CATEGORIES}, "transferMode": "ReportEvents"})
    page.evaluate("performance.mark('gesture-begins')")
    gesture()
    page.evaluate("performance.mark('gesture-ends')")
    page.wait_for_timeout(rest_ms)
    page.evaluate("performance.mark('rest-ends')")
    client.send("Tracing.end")
    while not done:
        page.wait_for_timeout(20)
    client.detach()
    return chunks


def frame_costs(events: list[dict], start: str, end: str) -> list[float]:
    """CPU milliseconds of the main thread for each frame between two marks, the tasks before a frame with it.

    Chromium slows a processor down by keeping the thread busy, so the thread's clock shows that too. Of full
    collections of garbage `collections` tells: when they come is the browser's choice, at rest by preference.
    """
    mine = _of_main_thread(events, start, end)
    tasks = sorted((event for event in mine if _is_task(event)), key=lambda event: event["ts"])
    frames = [event for event in mine if event["name"] == FRAME]
    collected = [event for event in mine if event["name"] == COLLECTION]
    costs, cost = [], 0.0
    for task in tasks:
        cost += _cpu(task) - sum(_cpu(event) for event in collected if _holds(task, event))
        if any(_holds(task, frame) for frame in frames):
            costs.append(cost)
            cost = 0.0
    return costs


def collections(events: list[dict], start: str, end: str) -> list[float]:
    """CPU milliseconds of each full collection of garbage on the main thread between two marks."""
    return [_cpu(event) for event in _of_main_thread(events, start, end) if event["name"] == COLLECTION]


def _of_main_thread(events: list[dict], start: str, end: str) -> list[dict]:
    marks = {event["name"]: event for event in events if event["name"] in (start, end)}
    thread = marks[start]["pid"], marks[start]["tid"]
    mine = (event for event in events if (event["pid"], event.get("tid")) == thread)
    return [event for event in mine if marks[start]["ts"] <= event["ts"] <= marks[end]["ts"]]


def _holds(task: dict, event: dict) -> bool:
    return task["ts"] <= event["ts"] <= task["ts"] + task["dur"]


def call_costs(events: list[dict], function: str, module: str) -> list[float]:
    """CPU milliseconds of each call that the browser made of a function of a module, with all that it called."""
    calls = [event for event in events if event["name"] == "FunctionCall" and event["ph"] == "X"]
    return [_cpu(event) for event in calls if _names(event["args"]["data"], function, module)]


def _cpu(event: dict) -> float:
    return event.get("tdur", 0) / 1000


def _names(call: dict, function: str, module: str) -> bool:
    return call.get("functionName") == function and f"/{module}." in call.get("url", "")


def _is_task(event: dict) -> bool:
    return event["name"] == "RunTask" and event["ph"] == "X"
