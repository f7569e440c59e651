"""The reference on a transfer: found in what banks pass on, and never mistaken for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.references import ALPHABET, REFUND, check_character, new_reference, references_in

bodies = st.text(ALPHABET, min_size=5, max_size=5)


def whole(body: str) -> str:
    return f"HB-{body}-{check_character(body)}"


def test_a_new_reference_reads_like_one_and_finds_itself():
    reference = new_reference()
    assert references_in(reference) == [reference]
    assert references_in(reference, REFUND) == []
    assert references_in(new_reference(REFUND)) == []
    assert set(reference[3:]) - {"-"} <= set(ALPHABET)


def test_no_character_looks_like_another():
    assert len(ALPHABET) == 32
    assert not set("01OI") & set(ALPHABET)


@given(bodies, st.sampled_from(["{0}-{1}-{2}", "{0}{1}{2}", "{0} {1} {2}", "xyz {0}-{1}-{2}, thanks", "({0}{1}-{2})"]))
def test_it_is_found_however_a_bank_writes_it(body, shape):
    text = shape.format("HB", body, check_character(body))
    assert references_in(text) == references_in(text.lower()) == [whole(body)]


@given(bodies, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_never_another_reference(body, place, wrong):
    characters = body + check_character(body)
    if characters[place] == wrong:
        return
    typed = characters[:place] + wrong + characters[place + 1 :]
    assert references_in(f"HB-{typed[:5]}-{typed[5]}") == []


@given(bodies, st.integers(0, 4))
def test_two_neighbours_that_change_places_are_noticed(body, place):
    characters = body + check_character(body)
    first, second = characters[place : place + 2]
    if first == second or {first, second} == {ALPHABET[0], ALPHABET[-1]}:
        return
    typed = characters[:place] + second + first + characters[place + 2 :]
    assert references_in(f"HB{typed}") == []


@pytest.mark.parametrize("text", ["", "HB", "HB-22222", "AHB-22222-2", "HB-22222-22", "no reference"])
def test_what_is_none_is_none(text):
    assert references_in(text) == []


def test_several_are_all_found_and_each_once():
    one, other = whole("7K3QX"), whole("AB2CD")
    assert references_in(f"{one} {other} {one}") == [one, other]
