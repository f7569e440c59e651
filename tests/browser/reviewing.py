"""A reviewer at the desk: which submission lies there, and what was decided."""

import re
from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from review.models import Verdict
from tests.browser.drawing import A_LOOK_MS, wait_for_canvas


def open_desk(page: Page, submission) -> Page:
    page.goto(reverse("review:judge", args=[submission.pk]))
    wait_for_canvas(page)
    return page


def lies_there(page: Page, submission) -> None:
    """It is on the desk, and somebody has looked at it: what is pressed before that decides nothing."""
    expect(page.locator("[data-workbench]")).to_have_attribute("data-piece", str(submission.pk))
    page.wait_for_timeout(A_LOOK_MS)


def has_next(page: Page) -> None:
    expect(page.locator("[data-workbench]")).to_have_attribute("data-ahead", "1")


def entry(page: Page, number: int) -> Locator:
    """An entry of the list of boxes; the first is 1."""
    return page.locator("[data-box-list] [data-box-id]").nth(number - 1)


def pins(page: Page) -> Locator:
    return page.locator("[data-missing-list] [data-missing-id]")


def decide(page: Page, key: str) -> None:
    """The key, and the server's answer, which may come while the next picture lies there already."""
    with page.expect_response("**/decide/") as answered:
        page.keyboard.press(key)
    assert answered.value.status == 200, answered.value.text()


def is_over(page: Page) -> None:
    """There is nothing left to judge."""
    page.wait_for_url(re.compile(r"/review/$"))


def verdict_on(submission) -> Verdict:
    return Verdict.objects.get(submission=submission)


def told(verdict: Verdict) -> list[tuple[bool, str]]:
    """What was decided on each box, in the order in which they were drawn."""
    return list(verdict.boxes.order_by("box__position").values_list("approved", "reason"))


def until(holds: Callable[[], bool], page: Page) -> None:
    """Waits for what the server does after the page is gone: no answer of it is seen any more."""
    for _look in range(200):
        if holds():
            return
        page.wait_for_timeout(50)
    assert holds()
