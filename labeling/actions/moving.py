"""What the other verbs move with: a locked assignment, its task and its reservation."""

from datetime import datetime

from django.utils.translation import gettext as _

from labeling.models import Assignment, Task
from labeling.states import IN_HAND, MOVES, TASK_AFTER, ForbiddenMove, Move, State, after
from people.errors import Refused
from people.models import User
from projects import budget


def conclude(*, assignment: Assignment, move: Move, keep: int, spent: int = 0, until: datetime | None = None) -> None:
    """Move a locked assignment, its task and its reservation: the only writer of an assignment's state.

    `until` renews the lease; `keep` and `spent` are those of `settle_reservation`. Refused("wrong_state").
    """
    try:
        target = after(State(assignment.state), move)
    except ForbiddenMove as error:
        raise wrong_state(assignment) from error
    sources, _target = MOVES[move]
    changes = {"state": target} | ({"expires_at": until} if until else {})
    if not Assignment.objects.filter(pk=assignment.pk, state__in=sources).update(**changes):
        raise wrong_state(assignment)
    for name, value in changes.items():
        setattr(assignment, name, value)
    if move in TASK_AFTER:
        was, becomes = TASK_AFTER[move]
        Task.objects.filter(pk=assignment.task_id, state=was).update(state=becomes)
    settle_reservation(assignment=assignment, keep=keep, spent=spent)


def settle_reservation(*, assignment: Assignment, keep: int, spent: int = 0) -> None:
    """Of what a locked assignment has reserved, spend `spent` micro, keep `keep`, and free the rest.

    Where the two need more than was reserved, the budget must give it: Refused("no_budget").
    """
    surplus = assignment.reserved_micro - spent - keep
    Assignment.objects.filter(pk=assignment.pk).update(reserved_micro=keep)
    assignment.reserved_micro = keep
    if surplus < 0:
        budget.reserve(project_id=assignment.project_id, amount=-surplus)
    budget.spend(project_id=assignment.project_id, amount=spent, free=max(surplus, 0))


def lock(assignment_id: int) -> Assignment:
    """The assignment, locked until the transaction ends."""
    locked = Assignment.objects.select_for_update(of=("self",))
    return locked.select_related("project", "task__image", "rate_card", "worker").get(pk=assignment_id)


def lock_in_hand(by: User, assignment: Assignment, on_round: int | None = None) -> Assignment:
    """The assignment, locked, if it is in this worker's hands and, where that is given, in that round still."""
    assignment = lock(assignment.pk)
    is_later = on_round is not None and assignment.round != on_round
    if assignment.worker_id != by.pk or assignment.state not in IN_HAND or is_later:
        raise wrong_state(assignment)
    return assignment


def wrong_state(assignment: Assignment) -> Refused:
    text = _("This piece is “%(state)s” now; that cannot be done.") % {"state": assignment.get_state_display()}
    return Refused("wrong_state", text, status=409, fields={"state": str(assignment.state)})
