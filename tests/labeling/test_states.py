"""Which moves are allowed, by the table and through the database; and what no sequence of moves can break."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labeling import actions as labeling
from labeling.models import Assignment, Submission
from labeling.states import HELD, MOVES, TASK_AFTER, ForbiddenMove, Move, State, TaskState, after
from people.errors import Refused
from projects import actions as projects
from projects.models import Budget
from projects.money import MICRO
from review import actions as review
from review.models import Appeal
from tests.cast import NOON, Cast
from tests.probes import refused

# DESIGN §4, and that a returned piece may be given back or expire: (from, move) to the state after.
ROAD = {
    ("claimed", "submit"): "submitted",
    ("claimed", "release"): "released",
    ("claimed", "expire"): "expired",
    ("returned", "submit"): "submitted",
    ("returned", "release"): "released",
    ("returned", "expire"): "expired",
    ("submitted", "approve"): "approved",
    ("submitted", "return"): "returned",
    ("submitted", "reject"): "rejected",
    ("rejected", "appeal"): "appealed",
    ("appealed", "uphold"): "rejected",
    ("appealed", "overturn"): "approved",
}
TASK_OF = {
    "claimed": "taken",
    "submitted": "taken",
    "returned": "taken",
    "approved": "done",
    "rejected": "open",
    "appealed": "open",
    "released": "open",
    "expired": "open",
}
MONTH = timedelta(days=31)


def test_the_table_is_the_one_of_the_design():
    table = {(str(source), str(move)): str(target) for move, (sources, target) in MOVES.items() for source in sources}
    assert table == ROAD


def test_every_move_is_in_the_table_and_every_state_is_on_the_road():
    assert set(MOVES) == set(Move)
    assert {"claimed", *(target for target in ROAD.values())} == set(State)


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", State)
def test_a_move_leads_where_the_table_says_or_nowhere(state, move):
    if (state, move) in ROAD:
        assert after(state, move) == ROAD[state, move]
    else:
        with pytest.raises(ForbiddenMove):
            after(state, move)


def piece_in(cast, state: str) -> Assignment:
    """One of Ana's pieces, brought to `state` by the actions."""
    if state in {"claimed", "released", "expired"}:
        (assignment,) = cast.claim()
        if state == "released":
            labeling.release(by=cast.ana, assignment=assignment, now=NOON)
        elif state == "expired":
            labeling.expire_leases(now=NOON + MONTH)
    else:
        submission = cast.submitted(cats=2)
        assignment = submission.assignment
        if state != "submitted":
            decision = "rejected" if state == "appealed" else state
            cast.decided(submission, decision, reason="" if state == "approved" else "Too loose")
        if state == "appealed":
            review.appeal(by=cast.ana, submission=submission, reason="It is tight.", now=NOON + timedelta(hours=2))
    assignment.refresh_from_db()
    assert assignment.state == state
    return assignment


def task_after(move: Move, task: str) -> str:
    """What the table makes of a task in this state."""
    was, becomes = TASK_AFTER.get(move, ("", ""))
    return str(becomes) if was == task else task


def rows(assignment: Assignment) -> list:
    """All that `conclude` may write."""
    pieces = Assignment.objects.filter(pk=assignment.pk)
    return [*pieces.values(), *pieces.values("task__state"), *Budget.objects.filter(pk=assignment.project_id).values()]


@pytest.mark.parametrize("state", State)
def test_the_database_allows_the_same_moves_and_a_forbidden_one_changes_nothing(cast, state):
    assignment = piece_in(cast, state)
    assert assignment.task.state == TASK_OF[state]
    before = rows(assignment)
    for move in Move:
        with transaction.atomic():
            locked = labeling.lock(assignment.pk)
            if (state, move) in ROAD:
                labeling.conclude(assignment=locked, move=move, keep=0)
                (row, task, _budget) = rows(assignment)
                assert row["state"] == locked.state == ROAD[state, move]
                assert task["task__state"] == task_after(move, TASK_OF[state])
            else:
                refusal = refused(labeling.conclude, assignment=locked, move=move, keep=0)
                assert (refusal.code, refusal.status) == ("wrong_state", 409)
                assert refusal.fields == {"state": state}
                assert rows(assignment) == before
            transaction.set_rollback(True)
    assert rows(assignment) == before


def test_a_piece_that_moved_meanwhile_is_refused(cast):
    """Whoever holds an old copy of the row is told, and the newer state stays."""
    (stale,) = cast.claim()
    labeling.release(by=cast.ana, assignment=stale, now=NOON)
    assert stale.state == State.CLAIMED
    assert refused(labeling.conclude, assignment=stale, move=Move.SUBMIT, keep=0).code == "wrong_state"
    stale.refresh_from_db()
    assert stale.state == State.RELEASED


