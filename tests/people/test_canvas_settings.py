"""How somebody likes to draw, kept with the user: what is known is kept, anything else is refused."""

import pytest

from people.actions import save_canvas_settings
from people.canvas_settings import mistakes
from people.errors import Refused
from people.models import User
from tests.http import API, error, http

ALL = {
    "tool": "extreme",
    "label": 7,
    "zoom": "actual",
    "crosshair": True,
    "grid": False,
    "brightness": 120,
    "contrast": 80,
}


def test_what_is_kept_is_there_on_the_next_device(cast):
    kept = http(cast.ana).put(f"{API}/me/canvas/", ALL)
    assert (kept.status_code, kept.json()) == (200, ALL)
    assert http(User.objects.get(pk=cast.ana.pk)).get(f"{API}/me/canvas/").json() == ALL
    assert http(cast.ben).get(f"{API}/me/canvas/").json() == {}


def test_what_is_not_named_stays_as_it_was_whatever_another_device_saved_meanwhile(cast):
    here, there = (User.objects.get(pk=cast.ana.pk) for _device in range(2))
    save_canvas_settings(by=here, settings=ALL)
    assert save_canvas_settings(by=there, settings={"tool": "draw"}) == ALL | {"tool": "draw"}
    assert User.objects.get(pk=cast.ana.pk).canvas == ALL | {"tool": "draw"}


@pytest.mark.parametrize(
    "wish",
    [
        {"color": "red"},
        {"tool": "judge"},
        {"tool": ["draw"]},
        {"label": -1},
        {"label": 2**63},
        {"label": True},
        {"label": "7"},
        {"zoom": 1},
        {"crosshair": 1},
        {"grid": None},
        {"brightness": 49},
        {"brightness": 1.5},
        {"contrast": 201},
        {"contrast": "100"},
        [],
        None,
        "draw",
    ],
)
def test_what_is_not_a_setting_is_refused_and_nothing_is_kept(cast, wish):
    save_canvas_settings(by=cast.ana, settings=ALL)
    with pytest.raises(Refused) as refusal:
        save_canvas_settings(by=cast.ana, settings={**ALL, **wish} if isinstance(wish, dict) else wish)
    assert refusal.value.code == "bad_settings"
    assert User.objects.get(pk=cast.ana.pk).canvas == ALL


def test_the_refusal_names_what_is_wrong(cast):
    told = error(http(cast.ana).put(f"{API}/me/canvas/", {"tool": "judge", "size": 3, "grid": True}), 400)
    assert (told["code"], told["fields"]) == ("bad_settings", {"size": "unknown", "tool": "bad_value"})


def test_a_thousand_unknown_names_are_not_all_said_back(cast):
    told = error(http(cast.ana).put(f"{API}/me/canvas/", {f"{n:03}" * 100: n for n in range(1000)}), 400)
    assert len(told["fields"]) == 20
    assert max(map(len, told["fields"])) == 80


def test_a_setting_that_is_left_out_is_no_mistake():
    assert mistakes({}) == {}
    assert mistakes(ALL) == {}
