"""What the bank tells: each movement once, in whatever files and order; what fits nothing waits for an admin."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from payouts import actions, queries
from payouts.ledger import BANK, balance
from payouts.models import BankFile, Entry, Line, LineKind, Movement, Payout, Statement
from people.errors import Refused
from people.models import Event
from projects.money import MICRO
from tests.cast import NOON, Cast
from tests.payouts.telling import (
    TENTH,
    book,
    come_back,
    gone_out,
    take,
    told,
    worker_balance,
)
from tests.payouts.together import NOVEMBER, at_once, closed, findings


def test_a_deposit_is_paid_in_the_transaction_of_the_banks_answer(cast, payout):
    file = take(cast.ada, book(gone_out(payout)))
    assert told(file) == [("paid", "")]
    payout.refresh_from_db()
    assert (payout.state, payout.paid_on, payout.bank_reference) == ("paid", TENTH, "B-1")
    assert file.movements.get().payout == payout
    assert Line.objects.get(kind=LineKind.PAYMENT).entry.key == f"payment:{payout.end_to_end_id}"
    assert (worker_balance(payout), balance(BANK, "KRW")) == (0, -(1_000_000 - 80) * MICRO)
    event = Event.objects.get(verb="bank_file.read")
    counts = {name: event.data[name] for name in ("told", "new", "paid")}
    assert (event.actor, counts) == (cast.ada, {"told": 1, "new": 1, "paid": 1})
    assert findings() == []


def test_the_same_file_twice_changes_nothing(cast, payout):
    data = book(gone_out(payout))
    assert take(cast.ada, data) == take(cast.abel, data, name="again.csv")
    assert Movement.objects.count() == Line.objects.filter(kind=LineKind.PAYMENT).count() == 1
    assert cast.ana.notices.filter(kind="statement_paid").count() == 1


def test_files_that_overlap_tell_each_movement_once(cast, payout):
    take(cast.ada, book(gone_out(payout)))
    second = take(cast.ada, book(gone_out(payout), [TENTH, 3, "", "", "B-2", "monthly fee"]))
    assert told(second) == [("unmatched", "no_id")]
    assert Movement.objects.count() == 2


def test_what_came_back_is_booked_back_and_tried_again_by_another_payout(cast, payout):
    take(cast.ada, book(gone_out(payout)))
    file = take(cast.ada, book(gone_out(payout), come_back(payout, "MS03 Refused by the bank")))
    assert told(file) == [("returned", "")]
    payout.refresh_from_db()
    assert (payout.state, payout.returned_on) == ("returned", date(2026, 11, 11))
    assert "MS03" in payout.return_reason
    back = Line.objects.get(kind=LineKind.RETURN)
    assert back.entry.corrects == Entry.objects.get(key=f"payment:{payout.end_to_end_id}")
    assert worker_balance(payout) == 80 * MICRO
    notice = cast.ana.notices.get(kind="payout_returned")
    assert (notice.by_mail, notice.data["blamed"]) == (True, False)
    again = cast.pay(payout.statement)
    assert again.pk != payout.pk
    assert again.end_to_end_id != payout.end_to_end_id
    assert worker_balance(payout) == 0
    assert findings() == []


def test_a_wrong_account_has_to_be_entered_again(cast, payout):
    take(cast.ada, book(gone_out(payout), come_back(payout)))
    assert not queries.accounts_of(cast.ana).exists()
    assert cast.ana.notices.get(kind="payout_returned").data["blamed"]
    (row,) = queries.left_out("KRW", TENTH)[:1]
    assert row.why == "no_account"


def test_a_return_that_is_told_before_the_payment_ends_in_the_same(cast, payout):
    take(cast.ada, book(come_back(payout)))
    file = take(cast.ada, book(gone_out(payout)))
    assert told(file) == [("paid", "")]
    payout.refresh_from_db()
    assert (payout.state, worker_balance(payout)) == ("returned", 80 * MICRO)
    assert findings() == []


def test_in_one_file_what_left_comes_before_what_came_back_in_whatever_order_the_bank_tells_it(cast, payout):
    take(cast.ada, book(come_back(payout), gone_out(payout)))
    kinds = Line.objects.filter(kind__in=[LineKind.PAYMENT, LineKind.RETURN]).order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == ["payment", "return"]
    assert findings() == []


def test_a_rejected_transfer_never_left_and_nothing_is_booked(cast, payout):
    assert told(take(cast.ada, book([*gone_out(payout), "실패", "기타"]))) == [("returned", "")]
    payout.refresh_from_db()
    assert (payout.state, payout.paid_on) == ("returned", None)
    assert not Line.objects.filter(kind__in=[LineKind.PAYMENT, LineKind.RETURN]).exists()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (lambda payout: gone_out(payout, amount=79), "amount_differs"),
        (lambda payout: [TENTH, 80, "", "HB00000Z", "B-1", ""], "unknown_id"),
        (lambda payout: [TENTH, 80, "", "", "B-1", "cash"], "no_id"),
        (lambda payout: [TENTH, "", 80, "", "B-1", "a present"], "no_funding"),
    ],
)
def test_what_fits_nothing_says_why_and_changes_nothing(cast, payout, row, why):
    assert told(take(cast.ada, book(row(payout)))) == [("unmatched", why)]
    assert [movement.why for movement in queries.unmatched()] == [why]
    payout.refresh_from_db()
    assert payout.state == "sent"
    assert not Line.objects.filter(kind=LineKind.PAYMENT).exists()


def test_money_that_left_twice_is_not_paid_twice(cast, payout):
    file = take(cast.ada, book(gone_out(payout), gone_out(payout, reference="B-2")))
    assert sorted(told(file)) == [("paid", ""), ("unmatched", "already_paid")]
    assert Line.objects.filter(kind=LineKind.PAYMENT).count() == 1


def test_what_was_not_sent_is_not_paid(cast):
    cast.approved(cats=2)
    closed()
    cast.bank_account(cast.ana)
    payout = actions.run_payout(by=cast.ada, currency="KRW", pay_on=TENTH, now=NOVEMBER).payouts.get()
    assert told(take(cast.ada, book(gone_out(payout)))) == [("unmatched", "not_sent")]


def test_an_announced_funding_arrives(cast):
    project = cast.draft()
    funding = actions.announce_funding(by=cast.clara, project=project, amount=5_000 * MICRO, now=NOON)
    memo = f"Clara {funding.reference} thank you"
    file = take(cast.ada, book([TENTH, "", 5_000, "", "B-9", memo]))
    assert told(file) == [("funded", "")]
    project.budget.refresh_from_db()
    assert project.budget.funded_micro == 5_000 * MICRO
    assert file.movements.get().funding == funding


def test_what_an_admin_has_recorded_by_hand_is_not_funded_again_by_the_banks_file(cast):
    project = cast.draft()
    funding = actions.announce_funding(by=cast.clara, project=project, amount=5_000 * MICRO, now=NOON)
    cast.fund(project, 5_000, reference="B-9")
    take(cast.ada, book([TENTH, "", 5_000, "", "B-9", f"Clara {funding.reference}"]))
    project.budget.refresh_from_db()
    assert project.budget.funded_micro == 5_000 * MICRO
    assert balance(BANK, "KRW") == -5_000 * MICRO
    assert findings() == []


def test_what_the_banks_file_has_funded_is_not_funded_again_by_hand(cast):
    project = cast.draft()
    funding = actions.announce_funding(by=cast.clara, project=project, amount=5_000 * MICRO, now=NOON)
    take(cast.ada, book([TENTH, "", 5_000, "", "B-9", f"Clara {funding.reference}"]))
    cast.fund(project, 5_000, reference="B-9")
    project.budget.refresh_from_db()
    assert project.budget.funded_micro == 5_000 * MICRO
    assert findings() == []


def test_a_bank_that_gives_no_reference_funds_once_too(cast):
    project = cast.draft()
    funding = actions.announce_funding(by=cast.clara, project=project, amount=5_000 * MICRO, now=NOON)
    file = take(cast.ada, book([TENTH, "", 5_000, "", "", f"Clara {funding.reference}"]))
    funding.refresh_from_db()
    assert (told(file), funding.bank_reference) == ([("funded", "")], file.movements.get().key)
    assert findings() == []


@pytest.mark.parametrize(
    "other",
    [
        [date(2026, 11, 9), 80, "", "", "1", "fee"],
        [TENTH, 7, "", "", "1", "fee"],
        [TENTH, "", 80, "", "1", "interest"],
        [TENTH, 80, "", "", "1", "fee"],
    ],
    ids=["of another day", "of another sum", "that came in", "of something else"],
)
def test_a_reference_that_the_bank_gave_before_hides_nothing(cast, payout, other):
    first = take(cast.ada, book(other))
    assert [outcome for outcome, _why in told(first)] == ["unmatched"]
    assert told(take(cast.ada, book(gone_out(payout, reference="1")))) == [("paid", "")]
    assert findings() == []


def test_a_reference_of_another_currency_hides_nothing(cast, payout):
    take(cast.ada, b"date,debit,currency,reference,memo\n2026-11-10,80,EUR,B-1,\n")
    assert told(take(cast.ada, book(gone_out(payout)))) == [("paid", "")]


def test_a_reference_of_another_account_hides_nothing(cast, payout):
    heading = "거래일,계좌번호,출금액,내통장표시,거래번호\n"
    for account in ("100-1", "100-2"):
        take(cast.ada, f"{heading}2026-11-10,{account},500,,1\n".encode())
    assert Movement.objects.count() == 2


def test_a_file_in_which_a_reference_stands_twice_renames_nothing_that_is_known(cast, payout):
    take(cast.ada, book(gone_out(payout, reference="1")))
    both = take(cast.ada, book(gone_out(payout, reference="1"), [TENTH, 7, "", "", "1", "fee"]))
    assert told(both) == [("unmatched", "no_id")]
    assert Movement.objects.count() == 2
    assert findings() == []


@pytest.mark.parametrize("data", [b"", b"no bank file", b"<html>", b"date,debit\n2026-99-99,80"])
def test_what_is_no_bank_file_is_refused_and_nothing_of_it_taken(cast, payout, data):
    with pytest.raises(Refused) as refusal:
        take(cast.ada, data)
    assert refusal.value.code == "bad_file"
    assert not BankFile.objects.exists()


@pytest.mark.parametrize("name", ["ana", "clara"])
def test_only_admins_hand_files_in(cast, payout, name):
    with pytest.raises(PermissionDenied):
        take(getattr(cast, name), book(gone_out(payout)))


@pytest.mark.django_db(transaction=True)
def test_one_file_handed_in_by_several_at_once_counts_once(cast, payout):
    ada, abel, data = cast.ada, cast.abel, book(gone_out(payout))
    files = at_once(*[lambda by=by: take(by, data) for by in (ada, abel, ada, abel)])
    assert len(set(files)) == Movement.objects.count() == 1
    assert Line.objects.filter(kind=LineKind.PAYMENT).count() == 1
    assert findings() == []


@pytest.mark.django_db(transaction=True)
def test_files_that_overlap_handed_in_at_once_tell_each_movement_once(cast, payout):
    ada = cast.ada
    files = [book(gone_out(payout), [TENTH, n, "", "", f"B-{n}", "fee"]) for n in range(2, 6)]
    at_once(*[lambda data=data: take(ada, data) for data in files])
    assert Movement.objects.count() == 5
    assert Line.objects.filter(kind=LineKind.PAYMENT).count() == 1


class TestSplittingAndShuffling(TestCase):
    """However a bank cuts up what happened, and in whatever order it is handed in, it ends in the same."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        for worker in (cls.cast.ana, cls.cast.ben, cls.cast.rita):
            cls.cast.approved(worker, cats=2, by=cls.cast.ada)
        closed()
        workers = (cls.cast.ana, cls.cast.ben, cls.cast.rita)
        run = cls.cast.sent(*Statement.objects.filter(worker__in=workers))
        first, second, third = run.payouts.order_by("pk")
        cls.rows = [
            gone_out(first, reference="B-1"),
            gone_out(second, reference="B-2"),
            gone_out(third, reference="B-3"),
            come_back(second, reference="B-4"),
            come_back(third, "MS03", reference="B-5"),
            [TENTH, 7, "", "", "B-6", "fee"],
        ]

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_it_ends_in_the_same(self, data):
        order = data.draw(st.permutations(self.rows))
        cuts = data.draw(st.lists(st.integers(1, len(order) - 1), unique=True).map(sorted))
        parts = [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]
        repeats = data.draw(st.lists(st.sampled_from(parts), max_size=2))
        for part in [*parts, *repeats, order]:
            take(self.cast.ada, book(*part))
        assert list(Payout.objects.order_by("pk").values_list("state", flat=True)) == ["paid", "returned", "returned"]
        owed = [worker_balance(payout) // MICRO for payout in Payout.objects.order_by("pk")]
        assert owed == [0, 80, 80]
        assert balance(BANK, "KRW") == -(1_000_000 - 80) * MICRO
        assert [movement.why for movement in queries.unmatched()] == ["no_id"]
        assert not queries.accounts_of(Payout.objects.order_by("pk")[1].statement.worker).exists()
        assert findings() == []
