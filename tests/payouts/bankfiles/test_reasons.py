"""Why money came back, in words."""

import re

from payouts.bankfiles.reasons import REASONS, in_words


def test_every_reason_has_a_code_of_four_and_words():
    assert all(re.fullmatch("[A-Z]{2}[0-9]{2}|[A-Z]{4}", code) and words for code, words in REASONS.items())


def test_a_reason_says_the_code_what_it_means_and_what_the_bank_adds():
    assert in_words("AC04", "해지된 계좌") == "AC04 Closed account number. 해지된 계좌"
    assert in_words("AC04", "") == "AC04 Closed account number"
    assert in_words("XY99", "") == "XY99"
    assert in_words("", "closed") == "closed"
    assert in_words("", "") == ""
