"""The three projects of the demo: what they ask for and pay, and who has worked on them."""

from collections.abc import Callable
from dataclasses import dataclass

from demo import photos
from demo.plan import Fate
from projects.money import MICRO


@dataclass(frozen=True)
class Offer:
    """`past` and `between` are how many pictures were done in these months; `target` how many boxes worker@ drew then.

    `present` is the work of the last hours: worker and fate, in the order of the pictures. What is left is open.
    """

    key: str
    name: str
    summary: str
    guide: str
    labels: list[tuple[str, str]]
    won_a_box: int
    pay_day: int
    review_hours: int
    hour: int
    deposits: tuple[int, int]
    take: Callable[[int], list[photos.Photo]]
    images: int
    past: int
    between: int
    target: int
    present: list[tuple[str, Fate]]
    loose: str
    nothing_there: str

    @property
    def colors(self) -> dict[str, str]:
        return dict(self.labels)

    @property
    def label_rows(self) -> list[dict]:
        return [
            {"name": name, "color": color, "hotkey": str(number), "unit_price_micro": self.won_a_box * MICRO}
            for number, (name, color) in enumerate(self.labels, 1)
        ]


def _hands(*groups: tuple[str, Fate, int]) -> list[tuple[str, Fate]]:
    return [(worker, fate) for worker, fate, count in groups for _n in range(count)]


ANIMALS = Offer(
    key="animals",
    name="Animal faces",
    summary="Faces of cats, part by part: up to nine boxes a picture. For a feeder that knows its cat.",
    guide="""# Animal faces

Our feeder opens for one cat only. To know it, it needs to find every part of a face.

![A cat's face with its nine boxes](good.jpg)

| label | what belongs inside |
|---|---|
| face | from the forehead to the chin, cheeks included, whiskers and ears not |
| ear | what you can see of it, with the fur on its edge |
| eye | the eye with its dark rim |
| pupil | the dark slit alone |
| nose | the bare skin, both nostrils |
| mouth | from corner to corner, lips included |

## Rules

- Draw **tight**: the box touches the part on all four sides, and one or two pixels of air are fine.
- Cut off by the edge of the picture? Draw what you see, if at least half of the part is there.
- A box may lie inside another one, as the pupil lies in the eye.

## What is returned

A box that is loose by more than a finger's width of the face, a part that is missing, a wrong label.
We say which box and why, and you keep the piece and its price.
""",
    labels=[
        ("face", "#1e6bb3"),
        ("ear", "#b3541e"),
        ("eye", "#2e8b57"),
        ("pupil", "#8a3ab9"),
        ("nose", "#c2255c"),
        ("mouth", "#b38600"),
    ],
    won_a_box=40,
    pay_day=20,
    review_hours=72,
    hour=9,
    deposits=(55_000, 33_000),
    take=photos.animals,
    images=156,
    past=104,
    between=10,
    target=646,
    present=_hands(
        ("worker", Fate.APPROVED, 2),
        ("worker", Fate.FIXED, 1),
        ("emma", Fate.APPROVED, 2),
        ("worker", Fate.REFUSED, 1),
        ("junho", Fate.APPROVED, 1),
        ("worker", Fate.RETURNED, 1),
        ("worker", Fate.AGAIN, 1),
        ("worker", Fate.WAITING, 2),
        ("emma", Fate.WAITING, 2),
        ("worker", Fate.HELD, 1),
        ("junho", Fate.HELD, 1),
    ),
    loose="Too loose: the box reaches well past the edge. Please draw it tight on all four sides.",
    nothing_there="There is only fur here, no part that the guide asks for.",
)

COINS = Offer(
    key="coins",
    name="Greek coins on a tray",
    summary="A box around every coin, up to 24 a picture. For a museum that counts its drawers.",
    guide="""# Greek coins on a tray

The museum photographs its drawers from above and wants to know where each coin lies.

![A tray of coins, each in its box](good.jpg)

## Rules

- One box a coin, **tight** around its rim.
- Worn, dark and half-lit coins count like any other.
- Cut off by the edge of the picture? Draw what you see, if at least half of the coin is there.

## What is returned

A box that takes in the neighbour, two boxes on one coin, a coin that was left out. Scratches on the tray are no coins.
""",
    labels=[("coin", "#c77700")],
    won_a_box=20,
    pay_day=10,
    review_hours=48,
    hour=14,
    deposits=(33_000, 22_000),
    take=photos.coins,
    images=98,
    past=66,
    between=6,
    target=600,
    present=_hands(
        ("worker", Fate.APPROVED, 2),
        ("seoyun", Fate.APPROVED, 2),
        ("junho", Fate.OBJECTED, 1),
        ("worker", Fate.MENDED, 1),
        ("worker", Fate.WAITING, 2),
        ("seoyun", Fate.WAITING, 2),
        ("worker", Fate.HELD, 1),
    ),
    loose="Too loose: the box takes in ground that belongs to the next coin. Please draw it tight around the rim.",
    nothing_there="There is no coin here, only the tray.",
)

GALAXIES = Offer(
    key="galaxies",
    name="Galaxies in the deep field",
    summary="Every galaxy that is larger than a dot, and the few stars. For a telescope's catalogue.",
    guide="""# Galaxies in the deep field

A piece of sky as large as a grain of sand at arm's length. Almost every light on it is a galaxy.

![A piece of the deep field with its boxes](good.jpg)

## Rules

- **galaxy**: every smudge, disk or spiral of about five pixels or more. Two that touch get one box.
- **star**: a light with straight spikes. There are very few.
- Smaller dots stay without a box. Zoom in where you are not sure.

## What is returned

A bright galaxy that was left out, a star drawn as a galaxy, a box around plain dark sky.
""",
    labels=[("galaxy", "#2f9e8f"), ("star", "#c2255c")],
    won_a_box=15,
    pay_day=10,
    review_hours=96,
    hour=19,
    deposits=(16_500, 11_000),
    take=photos.galaxies,
    images=46,
    past=22,
    between=4,
    target=202,
    present=_hands(
        ("worker", Fate.APPROVED, 2),
        ("lucas", Fate.APPROVED, 1),
        ("worker", Fate.WAITING, 1),
        ("lucas", Fate.WAITING, 2),
    ),
    loose="Too loose: there is more dark sky than galaxy in this box. Please draw it tight.",
    nothing_there="Plain sky: nothing here is larger than a dot.",
)

OFFERS = [ANIMALS, COINS, GALAXIES]
