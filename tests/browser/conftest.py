"""A real Chromium, a live server, and people who log in by the page."""

import os

import pytest

from tests.cast import PASSWORD
from tests.chromium import ARGUMENTS, find_chromium

# Playwright's own event loop runs in the tests' thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": find_chromium(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"}


@pytest.fixture
def street(transactional_db, live_server, new_context):
    """Opens a browser window: `street()` for a stranger, `street(cast.ana)` for somebody who has logged in."""

    def enter(user=None, **context):
        page = new_context(base_url=live_server.url, **context).new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
        page.on("console", lambda message: _no_error(page, message))
        if user:
            page.goto("/account/login/")
            page.get_by_label("E-mail").fill(user.email)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.locator("main form button[type=submit], main form .button--primary").first.click()
            page.wait_for_url("**/")
        return page

    return enter


def _no_error(page, message):
    """A console error is a broken promise of the page: a blocked script, a missing file."""
    if message.type == "error" and "favicon" not in message.text:
        page.complaints = [*getattr(page, "complaints", []), message.text]

