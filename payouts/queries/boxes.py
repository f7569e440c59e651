"""Reads about boxes: what became of each."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from labeling.models import Assignment, Box, Submission
from payouts.models import Line, LineKind, Statement
from payouts.queries.statements import paid_with, statement_of
from people.models import User
from projects.models import Rate
from review.models import BoxVerdict


def work_of(user: User) -> QuerySet[Assignment]:
    """A worker's work, newest first, each with its boxes and what it earned."""
    earned = (
        Line.objects.filter(entry__verdict__submission__assignment=OuterRef("pk"), kind="draw", worker=user)
        .order_by()
        .values("worker")
        .annotate(total=Sum("amount_micro"))
        .values("total")
    )
    boxes = (
        Box.objects.filter(submission__assignment=OuterRef("pk"), submission__round=OuterRef("round"))
        .order_by()
        .values("submission__assignment")
        .annotate(n=Count("id"))
        .values("n")
    )
    return (
        Assignment.objects.filter(worker=user)
        .select_related("project", "task__image", "rate_card")
        .annotate(earned_micro=Subquery(earned), box_count=Subquery(boxes))
        .order_by("-id")
    )


@dataclass(frozen=True)
class BoxStory:
    """One box and its answer to "paid, or why not"; `statement` is the one with whose deposit it is paid."""

    box: Box
    price_micro: int
    outcome: BoxVerdict | None
    line: Line | None
    statement: Statement | None


def story_of_boxes(submission: Submission) -> list[BoxStory]:
    """Each box of a submission with its decision, its line, its statement and deposit."""
    prices = dict(
        Rate.objects.filter(rate_card=submission.assignment.rate_card_id).values_list("label", "unit_price_micro")
    )
    outcomes: dict[int, BoxVerdict] = {}
    decisions = BoxVerdict.objects.filter(verdict__submission=submission).select_related("verdict")
    for decision in decisions.order_by("verdict_id"):
        outcomes[decision.box_id] = decision
    lines = {
        (line.entry.verdict_id, line.label_id): line
        for line in Line.objects.filter(entry__verdict__submission=submission, kind="draw").select_related("entry")
    }
    closed = {line.pk: statement_of(line) for line in lines.values()}
    statements = {pk: paid_with(statement) for pk, statement in closed.items() if statement}
    stories = []
    for box in submission.boxes.select_related("label"):
        outcome = outcomes.get(box.pk)
        line = lines.get((outcome.verdict_id, box.label_id)) if outcome and outcome.approved else None
        stories.append(BoxStory(box, prices[box.label_id], outcome, line, statements.get(line.pk) if line else None))
    return stories


def refused_beside(line: Line) -> list[BoxVerdict]:
    """The boxes of the line's picture that its verdict refused, each with its reason; none for who judged it.

    A box that was granted on an objection is paid by another line, and no longer refused.
    """
    if line.kind != LineKind.DRAW:
        return []
    refused = BoxVerdict.objects.filter(verdict=line.entry.verdict_id, approved=False)
    refused = refused.exclude(box__in=BoxVerdict.objects.filter(approved=True).values("box"))
    return list(refused.select_related("box__label").order_by("box__position"))


def boxes_of_line(line: Line) -> set[int]:
    """The ids of the boxes that a line pays for: of its label, approved by its own verdict."""
    if line.kind != LineKind.DRAW:
        return set()
    paid = BoxVerdict.objects.filter(verdict=line.entry.verdict_id, approved=True, box__label=line.label_id)
    return set(paid.values_list("box", flat=True))
