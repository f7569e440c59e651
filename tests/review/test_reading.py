"""Who reads what: a piece is kept for one reviewer while they judge it."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from people.actions import create_user
from projects import actions as projects
from review import actions
from review.models import Reading
from tests.cast import NOON, PASSWORD, Cast
from tests.probes import at_once, refused

SOON = NOON + timedelta(minutes=10)
LATER = NOON + timedelta(minutes=31)


@pytest.fixture
def two(cast):
    """The cats are judged by Rita and Raul."""
    projects.seat_reviewer(by=cast.clara, project=cast.cats, user=cast.raul, now=NOON)
    return cast


def test_the_nearest_deadline_comes_first(cast):
    late = cast.submitted(now=NOON + timedelta(hours=1))
    early = cast.submitted(now=NOON)
    assert actions.take_next(by=cast.rita, now=SOON) == early
    cast.decided(early)
    assert actions.take_next(by=cast.rita, now=SOON) == late


def test_the_same_reviewer_gets_the_same_piece_again_and_keeps_it_longer(two):
    submission = two.submitted()
    two.submitted()
    assert actions.take_next(by=two.rita, now=NOON) == submission
    assert actions.take_next(by=two.rita, now=SOON) == submission
    reading = Reading.objects.get()
    assert (reading.reviewer, reading.until) == (two.rita, SOON + timedelta(minutes=20))


def test_another_reviewer_gets_another_piece_and_this_one_when_its_time_is_over(two):
    first, second = two.submitted(), two.submitted()
    assert actions.take_next(by=two.rita, now=NOON) == first
    assert actions.take_next(by=two.raul, now=SOON) == second
    assert actions.take_next(by=two.raul, now=LATER) == first
    assert Reading.objects.get(submission=first).reviewer == two.raul


def test_an_empty_queue_gives_nothing(cast):
    assert cast.cats
    assert actions.take_next(by=cast.rita, now=NOON) is None


def test_own_work_and_other_projects_are_never_offered(cast):
    cast.submitted(cast.rita)
    cast.submitted(project=cast.dogs)
    assert actions.take_next(by=cast.rita, now=SOON) is None


def test_the_one_after_is_taken_ahead_and_the_one_on_the_desk_is_kept_longer(two):
    first, second, third = two.submitted(), two.submitted(), two.submitted()
    assert actions.take_next(by=two.rita, now=NOON) == first
    assert actions.take_next(by=two.rita, besides=[first.pk], now=SOON) == second
    assert Reading.objects.get(submission=first).until == SOON + timedelta(minutes=20)
    assert actions.take_next(by=two.raul, now=SOON) == third


def test_what_another_reads_is_not_kept_longer_by_naming_it(two):
    first, _second = two.submitted(), two.submitted()
    assert actions.take_next(by=two.rita, now=NOON) == first
    actions.take_next(by=two.raul, besides=[first.pk], now=SOON)
    assert Reading.objects.get(submission=first).until == NOON + timedelta(minutes=20)


def test_what_is_put_back_is_free_at_once_and_nobody_puts_back_for_another(two):
    first, _second = two.submitted(), two.submitted()
    actions.take_next(by=two.rita, now=NOON)
    actions.put_back(by=two.raul, submission=first)
    assert Reading.objects.filter(submission=first, reviewer=two.rita).exists()
    actions.put_back(by=two.rita, submission=first)
    assert actions.take_next(by=two.raul, now=SOON) == first


def test_what_is_decided_cannot_be_taken(two):
    submission = two.submitted()
    two.decided(submission)
    answer = refused(actions.take, by=two.raul, submission=submission, now=SOON)
    assert (answer.code, answer.status) == ("already_decided", 409)


@pytest.mark.parametrize("name", ["ana", "clara"])
def test_who_has_no_seat_has_no_queue(cast, name):
    cast.submitted()
    with pytest.raises(PermissionDenied):
        actions.take_next(by=getattr(cast, name), now=SOON)


def test_one_particular_piece_can_be_taken_unless_another_reads_it(two):
    first, second = two.submitted(), two.submitted()
    assert actions.take(by=two.rita, submission=second, now=SOON) == second
    answer = refused(actions.take, by=two.raul, submission=second, now=SOON)
    assert (answer.code, answer.status) == ("being_read", 409)
    assert actions.take_next(by=two.raul, now=SOON) == first
    assert actions.take(by=two.raul, submission=second, now=LATER) == second


@pytest.mark.django_db(transaction=True)
def test_many_reviewers_at_once_get_different_pieces():
    cast = Cast()
    reviewers = [create_user(email=f"r{n}@cast.example", password=PASSWORD, name=f"R{n}") for n in range(10)]
    for reviewer in reviewers:
        projects.seat_reviewer(by=cast.clara, project=cast.cats, user=reviewer, now=NOON)
    for _turn in range(10):
        cast.submitted()
    taken = at_once([partial(actions.take_next, by=reviewer, now=SOON) for reviewer in reviewers])
    assert len({submission.pk for submission in taken}) == 10, taken


@pytest.mark.django_db(transaction=True)
def test_of_many_who_open_one_piece_at_once_one_gets_it():
    cast = Cast()
    reviewers = [create_user(email=f"r{n}@cast.example", password=PASSWORD, name=f"R{n}") for n in range(8)]
    for reviewer in reviewers:
        projects.seat_reviewer(by=cast.clara, project=cast.cats, user=reviewer, now=NOON)
    submission = cast.submitted()
    answers = at_once([partial(actions.take, by=r, submission=submission, now=SOON) for r in reviewers])
    assert answers.count(submission) == 1, answers
    assert Reading.objects.get().reviewer == reviewers[answers.index(submission)]
