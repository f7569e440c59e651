"""Whatever happens to money in whatever order, with crashes in between, the books agree with an independent model."""

import os

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.payouts.machine import set_stage
from tests.payouts.machine_bank import Bank
from tests.payouts.model import SMALLEST_DEPOSIT

EXAMPLES = int(os.environ.get("STATE_MACHINE_EXAMPLES", "25"))


@pytest.mark.django_db
@override_settings(MIN_DEPOSIT={"KRW": SMALLEST_DEPOSIT})
def test_after_every_step_the_books_agree_with_the_model():
    stage = set_stage()
    run_state_machine_as_test(
        lambda: Bank(stage),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            deadline=None,
            # A failing run of this size takes minutes to shrink: what it printed is the way to it.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
