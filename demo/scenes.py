"""What happens to one piece, as events at their times: claimed, drawn, judged, corrected, objected to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from demo import hands
from demo.offers import Offer
from demo.photos import Photo
from demo.plan import Fate, Piece, seconds_of_work
from labeling import actions as labeling
from labeling.models import Assignment, Submission
from people.models import User
from projects.models import Project
from review import actions as review

Event = tuple[datetime, Callable[[], object]]


@dataclass
class Stage:
    """A project as the story knows it: its offer, its row, its pictures in order, its labels by name."""

    offer: Offer
    project: Project
    photos: list[Photo]
    image_ids: list[int]
    labels: dict[str, int]


@dataclass
class Scene:
    """One piece. Each method is one event; `events` says when."""

    piece: Piece
    stage: Stage
    people: dict[str, User]
    now: datetime
    assignment: Assignment = field(init=False)
    submission: Submission = field(init=False)

    def events(self) -> Iterator[Event]:
        piece = self.piece
        yield piece.claimed_at, self.claim
        match piece.fate:
            case Fate.HELD:
                yield self.now - timedelta(minutes=4), self.save_draft
            case Fate.WAITING:
                yield piece.submitted_at, self.hand_in
            case Fate.APPROVED:
                yield piece.submitted_at, self.hand_in
                yield piece.decided_at, self.approve
            case Fate.OVERDUE:
                yield piece.submitted_at, self.hand_in
                yield piece.decided_at, self.approve_by_deadline
            case Fate.RETURNED:
                yield piece.submitted_at, self.hand_in_incompletely
                yield piece.decided_at, self.ask_for_the_rest
            case Fate.MENDED:
                yield piece.submitted_at, self.hand_in_loosely
                yield piece.between(0.4), self.send_back
                yield piece.between(0.7), self.hand_in_again
                yield piece.decided_at, self.approve
            case Fate.AGAIN:
                yield piece.submitted_at, self.hand_in_incompletely
                yield piece.between(0.4), self.ask_for_the_rest
                yield piece.between(0.7), self.hand_in_again
            case Fate.FIXED:
                yield piece.submitted_at, self.hand_in_loosely
                yield piece.decided_at, self.fix_and_accept
            case Fate.REFUSED | Fate.OBJECTED:
                yield piece.submitted_at, self.hand_in_one_too_many
                yield piece.decided_at, self.approve_but_one
                if piece.fate is Fate.OBJECTED:
                    yield piece.decided_at + (self.now - piece.decided_at) / 2, self.object

    @property
    def photo(self) -> Photo:
        return self.stage.photos[self.piece.index]

    @property
    def worker(self) -> User:
        return self.people[self.piece.worker]

    def claim(self) -> None:
        (self.assignment,) = labeling.claim(by=self.worker, project=self.stage.project, now=self.piece.claimed_at)
        expected = self.stage.image_ids[self.piece.index]
        if self.assignment.task.image_id != expected:
            raise AssertionError(f"{self.piece} was given image {self.assignment.task.image_id}, not {expected}")

    def save_draft(self) -> None:
        """Half of the boxes are drawn."""
        half = hands.drawn(list(self.photo.areas[: len(self.photo.areas) // 2 + 1]), self.stage.labels)
        now = self.now - timedelta(minutes=4)
        labeling.save_draft(by=self.worker, assignment=self.assignment, version=0, boxes=half, now=now)

    def hand_in(self) -> None:
        self._submit(list(self.photo.areas), self.piece.submitted_at)

    def hand_in_loosely(self) -> None:
        areas, self.wrong = hands.with_a_loose_one(self.photo)
        self._submit(areas, self.piece.submitted_at)

    def hand_in_incompletely(self) -> None:
        """One box is drawn carelessly, and one is left out."""
        areas, self.wrong, self.left_out = hands.with_one_left_out(self.photo)
        self._submit(areas, self.piece.submitted_at)

    def hand_in_one_too_many(self) -> None:
        areas, self.wrong = hands.with_one_too_many(self.photo)
        self._submit(areas, self.piece.submitted_at)

    def hand_in_again(self) -> None:
        """Only one box had to be drawn again, which is quick."""
        self._submit(list(self.photo.areas), self.piece.between(0.7), seconds=24)

    def _submit(self, areas: list, now: datetime, seconds: float = 0) -> None:
        seconds = seconds or seconds_of_work(self.piece.project, self.piece.index, self.piece.worker, len(areas))
        self.submission = labeling.submit(
            by=self.worker,
            assignment=self.assignment,
            boxes=hands.drawn(areas, self.stage.labels),
            active_ms=int(seconds * 1000),
            now=now,
        )

    def approve(self) -> None:
        self._decide("approved", self.piece.decided_at)

    def approve_by_deadline(self) -> None:
        review.approve_overdue(now=self.piece.decided_at)

    def send_back(self) -> None:
        self._decide("returned", self.piece.between(0.4), pin=self.stage.offer.loose)

    def ask_for_the_rest(self) -> None:
        area = self.left_out
        middle = {"x": area.x + area.width / 2, "y": area.y + area.height / 2}
        missing = [{**middle, "label": self.stage.labels[area.label], "reason": ""}]
        now = self.piece.between(0.4) if self.piece.fate is Fate.AGAIN else self.piece.decided_at
        self._decide("returned", now, pin=self.stage.offer.loose, missing=missing)

    def fix_and_accept(self) -> None:
        box = self.submission.boxes.get(position=self.wrong)
        (right,) = hands.drawn([self.photo.areas[self.wrong]], self.stage.labels)
        self._decide("approved", self.piece.decided_at, boxes=[{"id": box.pk, "approved": True, "correction": right}])

    def approve_but_one(self) -> None:
        self._decide("approved", self.piece.decided_at, pin=self.stage.offer.nothing_there)

    def _decide(self, decision: str, now: datetime, *, pin: str = "", boxes: Sequence = (), missing=()) -> None:
        if pin:
            box = self.submission.boxes.get(position=self.wrong)
            boxes = [{"id": box.pk, "approved": False, "reason": pin}]
        review.decide(
            by=self.people[self.piece.reviewer],
            submission=self.submission,
            decision=decision,
            boxes=boxes,
            missing=missing,
            active_ms=2_500 + 1_600 * len(self.photo.areas),
            now=now,
        )

    def object(self) -> None:
        now = self.piece.decided_at + (self.now - self.piece.decided_at) / 2
        text = "The rim of a worn coin reaches into this box. Please look again."
        review.appeal(by=self.worker, submission=self.submission, reason=text, now=now)
