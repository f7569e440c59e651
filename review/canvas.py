"""What the canvas is told of judged work, and of work to be judged."""

from django.urls import reverse
from django.utils.translation import gettext as _

from labeling.canvas import boxes_of, canvas_of, worker_canvas
from labeling.models import Assignment, Submission
from labeling.queries import latest_submission
from people.models import User
from review.models import Decision
from review.queries import corrections_of, first_verdict, missing_in, outcome_of_boxes, round_before


def decided_boxes(submission: Submission) -> list[dict]:
    """The boxes of a submission with what was last decided on each, and the reviewer's correction of it."""
    outcomes = outcome_of_boxes(submission)
    corrections = corrections_of(submission)
    boxes = boxes_of(submission)
    for box in boxes:
        outcome = outcomes.get(box["id"])
        if outcome:
            box |= {"approved": outcome.approved, "reason": outcome.reason}
        if box["id"] in corrections:
            box["correction"] = corrections[box["id"]]
    return boxes


def missing_places(submission: Submission) -> list[dict]:
    """Where the reviewer says that a box is missing; empty where nothing is decided yet."""
    verdict = first_verdict(submission)
    return missing_in(verdict) if verdict else []


def drawing_canvas(assignment: Assignment) -> dict:
    """The canvas of a piece in hand; of a returned one with the reasons pinned to the boxes of the last round."""
    canvas = worker_canvas(assignment)
    last = latest_submission(assignment)
    verdict = first_verdict(last) if last else None
    if verdict and verdict.decision == Decision.RETURNED:
        canvas["reason"] = verdict.reason
        canvas["pins"] = [box for box in decided_boxes(last) if box["approved"] is False]
        canvas["missing"] = missing_in(verdict)
    return canvas


def judging_canvas(submission: Submission, *, reviewer: User) -> dict:
    """The canvas of a submission that `reviewer` is to judge; from the second round on with the round before."""
    assignment = submission.assignment
    last_round = submission.round >= assignment.project.max_rounds
    earlier = _earlier_round(submission)
    return canvas_of(
        assignment,
        mode="review",
        image_url=reverse("projects:image", args=[assignment.task.image_id]),
        boxes=boxes_of(submission),
        id=submission.pk,
        worker=reviewer.pk,
        round=submission.round,
        earlier=earlier,
        reason=earlier["reason"] if earlier else "",
        settings=reviewer.canvas,
        reasons=assignment.project.review_reasons or usual_reasons(),
        decisions=[d.value for d in Decision if not (last_round and d == Decision.RETURNED)],
        urls={
            "page": reverse("review:judge", args=[submission.pk]),
            "canvas": reverse("api:submission-canvas", args=[submission.pk]),
            "decide": reverse("api:submission-decide", args=[submission.pk]),
            "put_back": reverse("api:submission-put-back", args=[submission.pk]),
            "ahead": reverse("api:review-next"),
            "settings": reverse("api:canvas-settings"),
            "next": reverse("review:go_on"),
        },
    )


def usual_reasons() -> list[str]:
    """What a reviewer may pick where the project has no list of its own."""
    return [
        _("The box is too loose"),
        _("The box cuts the object off"),
        _("Wrong label"),
        _("Nothing is there"),
        _("Two boxes on one object"),
    ]


def _earlier_round(submission: Submission) -> dict | None:
    """The round before: its boxes with what was decided on each, and what was said of it as a whole."""
    earlier = round_before(submission)
    if earlier is None:
        return None
    verdict = first_verdict(earlier)
    return {
        "round": earlier.round,
        "reason": verdict.reason if verdict else "",
        "boxes": decided_boxes(earlier),
        "missing": missing_in(verdict) if verdict else [],
    }
