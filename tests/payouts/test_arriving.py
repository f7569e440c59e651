"""Clients' money as the bank tells it: booked once, whether a file tells it first or an admin records it by hand."""

from datetime import date, timedelta

import pytest

from payouts import actions
from payouts.ledger import BANK, balance
from payouts.models import Funding
from people.errors import Refused
from projects.actions import close_project
from projects.money import MICRO
from tests.cast import NOON
from tests.payouts.telling import EVENING, TENTH, book, take, told
from tests.payouts.together import findings


def announce(cast, project, won=5_000) -> Funding:
    return actions.announce_funding(by=cast.clara, project=project, amount=won * MICRO, now=NOON)


def record(cast, project, won=5_000, reference="B-9", now=EVENING) -> None:
    actions.fund_project(by=cast.ada, project=project, amount=won * MICRO, reference=reference, now=now)


def arrived(won=5_000, reference="B-9", memo="", on=TENTH) -> bytes:
    return book([on, "", won, "", reference, memo])


def funded(project) -> int:
    project.budget.refresh_from_db()
    return project.budget.funded_micro // MICRO


def test_what_was_confirmed_by_hand_is_recognised_in_the_banks_file(cast):
    project = cast.draft()
    funding = announce(cast, project)
    actions.confirm_funding(
        by=cast.ada, funding=funding, amount=5_000 * MICRO, bank_reference="B-9", on=TENTH, now=EVENING
    )
    file = take(cast.ada, arrived(memo=funding.reference))
    assert (told(file), file.movements.get().funding) == ([("funded", "")], funding)
    assert (funded(project), balance(BANK, "KRW")) == (5_000, -5_000 * MICRO)
    assert findings() == []


@pytest.mark.parametrize("announced", [True, False])
def test_what_was_recorded_by_hand_is_recognised_in_the_banks_file(cast, announced):
    project = cast.draft()
    memo = announce(cast, project).reference if announced else "no words"
    record(cast, project)
    file = take(cast.ada, arrived(memo=memo))
    assert (told(file), file.movements.get().funding.bank_reference) == ([("funded", "")], "B-9")
    assert funded(project) == 5_000
    assert findings() == []


def test_what_the_file_told_first_is_matched_with_what_is_recorded_by_hand_then(cast):
    project = cast.draft()
    file = take(cast.ada, arrived(memo="no words"))
    assert told(file) == [("unmatched", "no_funding")]
    record(cast, project)
    matched = actions.match_movement(
        by=cast.ada, movement=file.movements.get(), our_id=project.fundings.get().reference, now=EVENING
    )
    assert (matched.outcome, matched.funding) == ("funded", project.fundings.get())
    assert funded(project) == 5_000
    assert findings() == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"won": 4_990}, "reference_used"),
        ({"on": date(2026, 11, 11), "reference": "B-10"}, "confirmed"),
    ],
    ids=["another sum", "another reference"],
)
def test_what_is_not_what_was_recorded_waits_for_an_admin_and_books_nothing(cast, row, why):
    project = cast.draft()
    funding = announce(cast, project)
    if why == "confirmed":
        actions.confirm_funding(
            by=cast.ada, funding=funding, amount=5_000 * MICRO, bank_reference="B-9", on=TENTH, now=EVENING
        )
    else:
        record(cast, project)
    file = take(cast.ada, arrived(memo=funding.reference, **row))
    assert told(file) == [("unmatched", why)]
    with pytest.raises(Refused) as refusal:
        actions.match_movement(by=cast.ada, movement=file.movements.get(), our_id=funding.reference, now=EVENING)
    assert refusal.value.code == why
    assert funded(project) == 5_000
    assert findings() == []


def test_a_second_instalment_waits_and_is_matched_once_it_is_recorded(cast):
    project = cast.draft()
    funding = announce(cast, project)
    take(cast.ada, arrived(2_000, "B-1", funding.reference))
    file = take(cast.ada, arrived(3_000, "B-2", funding.reference))
    assert told(file) == [("unmatched", "confirmed")]
    record(cast, project, 3_000, "B-2")
    actions.match_movement(by=cast.ada, movement=file.movements.get(), our_id=funding.reference, now=EVENING)
    assert (funded(project), file.movements.get().outcome) == (5_000, "funded")
    assert findings() == []


def test_a_reference_that_the_bank_gives_anew_funds_another_transfer(cast):
    project = cast.draft()
    for day, won in ((9, 5_000), (10, 5_000), (10, 70)):
        file = take(cast.ada, arrived(won, "1", announce(cast, project).reference, date(2026, 11, day)))
        assert told(file) == [("funded", "")]
    assert funded(project) == 10_070
    assert {it.bank_reference.partition(" ")[0] for it in project.fundings.all()} == {"1"}
    assert findings() == []


def test_what_was_recorded_a_day_before_may_be_what_the_bank_books_today_and_an_admin_decides(cast):
    project = cast.draft()
    record(cast, project, reference="1", now=EVENING - timedelta(days=1))
    recorded = project.fundings.get()
    file = take(cast.ada, arrived(reference="1", memo=announce(cast, project).reference))
    assert told(file) == [("unmatched", "reference_used")]
    actions.match_movement(by=cast.ada, movement=file.movements.get(), our_id=recorded.reference, now=EVENING)
    assert (funded(project), file.movements.get().funding) == (5_000, recorded)
    assert findings() == []


def test_what_was_recorded_for_another_project_is_not_what_arrives_for_this_one(cast):
    other, project = cast.draft(name="Other"), cast.draft()
    record(cast, other, reference="1")
    file = take(cast.ada, arrived(reference="1", memo=announce(cast, project).reference))
    assert told(file) == [("funded", "")]
    assert (funded(other), funded(project)) == (5_000, 5_000)
    assert findings() == []


def test_one_recorded_funding_is_recognised_in_one_movement(cast):
    project = cast.draft()
    record(cast, project)
    take(cast.ada, arrived(memo="one"))
    assert told(take(cast.ada, arrived(memo="another"))) == [("unmatched", "no_funding")]
    assert funded(project) == 5_000


def test_a_refund_that_was_recorded_by_hand_is_recognised_once(cast):
    project = close_project(by=cast.clara, project=cast.cats, now=NOON)
    refund = actions.refund_project(by=cast.ada, project=project, now=NOON)
    actions.pay_refund(by=cast.ada, refund=refund, bank_reference="B-1", on=TENTH, now=EVENING)
    row = [TENTH, 1_000_000, "", "", "B-1", refund.end_to_end_id]
    file = take(cast.ada, book(row))
    assert (told(file), file.movements.get().refund) == ([("refunded", "")], refund)
    row[4] = "B-2"
    assert told(take(cast.ada, book(row))) == [("unmatched", "already_paid")]
    assert balance(BANK, "KRW") == 0
    assert findings() == []


def test_a_refund_is_paid_by_the_banks_file_under_the_banks_reference(cast):
    project = close_project(by=cast.clara, project=cast.cats, now=NOON)
    refund = actions.refund_project(by=cast.ada, project=project, now=NOON)
    take(cast.ada, book([TENTH, 1_000_000, "", "", "B-1", refund.end_to_end_id]))
    refund.refresh_from_db()
    assert (refund.bank_reference, refund.paid_on) == ("B-1", TENTH)
    assert findings() == []
