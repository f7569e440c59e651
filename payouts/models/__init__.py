"""The books: the ledger, the months, and the money that comes in and goes out, a file a subject."""

from payouts.models.bank import BankFile, Movement
from payouts.models.corrections import Adjustment, Question, Remark
from payouts.models.ledger import ACCOUNT_NAMES, EARNING_KINDS, Entry, LedgerAccount, Line, LineKind
from payouts.models.money_in import Funding, Refund
from payouts.models.money_out import BankAccount, Hold, LateDeposit, Payout, PayoutRun
from payouts.models.months import Band, Period, Statement, TaxProfile

__all__ = [
    "ACCOUNT_NAMES",
    "EARNING_KINDS",
    "Adjustment",
    "Band",
    "BankAccount",
    "BankFile",
    "Entry",
    "Funding",
    "Hold",
    "LateDeposit",
    "LedgerAccount",
    "Line",
    "LineKind",
    "Movement",
    "Payout",
    "PayoutRun",
    "Period",
    "Question",
    "Refund",
    "Remark",
    "Statement",
    "TaxProfile",
]
