"""Proposed boxes as models and other tools write them, read strictly. Pure.

Two shapes are known. The plain one:

    {"source": "yolo-v9", "images": [{"name": "a.jpg", "boxes":
        [{"label": "cat", "x": 10, "y": 20, "width": 30, "height": 40, "score": 0.9}]}]}

And COCO (https://cocodataset.org/#format-data): `images`, `categories` and `annotations`, or in their place the
`results` of a detector, with `bbox` as [x, y, width, height] and perhaps a `score`.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from labeling.geometry import least_side

MOST_MISTAKES = 50
MOST_BOXES = 100_000
MOST_BYTES = 32 * 2**20
# Detectors round: what reaches outside by less than this is cut to the image, anything farther is a mistake.
CUT_WITHIN = 1.0
SIDES = ("x", "y", "width", "height")


# A JSON object as it came.
Row = Mapping[str, object]


@dataclass(frozen=True)
class Given:
    """A box as the file has it, not looked at yet: `image` and `number` (from 1, in that image) say where."""

    image: str
    number: int
    label: object
    numbers: Row
    score: object


@dataclass(frozen=True)
class GivenFile:
    """`sizes` are what the file says of its images, where it says it: name to (width, height)."""

    source: str
    boxes: list[Given]
    sizes: dict[str, tuple[object, object]]


@dataclass(frozen=True)
class Picture:
    """An image of the project: its id, its size in pixels."""

    id: int
    width: int
    height: int


@dataclass(frozen=True)
class Proposed:
    """A box that can be stored: ids of image and label, pixels, a score from 0 to 1 or None."""

    image: int
    label: int
    score: float | None
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Mistake:
    """What is wrong: `code` says why, `image` and `box` (from 1) and `field` where, `value` what stands there."""

    code: str
    image: str = ""
    box: int | None = None
    field: str = ""
    value: str = ""

    @property
    def path(self) -> str:
        """ "a.jpg", "a.jpg.3" or "a.jpg.3.width"; "file" where it is about the whole."""
        parts = (self.image or "file", self.box, self.field)
        return ".".join(str(part) for part in parts if part not in (None, ""))


class BadProposals(Exception):
    """A file of which nothing can be stored: its first mistakes, `MOST_MISTAKES` at most."""

    def __init__(self, mistakes: list[Mistake]):
        super().__init__(", ".join(f"{mistake.code} ({mistake.path})" for mistake in mistakes[:3]))
        self.mistakes = mistakes


def decode(data: bytes) -> object:
    """The JSON in a file. BadProposals where it is none, or larger than `MOST_BYTES`."""
    if len(data) > MOST_BYTES:
        raise _file("too_large", str(MOST_BYTES // 2**20))
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _file("no_json") from error


def read_proposals(raw: object) -> GivenFile:
    """The boxes of a file that was decoded from JSON, in either shape. BadProposals where it has neither."""
    if not isinstance(raw, Mapping):
        raise _file("a_bare_list" if isinstance(raw, list) else "no_proposals")
    is_coco = any(isinstance(raw.get(name), list) for name in ("annotations", "results"))
    given = _read_coco(raw) if is_coco else _read_plain(raw)
    if len(given.boxes) > MOST_BOXES:
        raise _file("too_many", str(MOST_BOXES))
    return given


def check_proposals(
    given: GivenFile, *, pictures: Mapping[str, list[Picture]], labels: Mapping[str, int], min_side: float
) -> list[Proposed]:
    """The boxes with the project's images and labels for their names: all of them, or BadProposals.

    `pictures` are the images by name; a name with a folder before it also means the image of the bare name. A box
    must lie in its image, but for less than `CUT_WITHIN`, and have no side under `min_side`.
    """
    mistakes: list[Mistake] = []
    found = {name: _picture_of(name, pictures, given, mistakes) for name in _names(given)}
    proposed = []
    for box in given.boxes:
        picture = found[box.image]
        if picture:
            proposed.append(_check(box, picture, labels, min_side, mistakes))
        if len(mistakes) >= MOST_MISTAKES:
            break
    if mistakes:
        raise BadProposals(mistakes[:MOST_MISTAKES])
    return [box for box in proposed if box]


def _file(code: str, value: str = "") -> BadProposals:
    return BadProposals([Mistake(code, value=value)])


def _names(given: GivenFile) -> Iterator[str]:
    return iter(dict.fromkeys(box.image for box in given.boxes))


def _read_plain(raw: Row) -> GivenFile:
    images = raw.get("images")
    if not isinstance(images, list):
        raise _file("no_proposals")
    boxes: list[Given] = []
    counts: dict[str, int] = {}
    for at, image in enumerate(images, 1):
        name = image.get("name") if isinstance(image, Mapping) else None
        items = image.get("boxes") if isinstance(image, Mapping) else None
        if not isinstance(name, str) or not name or not isinstance(items, list):
            raise _file("not_an_image", str(at))
        for item in items:
            counts[name] = counts.get(name, 0) + 1
            if not isinstance(item, Mapping):
                raise BadProposals([Mistake("not_a_box", name, counts[name])])
            boxes.append(Given(name, counts[name], item.get("label"), item, item.get("score")))
    return GivenFile(_text(raw.get("source")), boxes, {})


def _read_coco(raw: Row) -> GivenFile:
    images, categories = _by_id(raw, "images"), _by_id(raw, "categories")
    items = next(found for found in (raw.get("annotations"), raw.get("results")) if isinstance(found, list))
    boxes: list[Given] = []
    counts: dict[str, int] = {}
    for at, item in enumerate(items, 1):
        image = _row(images, item, "image_id")
        name = image.get("file_name") if image else None
        if not isinstance(name, str) or not name:
            raise _file("unknown_image_id", str(at))
        counts[name] = counts.get(name, 0) + 1
        bbox = item.get("bbox")
        if not isinstance(bbox, list) or len(bbox) != 4:
            raise BadProposals([Mistake("not_a_box", name, counts[name], "bbox")])
        numbers = dict(zip(SIDES, bbox, strict=True))
        category = _row(categories, item, "category_id")
        boxes.append(Given(name, counts[name], (category or {}).get("name"), numbers, item.get("score")))
    info = raw.get("info")
    source = _text(raw.get("source")) or _text(info.get("description") if isinstance(info, Mapping) else None)
    sizes = {str(row["file_name"]): (row.get("width"), row.get("height")) for row in images.values()}
    return GivenFile(source, boxes, sizes)


def _by_id(raw: Row, name: str) -> dict[object, Row]:
    rows = raw.get(name)
    if not isinstance(rows, list):
        raise _file("no_" + name)
    field = "file_name" if name == "images" else "name"
    for at, row in enumerate(rows, 1):
        good = isinstance(row, Mapping) and isinstance(row.get("id"), (int, str)) and isinstance(row.get(field), str)
        if not good:
            raise _file("not_an_image" if name == "images" else "not_a_category", str(at))
    return {row["id"]: row for row in rows}


def _row(rows: dict[object, Row], item: object, field: str) -> Row | None:
    key = item.get(field) if isinstance(item, Mapping) else None
    return rows.get(key) if isinstance(key, (int, str)) else None


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _picture_of(
    name: str, pictures: Mapping[str, list[Picture]], given: GivenFile, mistakes: list[Mistake]
) -> Picture | None:
    found = pictures.get(name) or pictures.get(PurePosixPath(name).name) or []
    if len(found) != 1:
        mistakes.append(Mistake("ambiguous_image" if found else "unknown_image", name))
        return None
    (picture,) = found
    width, height = given.sizes.get(name, (None, None))
    said = (picture.width if width is None else width, picture.height if height is None else height)
    if said != (picture.width, picture.height):
        # Mostly a picture that was turned upright here and not there: its boxes would lie elsewhere.
        mistakes.append(Mistake("other_size", name, value=f"{picture.width} × {picture.height}"))
        return None
    return picture


def _check(
    box: Given, picture: Picture, labels: Mapping[str, int], min_side: float, mistakes: list[Mistake]
) -> Proposed | None:
    faults = list(_unreadable(box, labels))
    placed = None
    if not faults:
        x, y, width, height = (_number(box.numbers.get(name)) or 0.0 for name in SIDES)
        across, down = _cut(x, width, picture.width), _cut(y, height, picture.height)
        least = least_side(min_side, width=picture.width, height=picture.height)
        faults = [*_misplaced("x", "width", across, least), *_misplaced("y", "height", down, least)]
        if across and down and not faults:
            (x, width), (y, height) = across, down
            placed = Proposed(picture.id, labels[str(box.label)], _number(box.score), x, y, width, height)
    mistakes += [Mistake(code, box.image, box.number, field, str(value)[:80]) for code, field, value in faults]
    return placed


def _unreadable(box: Given, labels: Mapping[str, int]) -> Iterator[tuple[str, str, object]]:
    """Code, field and value of what is not even a label, a score or a number."""
    if not isinstance(box.label, str) or box.label not in labels:
        yield "unknown_label", "label", box.label
    score = _number(box.score)
    if box.score is not None and (score is None or not 0 <= score <= 1):
        yield "bad_score", "score", box.score
    for name in SIDES:
        if _number(box.numbers.get(name)) is None:
            yield "not_a_number", name, box.numbers.get(name)


def _misplaced(
    start: str, side: str, span: tuple[float, float] | None, least: float
) -> Iterator[tuple[str, str, object]]:
    if span is None:
        yield "outside", start, ""
    elif span[1] < least:
        yield "too_small", side, f"{least:g}"


def _cut(start: float, size: float, limit: float) -> tuple[float, float] | None:
    """Start and size within `limit`; None where they reach outside by too much."""
    end = start + size
    if start <= -CUT_WITHIN or end >= limit + CUT_WITHIN:
        return None
    if start >= 0 and end <= limit:
        return start, size
    start = max(start, 0.0)
    return start, min(end, limit) - start


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
