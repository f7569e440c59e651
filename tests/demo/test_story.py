"""The story is told once a day of the month that is different, and then looked at through the pages' own reads."""

from datetime import date, datetime

import pytest

from demo.plan import SEOUL
from demo.story import tell
from labeling import actions as labeling
from labeling.models import Assignment, Proposal
from payouts import actions
from payouts import queries as payouts
from payouts.models import Line, PayoutRun, Period, Statement
from people.models import User
from projects.models import Budget, Image, Project
from projects.money import MICRO
from review import queries as review
from review.access import appeals_to_decide
from review.models import BoxVerdict, Correction, UnbookedVerdict
from tests.payouts.together import findings

WON = MICRO


def person(key: str) -> User:
    return User.objects.get(email=f"{key}@demo.example")


@pytest.fixture
def told_on_the_21st(db):
    tell(datetime(2026, 11, 21, 9, 30, tzinfo=SEOUL))


@pytest.fixture
def told_at_midnight_of_the_first(db):
    tell(datetime(2026, 12, 1, 0, 0, tzinfo=SEOUL))


def test_the_worker_was_paid_39540_won_in_two_deposits(told_on_the_21st):
    first, second = Statement.objects.filter(worker=person("worker")).order_by("pay_day")
    assert (first.gross_micro, first.net_micro) == (15_030 * WON, 14_540 * WON)
    assert {tax["kind"]: tax["amount_micro"] for tax in first.taxes} == {"income": 450 * WON, "local": 40 * WON}
    assert (second.gross_micro, second.net_micro) == (25_840 * WON, 25_000 * WON)
    assert {tax["kind"]: tax["amount_micro"] for tax in second.taxes} == {"income": 770 * WON, "local": 70 * WON}
    assert (first.period, second.period) == ("2026-10", "2026-10")
    assert [s.payout.paid_on for s in (first, second)] == [date(2026, 11, 10), date(2026, 11, 20)]
    assert first.payout.amount_micro + second.payout.amount_micro == 39_540 * WON
    _check_lines(first)
    _check_lines(second)
    _check_present()
    _check_books()
    _check_what_is_left_to_approve()
    _check_proposals()


def _check_lines(statement: Statement) -> None:
    """Every line leads to a picture with as many approved boxes as it pays."""
    lines = payouts.with_story(payouts.lines_of(statement))
    assert sum(line.amount_micro for line in lines) == statement.gross_micro
    for line in lines:
        verdict = line.entry.verdict
        assert verdict.boxes.filter(approved=True, box__label=line.label).count() == line.units


def _check_present() -> None:
    worker, reviewer = person("worker"), person("reviewer")
    states = set(Assignment.objects.filter(worker=worker).values_list("state", flat=True))
    assert states == {"approved", "submitted", "returned", "claimed"}
    assert Assignment.objects.filter(worker=worker, state="claimed", draft__isnull=False).exists()
    assert BoxVerdict.objects.filter(verdict__submission__assignment__worker=worker, approved=False).count() >= 3
    assert not Assignment.objects.filter(worker=person("newcomer")).exists()
    assert review.queue(reviewer).exclude(assignment__worker=worker).count() >= 5
    assert review.queue(reviewer).filter(round=2).exists()
    assert Correction.objects.filter(box_verdict__verdict__submission__assignment__worker=worker).exists()
    assert appeals_to_decide(reviewer).count() == 1
    assert worker.notices.filter(read_at=None, kind="submission_returned").exists()


def _check_what_is_left_to_approve() -> None:
    """One deposit waited for its worker's new account; the other admin may approve it now, and nothing came late."""
    run = PayoutRun.objects.get(approved_at=None)
    (row,) = payouts.remarkable(run)
    assert (run.prepared_by, row.flags) == (person("admin"), ["changed_account"])
    assert row.payout.statement.worker.notices.filter(kind="payout_held").exists()
    assert actions.note_late_deposits(now=datetime(2026, 11, 25, tzinfo=SEOUL)) == 0
    approved = actions.approve_payout(by=person("admin2"), run=run, now=run.prepared_at)
    assert approved.payouts.get().state == "approved"


def _check_books() -> None:
    assert findings() == []
    assert not UnbookedVerdict.objects.exists()
    assert not Image.objects.filter(thumbnail_key="").exists()
    for project in Project.objects.select_related("budget", "pace"):
        spent = Line.objects.filter(project=project, kind__in=["draw", "review", "fee"])
        assert sum(line.amount_micro for line in spent) == project.budget.spent_micro
        assert project.budget.free_micro > 0
        assert project.pace.sample > 20
        assert 7 < project.pace.seconds_a_box < 14


def _check_proposals():
    """Whoever takes coins next is shown what a detector found on them."""
    proposals = Proposal.objects.filter(image__project__name="Greek coins on a tray")
    assert proposals.values("image").distinct().count() == 6
    assert not proposals.filter(image__tasks__assignments__isnull=False).exists()
    taken = labeling.claim(by=person("newcomer"), project=Project.objects.get(name="Greek coins on a tray"), count=6)
    assert {piece.task.image_id for piece in taken} == set(proposals.values_list("image", flat=True))


def test_at_midnight_of_the_first_both_past_months_are_closed_and_the_new_one_has_work(told_at_midnight_of_the_first):
    assert list(Period.objects.order_by("name").values_list("name", flat=True)) == ["2026-10", "2026-11"]
    assert not Period.objects.filter(closed_at=None).exists()
    own = Statement.objects.filter(worker=person("worker"))
    assert sum(statement.payout.amount_micro for statement in own) == 39_540 * WON
    assert not payouts.unpaid(Statement.objects.filter(period="2026-10")).exists()
    assert payouts.unpaid(Statement.objects.filter(period="2026-11")).exists()
    assert Line.objects.filter(worker=person("worker"), period="2026-12").exists()
    assert Budget.objects.count() == 3
    _check_present()
