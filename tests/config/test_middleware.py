"""The person's language and time zone on every page, and refusals told as messages."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from people.actions import notify, save_preferences
from people.models import Event
from projects import actions as projects
from tests.cast import NOON

MIDNIGHT_IN_SEOUL = datetime(2026, 10, 12, 0, 30, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.fixture
def ana(cast):
    client = Client()
    client.force_login(cast.ana)
    return client


def test_time_is_told_in_the_zone_of_the_reader(cast, ana):
    notify(users=[cast.ana], kind="lease_expired", path="/", at=MIDNIGHT_IN_SEOUL, project="Cats")
    assert "2026-10-12 00:30" in ana.get("/notices/").content.decode()
    save_preferences(by=cast.ana, time_zone="America/New_York")
    assert "2026-10-11 11:30" in ana.get("/notices/").content.decode()


def test_a_persons_language_wins_over_the_browsers(cast, ana):
    save_preferences(by=cast.ana, language="ko")
    answer = ana.get("/notices/", headers={"accept-language": "en"})
    assert '<html lang="ko"' in answer.content.decode()
    assert answer["Content-Language"] == "ko"


def test_a_visitor_is_answered_in_the_browsers_language(db):
    answer = Client().get(reverse("account_login"), headers={"accept-language": "ko"})
    assert '<html lang="ko"' in answer.content.decode()


def test_one_persons_language_and_zone_do_not_stay_for_the_next(cast, ana):
    save_preferences(by=cast.ana, language="ko", time_zone="America/New_York")
    ana.get("/notices/")
    assert '<html lang="en"' in Client().get(reverse("account_login")).content.decode()
    assert timezone.get_current_timezone_name() == "UTC"
    translation.deactivate()


def test_a_refusal_on_a_page_leads_back_and_says_why_in_the_persons_language(cast, ana):
    projects.pause_project(by=cast.clara, project=cast.cats, now=NOON)
    page = f"http://testserver{reverse('labeling:project', args=[cast.cats.pk])}"
    claim = reverse("labeling:claim", args=[cast.cats.pk])
    answer = ana.post(claim, headers={"referer": page})
    assert (answer.status_code, answer["Location"]) == (302, page)
    (message,) = ana.get(page).context["messages"]
    assert (message.level_tag, str(message)) == ("error", "This project does not offer work at the moment.")


@pytest.mark.parametrize("back", ["", "https://evil.example/", "//evil.example/", "javascript:alert(1)", "http://["])
def test_a_refusal_never_leads_to_another_site(cast, ana, back):
    projects.pause_project(by=cast.clara, project=cast.cats, now=NOON)
    answer = ana.post(reverse("labeling:claim", args=[cast.cats.pk]), headers={"referer": back})
    assert answer["Location"] == "/"


def test_an_error_that_is_no_refusal_stays_an_error(cast, ana, monkeypatch):
    monkeypatch.setattr("labeling.actions.claim", lambda **_given: 1 / 0)
    ana.raise_request_exception = False
    assert ana.post(reverse("labeling:claim", args=[cast.cats.pk])).status_code == 500


def test_a_form_without_its_token_is_refused_with_a_page(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana)
    answer = client.post(reverse("people:notices"))
    assert answer.status_code == 403
    assert "<html" in answer.content.decode()


def test_no_page_allows_inline_script_or_style(cast, ana):
    for page in ("/", "/notices/", reverse("labeling:project", args=[cast.cats.pk])):
        policy = ana.get(page)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


def test_the_event_log_notes_where_a_request_came_from(cast, ana, settings):
    settings.TRUSTED_PROXIES = 1
    page = reverse("labeling:claim", args=[cast.cats.pk])
    ana.post(page, {"count": 1}, headers={"x-forwarded-for": "198.51.100.7, 203.0.113.9"})
    assert Event.objects.get(verb="work.claimed").origin == "203.0.113.9"
