"""What the worker earns is in sight: this picture, the day, the hour."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from labeling.models import Submission
from tests.browser.test_next_picture import hand_in, has_ahead, shows
from tests.browser.test_nothing_is_lost import draw, is_saved, open_piece


def test_the_picture_the_day_and_the_hour_are_counted_while_the_worker_draws(cast, street):
    cast.submitted(cats=1, now=timezone.now())
    first, second = cast.claim(count=2)
    page = street(cast.ana)
    page.clock.install()
    open_piece(page, first)
    today, hourly, time = (page.locator(f"[data-{name}]") for name in ("today", "hourly", "active-time"))
    expect(today).to_have_text("₩40 today")
    expect(hourly).to_be_empty()

    draw(page, 0)
    draw(page, 1)
    expect(today).to_have_text("₩120 today")
    expect(page.locator("[data-worth]")).to_have_text("₩80")
    page.clock.run_for(20_000)
    page.mouse.move(500, 300)
    page.clock.run_for(20_000)
    expect(time).to_have_text(re.compile(r"^0:4\d$"))
    expect(hourly).to_have_text(re.compile(r"^₩[67],\d{3} an hour$"))

    page.clock.run_for(600_000)
    expect(time).to_have_text(re.compile(r"^0:5\d$"))

    is_saved(page)
    has_ahead(page, 1)
    hand_in(page)
    shows(page, second)
    expect(today).to_have_text("₩120 today")
    expect(time).to_have_text(re.compile(r"^0:0\d$"))
    expect(hourly).to_be_empty()
    assert 50_000 <= Submission.objects.get(assignment=first).active_ms < 60_000


def test_active_time_goes_on_after_the_page_was_closed(cast, street):
    (assignment,) = cast.claim()
    page = street(cast.ana)
    page.clock.install()
    open_piece(page, assignment)
    page.clock.run_for(25_000)
    draw(page, 0)
    is_saved(page)
    page.reload()
    expect(page.locator("[data-active-time]")).to_have_text(re.compile(r"^0:2\d$"))


def test_active_time_goes_on_on_another_device(cast, street):
    (assignment,) = cast.claim()
    here, there = street(cast.ana), street(cast.ana)
    here.clock.install()
    open_piece(here, assignment)
    here.clock.run_for(25_000)
    draw(here, 0)
    is_saved(here)
    open_piece(there, assignment)
    expect(there.locator("[data-active-time]")).to_have_text(re.compile(r"^0:2\d$"))
