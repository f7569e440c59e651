"""How somebody likes to draw: kept with the user, so that it is there on every picture and every device. Pure."""

from collections.abc import Callable, Mapping


def _one_of(*allowed: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in allowed


def _whole(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _flag(value: object) -> bool:
    return isinstance(value, bool)


# The names and limits are those of static/canvas/settings.js.
SETTINGS: dict[str, Callable[[object], bool]] = {
    "tool": _one_of("draw", "extreme", "select", "pan"),
    "label": _whole(0, 2**63 - 1),
    "zoom": _one_of("fit", "actual"),
    "crosshair": _flag,
    "grid": _flag,
    "brightness": _whole(50, 200),
    "contrast": _whole(50, 200),
}


def mistakes(settings: object) -> dict[str, str]:
    """What is wrong with `settings`, by name; empty when all is well. A setting that is left out has its default."""
    if not isinstance(settings, Mapping):
        return {"": "not_an_object"}
    unknown = {name: "unknown" for name in settings if name not in SETTINGS}
    bad = {name: "bad_value" for name, fits in SETTINGS.items() if name in settings and not fits(settings[name])}
    return unknown | bad
