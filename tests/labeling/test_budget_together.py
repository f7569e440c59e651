"""What is promised is there and has an owner, whoever works at once and whoever is killed at it."""

from datetime import timedelta
from random import Random

import pytest

from labeling import actions
from labeling.models import Assignment
from people.actions import create_user
from people.errors import Refused
from projects.models import Budget
from tests.cast import NOON
from tests.dying import SIGKILL, dying
from tests.payouts.together import database_url
from tests.probes import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 64
KILLS = 20


def crowd(count: int) -> list:
    return [create_user(email=f"w{n}@cast.example", password="x", name=f"W{n}") for n in range(count)]


def check_every_reservation_has_its_owner(project) -> Budget:
    budget = Budget.objects.get(pk=project.pk)
    owned = sum(Assignment.objects.filter(project=project).values_list("reserved_micro", flat=True))
    assert budget.reserved_micro == owned
    assert budget.funded_micro >= budget.reserved_micro + budget.spent_micro
    return budget


def test_sixty_four_workers_at_once_take_no_more_than_the_budget_covers(cast):
    """There is money for twenty pieces at 820 won and images for all: twenty are taken, whoever is quicker."""
    project = cast.opened(cast.draft(name="Rush", images=WORKERS), won=20 * 820)
    workers = crowd(WORKERS)
    answers = at_once([lambda by=by: actions.claim(by=by, project=project, now=NOON) for by in workers])
    taken = [assignment for answer in answers if isinstance(answer, list) for assignment in answer]
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"no_budget"}
    assert len(taken) == 20
    assert check_every_reservation_has_its_owner(project).free_micro == 0

    def hand_in_or_give_back(number, assignment):
        if number % 2:
            return actions.release(by=assignment.worker, assignment=assignment, now=NOON)
        boxes, later = cast.boxes(project), NOON + timedelta(minutes=5)
        return actions.submit(by=assignment.worker, assignment=assignment, boxes=boxes, now=later)

    ends = at_once([lambda n=n, a=a: hand_in_or_give_back(n, a) for n, a in enumerate(taken)])
    assert [end for end in ends if isinstance(end, Exception)] == []
    budget = check_every_reservation_has_its_owner(project)
    assert budget.reserved_micro == 10 * 50_000_000


def test_a_worker_whose_process_is_killed_twenty_times_leaves_no_reservation_without_an_owner(cast):
    project = cast.opened(cast.draft(name="Rush", images=120, max_in_hand=100))
    dice, points = Random(64), set()
    with dying("tests.labeling.taker", database_url()) as process:
        while len(points) < KILLS:
            point = dice.randint(3, 90), dice.choice(["before", "after"])
            code = process.act(*point, cast.ana.pk, project.pk, 40)
            assert code == SIGKILL, (point, process.story)
            points.add(point)
            check_every_reservation_has_its_owner(project)
        assert process.act(0, "after", cast.ana.pk, project.pk, 2) == 0, process.story
    check_every_reservation_has_its_owner(project)
    assert Assignment.objects.filter(state="submitted").exists()
