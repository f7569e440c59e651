"""The steps of workers and reviewers: claim, hand in, judge, object."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import consumes, multiple, rule

from labeling import actions as labeling
from labeling.models import Assignment
from people.errors import Refused
from projects.models import Project
from projects.queries import prices_of
from review import actions as review
from review.models import Appeal
from tests.payouts.machine import NEVER, Office, crash_points
from tests.payouts.model import Piece


class Work(Office):
    """Everything between a claim and the last word on its boxes."""

    @rule(target=Office.in_hand, project=st.integers(0, 1), worker=st.sampled_from(["ana", "ben"]), crash=crash_points)
    def claim(self, project, worker, crash):
        return multiple(*self.take(project, worker, crash))

    def take(self, project: int, worker: str, crash: int) -> list[int]:
        """Claim one piece; returns its id, or nothing where that was refused."""
        person = getattr(self.cast, worker)
        project = Project.objects.get(pk=self.projects[project].pk)
        taken = self.do(labeling.claim, crash=crash, by=person, project=project, now=self.now)
        if isinstance(taken, Refused):
            assert taken.code in {"no_budget", "hands_full", "not_open"}
            return []
        for assignment in taken:
            card = assignment.rate_card
            self.pieces[assignment.pk] = Piece(
                project=project.pk,
                worker=person.pk,
                pay_day=project.pay_day,
                most=project.max_boxes,
                dearest=max(prices_of(card).values()),
                review=card.review_price_micro,
                fee_bp=card.fee_bp,
                expires=self.now + timedelta(minutes=project.lease_minutes),
            )
        return [assignment.pk for assignment in taken]

    @rule(
        target=Office.in_review,
        pk=consumes(Office.in_hand),
        cats=st.integers(0, 2),
        ears=st.integers(0, 1),
        crash=crash_points,
    )
    def submit(self, pk, cats, ears, crash):
        if not self.piece_in(pk, "claimed", "returned"):
            return multiple()
        self.hand_in(pk, cats, ears, crash)
        return pk

    def hand_in(self, pk: int, cats: int, ears: int, crash: int) -> None:
        piece, assignment = self.pieces[pk], Assignment.objects.select_related("worker", "project").get(pk=pk)
        submission = self.do_again_later(
            labeling.submit,
            crash=crash,
            by=assignment.worker,
            assignment=assignment,
            boxes=self.cast.boxes(assignment.project, cats, ears),
            idempotency_key=f"{pk}/{piece.round}",
            now=self.now,
        )
        prices = prices_of(assignment.rate_card)
        piece.boxes = {box.pk: prices[box.label_id] for box in submission.boxes.all()}
        piece.state, piece.round = "submitted", piece.round + 1
        piece.review_by = self.now + timedelta(hours=assignment.project.review_hours)

    @rule(
        project=st.integers(0, 1),
        worker=st.sampled_from(["ana", "ben"]),
        pieces=st.integers(1, 4),
        cats=st.integers(0, 2),
    )
    def a_days_work(self, project, worker, pieces, cats):
        """Some pieces from the claim to the verdict at once: long roads are short ones many times."""
        for _piece in range(pieces):
            for pk in self.take(project, worker, NEVER):
                self.hand_in(pk, cats, 1, NEVER)
                self.pass_verdict(pk, cats // 2)

    @rule(pk=consumes(Office.in_hand), crash=crash_points)
    def give_back(self, pk, crash):
        if piece := self.piece_in(pk, "claimed", "returned"):
            assignment = Assignment.objects.select_related("worker").get(pk=pk)
            self.do(labeling.release, crash=crash, by=assignment.worker, assignment=assignment, now=self.now)
            piece.state = "released"

    # Review

    def judge(self, pk: int, decision: str, refuse: int, crash: int):
        """Rita decides; `refuse` of the boxes are refused where the whole is approved. None: it was refused to her."""
        submission = Assignment.objects.get(pk=pk).submissions.order_by("round").last()
        boxes = sorted(self.pieces[pk].boxes)
        given = [{"id": box, "approved": False, "reason": "too loose"} for box in boxes[:refuse]]
        verdict = self.do(
            review.decide,
            crash=crash,
            by=self.cast.rita,
            submission=submission,
            decision=decision,
            reason="" if decision == "approved" else "so it is",
            boxes=given if decision == "approved" else [],
            now=self.now,
        )
        if isinstance(verdict, Refused):
            assert verdict.code in {"last_round", "no_budget"}, verdict.code
            return None
        return set(boxes[:refuse] if decision == "approved" else boxes)

    @rule(target=Office.refused, pk=consumes(Office.in_review), refuse=st.integers(0, 3), crash=crash_points)
    def approve(self, pk, refuse, crash):
        if not self.piece_in(pk, "submitted"):
            return multiple()
        self.pass_verdict(pk, refuse, crash)
        return pk if self.pieces[pk].refused else multiple()

    def pass_verdict(self, pk: int, refuse: int, crash: int = NEVER) -> None:
        piece = self.pieces[pk]
        piece.refused = self.judge(pk, "approved", refuse, crash)
        piece.state = "approved"
        self.books.judge(piece, set(piece.boxes) - piece.refused, self.cast.rita.pk, month=self.month)
        piece.appeal_until = self.now + timedelta(days=14)

    @rule(target=Office.refused, pk=consumes(Office.in_review), crash=crash_points)
    def reject(self, pk, crash):
        if not (piece := self.piece_in(pk, "submitted")):
            return multiple()
        piece.refused = self.judge(pk, "rejected", 0, crash)
        piece.state = "rejected"
        self.books.judge(piece, set(), self.cast.rita.pk, month=self.month)
        piece.appeal_until = self.now + timedelta(days=14)
        return pk if piece.refused else multiple()

    @rule(target=Office.in_hand, pk=Office.in_review, crash=crash_points)
    def send_back(self, pk, crash):
        if not (piece := self.piece_in(pk, "submitted")) or self.judge(pk, "returned", 0, crash) is None:
            return multiple()
        piece.state = "returned"
        piece.expires = max(piece.expires, self.now + timedelta(days=7))
        self.books.judge(piece, set(), self.cast.rita.pk, month=self.month)
        return pk

    @rule(target=Office.appeals, pk=consumes(Office.refused), crash=crash_points)
    def appeal(self, pk, crash):
        piece, assignment = self.pieces[pk], Assignment.objects.select_related("worker").get(pk=pk)
        submission = assignment.submissions.order_by("round").last()
        objection = self.do(
            review.appeal, crash=crash, by=assignment.worker, submission=submission, reason="it fits", now=self.now
        )
        if isinstance(objection, Refused):
            assert objection.code == "too_late"
            return multiple()
        piece.appealed = True
        return objection.pk

    @rule(pk=consumes(Office.appeals), judge=st.sampled_from(["ada", "raul"]), grant=st.booleans(), crash=crash_points)
    def decide_appeal(self, pk, judge, grant, crash):
        by, objection = getattr(self.cast, judge), Appeal.objects.select_related("submission").get(pk=pk)
        decision = {"decision": "approved"} if grant else {"decision": "rejected", "reason": "no"}
        self.do(review.decide_appeal, crash=crash, by=by, appeal=objection, now=self.now, **decision)
        piece = self.pieces[objection.submission.assignment_id]
        reviewer = by.pk if judge == "raul" else None
        self.books.judge(piece, piece.refused if grant else set(), reviewer, month=self.month)
        piece.refused, piece.state = set(), "approved" if grant or piece.state == "approved" else "rejected"
