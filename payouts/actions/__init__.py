"""Writes about money, a file a verb: funding, accrual, closing a month, paying."""

from payouts.actions.accounts import (
    check_bank_account,
    confirm_bank_account,
    reseal_accounts,
    save_bank_account,
    show_bank_account,
)
from payouts.actions.accrual import accrue
from payouts.actions.adjusting import adjust
from payouts.actions.approving import approve_payout
from payouts.actions.asking import answer, ask, reply
from payouts.actions.closing import close_past_periods, close_period
from payouts.actions.declaring import declare_tax
from payouts.actions.funding import announce_funding, confirm_funding, fund_project
from payouts.actions.holding import lift_hold, place_hold
from payouts.actions.lateness import note_late_deposits
from payouts.actions.matching import match_movement, set_aside_movement
from payouts.actions.paying import cancel_payout, run_payout
from payouts.actions.previewing import preview_period
from payouts.actions.reconciling import reconcile
from payouts.actions.refunding import pay_refund, refund_closed_projects, refund_project
from payouts.actions.sending import send_payout
from payouts.actions.warning import warn_of_budgets

__all__ = [
    "accrue",
    "adjust",
    "announce_funding",
    "answer",
    "approve_payout",
    "ask",
    "cancel_payout",
    "check_bank_account",
    "close_past_periods",
    "close_period",
    "confirm_bank_account",
    "confirm_funding",
    "declare_tax",
    "fund_project",
    "lift_hold",
    "match_movement",
    "note_late_deposits",
    "pay_refund",
    "place_hold",
    "preview_period",
    "reconcile",
    "refund_closed_projects",
    "refund_project",
    "reply",
    "reseal_accounts",
    "run_payout",
    "save_bank_account",
    "send_payout",
    "set_aside_movement",
    "show_bank_account",
    "warn_of_budgets",
]
