"""Reads about questions: whose they are, and which one waits longest."""

from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery

from payouts.models import Line, Question, Remark, Statement
from people.models import User


def _told(questions: QuerySet[Question]) -> QuerySet[Question]:
    """With all that a row of a list tells; `first_words` is what was asked."""
    first = Remark.objects.filter(question=OuterRef("pk")).order_by("id").values("text")[:1]
    return questions.annotate(first_words=Subquery(first)).select_related(
        "worker", "statement", "line__entry__verdict__submission__assignment__task__image"
    )


def questions_of(user: User) -> QuerySet[Question]:
    """A worker's questions, newest first."""
    return _told(Question.objects.filter(worker=user)).order_by("-id")


def all_questions() -> QuerySet[Question]:
    """What waits for an answer, by the day it is due, then what was answered, newest first."""
    return _told(Question.objects.all()).order_by(F("answered_at").desc(nulls_first=True), "due_at", "id")


def open_questions() -> QuerySet[Question]:
    return _told(Question.objects.filter(answered_at=None)).order_by("due_at", "id")


def overdue(now: datetime) -> int:
    """How many questions should have been answered by `now`."""
    return Question.objects.filter(answered_at=None, due_at__lt=now).count()


def questions_about(*, line: Line | None = None, statement: Statement | None = None) -> QuerySet[Question]:
    """What was asked about a line or about a statement, in order."""
    return _told(Question.objects.filter(line=line, statement=statement)).order_by("id")


def remarks_of(question: Question) -> QuerySet[Remark]:
    """The thread, each turn with its author and the adjustment that it carries, whose line is `line_id`."""
    return (
        question.remarks.select_related("author", "adjustment__project")
        .annotate(line_id=F("adjustment__entry__lines"))
        .order_by("id")
    )
