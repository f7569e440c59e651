"""Boxes in pixels of the upright image: origin top left, floats, at least one pixel wide and high. Pure."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

MIN_SIDE = 1.0
MAX_BOXES = 10_000
# Where x + width was computed in floats, the sum may miss the edge by a rounding error and nothing more.
EDGE_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Box:
    """`label` is a label's id; x, y, width, height are pixels."""

    label: int
    x: float
    y: float
    width: float
    height: float

    def as_json(self) -> dict[str, float]:
        return {"label": self.label, "x": self.x, "y": self.y, "width": self.width, "height": self.height}


class BadBoxes(Exception):
    """Boxes that cannot be stored: `code` says why; `index` is the box's (None: the list's), `field` the field's."""

    def __init__(self, code: str, index: int | None = None, field: str = ""):
        super().__init__(f"{code} (box {index}, {field})")
        self.code = code
        self.index = index
        self.field = field

    @property
    def path(self) -> str:
        """ "boxes", "boxes.3" or "boxes.3.x"."""
        return ".".join(str(part) for part in ("boxes", self.index, self.field) if part not in (None, ""))


def read_boxes(raw: object, *, width: int, height: int, labels: Collection[int], limit: int) -> list[Box]:
    """The boxes in `raw`, as it came from outside; raises BadBoxes at the first that breaks a rule.

    Every box must lie in an image of `width` × `height` pixels and have one of `labels`.
    """
    if not isinstance(raw, list):
        raise BadBoxes("not_a_list")
    if len(raw) > min(limit, MAX_BOXES):
        raise BadBoxes("too_many")
    return [_read_box(item, index, width, height, labels) for index, item in enumerate(raw)]


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
    for name, size in (("width", w), ("height", h)):
        if size < MIN_SIDE:
            raise BadBoxes("too_small", index, name)
    return Box(label, x, y, w, h)


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
