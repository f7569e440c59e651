"""What a movement does to the books, by what the bank says of it: carried out, rejected or taken back."""

from datetime import date, timedelta

import pytest

from payouts import actions, queries
from payouts.ledger import BANK, balance
from payouts.models import Line, LineKind, Payout
from people.errors import Refused
from projects.money import MICRO
from tests.payouts.telling import (
    CLOSED,
    EVENING,
    TENTH,
    book,
    come_back,
    gone_out,
    sent_to_the_bank,
    take,
    told,
    worker_balance,
)
from tests.payouts.together import findings

LATER = EVENING + timedelta(days=5)


@pytest.fixture
def payout(cast) -> Payout:
    return sent_to_the_bank(cast)


def match(by, movement, our_id):
    return actions.match_movement(by=by, movement=movement, our_id=our_id, now=LATER)


def refused(by, movement, our_id) -> str:
    with pytest.raises(Refused) as refusal:
        match(by, movement, our_id)
    return refusal.value.code


def moved(*kinds: str) -> list[tuple[str, str, int]]:
    lines = Line.objects.filter(kind__in=kinds or [LineKind.PAYMENT, LineKind.RETURN]).order_by("id")
    return [(str(line.debit), str(line.credit), line.amount_micro // MICRO) for line in lines]


# What the bank rejected


def rejected(payout, reason=CLOSED, our_id=None, reference="B-1") -> list:
    our_id = payout.end_to_end_id if our_id is None else our_id
    return [TENTH, 80, "", our_id, reference, "", "실패", reason]


def test_a_rejected_transfer_that_lost_its_id_is_matched_as_one_that_never_left(cast, payout):
    file = take(cast.ada, book(rejected(payout, our_id="")))
    assert told(file) == [("unmatched", "no_id")]
    match(cast.ada, file.movements.get(), payout.end_to_end_id)
    payout.refresh_from_db()
    assert (payout.state, payout.paid_on, payout.return_reason) == ("returned", None, CLOSED)
    assert (moved(), worker_balance(payout)) == ([], 80 * MICRO)
    assert cast.ana.notices.get(kind="payout_returned").data["blamed"]
    assert not queries.accounts_of(cast.ana).exists()
    assert findings() == []


def test_what_the_bank_carried_out_does_not_come_back_because_it_is_called_rejected(cast, payout):
    take(cast.ada, book(gone_out(payout)))
    file = take(cast.ada, book(rejected(payout, reference="B-2")))
    assert told(file) == [("unmatched", "paid_before")]
    assert refused(cast.ada, file.movements.get(), payout.end_to_end_id) == "paid_before"
    payout.refresh_from_db()
    assert (payout.state, worker_balance(payout)) == ("paid", 0)
    assert findings() == []


def test_a_rejection_that_is_told_again_changes_nothing_and_bothers_nobody(cast, payout):
    take(cast.ada, book(rejected(payout)))
    again = take(cast.ada, book(rejected(payout, reference="B-2")))
    assert told(again) == [("returned", "")]
    assert cast.ana.notices.filter(kind="payout_returned").count() == 1
    assert moved() == []
    assert findings() == []


def test_a_rejected_payment_in_moves_nothing(cast, payout):
    take(cast.ada, book(gone_out(payout)))
    file = take(cast.ada, book([TENTH, "", 80, payout.end_to_end_id, "B-2", "", "실패", ""]))
    assert told(file) == [("unmatched", "nothing_moved")]
    assert refused(cast.ada, file.movements.get(), payout.end_to_end_id) == "nothing_moved"
    assert worker_balance(payout) == 0
    assert findings() == []


def test_a_rejected_transfer_that_leaves_after_all_is_not_taken_for_one_that_came_back(cast, payout):
    take(cast.ada, book(rejected(payout, "MS03")))
    payout.refresh_from_db()
    assert told(take(cast.ada, book(gone_out(payout, reference="B-2")))) == [("unmatched", "rejected_before")]
    again = cast.pay(payout.statement, now=LATER)
    assert again.pk != payout.pk
    assert told(take(cast.ada, book(gone_out(payout, reference="B-3")))) == [("unmatched", "rejected_before")]
    assert moved() == [(f"worker:{cast.ana.pk}", "bank", 80)]
    assert findings() == []


def test_the_bank_s_reason_stays_with_what_an_admin_matches_by_hand(cast, payout):
    take(cast.ada, book(gone_out(payout)))
    back = [date(2026, 11, 11), "", 80, "", "B-2", f"returned: {CLOSED}"]
    movement = take(cast.ada, book(back)).movements.get()
    match(cast.ada, movement, payout.end_to_end_id)
    payout.refresh_from_db()
    assert CLOSED in payout.return_reason
    assert not queries.accounts_of(cast.ana).exists()
    assert findings() == []


# What the bank took back


def test_money_that_goes_out_brings_no_deposit_back_whatever_the_bank_calls_it(cast, payout):
    take(cast.ada, book(gone_out(payout)))
    reversal = f"""<Document><BkToCstmrStmt><Stmt><Ntry><NtryRef>1</NtryRef><Amt Ccy="KRW">80</Amt>
        <CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>2026-11-11</Dt></BookgDt><AcctSvcrRef>B-2</AcctSvcrRef><NtryDtls><TxDtls>
        <Refs><EndToEndId>{payout.end_to_end_id}</EndToEndId></Refs></TxDtls></NtryDtls>
        </Ntry></Stmt></BkToCstmrStmt></Document>"""
    file = take(cast.ada, reversal.encode())
    assert told(file) == [("unmatched", "taken_back")]
    assert refused(cast.ada, file.movements.get(), payout.end_to_end_id) == "taken_back"
    payout.refresh_from_db()
    assert (payout.state, worker_balance(payout)) == ("paid", 0)
    assert findings() == []


# Sums and currencies


@pytest.mark.parametrize("money", ["debit", "credit"])
def test_as_much_of_another_currency_is_not_the_deposit(cast, payout, money):
    if money == "credit":
        take(cast.ada, book(gone_out(payout)))
    row = f"2026-11-11,80,EUR,{payout.end_to_end_id},returned: MS03"
    file = take(cast.ada, f"date,{money},currency,end to end id,memo\n{row}\n".encode())
    assert told(file) == [("unmatched", "amount_differs")]
    assert refused(cast.ada, file.movements.get(), payout.end_to_end_id) == "amount_differs"
    payout.refresh_from_db()
    assert payout.state == ("paid" if money == "credit" else "sent")
    assert {line.currency for line in Line.objects.all()} == {"KRW"}
    assert findings() == []


def test_a_return_is_told_with_the_words_of_the_bank(cast, payout):
    take(cast.ada, book(gone_out(payout)))
    movement = take(cast.ada, book(come_back(payout))).movements.get()
    assert (movement.status, movement.reference) == ("returned", "B-1")
    assert CLOSED in movement.reason
    assert balance(BANK, "KRW") == -1_000_000 * MICRO
