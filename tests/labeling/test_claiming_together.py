"""Many workers at once, on real connections: each task in one pair of hands, and no won promised twice."""

from collections import Counter
from functools import partial

import pytest
from django.db.models import Sum

from labeling import actions
from labeling.models import Assignment, Task
from labeling.states import HELD
from people.actions import create_user
from people.errors import Refused
from people.models import Role
from projects.models import Budget, Project
from projects.money import MICRO
from tests.cast import NOON, PASSWORD, Cast
from tests.probes import at_once, won_of

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 32
EACH = 20 * 40 + 4 * 5


@pytest.fixture
def crowd(transactional_db) -> list:
    make = partial(create_user, password=PASSWORD, role=Role.WORKER)
    return [make(email=f"w{n}@cast.example", name=f"W{n}") for n in range(CROWD)]


def claim(worker, project, count) -> int:
    return len(actions.claim(by=worker, project=project, count=count, now=NOON))


def claim_all(worker, project, count) -> int:
    """Go on until nothing is left, or the hands are full; any other refusal comes out as the error that it is."""
    taken = 0
    while True:
        try:
            got = claim(worker, Project.objects.get(pk=project.pk), count)
        except Refused as refusal:
            if refusal.code != "hands_full":
                raise
            return taken
        if not got:
            return taken
        taken += got


def check_hands_and_budget(project):
    """Nothing is held twice, hands hold what they may, and the budget knows every promise."""
    held = Assignment.objects.filter(project=project, state__in=HELD)
    assert max(Counter(held.values_list("task", flat=True)).values()) == 1
    assert max(Counter(held.values_list("worker", flat=True)).values()) <= project.max_in_hand
    assert set(held.values_list("task", flat=True)) == set(
        Task.objects.filter(project=project, state="taken").values_list("pk", flat=True)
    )
    promised = held.aggregate(sum=Sum("reserved_micro"))["sum"]
    assert Budget.objects.get(pk=project.pk).reserved_micro == promised == held.count() * EACH * MICRO


def test_thirty_two_workers_claim_five_hundred_tasks_and_each_is_held_once(crowd):
    cast = Cast()
    project = cast.opened(cast.draft(name="Rush", images=500))
    taken = at_once([partial(claim_all, worker, project, 1 + n % 4) for n, worker in enumerate(crowd)])
    assert all(isinstance(count, int) for count in taken), taken
    check_hands_and_budget(project)
    assert Task.objects.filter(project=project).count() == 500
    assert sum(taken) == Assignment.objects.filter(project=project).count()
    # Whoever looked while others had the last tasks under their eyes went home early; nothing is lost by it.
    for worker in crowd:
        claim_all(worker, project, 20)
    assert Assignment.objects.filter(project=project, state="claimed").count() == 500
    check_hands_and_budget(project)


def test_with_overlap_nobody_gets_two_copies_of_one_image(crowd):
    cast = Cast()
    project = cast.opened(cast.draft(name="Overlap", images=60, overlap=3))
    taken = at_once([partial(claim_all, worker, project, 3) for worker in crowd])
    assert all(isinstance(count, int) for count in taken), taken
    check_hands_and_budget(project)
    pairs = list(Assignment.objects.filter(project=project).values_list("worker", "task__image"))
    assert len(pairs) == len(set(pairs))
    assert max(Counter(image for _worker, image in pairs).values()) <= 3
    assert Task.objects.filter(project=project).count() == 180


def test_one_worker_in_many_windows_gets_no_more_than_one_worker_may(crowd):
    cast = Cast()
    project = cast.opened(cast.draft(name="Windows", images=40, overlap=2, max_in_hand=5))
    taken = at_once([partial(claim_all, cast.ana, project, 2)] * 16)
    assert all(isinstance(count, int) for count in taken), taken
    assert sum(taken) == 5
    images = list(Assignment.objects.filter(worker=cast.ana).values_list("task__image", flat=True))
    assert len(images) == len(set(images)) == 5
    check_hands_and_budget(project)


@pytest.mark.parametrize("count", [1, 3])
def test_a_budget_for_seven_claims_gives_seven_at_most(crowd, count):
    cast = Cast()
    project = cast.opened(cast.draft(name="Poor", images=60), won=7 * EACH + EACH // 2)
    taken = at_once([partial(claim, worker, project, count) for worker in crowd])
    refusals = [answer for answer in taken if not isinstance(answer, int)]
    assert {type(answer) for answer in refusals} <= {Refused}, taken  # no constraint had to step in
    assert {answer.code for answer in refusals} == {"no_budget"}
    given = sum(answer for answer in taken if isinstance(answer, int))
    assert 7 - count < given <= 7
    assert won_of(project) == (given * EACH, 0)
    check_hands_and_budget(project)


def test_the_same_piece_handed_in_by_many_windows_at_once_is_one_submission(transactional_db):
    cast = Cast()
    (assignment,) = cast.claim()
    boxes = cast.boxes(cats=2)
    call = partial(actions.submit, by=cast.ana, assignment=assignment, boxes=boxes, idempotency_key="k", now=NOON)
    answers = at_once([call] * 12)
    assert len({answer.pk for answer in answers}) == 1
    assert won_of(cast.cats) == (90, 0)


def test_one_version_of_a_draft_is_followed_by_one(transactional_db):
    cast = Cast()
    (assignment,) = cast.claim()
    calls = [
        partial(
            actions.save_draft, by=cast.ana, assignment=assignment, version=0, boxes=cast.boxes(cats=1 + n), now=NOON
        )
        for n in range(12)
    ]
    answers = at_once(calls)
    assert sum(isinstance(answer, Refused) and answer.code == "stale_draft" for answer in answers) == 11
    assignment.draft.refresh_from_db()
    assert assignment.draft.version == 1


def test_handing_in_and_running_out_at_once_end_in_one_state(transactional_db):
    cast = Cast()
    pieces = cast.claim(count=10)
    late = NOON.replace(year=2027)
    submits = [partial(actions.submit, by=cast.ana, assignment=piece, boxes=cast.boxes(), now=late) for piece in pieces]
    answers = at_once([*submits, *[partial(actions.expire_leases, now=late)] * 4])
    handed_in = sum(hasattr(answer, "round") for answer in answers)
    expired = sum(answer for answer in answers if isinstance(answer, int))
    # A lease that somebody holds locked is left for the next sweep.
    assert handed_in + expired == 10
    assert Assignment.objects.filter(state="submitted").count() == handed_in
    assert Assignment.objects.filter(state="expired").count() == expired
    assert won_of(cast.cats) == (50 * handed_in, 0)
