"""Proposed boxes: taken in all or not at all, acted on by a worker, and paid only then."""

import json
from datetime import timedelta

import pytest
from django.db.models import Sum

from labeling import actions
from labeling.canvas import worker_canvas
from labeling.models import Draft, Proposal, Submission
from payouts import actions as payouts
from payouts.models import Line
from people.errors import Refused
from people.models import Event
from projects import actions as projects
from projects.money import MICRO
from review import actions as review
from tests.cast import LABELS, NOON

CAT = {"label": "cat", "x": 10, "y": 10, "width": 40, "height": 30, "score": 0.9}
EAR = {"label": "ear", "x": 60, "y": 20, "width": 20, "height": 20}


def given(*boxes, name="000.png", source="yolo-v9") -> dict:
    return {"source": source, "images": [{"name": name, "boxes": list(boxes)}]}


def propose(cast, *boxes, project=None, **rest):
    raw = {"by": cast.clara, "project": project or cast.cats, "proposals": given(*boxes), "now": NOON} | rest
    return actions.propose_boxes(**raw)


def drawn(proposal: Proposal, **changes) -> dict:
    """What a worker hands in who accepts a proposal."""
    sides = {name: getattr(proposal, name) for name in ("x", "y", "width", "height")}
    return {"label": proposal.label_id, "proposal": proposal.pk, **sides} | changes


def earned(cast, submission) -> int:
    """What the worker is paid once all of it is approved, in millionths."""
    cast.decided(submission)
    payouts.accrue()
    return Line.objects.filter(worker=submission.assignment.worker).aggregate(sum=Sum("amount_micro"))["sum"]


def refusal(action, **rest) -> Refused:
    with pytest.raises(Refused) as caught:
        action(**rest)
    return caught.value


@pytest.fixture
def piece(cast):
    """Ana's piece with three proposals: two cats and an ear."""
    propose(cast, CAT, CAT | {"x": 100}, EAR)
    (assignment,) = cast.claim()
    return assignment


@pytest.fixture
def proposals(piece) -> list[Proposal]:
    return list(Proposal.objects.all())


def test_proposals_are_taken_in_with_who_proposed_them_and_how_sure(cast):
    assert propose(cast, CAT, EAR) == {"created": 2, "known": 0, "images": 1}
    first, second = Proposal.objects.all()
    assert (first.image.name, first.label.name, first.source, first.score) == ("000.png", "cat", "yolo-v9", 0.9)
    assert (second.label.name, second.score, second.x, second.width) == ("ear", None, 60, 20)
    event = Event.objects.get(verb="project.boxes_proposed")
    assert (event.actor, event.data["created"], event.data["source"]) == (cast.clara, 2, "yolo-v9")


def test_the_same_import_again_changes_nothing_and_more_of_it_adds_the_rest(cast):
    propose(cast, CAT)
    assert propose(cast, CAT) == {"created": 0, "known": 1, "images": 1}
    assert Event.objects.filter(verb="project.boxes_proposed").count() == 1
    assert propose(cast, CAT, EAR, EAR) == {"created": 1, "known": 2, "images": 1}
    assert propose(cast, CAT, source="another model")["created"] == 1


def test_one_mistake_and_nothing_is_taken_in(cast):
    refused = refusal(propose, cast=cast, proposals=given(CAT, EAR | {"x": 190}, CAT | {"label": "dog"}))
    assert refused.code == "bad_proposals"
    assert list(refused.fields) == ["000.png.2.x", "000.png.3.label"]
    assert refused.fields["000.png.3.label"] == "000.png, box 3: this project has no label “dog”."
    assert "2 places are wrong" in refused.message
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (None, "bad_proposals"),
        (b"{", "bad_proposals"),
        (given(CAT, source=""), "no_source"),
        (given(CAT, source="\0"), "no_source"),
    ],
)
def test_what_cannot_be_read_or_names_nobody_is_refused(cast, raw, code):
    assert refusal(propose, cast=cast, proposals=raw).code == code
    assert not Proposal.objects.exists()


def test_an_image_name_that_no_database_takes_is_unknown_like_any_other(cast):
    assert list(refusal(propose, cast=cast, proposals=given(CAT, name="000\0.png")).fields) == ["000\0.png"]


def test_a_file_is_taken_as_bytes_too_and_the_source_may_be_said_beside_it(cast):
    data = json.dumps(given(CAT, source="")).encode()
    assert propose(cast, proposals=data, source=" by hand ")["created"] == 1
    assert Proposal.objects.get().source == "by hand"


def test_a_closed_project_takes_no_proposals(cast):
    projects.close_project(by=cast.clara, project=cast.cats, now=NOON)
    cast.cats.refresh_from_db()
    assert refusal(propose, cast=cast, proposals=given(CAT)).code == "closed"


def test_a_box_under_the_smallest_side_of_the_project_is_not_proposed(cast):
    project = cast.draft(min_side=35)
    refused = refusal(propose, cast=cast, project=project, proposals=given(CAT))
    assert list(refused.fields) == ["000.png.1.height"]


