"""What the browser is told of judged work."""

from labeling import actions as labeling
from labeling.actions import lock
from labeling.canvas import boxes_of
from review import actions
from review.canvas import decided_boxes, drawing_canvas, judging_canvas, usual_reasons
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


def test_a_corrected_box_carries_its_correction(cast):
    submission = cast.submitted(cats=2)
    first, _second = submission.boxes.all()
    made = {"label": first.label_id, "x": 30.0, "y": 10.0, "width": 40.0, "height": 30.0}
    cast.decided(submission, boxes=[{"id": first.pk, "approved": True, "correction": made}])
    one, two = decided_boxes(submission)
    assert (one["correction"], one["x"], "correction" in two) == (made, 10.0, False)


def test_a_returned_piece_shows_where_a_box_is_missing(cast):
    submission = cast.submitted()
    cast.decided(submission, "returned", missing=[{"x": 150, "y": 80, "reason": "the tail"}])
    canvas = drawing_canvas(lock(submission.assignment_id))
    assert canvas["missing"] == [{"x": 150.0, "y": 80.0, "label": None, "reason": "the tail"}]


def test_a_first_round_is_judged_by_itself_and_a_second_beside_the_first(cast):
    first = cast.submitted(cats=2)
    canvas = judging_canvas(first, reviewer=cast.rita)
    assert (canvas["id"], canvas["earlier"], canvas["reason"]) == (first.pk, None, "")
    _one, two = first.boxes.all()
    cast.decided(first, "returned", reason="Almost", boxes=[refusal(two)], missing=[{"x": 1, "y": 2}])
    second = labeling.submit(by=cast.ana, assignment=lock(first.assignment_id), boxes=cast.boxes(cats=3), now=NOON)
    canvas = judging_canvas(second, reviewer=cast.rita)
    assert (canvas["round"], canvas["earlier"]["round"], canvas["reason"]) == (2, 1, "Almost")
    assert [box["reason"] for box in canvas["earlier"]["boxes"]] == ["", "Too loose"]
    assert canvas["earlier"]["missing"] == [{"x": 1.0, "y": 2.0, "label": None, "reason": ""}]
    assert len(canvas["boxes"]) == 3


def test_the_reasons_are_the_projects_own_or_the_usual_five(cast):
    submission = cast.submitted()
    assert judging_canvas(submission, reviewer=cast.rita)["reasons"] == usual_reasons()
    assert len(usual_reasons()) == 5
    submission.assignment.project.review_reasons = ["Not a cat"]
    assert judging_canvas(submission, reviewer=cast.rita)["reasons"] == ["Not a cat"]


def test_a_reviewers_settings_come_with_the_canvas(cast):
    cast.rita.canvas = {"zoom": "actual"}
    canvas = judging_canvas(cast.submitted(), reviewer=cast.rita)
    assert (canvas["settings"], canvas["urls"]["settings"]) == ({"zoom": "actual"}, "/api/v1/me/canvas/")
