"""What a bank's reason for sending a deposit back says about the account. Pure."""

import re

# ISO 20022 ExternalReturnReason1Code and ExternalStatusReason1Code: those that a new try on the same account repeats.
ACCOUNT_CODES = {"AC01", "AC03", "AC04", "AC06", "AC07", "AC14", "AG01", "BE01", "MD07", "RC01", "RC04"}
ACCOUNT_WORDS = ("계좌", "예금주", "수취인", "해지", "account", "holder", "beneficiary name", "payee name", "closed")


def blames_account(reason: str) -> bool:
    """Whether the account has to be entered again before anything is paid to it."""
    codes = set(re.findall(r"\b[A-Z]{2}[0-9]{2}\b", reason))
    return bool(codes & ACCOUNT_CODES) if codes else any(word in reason.lower() for word in ACCOUNT_WORDS)