def test_proposals_of_a_draft_stay_when_its_labels_are_saved_again(cast):
    project = cast.draft()
    propose(cast, CAT, EAR, project=project)
    swapped = [LABELS[0] | {"hotkey": "2"}, LABELS[1] | {"hotkey": "1", "color": "#112233"}]
    projects.update_project(by=cast.clara, project=project, labels=swapped, now=NOON)
    assert list(project.labels.values_list("name", "hotkey")) == [("cat", "2"), ("ear", "1")]
    assert Proposal.objects.count() == 2
    projects.update_project(by=cast.clara, project=project, labels=LABELS[:1], now=NOON)
    assert [proposal.label.name for proposal in Proposal.objects.all()] == ["cat"]


def test_accepted_ones_are_paid_and_what_nobody_answered_is_no_part_of_the_work(cast, piece, proposals):
    accepted, corrected, _left = proposals
    boxes = [drawn(accepted), drawn(corrected, x=90.5)]
    submission = actions.submit(by=cast.ana, assignment=piece, boxes=boxes, now=NOON)
    assert [(box.proposal_id, box.x) for box in submission.boxes.all()] == [(accepted.pk, 10), (corrected.pk, 90.5)]
    assert earned(cast, submission) == 2 * 40 * MICRO


def test_what_was_rejected_is_kept_with_the_submission(cast, piece, proposals):
    ids = [proposal.pk for proposal in proposals]
    actions.submit(by=cast.ana, assignment=piece, boxes=[drawn(proposals[0])], rejected=ids[1:], now=NOON)
    assert Submission.objects.get().rejected == ids[1:]


@pytest.mark.parametrize(
    ("boxes", "rejected", "path"),
    [
        ([0, 0], [], "boxes.1.proposal"),
        ([99], [], "boxes.0.proposal"),
        ([0], [1, 0], "rejected.1"),
        ([], [99], "rejected.0"),
    ],
)
def test_an_answer_to_a_proposal_that_is_not_there_or_answered_twice_is_refused(
    cast, piece, proposals, boxes, rejected, path
):
    def pk(at):
        return proposals[at].pk if at < len(proposals) else 10**9

    raw = [drawn(proposals[0]) | {"proposal": pk(at)} for at in boxes]
    work = {"boxes": raw, "rejected": [pk(at) for at in rejected]}
    assert list(refusal(actions.submit, by=cast.ana, assignment=piece, **work).fields) == [path]
    assert list(refusal(actions.save_draft, by=cast.ana, assignment=piece, version=0, **work).fields) == [path]
    assert not Submission.objects.exists()
    assert not Draft.objects.exists()


def test_a_proposal_of_another_image_is_not_this_ones(cast, piece):
    propose(cast, CAT, proposals=given(CAT, name="001.png"))
    foreign = Proposal.objects.get(image__name="001.png")
    assert list(refusal(actions.submit, by=cast.ana, assignment=piece, boxes=[drawn(foreign)]).fields) == [
        "boxes.0.proposal"
    ]


def test_a_draft_keeps_what_was_answered_and_its_repetition_is_no_conflict(cast, piece, proposals):
    work = {"boxes": [drawn(proposals[0])], "rejected": [proposals[1].pk]}
    actions.save_draft(by=cast.ana, assignment=piece, version=0, now=NOON, **work)
    assert actions.save_draft(by=cast.ana, assignment=piece, version=0, now=NOON, **work).version == 1
    other = work | {"rejected": []}
    assert refusal(actions.save_draft, by=cast.ana, assignment=piece, version=0, **other).code == "stale_draft"
    canvas = worker_canvas(piece)
    assert [(box["proposal"], box["x"]) for box in canvas["boxes"]] == [(proposals[0].pk, 10)]
    assert canvas["rejected"] == [proposals[1].pk]


def test_the_canvas_is_told_what_is_proposed_and_hears_of_what_came_later(cast, piece, proposals):
    first = worker_canvas(piece)["proposals"][0]
    assert first == {
        **{"id": proposals[0].pk, "label": proposals[0].label_id, "score": 0.9, "source": "yolo-v9"},
        **{"x": 10, "y": 10, "width": 40, "height": 30},
    }
    propose(cast, CAT | {"y": 50})
    assert len(worker_canvas(piece)["proposals"]) == 4


def test_a_returned_piece_offers_again_what_was_not_answered(cast, piece, proposals):
    submission = actions.submit(
        by=cast.ana, assignment=piece, boxes=[drawn(proposals[0])], rejected=[proposals[1].pk], now=NOON
    )
    review.decide(
        by=cast.rita, submission=submission, decision="returned", reason="An ear", now=NOON + timedelta(hours=1)
    )
    piece.refresh_from_db()
    canvas = worker_canvas(piece)
    assert [box["proposal"] for box in canvas["boxes"]] == [proposals[0].pk]
    assert canvas["rejected"] == [proposals[1].pk]
    assert len(canvas["proposals"]) == 3
    again = actions.submit(by=cast.ana, assignment=piece, boxes=[drawn(proposals[0]), drawn(proposals[2])])
    assert again.boxes.count() == 2


def test_a_smaller_box_than_the_project_allows_is_refused_by_name(cast):
    project = cast.opened(cast.draft(min_side=35))
    (assignment,) = cast.claim(project=project)
    boxes = cast.boxes(project)
    refused = refusal(actions.submit, by=cast.ana, assignment=assignment, boxes=boxes)
    assert refused.fields == {"boxes.0.height": "Box 1: a height of 35 px at least is asked for."}
    assert list(refusal(actions.save_draft, by=cast.ana, assignment=assignment, version=0, boxes=boxes).fields) == [
        "boxes.0.height"
    ]
    assert worker_canvas(assignment)["min_side"] == 35
