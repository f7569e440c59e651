"""Time passes, and what comes with it: leases run out, deadlines approve, and what nobody objected to is free."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from labeling import actions as labeling
from review import actions as review
from tests.payouts.machine import crash_points
from tests.payouts.machine_checks import Checked

SWEEPS = ("leases_run_out", "deadlines_pass", "time_to_object_ends")


class Time(Checked):
    """What nobody asks for."""

    @rule(
        hours=st.sampled_from([0, 1, 20, 24 * 4, 24 * 16, 24 * 31]),
        sweeps=st.lists(st.sampled_from(SWEEPS), unique=True),
        crash=crash_points,
    )
    def time_passes(self, hours, sweeps, crash):
        """Some of the sweeps come by at once, some much later."""
        self.now += timedelta(hours=hours)
        for sweep in sweeps:
            getattr(self, sweep)(crash)

    def leases_run_out(self, crash: int) -> None:
        self.do(labeling.expire_leases, crash=crash, now=self.now)
        for piece in self.pieces.values():
            if piece.state in {"claimed", "returned"} and piece.expires < self.now:
                piece.state = "expired"

    def deadlines_pass(self, crash: int) -> None:
        self.do(review.approve_overdue, crash=crash, now=self.now)
        for piece in self.pieces.values():
            if piece.state == "submitted" and piece.review_by < self.now:
                piece.state = "approved"
                self.books.judge(piece, set(piece.boxes), None, month=self.month)

    def time_to_object_ends(self, crash: int) -> None:
        self.do(review.free_unappealed, crash=crash, now=self.now)
        for piece in self.pieces.values():
            decided = piece.state in {"approved", "rejected"}
            if decided and piece.refused and not piece.appealed and piece.appeal_until < self.now:
                piece.refused = set()
