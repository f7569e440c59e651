"""Keys of movements: the same in whatever file and order they are told, and another for whatever is another."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.bankfiles.movements import Movement, with_keys

PAID = Movement("R1", "HB00001A", 14_540_000_000, "KRW", "out", "booked", date(2026, 11, 10), "2026-10", "")
told = st.builds(
    Movement,
    reference=st.sampled_from(["", "", "R1", "R2"]),
    end_to_end_id=st.sampled_from(["", "HB00001A", "HB00001B"]),
    amount=st.integers(1, 3),
    currency=st.just("KRW"),
    direction=st.sampled_from(["in", "out"]),
    status=st.sampled_from(["booked", "returned"]),
    on=st.dates(date(2026, 11, 9), date(2026, 11, 10)),
    remittance=st.sampled_from(["", "a"]),
    reason=st.just(""),
)
files = st.lists(st.tuples(st.sampled_from(["1", "2"]), told), max_size=12)


def test_a_key_is_made_from_what_was_moved_and_not_from_the_file():
    (alone,) = with_keys([("1", PAID)])
    _, again = with_keys([("1", replace(PAID, amount=1)), ("1", PAID)])
    assert again == alone
    assert len(alone.key) == 32


@pytest.mark.parametrize(
    "other",
    [
        {"reference": ""},
        {"reference": "R2"},
        {"end_to_end_id": "HB00001B"},
        {"amount": 1},
        {"currency": "EUR"},
        {"direction": "in"},
        {"status": "rejected"},
        {"on": date(2026, 11, 9)},
    ],
)
def test_whatever_differs_is_another_movement_under_another_key(other):
    first, second = with_keys([("1", PAID), ("1", replace(PAID, **other))])
    assert first.key != second.key


def test_the_same_on_another_account_is_another_movement():
    assert with_keys([("1", PAID)])[0].key != with_keys([("2", PAID)])[0].key


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({}, True),
        ({"reference": ""}, False),
        ({"end_to_end_id": ""}, False),
        ({"direction": "in"}, False),
    ],
    ids=["an order", "without a reference", "without an id", "of others, who choose the id"],
)
def test_a_bank_may_word_an_order_of_ours_otherwise_in_another_file(changes, is_same):
    told = replace(PAID, **changes)
    (statement,), (notification,) = with_keys([("1", told)]), with_keys([("1", replace(told, remittance="other"))])
    assert (statement.key == notification.key) is is_same


def test_equals_are_numbered():
    first, second = with_keys([("1", PAID)] * 2)
    assert second.key == f"{first.key}#2"


def test_texts_without_end_are_cut_and_their_ends_still_count():
    endless = replace(PAID, reference="R" * 101, end_to_end_id="E" * 99, remittance="x" * 999, reason="y" * 999)
    first, second = with_keys([("1", endless), ("1", replace(endless, reference="R" * 102))])
    assert (len(first.reference), len(first.end_to_end_id), len(first.remittance), len(first.reason)) == (
        (100, 35, 500, 500)
    )
    assert first.key != second.key


@given(files)
def test_no_two_movements_of_a_file_share_a_key(found):
    keys = [movement.key for movement in with_keys(found)]
    assert len(set(keys)) == len(keys) == len(found)
    assert all(keys)


@given(files, st.randoms(use_true_random=False))
def test_shuffling_a_file_changes_no_key(found, random):
    shuffled = random.sample(found, len(found))
    assert Counter(with_keys(found)) == Counter(with_keys(shuffled))


@given(files)
def test_nothing_but_the_key_is_changed(found):
    assert [replace(it, key="") for it in with_keys(found)] == [it for _, it in found]
