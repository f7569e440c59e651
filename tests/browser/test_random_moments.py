"""The tab, the network or the server dies at random moments of drawing and handing in: no box is lost, none doubled.

`MOMENTS="7 8 9" pytest tests/browser/test_random_moments.py` tries other moments than those of every run.
"""

import os
import random

import pytest
from playwright.sync_api import expect

from labeling.models import Box, Submission
from tests.browser.drawing import draw_box, near, wait_for_canvas
from tests.browser.served import serving
from tests.browser.test_nothing_is_lost import is_saved, kill, lose_network, place
from tests.payouts.together import until

SEEDS = [int(seed) for seed in os.environ.get("MOMENTS", "1 10").split()]
PIECES, BOXES = 3, 6
# Statements of a draft's save and of handing in, about: a server dies before one of them.
STATEMENTS = {"draft": 12, "submit": 25}


@pytest.fixture
def served(transactional_db, tmp_path):
    with serving(tmp_path) as server:
        yield server


@pytest.mark.parametrize("seed", SEEDS)
def test_at_random_moments_nothing_is_lost_and_nothing_is_doubled(cast, street, served, seed):
    """Two seeds are 24 moments; each kind of trouble comes before any comes again."""
    pieces = cast.claim(count=PIECES)
    hand = Hand(street(cast.ana, base_url=served.url), served, random.Random(seed))
    for piece in pieces:
        hand.open(piece)
        for n in range(0, BOXES, 2):
            hand.draw_two(n)
        hand.hand_in()
        hand.make_sure()
        assert_handed_in(piece)
    for piece in pieces:
        assert_handed_in(piece)


def assert_handed_in(piece) -> None:
    """Once, every box where it was drawn, and in that order."""
    submission = Submission.objects.get(assignment=piece)
    boxes = list(Box.objects.filter(submission=submission).order_by("position").values("x", "y", "width", "height"))
    assert len(boxes) == BOXES
    for n, box in enumerate(boxes):
        assert near(box, place(n)), (n, box)


class Hand:
    """A worker to whom something happens at each step; what comes next, and when, is chance."""

    def __init__(self, page, served, chance) -> None:
        self.page, self.served, self.chance = page, served, chance
        self.context = page.context
        self.decks = {"draft": [], "submit": []}

    def open(self, piece) -> None:
        self.piece = piece
        self._open()

    def draw_two(self, n: int) -> None:
        """The n-th box and, where something dies in the middle of saving that, the next one without it."""
        self._in_trouble("draft", lambda: self._draw(n), lambda: self._draw(n + 1))
        expect(self.page.locator("[data-box-id]")).to_have_count(n + 2)

    def hand_in(self) -> None:
        self._in_trouble("submit", self.page.locator('[data-action="submit"]').click, lambda: None)

    def make_sure(self) -> None:
        """What a worker does who does not know whether it arrived: any page sends what waits, or the piece is open."""
        self.page.goto("/")
        expect(self.page.locator("html")).to_have_attribute("data-outbox", "0")
        expect(self.page.locator("[data-undelivered]")).to_be_hidden()
        handed_in = Submission.objects.filter(assignment=self.piece)
        if not handed_in.exists():
            self._open()
            expect(self.page.locator("[data-box-id]")).to_have_count(BOXES)
            self.page.locator('[data-action="submit"]').click()
            until(handed_in.exists)

    def _draw(self, n: int) -> None:
        draw_box(self.page, *place(n))
        expect(self.page.locator("[data-box-id]")).to_have_count(n + 1)
        # Here it is kept within a second, whatever there is of network and server.
        is_saved(self.page, "here", "waiting", "saved")

    def _open(self) -> None:
        self.page.goto(f"/work/{self.piece.pk}/label/")
        wait_for_canvas(self.page)

    def _in_trouble(self, request: str, do, go_on) -> None:
        deck = self.decks[request]
        if not deck:
            deck += [self._tab, self._network, self._server_away, self._server_at_work, self._server_done]
            self.chance.shuffle(deck)
        tab_died = deck.pop()(request, do, go_on)
        if tab_died and request == "draft":
            self._open()

    def _tab(self, _request: str, do, go_on) -> bool:
        if self.chance.random() < 0.5:
            lose_network(self.page)
        do()
        go_on()
        self._kill_tab()
        return True

    def _network(self, request: str, do, go_on) -> bool:
        self.context.set_offline(True)
        do()
        if request == "draft" and self.chance.random() < 0.5:
            is_saved(self.page, "waiting")
        go_on()
        self.context.set_offline(False)
        return False

    def _server_away(self, request: str, do, go_on) -> bool:
        self.served.kill()
        do()
        return self._start_server(request, go_on)

    def _server_at_work(self, request: str, do, go_on) -> bool:
        self.served.doom(request, self.chance.randint(1, STATEMENTS[request]))
        do()
        self.served.wait_until_dead()
        return self._start_server(request, go_on)

    def _server_done(self, request: str, do, go_on) -> bool:
        self.served.doom(request)
        do()
        self.served.wait_until_dead()
        return self._start_server(request, go_on)

    def _start_server(self, request: str, go_on) -> bool:
        go_on()
        then = self.chance.choice(["the tab dies", "all is saved", "something else happens first"])
        if then == "the tab dies":
            self._kill_tab()
        self.served.start()
        if then == "all is saved" and request == "draft":
            is_saved(self.page)
        return then == "the tab dies"

    def _kill_tab(self) -> None:
        kill(self.page)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
