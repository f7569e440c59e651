"""Account numbers of the countries that workers live in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.bank_numbers import KOREAN_BANKS, BadNumber, BankNumbers, mask, read_account


def refused_field(*args, **kwargs) -> str:
    with pytest.raises(BadNumber) as refused:
        read_account(*args, **kwargs)
    assert str(refused.value).startswith(f"{refused.value.field}: ")
    return refused.value.field


@pytest.mark.parametrize(
    ("given_numbers", "read"),
    [
        (("KR", "110-123-456789", "088"), BankNumbers("KR", "110123456789", "088", "")),
        (("KR", " 3333 01 1234567 ", "090", "kakokr22"), BankNumbers("KR", "3333011234567", "090", "KAKOKR22")),
        (("US", "000123456789", "111000025"), BankNumbers("US", "000123456789", "111000025", "")),
        (("JP", "1234567", "0005-123"), BankNumbers("JP", "1234567", "0005123", "")),
        (("GB", "gb82 WEST 1234 5698 7654 32", "", " "), BankNumbers("GB", "GB82WEST12345698765432", "", "")),
        (("DE", "DE89370400440532013000", "1", "cobadeff"),
         BankNumbers("DE", "DE89370400440532013000", "", "COBADEFF")),
        (("FR", "FR14 2004 1010 0505 0001 3M02 606"), BankNumbers("FR", "FR1420041010050500013M02606", "", "")),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(given_numbers, read):
    assert read_account(*given_numbers) == read


@pytest.mark.parametrize(
    ("given_numbers", "field"),
    [
        (("KR", "110123456789", "999"), "bank_code"),
        (("KR", "110123456789"), "bank_code"),
        (("KR", "123456789", "088"), "account"),
        (("KR", "12345678901234567", "088"), "account"),
        (("KR", "11012345678９", "088"), "account"),
        (("KR", "11012345678a", "088"), "account"),
        (("KR", "", "088"), "account"),
        (("US", "123456", "111000026"), "bank_code"),
        (("US", "123456", "11100002"), "bank_code"),
        (("US", "123", "111000025"), "account"),
        (("JP", "123456", "0005123"), "account"),
        (("JP", "1234567", "0005"), "bank_code"),
        (("DE", "DE88370400440532013000"), "account"),
        (("DE", "DE8937040044053201300"), "account"),
        (("DE", "FR1420041010050500013M02606"), "account"),
        (("DE", "١٢٣٤٥"), "account"),
        (("XX", "XX12345678"), "account"),
        (("DE", "DE89370400440532013000", "", "COBADE"), "bic"),
        (("kr", "110123456789", "088"), "country"),
        (("", "1"), "country"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_account_is_refused_by_its_field(given_numbers, field):
    assert refused_field(*given_numbers) == field


@given(st.sampled_from(["KR", "US", "JP", "DE", "GB", "XX", "?"]), st.text(), st.text(), st.text())
def test_nothing_but_a_value_error_comes_of_any_text(country, number, bank_code, bic):
    try:
        read = read_account(country, number, bank_code, bic)
    except ValueError:
        return
    assert re.fullmatch("[A-Z0-9]+", read.account)


def test_a_refusal_does_not_repeat_the_number():
    for numbers in (("KR", "123456789", "088"), ("DE", "DE88370400440532013000"), ("US", "98", "111000025")):
        with pytest.raises(BadNumber) as refused:
            read_account(*numbers)
        assert numbers[1] not in str(refused.value)


@given(st.integers(0, 20), st.integers(1, 9))
def test_one_mistyped_digit_of_an_iban_is_always_found(position, step):
    iban = "DE89370400440532013000"
    at = 2 + position % 20
    mistyped = iban[:at] + str((int(iban[at]) + step) % 10) + iban[at + 1 :]
    assert refused_field("DE", mistyped) == "account"


def test_a_read_number_reads_as_itself():
    once = read_account("KR", "110-123-456789", "088", "SHBKKRSE")
    assert read_account(once.country, once.account, once.bank_code, once.bic) == once


def test_every_korean_bank_has_three_digits_and_two_names():
    assert all(re.fullmatch("[0-9]{3}", code) for code in KOREAN_BANKS)
    assert all(english.isascii() and re.search("[가-힣]", korean) for english, korean in KOREAN_BANKS.values())
    assert KOREAN_BANKS["088"] == ("Shinhan Bank", "신한은행")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("110-123-456789", "•••• 6789"),
        ("DE89 3704 0044 0532 0130 00", "•••• 3000"),
        ("1234567", "•••• 4567"),
        ("123456", "••••"),
        ("", "••••"),
    ],
)
def test_a_masked_number_shows_its_last_four_and_never_most_of_it(number, shown):
    assert mask(number) == shown
