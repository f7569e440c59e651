"""Each box is judged and paid once, whoever judges at once and whoever is killed at it."""

from datetime import timedelta
from random import Random

import pytest

from labeling.actions import expire_leases
from labeling.models import Assignment, Submission
from payouts import actions as payouts
from people.errors import Refused
from projects.actions import seat_reviewer
from projects.models import Budget
from review import actions
from review.models import Appeal, BoxVerdict, Source, Verdict
from tests.cast import NOON
from tests.dying import SIGKILL, dying
from tests.payouts.together import database_url, findings
from tests.probes import at_once

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 64
KILLS = 20
LATER = NOON + timedelta(hours=1)
DEADLINES = NOON + timedelta(days=30)


def pieces(cast, *, in_review: int, in_hand: int):
    """A project judged by Rita and Raul; Ana's pieces of two cats that wait for a verdict, Ben's in his hands."""
    project = cast.draft(name="Rush", images=in_review + in_hand, max_in_hand=in_hand)
    for reviewer in (cast.rita, cast.raul):
        seat_reviewer(by=cast.clara, project=project, user=reviewer, now=NOON)
    project = cast.opened(project)
    for _piece in range(in_review):
        cast.submitted(cast.ana, project=project, cats=2)
    cast.claim(cast.ben, project, count=in_hand)
    return project


def check_what_is_promised_and_spent(project) -> None:
    """Reservations have owners; what is spent is what verdicts approved, each box once, and what reviews cost."""
    budget = Budget.objects.get(pk=project.pk)
    mine = Assignment.objects.filter(project=project)
    assert budget.reserved_micro == sum(mine.values_list("reserved_micro", flat=True))
    assert budget.funded_micro >= budget.reserved_micro + budget.spent_micro
    approved = list(BoxVerdict.objects.filter(approved=True).values_list("box", flat=True))
    assert len(approved) == len(set(approved))
    reviews = sum(Verdict.objects.values_list("review_price_micro", flat=True))
    assert budget.spent_micro == len(approved) * 40_000_000 + reviews
    first = Verdict.objects.exclude(source=Source.APPEAL).values_list("submission", flat=True)
    judged = mine.exclude(state__in=["submitted", "claimed", "expired"])
    assert sorted(first) == sorted(Submission.objects.filter(assignment__in=judged).values_list("pk", flat=True))


def refusal(submission) -> list[dict]:
    return [{"id": submission.boxes.first().pk, "approved": False, "reason": "too loose"}]


def unexpected(answers: list) -> list:
    return [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refused)]


def test_sixty_four_hands_at_once_judge_each_piece_once(cast):
    """Two reviewers of two minds, the deadline and the end of leases, all at the same pieces."""
    project = pieces(cast, in_review=16, in_hand=4)
    submissions = list(Submission.objects.order_by("pk"))

    def hand(number):
        submission = submissions[number // 4]
        if number % 4 == 0:
            return lambda: actions.decide(by=cast.rita, submission=submission, decision="approved", now=LATER)
        if number % 4 == 1:
            boxes = refusal(submission)
            return lambda: actions.decide(
                by=cast.raul, submission=submission, decision="approved", boxes=boxes, now=LATER
            )
        if number % 4 == 2:
            return lambda: actions.approve_overdue(now=DEADLINES)
        return lambda: expire_leases(now=DEADLINES)

    answers = at_once([hand(number) for number in range(HANDS)])
    assert unexpected(answers) == []
    assert Verdict.objects.count() == 16
    assert set(Assignment.objects.filter(worker=cast.ben).values_list("state", flat=True)) == {"expired"}
    check_what_is_promised_and_spent(project)
    payouts.accrue()
    assert findings() == []


def test_sixty_four_hands_at_once_object_once_and_are_answered_once(cast):
    project = pieces(cast, in_review=16, in_hand=1)
    submissions = list(Submission.objects.order_by("pk"))
    for submission in submissions:
        actions.decide(by=cast.rita, submission=submission, decision="approved", boxes=refusal(submission), now=LATER)

    def appeal(submission):
        return lambda: actions.appeal(by=cast.ana, submission=submission, reason="It fits.", now=LATER)

    answers = at_once([appeal(submission) for submission in submissions * 4])
    assert unexpected(answers) == []
    appeals = list(Appeal.objects.order_by("pk"))
    assert len(appeals) == 16

    def settle(appeal, by, decision):
        return lambda: actions.decide_appeal(by=by, appeal=appeal, decision=decision, reason="Seen.", now=LATER)

    minds = [(cast.raul, "approved"), (cast.ada, "rejected")] * 2
    answers = at_once([settle(appeal, *mind) for appeal in appeals for mind in minds])
    assert unexpected(answers) == []
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"already_decided"}
    assert Verdict.objects.filter(source=Source.APPEAL).count() == 16
    check_what_is_promised_and_spent(project)
    payouts.accrue()
    assert findings() == []


def test_whoever_is_killed_twenty_times_while_judging_leaves_nothing_half_judged(cast):
    project = pieces(cast, in_review=40, in_hand=12)
    dice, points = Random(20), set()
    with dying("tests.review.judge", database_url()) as process:
        while len(points) < KILLS:
            point = dice.randint(3, 70), dice.choice(["before", "after"])
            turn = len(points)
            code = process.act(*point, cast.rita.pk, cast.raul.pk, project.pk, turn)
            assert code == SIGKILL, (point, process.story)
            points.add(point)
            check_what_is_promised_and_spent(project)
        for turn in range(4):
            assert process.act(0, "after", cast.rita.pk, cast.raul.pk, project.pk, turn) == 0, process.story
    check_what_is_promised_and_spent(project)
    states = set(Assignment.objects.filter(project=project).values_list("state", flat=True))
    assert states >= {"approved", "expired"}
    assert set(Verdict.objects.values_list("source", flat=True)) == set(Source)
    payouts.accrue()
    assert findings() == []
