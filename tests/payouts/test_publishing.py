"""Whoever has a statement hears of it, and what to do where nothing can be deposited yet."""

import pytest

from payouts import actions
from people.notices import render_text
from tests.cast import NOON
from tests.payouts.together import closed

TO_DO = "What to do: enter your bank account for KRW"


def unconfirmed(cast):
    actions.save_bank_account(
        by=cast.ana, currency="KRW", country="KR", holder="Ana", number="110-000-000001", bank_code="088", now=NOON
    )


@pytest.mark.parametrize(
    ("account", "has_to"),
    [
        (lambda cast: None, True),
        (unconfirmed, True),
        (lambda cast: cast.bank_account(cast.ana, "EUR"), True),
        (lambda cast: cast.bank_account(cast.ana), False),
    ],
    ids=["none", "unconfirmed", "of another currency", "ready"],
)
def test_a_statement_that_cannot_be_deposited_says_what_to_do(cast, account, has_to):
    cast.approved(cats=2)
    account(cast)
    closed()
    _subject, body = render_text(cast.ana.notices.get(kind="statement_issued"))
    assert (TO_DO in body) is has_to
