"""The steps of workers and reviewers: claim, hand in, judge, object."""

from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from labeling import actions as labeling
from labeling.models import Assignment, Submission
from people.errors import Refused
from people.models import User
from projects.models import Project
from projects.queries import prices_of
from review import actions as review
from review.models import Appeal
from tests.payouts.machine import REFUSED_AGAIN, Stage, crash_points
from tests.payouts.machine_time import Time
from tests.payouts.model import Piece

IN_HAND = ("claimed", "returned")
picks = st.integers(0, 99)
workers = st.sampled_from(["ana", "ben"])
judges = st.sampled_from(["raul", "ada"])
decisions = st.sampled_from(["approved", "rejected", "returned"])
few = st.integers(0, 2)
# How far a piece gets (taken, handed in, judged, objected to, decided anew), and by what.
roads = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, 4, 5, 5]), decisions, few, few, judges, st.booleans()), min_size=1, max_size=4
)


class Work(Time):
    """Everything between a claim and the last word on its boxes."""

    def __init__(self, stage: Stage):
        super().__init__(stage)
        self.objections: dict[int, int] = {}

    def pieces_in(self, *states: str) -> list[int]:
        return [pk for pk, piece in self.pieces.items() if piece.state in states]

    def refused_pieces(self) -> list[int]:
        return [pk for pk, piece in self.pieces.items() if piece.refused and not piece.appealed]

    # One step of one piece

    @rule(project=st.integers(0, 1), worker=workers, crash=crash_points)
    def claim(self, project, worker, crash):
        self.take(project, worker, crash)

    @rule(pick=picks, cats=few, ears=st.integers(0, 1), crash=crash_points)
    @precondition(lambda self: self.pieces_in(*IN_HAND))
    def submit(self, pick, cats, ears, crash):
        self.hand_in(picked(pick, self.pieces_in(*IN_HAND)), cats, ears, crash)

    @rule(pick=picks, crash=crash_points)
    @precondition(lambda self: self.pieces_in(*IN_HAND))
    def give_back(self, pick, crash):
        pk = picked(pick, self.pieces_in(*IN_HAND))
        assignment = Assignment.objects.select_related("worker").get(pk=pk)
        self.do(labeling.release, crash=crash, by=assignment.worker, assignment=assignment, now=self.now)
        self.pieces[pk].state = "released"

    @rule(pick=picks, decision=decisions, refuse=few, crash=crash_points)
    @precondition(lambda self: self.pieces_in("submitted"))
    def decide(self, pick, decision, refuse, crash):
        self.judge(picked(pick, self.pieces_in("submitted")), decision, refuse, crash)

    @rule(pick=picks, crash=crash_points)
    @precondition(lambda self: self.refused_pieces())
    def appeal(self, pick, crash):
        self.object(picked(pick, self.refused_pieces()), crash)

    @rule(pick=picks, judge=judges, grant=st.booleans(), crash=crash_points)
    @precondition(lambda self: self.objections)
    def decide_appeal(self, pick, judge, grant, crash):
        self.settle(picked(pick, list(self.objections)), judge, grant, crash)

    # Many: long roads are short ones many times

    @initialize(ana=roads, ben=roads, crash=crash_points)
    def somebody_has_worked(self, ana, ben, crash):
        """No run begins with nothing."""
        self.a_days_work(0, "ana", ana, crash)
        self.a_days_work(1, "ben", ben, crash)

    @rule(project=st.integers(0, 1), worker=workers, pieces=roads, crash=crash_points)
    def a_days_work(self, project, worker, pieces, crash):
        """Some pieces, each of which gets as far as it gets."""
        for far, decision, cats, refuse, judge, grant in pieces:
            for pk in self.take(project, worker, crash):
                if far > 1:
                    self.hand_in(pk, cats, 1, crash)
                if far > 2:
                    self.judge(pk, decision, refuse, crash)
                if far > 3 and self.pieces[pk].refused:
                    self.object(pk, crash)
                if far > 4 and pk in self.objections:
                    self.settle(pk, judge, grant, crash)

    # How it is done

    def take(self, project: int, worker: str, crash: int) -> list[int]:
        """Claim one piece; returns its id, or nothing where that was refused."""
        person, project = getattr(self.cast, worker), self.project(project)
        took = partial(self.took, person, project)
        taken = self.do(
            labeling.claim,
            crash=crash,
            again=took,
            refused=REFUSED_AGAIN[labeling.claim],
            by=person,
            project=project,
            now=self.now,
        )
        return took(taken)

    def took(self, person: User, project: Project, taken: list[Assignment] | Refused) -> list[int]:
        """Whoever asks again takes another piece."""
        if isinstance(taken, Refused):
            return []
        for assignment in taken:
            card = assignment.rate_card
            self.pieces[assignment.pk] = Piece(
                project=project.pk,
                worker=person.pk,
                pay_day=project.pay_day,
                most=project.max_boxes,
                prices=prices_of(card),
                review=card.review_price_micro,
                fee_bp=card.fee_bp,
                expires=self.now + timedelta(minutes=project.lease_minutes),
            )
        return [assignment.pk for assignment in taken]

    def hand_in(self, pk: int, cats: int, ears: int, crash: int) -> None:
        piece, assignment = self.pieces[pk], Assignment.objects.select_related("worker", "project").get(pk=pk)
        submission = self.do(
            labeling.submit,
            crash=crash,
            by=assignment.worker,
            assignment=assignment,
            boxes=self.cast.boxes(assignment.project, cats, ears),
            idempotency_key=f"{pk}/{piece.round}",
            now=self.now,
        )
        piece.boxes = {box.pk: piece.prices[box.label_id] for box in submission.boxes.all()}
        piece.state, piece.round = "submitted", piece.round + 1
        piece.review_by = self.now + timedelta(hours=assignment.project.review_hours)

    def judge(self, pk: int, decision: str, refuse: int, crash: int) -> None:
        """Rita decides; `refuse` of the boxes are refused where the whole is approved."""
        piece, returned = self.pieces[pk], decision == "returned"
        boxes = sorted(piece.boxes)
        refused = boxes[:refuse] if decision == "approved" else boxes
        verdict = self.do(
            review.decide,
            crash=crash,
            refused={"last_round", "no_budget"} if returned else (),
            by=self.cast.rita,
            submission=last_submission(pk),
            decision=decision,
            reason="" if decision == "approved" else "so it is",
            boxes=[{"id": box, "approved": False, "reason": "too loose"} for box in refused],
            now=self.now,
        )
        if isinstance(verdict, Refused):
            return
        piece.state = decision
        self.books.judge(piece, set(boxes) - set(refused), self.cast.rita.pk, month=self.month)
        if returned:
            piece.expires = max(piece.expires, self.now + timedelta(days=7))
        else:
            piece.refused, piece.appeal_until = set(refused), self.now + timedelta(days=14)

    def object(self, pk: int, crash: int) -> None:
        submission = last_submission(pk)
        objection = self.do(
            review.appeal,
            crash=crash,
            refused={"too_late"},
            by=submission.assignment.worker,
            submission=submission,
            reason="it fits",
            now=self.now,
        )
        in_time = self.now <= self.pieces[pk].appeal_until
        assert in_time != isinstance(objection, Refused), objection
        if in_time:
            self.pieces[pk].appealed, self.objections[pk] = True, objection.pk

    def settle(self, pk: int, judge: str, grant: bool, crash: int) -> None:
        """Whoever had no part in it decides; a reviewer is paid for that, an admin is not."""
        by, piece, objection = getattr(self.cast, judge), self.pieces[pk], self.objections.pop(pk)
        decision = {"decision": "approved"} if grant else {"decision": "rejected", "reason": "no"}
        objection = Appeal.objects.select_related("submission").get(pk=objection)
        self.do(review.decide_appeal, crash=crash, by=by, appeal=objection, now=self.now, **decision)
        self.books.judge(piece, piece.refused if grant else set(), by.pk if judge == "raul" else None, month=self.month)
        piece.refused, piece.state = set(), "approved" if grant else piece.state


def picked(pick: int, pks: list[int]) -> int:
    return pks[pick % len(pks)]


def last_submission(pk: int) -> Submission:
    return Submission.objects.filter(assignment=pk).select_related("assignment__worker").order_by("round").last()
