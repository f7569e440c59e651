"""What verdicts earned, booked once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Event

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum

from payouts import actions
from payouts.actions import accrual
from payouts.ledger import BANK, Account, LedgerConflict, Posting, Transfer, balance, post
from payouts.models import Entry, Line, LineKind, Statement
from people import models as people
from projects.actions import set_fee, update_project
from projects.money import MICRO
from review import actions as review
from review.models import UnbookedVerdict, Verdict
from tests.cast import LABELS, NOON
from tests.payouts.together import LAST_OF_OCTOBER, NOVEMBER, at_once, closed, findings, somebody_waits, start, until


def drawn(**filters) -> list[tuple[str, int, int]]:
    """Label, units and unit price in won of the lines of drawn boxes, in the order of the books."""
    lines = Line.objects.filter(kind=LineKind.DRAW, **filters).select_related("label").order_by("id")
    return [(line.label.name, line.units, line.unit_price_micro // MICRO) for line in lines]


def refusal(box, reason="too loose") -> dict:
    return {"id": box.pk, "approved": False, "reason": reason}


def test_a_verdict_earns_a_line_for_each_label_and_one_for_the_reviewer(cast):
    verdict = cast.decided(cast.submitted(cats=2, ears=3))
    assert actions.accrue() == 3
    entry = Entry.objects.get(verdict=verdict)
    assert (entry.key, entry.occurred_at, entry.period) == (f"verdict:{verdict.pk}", verdict.decided_at, "2026-10")
    assert drawn(worker=cast.ana) == [("cat", 2, 40), ("ear", 3, 15)]
    judged = Line.objects.get(kind=LineKind.REVIEW)
    assert (judged.worker, judged.units, judged.amount_micro, judged.label) == (cast.rita, 1, 5 * MICRO, None)
    assert {line.project for line in entry.lines.all()} == {cast.cats}
    assert {line.pay_day for line in entry.lines.all()} == {10}


def test_the_money_leaves_the_projects_escrow(cast):
    cast.approved(cats=2)
    assert balance(Account("escrow", cast.cats.pk), "KRW") == (1_000_000 - 85) * MICRO
    assert balance(Account("worker", cast.ana.pk), "KRW") == 80 * MICRO
    assert balance(Account("worker", cast.rita.pk), "KRW") == 5 * MICRO


def test_refused_boxes_earn_nothing(cast):
    submission = cast.submitted(cats=3)
    cast.decided(submission, boxes=[refusal(submission.boxes.first())])
    actions.accrue()
    assert drawn() == [("cat", 2, 40)]


def test_a_returned_or_rejected_submission_earns_its_reviewer_alone(cast):
    cast.decided(cast.submitted(), "returned", reason="the tail is missing")
    cast.decided(cast.submitted(cast.ben), "rejected", reason="no cat here")
    actions.accrue()
    assert drawn() == []
    assert Line.objects.filter(kind=LineKind.REVIEW, worker=cast.rita).count() == 2


def test_what_the_deadline_or_an_admin_approved_costs_no_review(cast):
    submission = cast.submitted(cats=1)
    review.approve_overdue(now=submission.review_by + timedelta(seconds=1))
    cast.decided(cast.submitted(cats=2), by=cast.ada)
    actions.accrue()
    assert drawn() == [("cat", 1, 40), ("cat", 2, 40)]
    assert not Line.objects.filter(kind=LineKind.REVIEW).exists()


def test_a_granted_appeal_pays_the_granted_boxes_and_no_others(cast):
    submission = cast.submitted(cats=3, ears=1)
    first, second, _third, ear = submission.boxes.all()
    cast.decided(submission, boxes=[refusal(first), refusal(second), refusal(ear)])
    actions.accrue()
    appeal = review.appeal(by=cast.ana, submission=submission, reason="They are tight.", now=NOON + timedelta(hours=2))
    review.decide_appeal(by=cast.ada, appeal=appeal, boxes=[refusal(second)], now=NOON + timedelta(hours=3))
    assert actions.accrue() == 2
    assert drawn() == [("cat", 1, 40), ("cat", 1, 40), ("ear", 1, 15)]
    assert findings() == []


def test_an_appeal_in_vain_pays_nothing(cast):
    submission = cast.submitted(cats=1)
    cast.decided(submission, "rejected", reason="no cat here")
    appeal = review.appeal(by=cast.ana, submission=submission, reason="There is.", now=NOON + timedelta(hours=2))
    review.decide_appeal(
        by=cast.ada, appeal=appeal, decision="rejected", reason="It is a dog.", now=NOON + timedelta(hours=3)
    )
    actions.accrue()
    assert drawn() == []


def test_running_it_again_books_nothing_more(cast):
    cast.approved(cats=2, ears=1)
    assert actions.accrue() == 0
    UnbookedVerdict.objects.create(verdict=Verdict.objects.get())  # as if its removal had been lost
    assert actions.accrue() == 0
    assert not UnbookedVerdict.objects.exists()
    assert drawn() == [("cat", 2, 40), ("ear", 1, 15)]


def test_more_verdicts_than_a_batch_holds_are_all_booked(cast, monkeypatch):
    monkeypatch.setattr(accrual, "BATCH", 2)
    for _turn in range(5):
        cast.decided(cast.submitted())
    assert actions.accrue() == 10
    assert Entry.objects.exclude(verdict=None).count() == 5


def test_the_price_is_that_of_the_moment_when_the_work_was_taken(cast):
    before = cast.submitted(cats=1)
    dearer = [LABELS[0] | {"unit_price_micro": 90 * MICRO}, LABELS[1]]
    update_project(by=cast.clara, project=cast.cats, labels=dearer, review_price_micro=7 * MICRO, now=NOON)
    after = cast.submitted(cats=1)
    cast.decided(before)
    cast.decided(after)
    actions.accrue()
    assert drawn() == [("cat", 1, 40), ("cat", 1, 90)]
    reviews = Line.objects.filter(kind=LineKind.REVIEW).order_by("id")
    assert [line.amount_micro // MICRO for line in reviews] == [5, 7]


def test_the_pay_day_is_that_of_the_moment_when_the_work_was_taken(cast):
    submission = cast.submitted()
    later = update_project(by=cast.clara, project=cast.cats, pay_day=20, now=NOON)
    cast.decided(submission)
    cast.decided(cast.submitted(project=later))
    actions.accrue()
    assert [line.pay_day for line in Line.objects.filter(worker=cast.ana).order_by("id")] == [10, 20]


def test_prices_below_one_won_add_up_exactly(cast):
    cheap = [LABELS[0] | {"unit_price_micro": 400_000}, LABELS[1] | {"unit_price_micro": 1}]
    project = cast.opened(cast.draft(labels=cheap, review_price_micro=0))
    cast.decided(cast.submitted(project=project, cats=3, ears=1), by=cast.ada)
    actions.accrue()
    assert [line.amount_micro for line in Line.objects.filter(worker=cast.ana).order_by("id")] == [1_200_000, 1]


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        (datetime(2026, 10, 31, 14, 59, 59, 999_999, tzinfo=UTC), "2026-10"),
        (datetime(2026, 10, 31, 15, 0, tzinfo=UTC), "2026-11"),
    ],
)
def test_a_verdict_belongs_to_the_month_that_it_is_in_seoul(cast, moment, period):
    review.decide(by=cast.rita, submission=cast.submitted(), decision="approved", now=moment)
    actions.accrue()
    assert {line.period for line in Line.objects.filter(worker=cast.ana)} == {period}


def test_the_command_books_and_counts(cast):
    cast.decided(cast.submitted(cats=1))
    out = StringIO()
    call_command("accrue", stdout=out)
    assert out.getvalue() == "2 new lines\n"
    out = StringIO()
    call_command("accrue", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"lines": 0}


def test_a_verdict_that_cannot_be_booked_keeps_nobody_else_waiting_and_is_told_at_the_end(cast, monkeypatch):
    monkeypatch.setattr(accrual, "BATCH", 3)
    verdicts = [cast.decided(cast.submitted(cats=1)) for _turn in range(8)]
    for wrong in (verdicts[1], verdicts[6]):
        post([Posting(f"verdict:{wrong.pk}", NOON, (Transfer("bonus", BANK, Account("fee"), MICRO, "KRW"),))])
    with pytest.raises(LedgerConflict, match=f"verdict:{verdicts[1].pk} was booked before"):
        actions.accrue()
    assert Line.objects.filter(kind=LineKind.DRAW).count() == 6
    assert {waiting.verdict for waiting in UnbookedVerdict.objects.all()} == {verdicts[1], verdicts[6]}


@pytest.mark.django_db(transaction=True)
def test_eight_threads_at_once_book_every_verdict_once(cast, monkeypatch):
    monkeypatch.setattr(accrual, "BATCH", 3)
    verdicts = [cast.decided(cast.submitted(worker, cats=1, ears=1)) for worker in (cast.ana, cast.ben) * 5]
    assert sum(at_once(*[actions.accrue] * 8)) == 30
    assert set(Entry.objects.values_list("verdict", flat=True)) == {verdict.pk for verdict in verdicts} | {None}
    assert Line.objects.filter(worker__isnull=False).count() == 30
    assert findings() == []


@pytest.mark.django_db(transaction=True)
def test_a_month_is_not_fenced_off_while_its_verdicts_are_being_booked(cast, monkeypatch):
    """Verdicts that somebody has taken to book are nobody else's to book: the closing has to wait for them."""
    cast.decided(cast.submitted(now=LAST_OF_OCTOBER), now=LAST_OF_OCTOBER)
    taken, may_book, book = Event(), Event(), accrual.book

    def slowly(*args):
        taken.set()
        may_book.wait(30)
        return book(*args)

    monkeypatch.setattr(accrual, "book", slowly)
    with ThreadPoolExecutor() as pool:
        booking = start(pool, actions.accrue)
        taken.wait(30)
        closing = start(pool, lambda: closed(now=NOVEMBER))
        until(lambda: closing.done() or somebody_waits())
        may_book.set()
        booking.result()
        closing.result()
    assert {line.period for line in Line.objects.filter(worker=cast.ana)} == {"2026-10"}
    assert Statement.objects.filter(worker=cast.ana, period="2026-10").exists()


