"""Who may judge what."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from projects import actions as projects
from review import access, actions
from tests.cast import NOON

EVERYBODY = ("ana", "ben", "rita", "raul", "clara", "carl", "ada")


def answer(check, user, pk) -> str:
    try:
        check(user, pk)
    except PermissionDenied:
        return "403"
    except Http404:
        return "404"
    return "yes"


def answers(cast, check, pk) -> dict[str, str]:
    assert cast.cats
    assert cast.dogs
    return {name: answer(check, getattr(cast, name), pk) for name in EVERYBODY}


def rejected(cast, worker=None):
    submission = cast.submitted(worker)
    cast.decided(submission, "rejected", reason="No", by=cast.ada if worker == cast.rita else None)
    return submission


def test_a_submission_is_judged_by_the_projects_reviewers_and_admins(cast):
    submission = cast.submitted()
    assert answers(cast, access.get_submission_to_judge, submission.pk) == {
        "ana": "403",
        "ben": "404",
        "rita": "yes",
        "raul": "404",
        "clara": "404",
        "carl": "404",
        "ada": "yes",
    }


def test_own_work_is_never_judged_with_or_without_a_seat(cast):
    submission = cast.submitted(cast.rita)
    assert answer(access.get_submission_to_judge, cast.rita, submission.pk) == "403"
    assert answer(access.get_submission_to_judge, cast.ada, submission.pk) == "yes"
    assert list(access.judgeable(cast.rita)) == []


def test_a_seat_on_many_projects_shows_each_submission_once(cast):
    for project in (cast.dogs, cast.cats):
        projects.seat_reviewer(by=cast.ada, project=project, user=cast.rita, now=NOON)
    submission = cast.submitted()
    assert list(access.judgeable(cast.rita)) == [submission]


def test_only_its_worker_finds_their_own_submission(cast):
    submission = cast.submitted()
    found = answers(cast, access.get_own_submission, submission.pk)
    assert found.pop("ana") == "yes"
    assert set(found.values()) == {"404"}


def test_an_objection_is_settled_by_another_reviewer_or_an_admin(cast):
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.ben, now=NOON)
    appeal = actions.appeal(by=cast.ana, submission=rejected(cast), reason="Look", now=NOON)
    assert answers(cast, access.get_appeal_to_decide, appeal.pk) == {
        "ana": "403",
        "ben": "yes",
        "rita": "403",
        "raul": "404",
        "clara": "404",
        "carl": "404",
        "ada": "yes",
    }
    waiting = {name: access.appeals_to_decide(getattr(cast, name)).count() for name in EVERYBODY}
    assert waiting == {"ana": 0, "ben": 1, "rita": 0, "raul": 0, "clara": 0, "carl": 0, "ada": 1}


def test_whoever_settled_an_objection_may_look_at_it_again_but_it_waits_for_nobody(cast):
    appeal = actions.appeal(by=cast.ana, submission=rejected(cast), reason="Look", now=NOON)
    actions.decide_appeal(by=cast.ada, appeal=appeal, now=NOON)
    assert answer(access.get_appeal_to_decide, cast.ada, appeal.pk) == "yes"
    assert not access.appeals_to_decide(cast.ada).exists()


def test_a_piece_is_seen_by_its_worker_its_project_and_admins(cast):
    submission = cast.submitted()
    assert answers(cast, access.get_visible_assignment, submission.assignment_id) == {
        "ana": "yes",
        "ben": "404",
        "rita": "yes",
        "raul": "404",
        "clara": "yes",
        "carl": "404",
        "ada": "yes",
    }


def test_a_reviewer_is_who_has_a_seat_or_is_an_admin(cast):
    assert cast.cats
    assert {
        name: answer(lambda user, _pk: access.check_reviewer(user), getattr(cast, name), 0) for name in EVERYBODY
    } == {
        "ana": "403",
        "ben": "403",
        "rita": "yes",
        "raul": "403",
        "clara": "403",
        "carl": "403",
        "ada": "yes",
    }


def test_a_submission_that_does_not_exist_is_not_found(cast):
    with pytest.raises(Http404):
        access.get_submission_to_judge(cast.ada, 0)
