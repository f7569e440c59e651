"""What is still to come and when, what was paid, and what became of each box."""

from datetime import date, timedelta

from payouts import actions, queries
from payouts.models import Statement
from projects.actions import update_project
from projects.money import MICRO
from review import actions as review
from tests.cast import LABELS, NOON
from tests.payouts.together import DECEMBER, NOVEMBER, closed

TENTH = date(2026, 11, 10)


def refusal(box, reason="too loose") -> dict:
    return {"id": box.pk, "approved": False, "reason": reason}


def expected(user) -> list[tuple]:
    return [(e.reason, e.amount_micro // MICRO, e.boxes, e.images, e.pay_on) for e in queries.expected_earnings(user)]


def story(submission) -> list[tuple]:
    """Each box: approved or not or undecided, whether it has a line, a statement, a deposit."""
    return [
        (s.outcome and s.outcome.approved, bool(s.line), bool(s.statement), bool(getattr(s.statement, "paid", None)))
        for s in queries.story_of_boxes(submission)
    ]


def test_who_did_nothing_expects_nothing(cast):
    assert queries.expected_earnings(cast.ana) == []
    assert queries.next_payday(cast.ana) is None
    assert (queries.paid_totals(cast.ana), queries.totals_to_come([])) == ([], [])


def test_each_sum_says_why_it_has_not_come_and_when_it_will(cast):
    cast.approved(cats=2, ears=1)
    cast.submitted(cats=3)
    cast.decided(cast.submitted(cats=1), "returned", reason="the tail")
    assert expected(cast.ana) == [
        ("approved", 95, 3, 1, TENTH),
        ("in_review", 120, 3, 1, TENTH),
        ("returned", 40, 1, 1, None),
    ]
    approved, in_review, _returned = queries.expected_earnings(cast.ana)
    assert approved.period == "2026-10"
    assert in_review.decided_by == NOON + timedelta(minutes=5, hours=72)
    assert queries.totals_to_come(queries.expected_earnings(cast.ana)) == [("KRW", 215 * MICRO)]


def test_what_may_be_decided_next_month_is_expected_a_month_later(cast):
    cast.submitted(cats=1, now=NOON.replace(day=30))
    assert expected(cast.ana) == [("in_review", 40, 1, 1, date(2026, 12, 10))]


def test_work_in_hand_or_rejected_is_not_expected(cast):
    cast.claim()
    cast.decided(cast.submitted(cats=1), "rejected", reason="no cat")
    assert expected(cast.ana) == []


def test_appealed_boxes_are_expected_until_they_are_decided(cast):
    submission = cast.submitted(cats=2)
    cast.decided(submission, "rejected", reason="no cat")
    appeal = review.appeal(
        by=cast.ana,
        submission=submission,
        reason="x",
        boxes=[submission.boxes.first().pk],
        now=NOON + timedelta(days=1),
    )
    assert expected(cast.ana) == [("appealed", 40, 1, 1, None)]
    review.decide_appeal(by=cast.ada, appeal=appeal, decision="rejected", reason="no", now=NOON + timedelta(days=2))
    assert expected(cast.ana) == []


def test_appealed_boxes_of_an_approved_submission_are_expected_too(cast):
    submission = cast.submitted(cats=3)
    cast.decided(submission, boxes=[refusal(submission.boxes.first())])
    actions.accrue()
    review.appeal(by=cast.ana, submission=submission, reason="It is tight.", now=NOON + timedelta(days=1))
    assert expected(cast.ana) == [("approved", 80, 2, 1, TENTH), ("appealed", 40, 1, 1, None)]


def test_prices_are_those_promised_and_not_todays(cast):
    cast.submitted(cats=1)
    dearer = [LABELS[0] | {"unit_price_micro": 90 * MICRO}, LABELS[1]]
    update_project(by=cast.clara, project=cast.cats, labels=dearer, now=NOON)
    cast.submitted(cats=1)
    assert expected(cast.ana) == [("in_review", 130, 2, 2, TENTH)]


def test_currencies_and_pay_days_stay_apart(cast):
    cast.approved(cats=1)
    cast.approved(cats=1, project=cast.opened(cast.draft(pay_day=20)), by=cast.ada)
    cast.approved(cats=1, project=cast.opened(cast.draft(currency="USD")), by=cast.ada)
    found = {(e.currency, e.pay_on): e.amount_micro // MICRO for e in queries.expected_earnings(cast.ana)}
    assert found == {("KRW", TENTH): 40, ("KRW", date(2026, 11, 20)): 40, ("USD", TENTH): 40}
    assert queries.totals_to_come(queries.expected_earnings(cast.ana)) == [("KRW", 80 * MICRO), ("USD", 40 * MICRO)]


def test_what_was_carried_is_expected_until_a_later_statement_takes_it_in(cast):
    labels = [LABELS[0] | {"unit_price_micro": 500_000}, LABELS[1]]
    project = cast.opened(cast.draft(labels=labels))
    cast.approved(cats=3, project=project, by=cast.ada)
    closed()
    (carried,) = queries.expected_earnings(cast.ana)
    assert (carried.reason, carried.amount_micro) == ("carried", 500_000)
    cast.approved(cats=1, project=project, by=cast.ada, now=NOVEMBER)
    closed("2026-11", DECEMBER)
    assert queries.expected_earnings(cast.ana) == []


def test_the_next_pay_day_is_of_what_is_issued_or_earned(cast):
    cast.approved(cats=1)
    assert queries.next_payday(cast.ana) == queries.Payday(TENTH, "KRW", 40 * MICRO, before_tax=True)
    closed()
    cast.approved(cats=2, now=NOVEMBER)
    assert queries.next_payday(cast.ana) == queries.Payday(TENTH, "KRW", 40 * MICRO, before_tax=False)
    statement = Statement.objects.get(worker=cast.ana)
    cast.pay(statement)
    assert queries.next_payday(cast.ana) == queries.Payday(date(2026, 12, 10), "KRW", 80 * MICRO, before_tax=True)
    assert queries.paid_totals(cast.ana) == [("KRW", 40 * MICRO)]


def test_a_closed_month_is_no_longer_expected(cast):
    cast.approved(cats=1)
    closed()
    assert queries.expected_earnings(cast.ana) == []
    assert list(queries.open_lines(cast.ana)) == []
    statement = Statement.objects.get(worker=cast.ana)
    assert queries.statement_of(queries.lines_of(statement).get()) == statement


def test_a_statement_by_project_and_price_sums_up_to_its_gross(cast):
    cast.approved(cats=2, ears=1)
    dearer = [LABELS[0] | {"unit_price_micro": 90 * MICRO}, LABELS[1]]
    update_project(by=cast.clara, project=cast.cats, labels=dearer, now=NOON)
    cast.approved(cats=1)
    cast.approved(cats=1)
    closed()
    statement = Statement.objects.get(worker=cast.ana)
    sums = queries.projects_in(statement)
    assert [(s["label__name"], s["unit_price_micro"] // MICRO, s["units"], s["images"]) for s in sums] == [
        ("cat", 40, 2, 1),
        ("cat", 90, 2, 2),
        ("ear", 15, 1, 1),
    ]
    assert sum(s["amount_micro"] for s in sums) == statement.gross_micro


def test_a_box_answers_at_every_step_from_review_to_the_bank(cast):
    submission = cast.submitted(cats=2)
    assert story(submission) == [(None, False, False, False)] * 2
    cast.decided(submission, boxes=[refusal(submission.boxes.last(), "a dog")])
    assert story(submission) == [(True, False, False, False), (False, False, False, False)]
    actions.accrue()
    assert story(submission) == [(True, True, False, False), (False, False, False, False)]
    closed()
    assert story(submission) == [(True, True, True, False), (False, False, False, False)]
    statement = Statement.objects.get(worker=cast.ana)
    cast.pay(statement)
    assert story(submission) == [(True, True, True, True), (False, False, False, False)]
    assert [s.outcome.reason for s in queries.story_of_boxes(submission)] == ["", "a dog"]


def test_a_box_granted_on_appeal_leads_to_the_appeals_line(cast):
    submission = cast.submitted(cats=2)
    cast.decided(submission, boxes=[refusal(submission.boxes.last())])
    appeal = review.appeal(by=cast.ana, submission=submission, reason="x", now=NOON + timedelta(days=1))
    granted = review.decide_appeal(by=cast.ada, appeal=appeal, now=NOON + timedelta(days=2))
    actions.accrue()
    first, second = queries.story_of_boxes(submission)
    assert first.line.pk != second.line.pk
    assert second.line.entry.verdict_id == granted.pk


def test_work_shows_what_each_piece_earned_newest_first(cast):
    cast.approved(cats=2, ears=1)
    cast.submitted(cats=3)
    cast.claim()
    found = [(piece.state, piece.box_count, piece.earned_micro) for piece in queries.work_of(cast.ana)]
    assert found == [("claimed", None, None), ("submitted", 3, None), ("approved", 3, 95 * MICRO)]
    assert list(queries.work_of(cast.ben)) == []


def test_the_months_count_lines_workers_and_what_is_unpaid(cast):
    cast.approved(cats=1)
    cast.approved(cast.ben, cats=1)
    cast.approved(cats=1, now=NOVEMBER)
    closed()
    statement = Statement.objects.get(worker=cast.ana)
    cast.pay(statement)
    november, october = queries.months()
    assert (november["period"], november["workers"], november["issued"], november["closing"]) == ("2026-11", 2, 0, None)
    assert (october["lines"], october["workers"], october["issued"], october["unpaid"]) == (4, 3, 3, 2)
    assert october["closing"].closed_at == NOVEMBER


def test_a_month_with_lines_that_is_over_has_to_be_closed(cast):
    assert queries.months_to_close(before="2026-11") == []
    cast.approved()
    assert queries.months_to_close(before="2026-11") == ["2026-10"]
    assert queries.months_to_close(before="2026-10") == []


def test_the_trial_balance_of_a_month_from_funding_to_bank(cast):
    cast.approved(cats=18, ears=2)
    closed()
    statement = Statement.objects.get(worker=cast.ana)
    cast.pay(statement)
    rows = {
        row["kind"]: (row["debits_micro"] // MICRO, row["credits_micro"] // MICRO) for row in queries.trial_balance()
    }
    assert rows == {
        "bank": (1_000_000, 730),
        "client": (1_000_000, 1_000_000),
        "escrow": (755, 1_000_000),
        "worker": (750, 755),
        "tax_income": (0, 20),
    }
