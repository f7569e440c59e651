"""Writes about money, a file a verb: funding, accrual, closing a month, paying."""

from payouts.actions.accrual import accrue
from payouts.actions.closing import close_past_periods, close_period
from payouts.actions.funding import fund_project
from payouts.actions.paying import pay_statement

__all__ = ["accrue", "close_past_periods", "close_period", "fund_project", "pay_statement"]
