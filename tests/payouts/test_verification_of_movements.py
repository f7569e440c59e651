"""What verify_ledger finds about the bank's word, and about days and states that do not follow from it."""

import pytest

from payouts.models import BankFile, Funding, Movement, Payout, Refund
from tests.payouts.tampering import named, with_triggers_off


def movement(reference: str) -> Movement:
    return Movement.objects.get(reference=reference)


# By the bank's reference: paid, paid and come back, set aside, unmatched, a funding, a refund, the return.
TOLD = ["B-1", "B-2", "B-3", "B-4", "B-5", "B-6", "B-7"]


@pytest.mark.parametrize("reference", TOLD)
def test_a_movement_that_is_gone_is_named_by_its_file(books, reference):
    gone = movement(reference)
    with_triggers_off("DELETE FROM payouts_movement WHERE id = %s", gone.pk)
    assert ("movements", f"bank file {gone.file_id}") in named()


@pytest.mark.parametrize("reference", TOLD)
def test_a_movement_that_is_doubled_is_named_by_its_file(books, reference):
    copied = movement(reference)
    columns = [field.column for field in Movement._meta.concrete_fields if field.name not in {"id", "key"}]
    names = ", ".join(columns)
    with_triggers_off(
        f"INSERT INTO payouts_movement (key, {names}) SELECT key || '#2', {names} FROM payouts_movement WHERE id = %s",
        copied.pk,
    )
    assert ("movements", f"bank file {copied.file_id}") in named()


@pytest.mark.parametrize("reference", ["B-1", "B-2", "B-7"])
def test_what_a_movement_caused_is_named_where_it_and_its_count_are_gone(books, reference):
    """What was booked still wants its movement."""
    gone = movement(reference)
    payout = gone.payout
    with_triggers_off("DELETE FROM payouts_movement WHERE id = %s", gone.pk)
    with_triggers_off("DELETE FROM people_event WHERE verb = 'bank_file.read'")
    found = named()
    assert ("acts", f"bankfile {gone.file_id}") in found
    assert ("movements", f"deposit {payout.end_to_end_id}") in found


@pytest.mark.parametrize(
    "change",
    [
        "amount_micro = amount_micro + 1000000",
        "currency = 'JPY'",
        "incoming = NOT incoming",
        "booked_on = booked_on - 1",
        "status = 'rejected'",
        "reference = reference || '0'",
        "end_to_end_id = 'HB0'",
        "remittance = remittance || '.'",
        "reason = reason || '.'",
        "key = repeat('0', 32)",
    ],
)
@pytest.mark.parametrize("reference", ["B-1", "B-4"])
def test_a_movement_that_says_something_else_than_the_bank_told_is_named_by_its_file(books, change, reference):
    told = movement(reference)
    with_triggers_off(f"UPDATE payouts_movement SET {change} WHERE id = %s", told.pk)
    assert ("movements", f"bank file {told.file_id}") in named()


@pytest.mark.parametrize("reference", TOLD)
def test_a_movement_with_another_outcome_is_named(books, reference):
    told = movement(reference)
    other = "unmatched" if reference != "B-4" else "paid"
    with_triggers_off("UPDATE payouts_movement SET outcome = %s WHERE id = %s", other, told.pk)
    assert {where for check, where in named() if check == "movements"}


def test_a_file_that_is_gone_is_named(books):
    file = BankFile.objects.order_by("id").last()
    with_triggers_off("DELETE FROM payouts_movement WHERE file_id = %s", file.pk)
    with_triggers_off("DELETE FROM payouts_bankfile WHERE id = %s", file.pk)
    assert ("acts", f"bankfile {file.pk}") in named()


@pytest.mark.parametrize("also", [None, "payouts_movement"])
@pytest.mark.parametrize("reference", ["B-1", "B-2"])
def test_a_deposit_paid_on_another_day_is_named(books, reference, also):
    """Also where the bank's word is changed with it: the books remember the day."""
    paid = movement(reference)
    with_triggers_off("UPDATE payouts_payout SET paid_on = paid_on - 1 WHERE id = %s", paid.payout_id)
    if also:
        with_triggers_off("UPDATE payouts_movement SET booked_on = booked_on - 1 WHERE id = %s", paid.pk)
        with_triggers_off("UPDATE people_event SET data = data - 'digest'")
    assert ("movements", f"deposit {paid.payout.end_to_end_id}") in named()


@pytest.mark.parametrize(
    "change",
    [
        "returned_on = returned_on - 1",
        "returned_on = NULL",
        "return_reason = ''",
        "bank_reference = 'B-9'",
        "paid_on = NULL",
    ],
)
def test_a_deposit_that_came_back_otherwise_than_the_bank_told_is_named(books, change):
    payout = Payout.objects.get(state="returned")
    with_triggers_off(f"UPDATE payouts_payout SET {change} WHERE id = %s", payout.pk)
    assert ("movements", f"deposit {payout.end_to_end_id}") in named()


@pytest.mark.parametrize("also", [None, "payouts_movement"])
def test_a_refund_paid_on_another_day_is_named(books, also):
    refund = Refund.objects.exclude(paid_on=None).get()
    with_triggers_off("UPDATE payouts_refund SET paid_on = paid_on + 1 WHERE id = %s", refund.pk)
    if also:
        with_triggers_off("UPDATE payouts_movement SET booked_on = booked_on + 1 WHERE refund_id = %s", refund.pk)
    assert ("movements", f"refund {refund.end_to_end_id}") in named()


def test_a_funding_that_arrived_on_another_day_is_named(books):
    funding = Funding.objects.exclude(movements=None).get()
    with_triggers_off("UPDATE payouts_movement SET booked_on = booked_on - 1 WHERE funding_id = %s", funding.pk)
    with_triggers_off("UPDATE people_event SET data = data - 'digest'")
    assert ("movements", f"funding {funding.reference}") in named()


def test_a_deposit_under_way_that_is_called_off_by_hand_is_named(books):
    """Its statement could be paid a second time."""
    payout = Payout.objects.get(state="sent")
    with_triggers_off("UPDATE payouts_payout SET state = 'cancelled' WHERE id = %s", payout.pk)
    assert ("runs", f"run {payout.run_id}") in named()


def test_a_deposit_that_is_said_to_be_paid_is_named(books):
    payout = Payout.objects.get(state="sent")
    with_triggers_off("UPDATE payouts_payout SET state = 'paid', paid_on = '2026-11-10' WHERE id = %s", payout.pk)
    assert {
        ("movements", f"deposit {payout.end_to_end_id}"),
        ("payments", f"deposit {payout.end_to_end_id}"),
    } <= named()
