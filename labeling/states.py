"""The life of an assignment, as data. Pure."""

from enum import StrEnum


class State(StrEnum):
    CLAIMED = "claimed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    APPEALED = "appealed"
    RELEASED = "released"
    EXPIRED = "expired"


class Move(StrEnum):
    SUBMIT = "submit"
    RELEASE = "release"
    EXPIRE = "expire"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    OVERTURN = "overturn"


class ForbiddenMove(Exception):
    """The state does not allow the move."""


IN_HAND = frozenset({State.CLAIMED, State.RETURNED})
HELD = frozenset({State.CLAIMED, State.RETURNED, State.SUBMITTED})
GIVEN_UP = frozenset({State.RELEASED, State.EXPIRED})

MOVES: dict[Move, tuple[frozenset[State], State]] = {
    Move.SUBMIT: (IN_HAND, State.SUBMITTED),
    Move.RELEASE: (IN_HAND, State.RELEASED),
    Move.EXPIRE: (IN_HAND, State.EXPIRED),
    Move.APPROVE: (frozenset({State.SUBMITTED}), State.APPROVED),
    Move.RETURN: (frozenset({State.SUBMITTED}), State.RETURNED),
    Move.REJECT: (frozenset({State.SUBMITTED}), State.REJECTED),
    Move.APPEAL: (frozenset({State.REJECTED}), State.APPEALED),
    Move.UPHOLD: (frozenset({State.APPEALED}), State.REJECTED),
    Move.OVERTURN: (frozenset({State.APPEALED}), State.APPROVED),
}


class TaskState(StrEnum):
    """Whether a task can be taken; follows from what becomes of its assignments."""

    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"


# What a move of the assignment makes of its task: from which state to which. A move that is not here leaves the task
# as it is; so does an overturned rejection whose task somebody else has taken meanwhile.
TASK_AFTER: dict[Move, tuple[TaskState, TaskState]] = {
    Move.RELEASE: (TaskState.TAKEN, TaskState.OPEN),
    Move.EXPIRE: (TaskState.TAKEN, TaskState.OPEN),
    Move.APPROVE: (TaskState.TAKEN, TaskState.DONE),
    Move.REJECT: (TaskState.TAKEN, TaskState.OPEN),
    Move.OVERTURN: (TaskState.OPEN, TaskState.DONE),
}


def after(state: State, move: Move) -> State:
    """The state that `move` leads to from `state`; raises ForbiddenMove."""
    allowed, target = MOVES[move]
    if state not in allowed:
        raise ForbiddenMove(f"{move} is not possible while {state}")
    return target
