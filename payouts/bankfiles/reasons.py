"""What the commonest codes of a return or a rejection mean (ISO 20022 external code sets, ExternalReturnReason1Code
and ExternalStatusReason1Code), in words. Pure."""

REASONS = {
    "AC01": "Incorrect account number",
    "AC03": "Invalid account number of the payee",
    "AC04": "Closed account number",
    "AC06": "Blocked account",
    "AC07": "Closed account number of the payee",
    "AC14": "Invalid type of the payee's account",
    "AG01": "Transfers to this account are not allowed",
    "AG02": "Invalid bank operation code",
    "AM02": "Amount above what the bank allows",
    "AM04": "Not enough money on the account",
    "AM05": "The same transfer twice",
    "AM09": "Wrong amount",
    "BE01": "The name is not that of the account",
    "BE04": "The payee's address is missing",
    "BE05": "Unknown initiating party",
    "CUST": "Requested by the customer",
    "DUPL": "The same payment twice",
    "FF01": "Invalid file format",
    "FOCR": "Returned after a cancellation request",
    "MD07": "The account's owner has died",
    "MS02": "Refused by the payee, no reason given",
    "MS03": "Refused by the bank, no reason given",
    "NARR": "Reason in the bank's words",
    "RC01": "Incorrect bank identifier",
    "RC04": "Invalid identifier of the payee's bank",
    "RR01": "The payer's account or identification is missing",
    "RR02": "The payer's name or address is missing",
    "RR03": "The payee's name or address is missing",
    "RR04": "Regulatory reason",
    "TECH": "Technical problem at the bank",
    "TM01": "Handed in after the bank's closing time",
    "UPAY": "The payment was not due",
}


def in_words(code: str, added: str) -> str:
    """ "AC04 Closed account number. Closed on 2026-11-02": the code, what it means, what the bank adds."""
    return ". ".join(filter(None, [f"{code} {REASONS.get(code, '')}".strip(), added]))
