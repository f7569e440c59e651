"""What a movement does to the books, by what the bank says of it: carried out, rejected or taken back."""

from datetime import date

import pytest

from payouts import queries
from payouts.ledger import BANK, balance
from payouts.models import Line, LineKind
from people.errors import Refused
from people.models import Event
from projects.money import MICRO
from tests.payouts.telling import (
    CLOSED,
    LATER,
    TENTH,
    book,
    come_back,
    gone_out,
    match,
    take,
    told,
    worker_balance,
)
from tests.payouts.test_verification import with_triggers_off
from tests.payouts.together import findings


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


# What came back for less


def come_back_for(won: int, payout, our_id="") -> bytes:
    return book([date(2026, 11, 12), "", won, our_id, "B-7", "returned: MS03"])


def test_what_came_back_less_charges_is_brought_back_by_hand_and_the_platform_bears_them(cast, payout):
    take(cast.ada, book(gone_out(payout)))
    file = take(cast.ada, come_back_for(75, payout, payout.end_to_end_id))
    assert told(file) == [("unmatched", "amount_differs")]
    match(cast.ada, file.movements.get(), payout.end_to_end_id)
    payout.refresh_from_db()
    assert (payout.state, payout.returned_on, worker_balance(payout)) == ("returned", date(2026, 11, 12), 80 * MICRO)
    worker = f"worker:{cast.ana.pk}"
    assert moved(LineKind.RETURN, LineKind.CHARGE) == [("bank", worker, 80), ("fee", "bank", 5)]
    assert balance(BANK, "KRW") == -(1_000_000 - 80 + 75) * MICRO
    assert Event.objects.get(verb="statement.returned").data["charges_micro"] == 5 * MICRO
    assert cast.ana.notices.get(kind="payout_returned").data["net_micro"] == 80 * MICRO
    assert cast.pay(payout.statement, now=LATER).pk != payout.pk
    assert worker_balance(payout) == 0
    assert findings() == []


def test_more_than_went_out_does_not_come_back(cast, payout):
    take(cast.ada, book(gone_out(payout)))
    file = take(cast.ada, come_back_for(81, payout))
    assert refused(cast.ada, file.movements.get(), payout.end_to_end_id) == "amount_differs"
    assert worker_balance(payout) == 0


def test_what_is_not_known_to_have_left_does_not_come_back_for_less(cast, payout):
    file = take(cast.ada, come_back_for(75, payout))
    assert refused(cast.ada, file.movements.get(), payout.end_to_end_id) == "amount_differs"
    payout.refresh_from_db()
    assert payout.state == "sent"


@pytest.mark.parametrize(
    "change",
    [
        "amount_micro = 80000000, unit_price_micro = 80000000",
        "entry_id = (SELECT min(id) FROM payouts_entry), number = 9",
    ],
)
def test_charges_that_belong_to_no_return_or_are_all_of_it_are_found(cast, payout, change):
    take(cast.ada, book(gone_out(payout)))
    movement = take(cast.ada, come_back_for(75, payout)).movements.get()
    match(cast.ada, movement, payout.end_to_end_id)
    charge = Line.objects.get(kind=LineKind.CHARGE)
    with_triggers_off(f"UPDATE payouts_line SET {change} WHERE id = %s", charge.pk)
    assert f"line {charge.pk}" in [finding.where for finding in findings() if finding.check == "payments"]


def test_a_return_is_told_with_the_words_of_the_bank(cast, payout):
    take(cast.ada, book(gone_out(payout)))
    movement = take(cast.ada, book(come_back(payout))).movements.get()
    assert (movement.status, movement.reference) == ("returned", "B-1")
    assert CLOSED in movement.reason
    assert balance(BANK, "KRW") == -1_000_000 * MICRO
