"""What is not in a statement although it is work of its month: each with its reason, as things are today."""

from datetime import date, timedelta

from payouts import actions, queries
from payouts.models import Line, Statement
from projects.actions import update_project
from projects.money import MICRO
from review import actions as review
from tests.cast import LABELS, NOON
from tests.payouts.together import DECEMBER, NOVEMBER, closed

LATE = NOON.replace(day=31, hour=20)


def refusal(box, reason="too loose") -> dict:
    return {"id": box.pk, "approved": False, "reason": reason}


def october(cast) -> Statement:
    closed()
    return Statement.objects.get(worker=cast.ana, period="2026-10", pay_day=10)


def missing(statement) -> list[tuple]:
    return [(it.reason, it.amount_micro // MICRO, it.boxes, it.pay_on) for it in queries.missing_from(statement)]


def test_a_statement_with_everything_in_it_misses_nothing(cast):
    cast.approved(cats=2)
    cast.approved(cats=1, now=NOVEMBER)
    assert missing(october(cast)) == []


def test_a_late_verdict_is_in_the_next_statement_and_an_old_statement_says_so(cast):
    cast.approved(cats=1)
    late = cast.submitted(cats=3, now=LATE)
    statement = october(cast)
    assert missing(statement) == [("in_review", 120, 3, date(2026, 12, 10))]
    cast.decided(late, now=NOVEMBER)
    actions.accrue()
    (found,) = queries.missing_from(statement)
    assert (found.reason, found.why, found.statement) == ("decided_later", "goes on the statement of 2026-11", None)
    closed("2026-11", DECEMBER)
    (found,) = queries.missing_from(statement)
    assert (found.amount_micro, found.boxes, found.pay_on) == (120 * MICRO, 3, date(2026, 12, 10))
    assert found.why == "in the statement of 2026-11"
    assert found.statement == Statement.objects.get(worker=cast.ana, period="2026-11")
    assert missing(found.statement) == []


def test_returned_work_that_came_back_after_the_month_is_still_work_of_that_month(cast):
    cast.approved(cats=1)
    first = cast.submitted(cats=2)
    cast.decided(first, "returned", reason="the tail")
    statement = october(cast)
    assert missing(statement) == [("returned", 80, 2, None)]


def test_a_refused_box_has_its_reason_its_picture_and_what_became_of_the_objection(cast):
    submission = cast.submitted(cats=3)
    first, second, _third = submission.boxes.all()
    cast.decided(submission, boxes=[refusal(first, "a dog"), refusal(second, "too loose")])
    actions.accrue()
    appeal = review.appeal(
        by=cast.ana, submission=submission, reason="x", boxes=[first.pk], now=NOON + timedelta(days=1)
    )
    statement = october(cast)
    appealed, refused = queries.missing_from(statement, now=NOON + timedelta(days=2))
    assert (appealed.reason, appealed.amount_micro, appealed.pay_on) == ("appealed", 40 * MICRO, None)
    assert appealed.why == "“a dog” · you objected, another reviewer decides"
    assert refused.never_comes
    assert refused.why.startswith("“too loose” · not objected to; you can until 2026-10-")
    _appealed, too_late = queries.missing_from(statement, now=DECEMBER)
    assert too_late.why == "“too loose” · not objected to"
    assert {it.assignment for it in (appealed, refused)} == {submission.assignment_id}
    review.decide_appeal(by=cast.ada, appeal=appeal, decision="rejected", reason="It is one.", now=NOVEMBER)
    whys = [it.why for it in queries.missing_from(statement) if it.reason == "refused"]
    assert "“a dog” · you objected, another reviewer saw it the same way" in whys
    assert len(whys) == 2


def test_a_box_granted_on_appeal_is_decided_later_and_no_longer_refused(cast):
    submission = cast.submitted(cats=2)
    cast.decided(submission, boxes=[refusal(submission.boxes.first())])
    actions.accrue()
    appeal = review.appeal(by=cast.ana, submission=submission, reason="x", now=NOON + timedelta(days=1))
    statement = october(cast)
    assert missing(statement) == [("appealed", 40, 1, None)]
    review.decide_appeal(by=cast.ada, appeal=appeal, now=NOVEMBER)
    actions.accrue()
    assert missing(statement) == [("decided_later", 40, 1, date(2026, 12, 10))]


def test_boxes_refused_after_the_month_are_told_by_the_statement_of_the_work(cast):
    cast.approved(cats=1)
    late = cast.submitted(cats=1, now=LATE)
    statement = october(cast)
    cast.decided(late, "rejected", reason="no cat", now=NOVEMBER)
    (found,) = queries.missing_from(statement)
    assert (found.reason, found.amount_micro) == ("refused", 40 * MICRO)
    assert "no cat" in found.why


def test_many_refused_pictures_are_summed_up_beyond_the_first(cast, monkeypatch):
    monkeypatch.setattr("payouts.queries.missing.REFUSED_SHOWN", 1)
    cast.approved()
    for cats in (1, 2):
        cast.decided(cast.submitted(cats=cats), "rejected", reason="no cat")
    assert missing(october(cast)) == [("refused", 40, 1, None), ("refused", 80, 2, None)]


def test_work_of_another_pay_day_has_a_statement_of_its_own(cast):
    cast.approved(cats=1)
    cast.cats = update_project(by=cast.clara, project=cast.cats, pay_day=20, now=NOON)
    cast.approved(cats=2)
    (found,) = queries.missing_from(october(cast))
    assert (found.reason, found.pay_on) == ("other_pay_day", date(2026, 11, 20))
    assert found.statement.pay_day == 20


def test_what_was_carried_names_the_statement_that_took_it_in(cast):
    labels = [LABELS[0] | {"unit_price_micro": 500_000}, LABELS[1]]
    project = cast.opened(cast.draft(labels=labels))
    cast.approved(cats=3, project=project, by=cast.ada)
    statement = october(cast)
    (found,) = queries.missing_from(statement)
    assert (found.reason, found.amount_micro, found.statement) == ("carried", 500_000, None)
    cast.approved(cats=1, project=project, by=cast.ada, now=NOVEMBER)
    closed("2026-11", DECEMBER)
    (found,) = queries.missing_from(statement)
    assert found.statement.period == "2026-11"


def test_what_was_below_the_smallest_deposit_is_named_with_the_day_on_which_it_comes_anyway(cast, settings):
    settings.MIN_DEPOSIT = {"KRW": 1_000 * MICRO}
    cast.approved(cats=2, by=cast.ada)
    statement = october(cast)
    (found,) = queries.missing_from(statement)
    assert (found.reason, found.pay_on, found.statement) == ("carried", date(2026, 12, 10), None)
    assert found.why == "goes on the statement of 2026-11, and is paid even if you earn nothing more"
    (expected,) = queries.expected_earnings(cast.ana)
    assert (expected.reason, expected.period, expected.pay_on) == ("carried", "2026-11", date(2026, 12, 10))
    closed("2026-11", DECEMBER)
    (found,) = queries.missing_from(statement)
    assert (found.why, found.pay_on) == ("in the statement of 2026-11", date(2026, 12, 10))
    assert missing(found.statement) == []
    assert queries.expected_earnings(cast.ana) == []


def test_other_currencies_and_other_workers_are_left_out(cast):
    cast.approved(cats=1)
    cast.submitted(cats=1, project=cast.opened(cast.draft(currency="USD")))
    cast.submitted(cast.ben)
    assert missing(october(cast)) == []


def test_only_lines_whose_month_was_over_are_late(cast):
    cast.approved(cats=1)
    late = cast.submitted(cats=1, now=LATE)
    closed()
    cast.decided(late, now=NOVEMBER)
    actions.accrue()
    lines = Line.objects.filter(kind="draw").order_by("id")
    assert [queries.is_late(line) for line in lines] == [False, True]
    assert [queries.is_late(line) for line in Line.objects.filter(kind="review").order_by("id")] == [False, False]
