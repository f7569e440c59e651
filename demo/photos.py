"""The demo's pictures and the boxes that belong on them: photographs of the scikit-image wheel, cut in many ways.

Each cut is another picture, so that a month of work has enough of them. On coins and galaxies scikit-image's own
segmentation stands for the hands of the workers; on the cat the boxes were drawn by hand, once, on the whole picture.
The same call gives the same pictures on every machine.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import skimage
from PIL import Image, ImageDraw, ImageEnhance
from scipy import ndimage
from skimage.filters import sobel, threshold_otsu
from skimage.measure import label, regionprops
from skimage.morphology import closing, footprint_rectangle
from skimage.segmentation import watershed


@dataclass(frozen=True)
class Area:
    """Something to draw a box around, in pixels of its picture."""

    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Photo:
    name: str
    data: bytes
    width: int
    height: int
    areas: tuple[Area, ...]


# Chelsea the cat, drawn by hand: label, left, top, right, bottom.
CAT = [
    ("face", 31, 0, 362, 291),
    ("ear", 37, 0, 85, 34),
    ("ear", 316, 0, 399, 76),
    ("eye", 134, 84, 212, 148),
    ("eye", 293, 108, 345, 165),
    ("pupil", 162, 92, 185, 129),
    ("pupil", 305, 117, 322, 148),
    ("nose", 235, 225, 293, 266),
    ("mouth", 186, 258, 300, 290),
]
# What is no galaxy in the deep field: two stars of our own, told by the spikes of their light.
STARS = [(254, 166), (753, 577)]


def animals(count: int) -> list[Photo]:
    picture = _open("chelsea.png").convert("RGB")
    areas = [Area(name, left, top, right - left, bottom - top) for name, left, top, right, bottom in CAT]
    cuts = _cuts(picture.size, widths=(352, 448), shape=2 / 3, seed=3)
    return _cut_out("cat", picture, areas, cuts, count, at_least=6)


def coins(count: int) -> list[Photo]:
    picture = _open("coins.png").convert("L")
    cuts = _cuts(picture.size, widths=(220, 330), shape=3 / 4, seed=5)
    return _cut_out("coins", picture, _coin_areas(), cuts, count, at_least=6)


def galaxies(count: int) -> list[Photo]:
    picture = _open("hubble_deep_field.jpg").convert("RGB")
    cuts = _cuts(picture.size, widths=(220, 280), shape=4 / 5, seed=8)
    return _cut_out("deep-field", picture, _galaxy_areas(), cuts, count, at_least=8)


def example(photo: Photo, colors: dict[str, str]) -> bytes:
    """The picture as a guide shows it: twice as large, its boxes drawn in."""
    picture = Image.open(io.BytesIO(photo.data)).convert("RGB")
    picture = picture.resize((photo.width * 2, photo.height * 2), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(picture)
    for area in photo.areas:
        corners = (area.x, area.y, area.x + area.width, area.y + area.height)
        pen.rectangle([2 * side for side in corners], outline=colors[area.label], width=3)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def _open(name: str) -> Image.Image:
    return Image.open(Path(skimage.__file__).parent / "data" / name)


@cache
def _coin_areas() -> tuple[Area, ...]:
    """scikit-image's own way with this tray: edges as a landscape, flooded from the coins and from the ground."""
    grey = np.asarray(_open("coins.png").convert("L"))
    markers = np.where(grey < 30, 1, np.where(grey > 150, 2, 0))
    filled = ndimage.binary_fill_holes(watershed(sobel(grey), markers) == 2)
    return tuple(_areas(filled, "coin", smallest=400))


@cache
def _galaxy_areas() -> tuple[Area, ...]:
    grey = np.asarray(_open("hubble_deep_field.jpg").convert("L"))
    bright = closing(grey > threshold_otsu(grey) * 0.9, footprint_rectangle((3, 3)))
    return tuple(
        replace(area, label="star") if any(_holds(area, *star) for star in STARS) else area
        for area in _areas(bright, "galaxy", smallest=22)
    )


def _areas(mask: np.ndarray, name: str, *, smallest: int) -> Iterator[Area]:
    for region in regionprops(label(mask)):
        if region.area >= smallest:
            top, left, bottom, right = region.bbox
            yield Area(name, left, top, right - left, bottom - top)


def _holds(area: Area, x: float, y: float) -> bool:
    return area.x <= x <= area.x + area.width and area.y <= y <= area.y + area.height


@dataclass(frozen=True)
class Cut:
    """A window in a picture, mirrored or not, a little lighter or darker."""

    x: int
    y: int
    width: int
    height: int
    mirrored: bool
    light: float


def _cuts(size: tuple[int, int], *, widths: tuple[int, int], shape: float, seed: int) -> Iterator[Cut]:
    """Windows without end; the first shows all there is."""
    dice = random.Random(seed)
    yield Cut(0, 0, *size, mirrored=False, light=1.0)
    while True:
        width = dice.randint(*widths)
        height = min(round(width * shape), size[1])
        x, y = dice.randint(0, size[0] - width), dice.randint(0, size[1] - height)
        yield Cut(x, y, width, height, dice.random() < 0.5, round(dice.uniform(0.88, 1.12), 2))


def _cut_out(name: str, picture: Image.Image, areas, cuts: Iterator[Cut], count: int, *, at_least: int) -> list[Photo]:
    """`count` pictures with at least so many areas on each."""
    photos: list[Photo] = []
    whole = next(cuts)
    if len(areas) <= 40:
        photos.append(_photo(f"{name}-000.jpg", picture, areas, whole))
    for cut in cuts:
        if len(photos) == count:
            break
        photo = _photo(f"{name}-{len(photos):03}.jpg", picture, areas, cut)
        if at_least <= len(photo.areas) <= 40:
            photos.append(photo)
    return photos


def _photo(name: str, picture: Image.Image, areas, cut: Cut) -> Photo:
    window = picture.crop((cut.x, cut.y, cut.x + cut.width, cut.y + cut.height))
    if cut.mirrored:
        window = window.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    window = ImageEnhance.Brightness(window).enhance(cut.light)
    out = io.BytesIO()
    window.save(out, "JPEG", quality=90)
    hand = random.Random(name)
    seen = [_steady(hand, area, cut) for area in (_seen(area, cut) for area in areas) if area]
    return Photo(name, out.getvalue(), cut.width, cut.height, tuple(seen))


def _seen(area: Area, cut: Cut) -> Area | None:
    """The part of `area` inside the cut, in its pixels; none where less than half can be seen."""
    left, top = max(area.x, cut.x), max(area.y, cut.y)
    right = min(area.x + area.width, cut.x + cut.width)
    bottom = min(area.y + area.height, cut.y + cut.height)
    if right <= left or bottom <= top or (right - left) * (bottom - top) < 0.5 * area.width * area.height:
        return None
    x = cut.x + cut.width - right if cut.mirrored else left - cut.x
    return Area(area.label, x, top - cut.y, right - left, bottom - top)


def _steady(hand: random.Random, area: Area, cut: Cut) -> Area:
    """`area` as a hand draws it: up to a pixel beside the edge, never outside the picture."""
    left = max(0.0, area.x - hand.uniform(0, 1.2))
    top = max(0.0, area.y - hand.uniform(0, 1.2))
    right = min(float(cut.width), area.x + area.width + hand.uniform(0, 1.2))
    bottom = min(float(cut.height), area.y + area.height + hand.uniform(0, 1.2))
    left, top = round(left, 1), round(top, 1)
    return Area(area.label, left, top, round(right - left - 0.1, 1), round(bottom - top - 0.1, 1))
