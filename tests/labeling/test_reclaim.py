"""A lease that ran out costs no box: the same picture can be taken once more while nobody else has it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from labeling import actions
from labeling.models import Assignment
from labeling.states import State
from people.errors import Refused
from people.models import Event
from projects import actions as projects
from projects.money import MICRO
from tests.cast import LABELS, NOON
from tests.http import API, error, http

LATE = NOON + timedelta(days=3)


@pytest.fixture
def expired(cast):
    (assignment,) = cast.claim()
    return expire(assignment)


def expire(assignment: Assignment) -> Assignment:
    actions.expire_leases(now=LATE)
    assignment.refresh_from_db()
    assert assignment.state == State.EXPIRED
    return assignment


def reclaim(cast, assignment, *, by=None):
    return actions.reclaim(by=by or cast.ana, assignment=assignment, now=LATE)


def test_the_same_picture_is_taken_once_more_with_a_lease_and_a_reservation_of_its_own(cast, expired):
    taken = reclaim(cast, expired)
    assert (taken.task_id, taken.worker_id, taken.state) == (expired.task_id, cast.ana.pk, State.CLAIMED)
    assert taken.pk != expired.pk
    assert taken.expires_at > LATE
    cast.cats.budget.refresh_from_db()
    assert cast.cats.budget.reserved_micro == taken.reserved_micro > 0
    assert Event.objects.filter(verb="work.claimed").count() == 2


def test_taking_it_twice_gives_the_same_piece(cast, expired):
    assert reclaim(cast, expired) == reclaim(cast, expired)
    assert Assignment.objects.count() == 2


def test_a_picture_that_somebody_else_took_is_gone(cast, expired):
    cast.claim(cast.ben, count=10, now=LATE)
    with pytest.raises(Refused, match="Somebody else") as refusal:
        reclaim(cast, expired)
    assert (refusal.value.code, refusal.value.status) == ("not_free", 409)


def test_only_what_ran_out_is_taken_once_more_and_only_by_whom_it_was_taken_from(cast, expired):
    with pytest.raises(Refused, match="cannot be done"):
        reclaim(cast, expired, by=cast.ben)
    (held,) = cast.claim(now=LATE)
    given_back = cast.claim(now=LATE)[0]
    actions.release(by=cast.ana, assignment=given_back, now=LATE)
    given_back.refresh_from_db()
    for assignment in (held, given_back):
        with pytest.raises(Refused, match="cannot be done"):
            reclaim(cast, assignment)


def test_a_project_that_rests_gives_nothing_back_into_hands(cast, expired):
    projects.pause_project(by=cast.clara, project=cast.cats, now=LATE)
    expired = Assignment.objects.get(pk=expired.pk)
    with pytest.raises(Refused, match="does not offer work"):
        reclaim(cast, expired)


def test_full_hands_take_nothing_more(cast):
    project = cast.opened(cast.draft(name="One at a time", max_in_hand=1))
    (assignment,) = cast.claim(project=project)
    expired = expire(assignment)
    (meanwhile,) = cast.claim(cast.ben, project, now=LATE)
    cast.claim(project=project, now=LATE)
    actions.release(by=cast.ben, assignment=meanwhile, now=LATE)
    with pytest.raises(Refused, match="Hand in some"):
        reclaim(cast, expired)


def test_over_http_the_answer_says_whether_the_prices_are_the_same(cast, expired):
    shown = http(cast.ana).post(f"{API}/assignments/{expired.pk}/reclaim/")
    assert (shown.status_code, shown.json()["same_prices"], shown.json()["state"]) == (201, True, "claimed")
    error(http(cast.ben).post(f"{API}/assignments/{expired.pk}/reclaim/"), 404)


def test_prices_that_changed_meanwhile_are_told(cast, expired):
    dearer = [label | {"unit_price_micro": 99 * MICRO} for label in LABELS]
    projects.update_project(by=cast.clara, project=cast.cats, labels=dearer, now=LATE)
    shown = http(cast.ana).post(f"{API}/assignments/{expired.pk}/reclaim/").json()
    assert shown["same_prices"] is False
    assert [label["unit_price"] for label in shown["labels"]] == ["99", "99"]


def test_the_page_of_a_piece_that_ran_out_shows_it_while_it_is_free_and_what_became_of_it_then(cast, client, expired):
    client.force_login(cast.ana)
    page = reverse("review:label", args=[expired.pk])
    assert client.get(page).context["canvas"]["over"] is True
    cast.claim(cast.ben, count=10, now=LATE)
    assert client.get(page).url == reverse("payouts:piece", args=[expired.pk])