def fees() -> list[tuple[int, str]]:
    """Amount in micro and project of the fee lines, in the order of the books."""
    lines = Line.objects.filter(kind=LineKind.FEE).select_related("project").order_by("id")
    return [(line.amount_micro, line.project.name) for line in lines]


def test_the_platforms_fee_is_a_line_of_its_own_in_the_entry_of_the_verdict(cast):
    set_fee(by=cast.ada, project=cast.cats, fee_bp=1_000, now=NOON)
    verdict = cast.decided(cast.submitted(cats=2, ears=1))
    actions.accrue()
    assert fees() == [(10 * MICRO, "Cats")]
    assert Line.objects.get(kind=LineKind.FEE).entry.verdict == verdict
    assert balance(Account("fee"), "KRW") == 10 * MICRO
    assert balance(Account("worker", cast.ana.pk), "KRW") == 95 * MICRO
    assert findings() == []


def test_a_fee_is_that_of_the_moment_of_the_claim(cast):
    set_fee(by=cast.ada, project=cast.cats, fee_bp=1_000, now=NOON)
    submission = cast.submitted(cats=1)
    set_fee(by=cast.ada, project=cast.cats, fee_bp=0, now=NOON)
    cast.decided(submission)
    actions.accrue()
    assert fees() == [(4_500_000, "Cats")]


