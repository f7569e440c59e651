"""References of movements: the bank's, or one that is the same in whatever file and order they are told."""

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from payouts.bankfiles.movements import Movement, with_references

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


def test_the_bank_s_own_reference_is_kept():
    assert with_references([("1", PAID)]) == [PAID]


def test_a_reference_is_made_from_what_was_moved_and_not_from_the_file():
    nameless = replace(PAID, reference="")
    (alone,) = with_references([("1", nameless)])
    _, again, elsewhere = with_references([("1", PAID), ("1", nameless), ("2", nameless)])
    assert again == alone
    assert elsewhere.reference != alone.reference
    assert len(alone.reference) == len(elsewhere.reference) == 32


def test_equals_without_a_reference_are_numbered():
    first, second = with_references([("1", replace(PAID, reference=""))] * 2)
    assert second.reference == f"{first.reference}#2"


def test_texts_without_end_are_cut_and_their_ends_still_count():
    endless = replace(PAID, reference="R" * 101, end_to_end_id="E" * 99, remittance="x" * 999, reason="y" * 999)
    first, second = with_references([("1", endless), ("1", replace(endless, remittance="x" * 998))])
    assert (len(first.reference), len(first.end_to_end_id), len(first.remittance), len(first.reason)) == (
        (32, 35, 500, 500)
    )
    assert first.reference != second.reference


@given(files)
def test_no_two_movements_of_a_file_share_a_reference(found):
    references = [movement.reference for movement in with_references(found)]
    assert len(set(references)) == len(references) == len(found)
    assert all(references)


@given(files, st.randoms(use_true_random=False))
def test_shuffling_a_file_changes_no_reference(found, random):
    shuffled = random.sample(found, len(found))
    assert Counter(with_references(found)) == Counter(with_references(shuffled))


@given(files)
def test_nothing_but_the_reference_is_changed(found):
    assert [replace(it, reference="") for it in with_references(found)] == [
        replace(it, reference="") for _, it in found
    ]
