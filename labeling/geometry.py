"""Boxes in pixels of the upright image: origin top left, floats, at least one pixel wide and high. Pure.

A box may name the proposal that it was accepted or corrected from; a proposal makes one box at most.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

MIN_SIDE = 1.0
MAX_BOXES = 10_000
# Where x + width was computed in floats, the sum may miss the edge by a rounding error and nothing more.
EDGE_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Box:
    """`label` is a label's id, `proposal` a proposal's; x, y, width, height are pixels."""

    label: int
    x: float
    y: float
    width: float
    height: float
    proposal: int | None = None

    def as_json(self) -> dict[str, float]:
        box = {"label": self.label, "x": self.x, "y": self.y, "width": self.width, "height": self.height}
        return box if self.proposal is None else box | {"proposal": self.proposal}


class BadBoxes(Exception):
    """Boxes that cannot be stored: `code` says why; `index` is the box's (None: the list's), `field` the field's.

    `least` is the shortest side allowed, where one was shorter.
    """

    def __init__(
        self, code: str, index: int | None = None, field: str = "", *, least: float | None = None, part: str = "boxes"
    ):
        super().__init__(f"{code} ({part} {index}, {field})")
        self.code = code
        self.index = index
        self.field = field
        self.least = least
        self.part = part

    @property
    def path(self) -> str:
        """ "boxes", "boxes.3" or "boxes.3.x"."""
        return ".".join(str(part) for part in (self.part, self.index, self.field) if part not in (None, ""))


def least_side(min_side: float, *, width: int, height: int) -> float:
    """The shortest side of a box in an image of `width` × `height`: an image may be narrower than the rule asks."""
    return max(MIN_SIDE, min(min_side, width, height))


def read_boxes(
    raw: object,
    *,
    width: int,
    height: int,
    labels: Collection[int],
    limit: int,
    min_side: float = MIN_SIDE,
    proposals: Collection[int] = (),
) -> list[Box]:
    """The boxes in `raw`, as it came from outside; raises BadBoxes at the first that breaks a rule.

    Every box must lie in an image of `width` × `height` pixels, have one of `labels`, no side under `min_side` and, if
    it names a proposal, one of `proposals` that no box before it names.
    """
    if not isinstance(raw, list):
        raise BadBoxes("not_a_list")
    if len(raw) > min(limit, MAX_BOXES):
        raise BadBoxes("too_many")
    least = least_side(min_side, width=width, height=height)
    seen: set[int] = set()
    boxes = []
    for index, item in enumerate(raw):
        box = _read_box(item, index, width, height, labels)
        _check_sides(box, index, least)
        proposal = _read_proposal(item.get("proposal"), index, proposals, seen)
        boxes.append(replace(box, proposal=proposal))
    return boxes


def read_rejected(raw: object, *, proposals: Collection[int], accepted: Collection[int] = ()) -> list[int]:
    """The ids of proposals that were turned down, each once; none of them may be among the `accepted` ones.

    None is an empty list: who knows no proposals turns none down.
    """
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise BadBoxes("not_a_list", part="rejected")
    rejected: dict[int, None] = {}
    for index, item in enumerate(raw):
        if isinstance(item, bool) or not isinstance(item, int) or item not in proposals:
            raise BadBoxes("unknown_proposal", index, part="rejected")
        if item in accepted:
            raise BadBoxes("proposal_twice", index, part="rejected")
        rejected[item] = None
    return list(rejected)


def _read_box(item: object, index: int, width: int, height: int, labels: Collection[int]) -> Box:
    if not isinstance(item, Mapping):
        raise BadBoxes("not_a_box", index)
    label = item.get("label")
    if isinstance(label, bool) or not isinstance(label, int) or label not in labels:
        raise BadBoxes("unknown_label", index, "label")
    x, y, w, h = (_number(item.get(name), index, name) for name in ("x", "y", "width", "height"))
    for name, start, size, limit in (("x", x, w, width), ("y", y, h, height)):
        if start < 0 or start + size > limit + EDGE_TOLERANCE:
            raise BadBoxes("outside", index, name)
    return Box(label, x, y, w, h)


def _check_sides(box: Box, index: int, least: float) -> None:
    for name, size in (("width", box.width), ("height", box.height)):
        # An edge that was computed in floats may miss the limit by a rounding error too; a pixel is a pixel.
        if size < MIN_SIDE or size < least - EDGE_TOLERANCE:
            raise BadBoxes("too_small", index, name, least=least)


def _read_proposal(raw: object, index: int, proposals: Collection[int], seen: set[int]) -> int | None:
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int) or raw not in proposals:
        raise BadBoxes("unknown_proposal", index, "proposal")
    if raw in seen:
        raise BadBoxes("proposal_twice", index, "proposal")
    seen.add(raw)
    return raw


def _number(value: object, index: int, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadBoxes("not_a_number", index, name)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise BadBoxes("not_a_number", index, name)
    return number
