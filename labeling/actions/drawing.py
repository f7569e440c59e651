"""Drawing: what is on a worker's canvas is kept as a draft, and read as strictly as what is handed in."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labeling import queries
from labeling.actions.moving import lock_in_hand
from labeling.geometry import BadBoxes, read_boxes, read_rejected
from labeling.geometry import Box as DrawnBox
from labeling.models import Assignment, Draft
from people.errors import Refused
from people.models import User
from projects.queries import prices_of

BOX_TEXTS = {
    "not_a_list": gettext_lazy("The boxes must be a list."),
    "too_many": gettext_lazy("More boxes than this project allows in an image."),
    "not_a_box": gettext_lazy("Box %(number)s is not a box."),
    "unknown_label": gettext_lazy("Box %(number)s has a label that this project does not have."),
    "not_a_number": gettext_lazy("Box %(number)s: %(field)s is not a number."),
    "outside": gettext_lazy("Box %(number)s reaches outside the image."),
    "too_small": gettext_lazy("Box %(number)s: a %(field)s of %(least)s px at least is asked for."),
    "unknown_proposal": gettext_lazy("Box %(number)s names a proposal that this image does not have."),
    "proposal_twice": gettext_lazy("Box %(number)s names a proposal that another box was made from."),
}
REJECTED_TEXTS = {
    "not_a_list": gettext_lazy("The rejected proposals must be a list of their ids."),
    "unknown_proposal": gettext_lazy("Rejected proposal %(number)s: this image does not have it."),
    "proposal_twice": gettext_lazy("Rejected proposal %(number)s: a box was made from it."),
}


@dataclass(frozen=True)
class Work:
    """What a worker made of an image: boxes, and the ids of the proposals that were turned down."""

    boxes: list[DrawnBox]
    rejected: list[int]

    def boxes_as_json(self) -> list[dict]:
        return [box.as_json() for box in self.boxes]


@transaction.atomic
def save_draft(
    *,
    by: User,
    assignment: Assignment,
    version: int,
    boxes: object,
    rejected: object = None,
    active_ms: int = 0,
    on_round: int | None = None,
    now: datetime | None = None,
) -> Draft:
    """Keep the boxes on the worker's canvas; `version` is that of the draft they were drawn on (0: none yet).

    A box may name the proposal it was made from; `rejected` are the ids of those that the worker turned down.
    `active_ms` (milliseconds) is the time of real work so far: the next device goes on from it. It never goes back.

    Refused("wrong_state") where the piece was handed in since it was in `on_round`, and came back: another round has
    other drafts. Refused("stale_draft") where another window saved meanwhile: a draft is never overwritten unseen. The
    same boxes again are no conflict, because the answer to the first save may have been lost on its way.
    """
    assignment = lock_in_hand(by, assignment, on_round)
    work = read_work(assignment, boxes, rejected)
    draft = queries.draft_of(assignment) or Draft(assignment=assignment, version=0)
    refuse_stale(draft, version, work)
    if version != draft.version:
        return draft
    draft.version += 1
    draft.boxes = work.boxes_as_json()
    draft.rejected = work.rejected
    draft.saved_at = now or timezone.now()
    draft.active_ms = max(draft.active_ms, believable(active_ms, assignment=assignment, now=draft.saved_at))
    draft.save()
    return draft


def believable(active_ms: int, *, assignment: Assignment, now: datetime) -> int:
    """Active time as a browser reports it, never beyond the wall time since the piece was taken."""
    wall_ms = int((now - assignment.claimed_at).total_seconds() * 1000)
    return max(0, min(int(active_ms), wall_ms))


def refuse_stale(draft: Draft, version: int, work: Work) -> None:
    """Refused("stale_draft") where `draft` is not the one that `work` was drawn on, and holds other boxes."""
    if version == draft.version or (draft.boxes, draft.rejected) == (work.boxes_as_json(), work.rejected):
        return
    text = _("This piece was changed in another window. Load it again to go on from there.")
    raise Refused("stale_draft", text, status=409, fields={"version": draft.version})


def read_work(assignment: Assignment, boxes: object, rejected: object) -> Work:
    """What came from outside, checked against the image and the project's rules. Refused("bad_boxes")."""
    image, project = assignment.task.image, assignment.project
    proposals = set(image.proposals.values_list("pk", flat=True))
    try:
        drawn = read_boxes(
            boxes,
            width=image.width,
            height=image.height,
            labels=set(prices_of(assignment.rate_card)),
            limit=project.max_boxes,
            min_side=project.min_side,
            proposals=proposals,
        )
        accepted = {box.proposal for box in drawn if box.proposal is not None}
        return Work(drawn, read_rejected(rejected, proposals=proposals, accepted=accepted))
    except BadBoxes as error:
        raise _refusal(error) from error


def _refusal(error: BadBoxes) -> Refused:
    texts = REJECTED_TEXTS if error.part == "rejected" else BOX_TEXTS
    number = "" if error.index is None else error.index + 1
    least = "" if error.least is None else f"{error.least:g}"
    text = texts[error.code] % {"number": number, "field": error.field, "least": least}
    return Refused("bad_boxes", text, fields={error.path: text})
