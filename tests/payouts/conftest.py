"""What more than one file of these tests begins with."""

import pytest

from payouts.models import Payout
from tests.payouts.telling import sent_to_the_bank


@pytest.fixture
def payout(cast) -> Payout:
    """Ana's October, 80 won, sent to the bank."""
    return sent_to_the_bank(cast)