def test_a_task_is_open_exactly_while_it_may_be_taken():
    assert TASK_AFTER == {
        "release": ("taken", "open"),
        "expire": ("taken", "open"),
        "reject": ("taken", "open"),
        "approve": ("taken", "done"),
        "overturn": ("open", "done"),
    }
    assert {state for state, task in TASK_OF.items() if task == TaskState.TAKEN} == HELD


class Road:
    """A small project with little money, and people who try whatever comes to their mind."""

    def __init__(self, cast):
        self.cast, self.now = cast, NOON
        self.project = cast.draft(name="Little", images=2, overlap=2, max_boxes=2, max_rounds=2, max_in_hand=2)
        projects.seat_reviewer(by=cast.clara, project=self.project, user=cast.rita, now=NOON)
        projects.seat_reviewer(by=cast.clara, project=self.project, user=cast.raul, now=NOON)
        self.project = cast.opened(self.project, won=250)  # two claims of 90 won, and some change

    def claim(self, worker):
        labeling.claim(by=worker, project=self.project, count=2, now=self.now)

    def hand_in(self, worker):
        for piece in self.of(worker, "claimed", "returned"):
            boxes = self.cast.boxes(self.project, cats=1, ears=1)
            labeling.submit(by=worker, assignment=piece, boxes=boxes, now=self.now)

    def release(self, worker):
        for piece in self.of(worker, "claimed", "returned"):
            labeling.release(by=worker, assignment=piece, now=self.now)

    def judge(self, worker, decision):
        for piece in self.of(worker, "submitted"):
            submission = piece.submissions.get(round=piece.round)
            first = submission.boxes.first()
            boxes = [{"id": first.pk, "approved": False, "reason": "No"}] if decision == "partly" else []
            decision = "approved" if decision == "partly" else decision
            review.decide(
                by=self.cast.rita, submission=submission, decision=decision, reason="No", boxes=boxes, now=self.now
            )

    def appeal(self, worker):
        for submission in Submission.objects.filter(assignment__worker=worker, appeal=None):
            review.appeal(by=worker, submission=submission, reason="Yes", now=self.now)

    def settle(self, _worker, decision):
        for objection in Appeal.objects.filter(verdict=None):
            review.decide_appeal(by=self.cast.raul, appeal=objection, decision=decision, reason="No", now=self.now)

    def beat(self, _worker):
        labeling.expire_leases(now=self.now)
        review.approve_overdue(now=self.now)
        review.free_unappealed(now=self.now)

    def wait(self, _worker):
        self.now += timedelta(days=8)

    def of(self, worker, *states):
        return Assignment.objects.filter(worker=worker, project=self.project, state__in=states)

    def check(self):
        pieces = Assignment.objects.filter(project=self.project)
        held = pieces.filter(state__in=HELD).values("task").annotate(n=Count("id"))
        assert all(row["n"] == 1 for row in held)
        held_tasks = set(pieces.filter(state__in=HELD).values_list("task", flat=True))
        assert held_tasks == set(self.project.tasks.filter(state=TaskState.TAKEN).values_list("id", flat=True))
        budget = Budget.objects.get(pk=self.project.pk)
        assert budget.reserved_micro == (pieces.aggregate(sum=Sum("reserved_micro"))["sum"] or 0)
        assert budget.funded_micro == 250 * MICRO >= budget.reserved_micro + budget.spent_micro
        in_review = pieces.filter(state="submitted")
        assert all(piece.reserved_micro >= 55 * MICRO for piece in in_review), "work in review is not covered"


STEPS = [
    ("claim",),
    ("hand_in",),
    ("release",),
    *(("judge", decision) for decision in ("approved", "partly", "returned", "rejected")),
    ("appeal",),
    ("settle", "approved"),
    ("settle", "rejected"),
    ("beat",),
    ("wait",),
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(["ana", "ben"]), st.sampled_from(STEPS)), min_size=4, max_size=18))
def test_no_sequence_of_moves_breaks_a_task_or_a_budget(db, steps):
    with transaction.atomic():
        cast = Cast()
        road = Road(cast)
        for name, (verb, *rest) in steps:
            try:
                with transaction.atomic():
                    getattr(road, verb)(getattr(cast, name), *rest)
            except (Refused, PermissionDenied):
                pass
            road.check()
        transaction.set_rollback(True)
