"""What the browser is told of judged work."""

from labeling.actions import lock
from labeling.canvas import boxes_of
from review import actions
from review.canvas import decided_boxes, drawing_canvas
from tests.cast import NOON


def refusal(box, reason="Too loose"):
    return {"id": box.pk, "approved": False, "reason": reason}


def test_a_judged_box_carries_its_decision_and_an_unjudged_one_none(cast):
    submission = cast.submitted(cats=2)
    assert decided_boxes(submission) == boxes_of(submission)
    _first, second = submission.boxes.all()
    cast.decided(submission, boxes=[refusal(second)])
    assert [(box["approved"], box["reason"]) for box in decided_boxes(submission)] == [(True, ""), (False, "Too loose")]


def test_after_an_objection_a_box_carries_what_was_decided_last(cast):
    submission = cast.submitted()
    cast.decided(submission, "rejected", reason="No cat")
    objection = actions.appeal(by=cast.ana, submission=submission, reason="Look", now=NOON)
    actions.decide_appeal(by=cast.ada, appeal=objection, now=NOON)
    assert [(box["approved"], box["reason"]) for box in decided_boxes(submission)] == [(True, "")]


def test_a_fresh_piece_has_no_pins(cast):
    (assignment,) = cast.claim()
    canvas = drawing_canvas(assignment)
    assert canvas["mode"] == "draw"
    assert canvas["reason"] == ""
    assert "pins" not in canvas


def test_a_returned_piece_shows_the_reason_and_the_pins_of_its_last_round(cast):
    submission = cast.submitted(cats=3)
    _first, second, _third = submission.boxes.all()
    cast.decided(submission, "returned", reason="Almost", boxes=[refusal(second)])
    canvas = drawing_canvas(lock(submission.assignment_id))
    assert canvas["reason"] == "Almost"
    assert [(pin["id"], pin["reason"]) for pin in canvas["pins"]] == [(second.pk, "Too loose")]
    assert (canvas["pins"][0]["x"], canvas["pins"][0]["width"]) == (second.x, second.width)
    assert len(canvas["boxes"]) == 3
