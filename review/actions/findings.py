"""What a reviewer found, as it came from outside: refused boxes, corrected ones, and places where one is missing."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from labeling import geometry
from labeling.actions.drawing import BOX_TEXTS
from labeling.models import Assignment, Box, Submission
from people.errors import Refused
from projects.queries import prices_of
from review.models import BoxVerdict, Correction, Decision, MissingBox, Verdict

# A reason given for the whole stands at each refused box, so it is as short as a box's own.
MAX_REASON = BoxVerdict._meta.get_field("reason").max_length
MAX_MISSING = 200
# A hand that puts a box back where it was has corrected nothing. In pixels.
SAME_WITHIN = 0.01


@dataclass(frozen=True)
class BoxDecision:
    """What is to become of one box; a refusal has a reason, and an approval may have a correction."""

    box: Box
    approved: bool
    reason: str = ""
    correction: geometry.Box | None = None


@dataclass(frozen=True)
class Missing:
    """A place where a box is missing: pixels of the upright image; `label` is a label's id."""

    x: float
    y: float
    label: int | None = None
    reason: str = ""


def read_words(text: str | None, limit: int, path: str = "reason") -> str:
    """What a person wrote, without blanks around it; Refused where it is longer than can be kept."""
    words = str(text or "").replace("\x00", "").strip()
    if len(words) > limit:
        text = _("At most %(limit)d characters.") % {"limit": limit}
        raise Refused("too_long", text, fields={path: text})
    return words


def read_boxes(
    choice: Decision,
    submission: Submission,
    assignment: Assignment,
    *,
    reason: str,
    given: Iterable[Mapping],
    missing: list[Missing],
) -> list[BoxDecision]:
    """A decision for every box of an approved or rejected submission, and for the pinned ones of a returned one."""
    own = {box.pk: box for box in submission.boxes.all()}
    pins: dict[int, str] = {}
    corrections: dict[int, geometry.Box] = {}
    for index, item in enumerate(given):
        box_id, approved = item.get("id"), item.get("approved")
        if box_id not in own:
            raise _bad_box(index, _("This submission has no such box."))
        text = read_words(item.get("reason"), MAX_REASON)
        if choice == Decision.APPROVED and not approved and not text:
            raise _bad_box(index, _("A refused box needs a reason."))
        if not approved and (text or reason):
            pins[box_id] = text or reason
        if item.get("correction") is not None:
            if choice != Decision.APPROVED or not approved:
                raise _bad_box(index, _("Only an approved box of an approved piece is corrected."), "correction")
            corrections[box_id] = _read_correction(item["correction"], index, assignment)
    if choice == Decision.APPROVED:
        return [
            BoxDecision(box, pk not in pins, pins.get(pk, ""), _real(corrections.get(pk), box))
            for pk, box in own.items()
        ]
    returned = choice == Decision.RETURNED
    if not reason and (not (pins or missing) if returned else len(pins) < len(own) or not own):
        raise Refused("reason_missing", _("Say why: as a whole, or at the boxes."), fields={"reason": _("missing")})
    if returned:
        return [BoxDecision(own[pk], False, text) for pk, text in pins.items()]
    return [BoxDecision(box, False, pins.get(pk, reason)) for pk, box in own.items()]


def _bad_box(index: int, text: str, field: str = "") -> Refused:
    return Refused("bad_boxes", text, fields={f"boxes.{index}.{field}".rstrip("."): text})


def _read_correction(raw: object, index: int, assignment: Assignment) -> geometry.Box:
    """A correction keeps the rules of every box of this piece."""
    image, project = assignment.task.image, assignment.project
    rules = {"labels": set(prices_of(assignment.rate_card)), "limit": 1, "min_side": project.min_side}
    try:
        return geometry.read_boxes([raw], width=image.width, height=image.height, **rules)[0]
    except geometry.BadBoxes as error:
        text = BOX_TEXTS[error.code] % {"number": index + 1, "field": error.field, "least": f"{error.least or 0:g}"}
        raise _bad_box(index, text, f"correction.{error.field}".rstrip(".")) from error


def _real(correction: geometry.Box | None, box: Box) -> geometry.Box | None:
    """None for a correction that leaves the box as it was drawn."""
    if correction is None or correction.label != box.label_id:
        return correction
    sides = ("x", "y", "width", "height")
    moved = any(abs(getattr(correction, side) - getattr(box, side)) > SAME_WITHIN for side in sides)
    return correction if moved else None


def read_missing(given: Iterable[Mapping], assignment: Assignment) -> list[Missing]:
    """The places where a box is missing; Refused names the first that cannot be one."""
    items = list(given)
    if len(items) > MAX_MISSING:
        text = _("At most %(limit)d places where a box is missing.") % {"limit": MAX_MISSING}
        raise Refused("bad_missing", text, fields={"missing": text})
    labels = set(prices_of(assignment.rate_card)) if items else set()
    return [_read_place(item, index, assignment, labels) for index, item in enumerate(items)]


def _read_place(item: Mapping, index: int, assignment: Assignment, labels: set[int]) -> Missing:
    image = assignment.task.image
    for name, limit in (("x", image.width), ("y", image.height)):
        if not _is_within(item.get(name), limit):
            raise _bad_place(index, _("This place is not in the image."), name)
    label = item.get("label")
    if label is not None and (not isinstance(label, int) or isinstance(label, bool) or label not in labels):
        raise _bad_place(index, _("This project has no such label."), "label")
    words = read_words(item.get("reason"), MAX_REASON, f"missing.{index}.reason")
    return Missing(float(item["x"]), float(item["y"]), label, words)


def _is_within(value: object, limit: int) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and 0 <= value <= limit


def _bad_place(index: int, text: str, field: str) -> Refused:
    return Refused("bad_missing", text, fields={f"missing.{index}.{field}": text})


def write_findings(verdict: Verdict, decisions: list[BoxDecision], missing: Iterable[Missing] = ()) -> None:
    """The decisions on the boxes, the corrections beside them, and the places where a box is missing."""
    rows = BoxVerdict.objects.bulk_create(
        BoxVerdict(verdict=verdict, box=decision.box, approved=decision.approved, reason=decision.reason)
        for decision in decisions
    )
    Correction.objects.bulk_create(
        Correction(
            box_verdict=row,
            label_id=decision.correction.label,
            x=decision.correction.x,
            y=decision.correction.y,
            width=decision.correction.width,
            height=decision.correction.height,
        )
        for row, decision in zip(rows, decisions, strict=True)
        if decision.correction
    )
    MissingBox.objects.bulk_create(
        MissingBox(verdict=verdict, label_id=place.label, x=place.x, y=place.y, reason=place.reason)
        for place in missing
    )


def is_what_stands(
    verdict: Verdict, decision: Decision, reason: str, decisions: list[BoxDecision], missing: list[Missing]
) -> bool:
    """Whether a verdict says just this: then it is the same decision, sent once more."""
    boxes = {
        (row.box_id, row.approved, row.reason, _as_box(getattr(row, "correction", None)))
        for row in verdict.boxes.select_related("correction")
    }
    places = [Missing(row.x, row.y, row.label_id, row.reason) for row in verdict.missing.all()]
    return (
        (verdict.decision, verdict.reason) == (decision, reason)
        and boxes == {(d.box.pk, d.approved, d.reason, d.correction) for d in decisions}
        and places == missing
    )


def _as_box(row: Correction | None) -> geometry.Box | None:
    return geometry.Box(row.label_id, row.x, row.y, row.width, row.height) if row else None
