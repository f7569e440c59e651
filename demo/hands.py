"""The boxes that the demo's people draw: the right ones, and the wrong ones that a reviewer finds."""

from demo.photos import Area, Photo


def drawn(areas: list[Area], labels: dict[str, int]) -> list[dict]:
    """The boxes as the canvas sends them; `labels` is name to id."""
    return [
        {"label": labels[area.label], "x": area.x, "y": area.y, "width": area.width, "height": area.height}
        for area in areas
    ]


def with_a_loose_one(photo: Photo) -> tuple[list[Area], int]:
    """The right boxes but for one that is drawn carelessly, and its position."""
    areas = list(photo.areas)
    by_size = sorted(range(len(areas)), key=lambda n: areas[n].width * areas[n].height)
    position = by_size[len(by_size) // 2]
    areas[position] = _loosened(areas[position], photo)
    return areas, position


def with_one_left_out(photo: Photo) -> tuple[list[Area], int, Area]:
    """Boxes of which one is drawn carelessly, its position, and one that should be there and is not."""
    areas, position = with_a_loose_one(photo)
    left_out = len(areas) - 1 if position < len(areas) - 1 else 0
    area = areas.pop(left_out)
    return areas, position - (left_out < position), area


def _loosened(area: Area, photo: Photo) -> Area:
    left, top = max(0.0, area.x - 0.3 * area.width), max(0.0, area.y - 0.2 * area.height)
    right = min(photo.width, area.x + 1.45 * area.width)
    bottom = min(photo.height, area.y + 1.35 * area.height)
    return Area(area.label, round(left, 1), round(top, 1), round(right - left - 0.1, 1), round(bottom - top - 0.1, 1))


def with_one_too_many(photo: Photo) -> tuple[list[Area], int]:
    """The right boxes and one around nothing, and its position."""
    wrong = _nothing(photo)
    return [*photo.areas, wrong], len(photo.areas)


def proposed(photo: Photo) -> list[dict]:
    """What a detector makes of a picture: most boxes good, one loose, one around nothing, and one thing not found."""
    areas, loose = with_a_loose_one(photo)
    found = [
        *((area, 0.62 if n == loose else 0.97 - n / 100) for n, area in enumerate(areas[:-1])),
        (_nothing(photo), 0.34),
    ]
    return [
        {"label": area.label, "x": area.x, "y": area.y, "width": area.width, "height": area.height, "score": score}
        for area, score in found
    ]


def _nothing(photo: Photo) -> Area:
    """A box of usual size where it covers least of what is there; the largest area (a whole face) does not count."""
    parts = sorted(photo.areas, key=lambda area: area.width * area.height)[:-1]
    usual = parts[len(parts) // 2]
    width, height = usual.width, usual.height
    places = [
        Area(usual.label, float(x), float(y), width, height)
        for y in range(4, int(photo.height - height) - 4, 6)
        for x in range(photo.width // 6, int(photo.width * 5 / 6 - width), 6)
    ]
    taken = [part for part in photo.areas if part.width < photo.width / 2]
    return min(places, key=lambda place: sum(_shared(place, part) for part in taken))


def _shared(a: Area, b: Area) -> float:
    across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    return max(0.0, across) * max(0.0, down)
