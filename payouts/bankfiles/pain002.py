"""The bank's answer to a file of transfers: status report pain.002 of ISO 20022, version 03 and later. Pure.

Only a rejection is a movement: what was accepted is told by a statement or a notification, once it is booked.
"""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from payouts.bankfiles.elements import elements, find, given, name_of, read_amount, text_of, texts_of
from payouts.bankfiles.movements import BadBankFile, Movement, with_keys
from payouts.bankfiles.reasons import in_words

MESSAGE = "CstmrPmtStsRpt"
KEPT = frozenset({"GrpHdr", "OrgnlGrpInfAndSts", "OrgnlPmtInfAndSts"})


def read(data: bytes) -> list[Movement]:
    """The orders that the bank rejected, as movements that went out and failed.

    Raises BadBankFile; also, with the bank's reason, where all was rejected and the orders are not listed.
    """
    parts: dict[str, list[Element]] = {name: [] for name in KEPT}
    is_report = False
    for event, path in elements(data, KEPT):
        name = name_of(path[-1])
        is_report = is_report or name == MESSAGE
        if event == "end" and name in parts and is_report:
            parts[name].append(path[-1])
    if not is_report or not parts["GrpHdr"]:
        raise BadBankFile("unknown_xml", "", "neither a statement, nor a notification, nor a status report")
    said_on = _day(parts["GrpHdr"][0])
    payments = parts["OrgnlPmtInfAndSts"] or parts["OrgnlGrpInfAndSts"]
    group = parts["OrgnlGrpInfAndSts"][-1:]
    return with_keys([("", it) for payment in payments for it in _rejections(payment, group, said_on)])


def _rejections(payment: Element, group: list[Element], on: date) -> Iterator[Movement]:
    """A transfer without a status of its own has that of its payment, a payment that of the group."""
    transfers = [it for it in payment if name_of(it) == "TxInfAndSts"]
    for number, transfer in enumerate(transfers, 1):
        if _is_rejected([transfer, payment, *group]):
            yield _rejection(transfer, _reason([transfer, payment, *group]), on, where=f"TxInfAndSts {number}")
    if not transfers and _is_rejected([payment, *group]):
        reason = _reason([payment, *group])
        raise BadBankFile(
            "all_rejected", name_of(payment), f"the bank rejected the whole file: {reason or 'no reason'}"
        )


def _rejection(transfer: Element, reason: str, on: date, *, where: str) -> Movement:
    amount = find(transfer, "OrgnlTxRef/Amt/InstdAmt")
    if amount is None:
        raise BadBankFile("amount", f"{where}/OrgnlTxRef", "the report does not repeat the amount of the transfer")
    micro, currency = read_amount(amount, f"{where}/OrgnlTxRef/Amt/InstdAmt")
    if not micro:
        raise BadBankFile("amount", f"{where}/OrgnlTxRef/Amt/InstdAmt", "a transfer of nothing")
    return Movement(
        reference=given(text_of(transfer, "StsId", "AcctSvcrRef")),
        end_to_end_id=given(text_of(transfer, "OrgnlEndToEndId")),
        amount=micro,
        currency=currency,
        direction="out",
        status="rejected",
        on=on,
        remittance=text_of(transfer, "OrgnlTxRef/RmtInf/Ustrd"),
        reason=reason,
    )


def _is_rejected(told: list[Element]) -> bool:
    statuses = (text_of(element, "TxSts", "PmtInfSts", "GrpSts") for element in told)
    return next(filter(None, statuses), "") == "RJCT"


def _reason(told: list[Element]) -> str:
    """That of the transfer, else of its payment, else of the group."""
    reasons = (
        in_words(
            text_of(element, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry"),
            " ".join(texts_of(find(element, "StsRsnInf"), "AddtlInf")),
        )
        for element in told
    )
    return next(filter(None, reasons), "")


def _day(header: Element) -> date:
    text = text_of(header, "CreDtTm")
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise BadBankFile("date", "GrpHdr/CreDtTm", f"{text[:40]!r} is not a day") from None