def test_a_fee_below_a_micro_is_no_line(cast):
    set_fee(by=cast.ada, project=cast.cats, fee_bp=0, now=NOON)
    cast.approved(cats=1)
    assert fees() == []


def test_what_a_refusal_and_an_objection_cost_is_covered_fee_and_all(cast):
    set_fee(by=cast.ada, project=cast.cats, fee_bp=333, now=NOON)
    submission = cast.submitted(cats=3)
    cast.decided(submission, boxes=[refusal(submission.boxes.first())])
    objection = review.appeal(by=cast.ana, submission=submission, reason="it fits", now=NOON)
    review.decide_appeal(by=cast.ada, appeal=objection, now=NOON)
    actions.accrue()
    assert [amount for amount, _project in fees()] == [2_830_500, 1_332_000]
    cast.cats.budget.refresh_from_db()
    assert cast.cats.budget.reserved_micro == 0
    assert findings() == []


def test_each_run_that_booked_something_is_one_event_with_its_sums_by_currency(cast):
    dollars = cast.opened(cast.draft(name="Dollars", currency="USD"))
    cast.decided(cast.submitted(cats=2))
    cast.decided(cast.submitted(cast.ben, cats=1, ears=1))
    cast.decided(cast.submitted(project=dollars, cats=1), by=cast.ada)
    actions.accrue()
    actions.accrue()  # nothing is left, and nothing is told
    event = people.Event.objects.get(verb="work.accrued")
    assert (event.subject, event.actor) == ("ledger", None)
    assert event.data["verdicts"] == 3
    by_currency = {row["currency"]: row for row in totals()}
    assert event.data["booked"] == {
        currency: {"lines": row["lines"], "amount_micro": row["amount_micro"]} for currency, row in by_currency.items()
    }
    assert set(by_currency) == {"KRW", "USD"}


def totals():
    earned = Line.objects.filter(entry__verdict__isnull=False).order_by()
    return earned.values("currency").annotate(lines=Count("id"), amount_micro=Sum("amount_micro"))
