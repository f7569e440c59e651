"""What a bank's reason says about the account."""

import pytest

from payouts.returns import blames_account


@pytest.mark.parametrize(
    "reason",
    [
        "AC04 Closed account number",
        "AC01",
        "BE01 The name is not that of the account",
        "계좌번호 오류",
        "해지계좌",
        "예금주 불일치",
        "Account closed",
    ],
)
def test_it_may_say_that_the_account_is_wrong(reason):
    assert blames_account(reason)


@pytest.mark.parametrize("reason", ["", "AM04 Not enough money on the account", "TECH", "MS03", "타행 시스템 장애"])
def test_it_may_say_something_else(reason):
    assert not blames_account(reason)
