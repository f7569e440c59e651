"""What the canvas is told of judged work."""

from labeling.canvas import boxes_of, worker_canvas
from labeling.models import Assignment, Submission
from labeling.queries import latest_submission
from review.models import Decision
from review.queries import first_verdict, outcome_of_boxes


def decided_boxes(submission: Submission) -> list[dict]:
    """The boxes of a submission with what was last decided on each."""
    outcomes = outcome_of_boxes(submission)
    boxes = boxes_of(submission)
    for box in boxes:
        outcome = outcomes.get(box["id"])
        if outcome:
            box |= {"approved": outcome.approved, "reason": outcome.reason}
    return boxes


def drawing_canvas(assignment: Assignment) -> dict:
    """The canvas of a piece in hand; of a returned one with the reasons pinned to the boxes of the last round."""
    canvas = worker_canvas(assignment)
    last = latest_submission(assignment)
    verdict = first_verdict(last) if last else None
    if verdict and verdict.decision == Decision.RETURNED:
        canvas["reason"] = verdict.reason
        canvas["pins"] = [box for box in decided_boxes(last) if box["approved"] is False]
    return canvas
