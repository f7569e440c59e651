"""A real Chromium, a live server, and people who log in by the page."""

import os
import time

import pytest
from django.db import connection

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


@pytest.fixture(scope="session", autouse=True)
def _nobody_holds_on_to_the_database(django_db_setup, django_db_blocker):
    """A connection that a thread of the live server kept would stand in the way when the database is taken down."""
    yield
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.fixture
def street(transactional_db, live_server, new_context):
    """Opens a browser window: `street()` for a stranger, `street(cast.ana)` for somebody who has logged in.

    With `base_url=` it looks at another server than the test's own.

    `page.complaints` gathers what the browser's console calls an error: a blocked script, a missing file.
    """

    pages, errors = [], []

    def enter(user=None, **context):
        page = new_context(**{"base_url": live_server.url} | context).new_page()
        pages.append(page)
        page.set_default_timeout(10_000)
        page.complaints = []
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        if user:
            page.goto("/account/login/")
            page.locator("[name=login]").fill(user.email)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main .button--primary").click()
            page.wait_for_url("**/")
        return page

    yield enter
    # What the pages still had to save reaches the server after they are gone; the tables are emptied only then.
    for page in pages:
        for opened in page.context.pages:
            opened.close()
    _wait_for_quiet()
    assert errors == [], "a script broke"


def _wait_for_quiet(times: int = 3) -> None:
    """Until no other connection has been at work for three looks in a row."""
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    busy = f"SELECT 1 FROM pg_stat_activity WHERE {others} AND state <> 'idle'"
    quiet = 0
    for _look in range(100):
        with connection.cursor() as cursor:
            cursor.execute(busy)
            quiet = 0 if cursor.fetchall() else quiet + 1
        if quiet == times:
            return
        time.sleep(0.05)
