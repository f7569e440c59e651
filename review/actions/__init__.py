"""Writes about review, a file a verb: read, decide, object, measure."""

from review.actions.appeals import appeal, decide_appeal, free_unappealed
from review.actions.deciding import approve_overdue, book_verdicts, decide
from review.actions.measuring import measure_pace
from review.actions.reading import put_back, take, take_next

__all__ = [
    "appeal",
    "approve_overdue",
    "book_verdicts",
    "decide",
    "decide_appeal",
    "free_unappealed",
    "measure_pace",
    "put_back",
    "take",
    "take_next",
]
