"""How a test reads here: one road, told by the actions."""

from datetime import datetime

from payouts import actions as payouts
from payouts.models import Line, Statement
from projects.money import MICRO
from tests.cast import SEOUL

NOVEMBER = datetime(2026, 11, 2, 9, 0, tzinfo=SEOUL)


def test_three_approved_boxes_become_three_lines_worth_of_money_on_one_statement(cast):
    cast.approved(cats=2, ears=1)
    lines = Line.objects.filter(worker=cast.ana).order_by("label")
    assert [(line.units, line.unit_price_micro // MICRO) for line in lines] == [(2, 40), (1, 15)]

    payouts.close_period(by=cast.ada, period="2026-10", now=NOVEMBER)

    statement = Statement.objects.get(worker=cast.ana)
    assert statement.gross_micro == 95 * MICRO
    assert statement.net_micro == 95 * MICRO
    assert cast.cats.budget.spent_micro == 0  # as it was before the verdict
    cast.cats.budget.refresh_from_db()
    assert cast.cats.budget.spent_micro == (95 + 5) * MICRO
    assert cast.cats.budget.reserved_micro == 0
