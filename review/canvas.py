"""What the canvas is told of judged work."""

from labeling.canvas import boxes_of
from labeling.models import Submission
from review.queries import outcome_of_boxes


def decided_boxes(submission: Submission) -> list[dict]:
    """The boxes of a submission with what was last decided on each."""
    outcomes = outcome_of_boxes(submission)
    boxes = boxes_of(submission)
    for box in boxes:
        outcome = outcomes.get(box["id"])
        if outcome:
            box |= {"approved": outcome.approved, "reason": outcome.reason}
    return boxes
