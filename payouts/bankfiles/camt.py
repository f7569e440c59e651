"""Statements (camt.053) and notifications (camt.054) of ISO 20022, of any version. Pure.

What is read here has kept its name and place from version 02 on, but for Sts, which became a choice. Memory holds one
entry at a time.

A batch entry is told as its details, where the bank gives them; one without details is a movement of its own.
"""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from payouts.bankfiles.elements import elements, find, given, name_of, read_amount, text_of, texts_of
from payouts.bankfiles.movements import BadBankFile, Direction, Movement, Status, with_keys
from payouts.bankfiles.orders import find_id
from payouts.bankfiles.reasons import in_words

MESSAGES = {"BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"}
DIRECTIONS: dict[str, Direction] = {"DBIT": "out", "CRDT": "in"}
# Sub-families of the bank transaction code: reversal after a return, after a cancellation request.
REVERSALS = {"RRTN", "RPCR"}
KEPT = frozenset({"Ntry", "Acct"})


def read(data: bytes) -> list[Movement]:
    """The booked movements, in the order of the file; what is pending or only announced is none.

    Raises BadBankFile, which names the line where the XML breaks, and the entry and element where the content does.
    """
    found = []
    for number, (account, entry) in enumerate(_entries(data), 1):
        found += [(account, movement) for movement in _movements(entry, f"Ntry {number}")]
    return with_keys(found)


def _entries(data: bytes) -> Iterator[tuple[str, Element]]:
    """Each Ntry with the number of the account it is about."""
    account, is_camt = "", False
    for event, path in elements(data, KEPT):
        name, parent = name_of(path[-1]), name_of(path[-2]) if len(path) > 1 else ""
        is_camt = is_camt or name in MESSAGES
        if event == "end" and name == "Acct" and parent in ("Stmt", "Ntfctn"):
            account = text_of(path[-1], "Id/IBAN", "Id/Othr/Id")
        elif event == "end" and name == "Ntry" and is_camt:
            yield account, path[-1]
    if not is_camt:
        raise BadBankFile("not_camt", "", "neither a statement (camt.053) nor a notification (camt.054)")


def _movements(entry: Element, where: str) -> Iterator[Movement]:
    if text_of(entry, "Sts/Cd", "Sts/Prtry", "Sts") != "BOOK":
        return
    details = [it for block in entry if name_of(block) == "NtryDtls" for it in block if name_of(it) == "TxDtls"]
    for number, detail in enumerate(details, 1):
        movement = _movement(entry, detail, alone=len(details) == 1, where=f"{where}/TxDtls {number}")
        if movement:
            yield movement
    if not details:
        movement = _movement(entry, entry, alone=True, where=where)
        if movement:
            yield movement


def _movement(entry: Element, detail: Element, *, alone: bool, where: str) -> Movement | None:
    """One transfer, None where it moves nothing."""
    direction = DIRECTIONS.get(text_of(detail, "CdtDbtInd") or text_of(entry, "CdtDbtInd"))
    if not direction:
        raise BadBankFile("direction", f"{where}/CdtDbtInd", "has to be DBIT or CRDT")
    amount, currency = _amount(entry, detail, alone=alone, where=where)
    if not amount:
        return None
    status: Status = "returned" if _is_reversal(entry, detail) else "booked"
    remittance = _remittance(entry, detail)
    end_to_end_id = given(text_of(detail, "Refs/EndToEndId"))
    if not end_to_end_id and (direction, status) != ("in", "booked"):
        end_to_end_id = find_id(remittance)
    return Movement(
        reference=given(text_of(detail, "Refs/AcctSvcrRef")) or given(text_of(entry, "AcctSvcrRef")),
        end_to_end_id=end_to_end_id,
        amount=amount,
        currency=currency,
        direction=direction,
        status=status,
        on=_day(entry, where),
        remittance=remittance,
        reason=in_words(*_reason(detail)) if status == "returned" else "",
    )


def _amount(entry: Element, detail: Element, *, alone: bool, where: str) -> tuple[int, str]:
    """Micro and currency; in a batch the detail has to say them, a single one may leave it to its entry."""
    paths = [(detail, "Amt"), (detail, "AmtDtls/TxAmt/Amt"), (detail, "AmtDtls/InstdAmt/Amt")]
    for within, path in [*paths, (entry, "Amt")] if alone else paths:
        element = find(within, path)
        if element is not None:
            return read_amount(element, f"{where}/{path}")
    raise BadBankFile("amount", f"{where}/Amt", "the batch does not say how much each transfer moved")


def _day(entry: Element, where: str) -> date:
    text = text_of(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise BadBankFile("date", f"{where}/BookgDt", f"{text[:40]!r} is not a day") from None


def _is_reversal(entry: Element, detail: Element) -> bool:
    family = "BkTxCd/Domn/Fmly/SubFmlyCd"
    return (
        find(detail, "RtrInf") is not None
        or text_of(entry, "RvslInd") in ("true", "1")
        or (text_of(detail, family) or text_of(entry, family)) in REVERSALS
    )


def _reason(detail: Element) -> tuple[str, str]:
    """The code, and what the bank adds."""
    code = text_of(detail, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")
    return code, " ".join(texts_of(find(detail, "RtrInf"), "AddtlInf"))


def _remittance(entry: Element, detail: Element) -> str:
    text = " ".join(texts_of(find(detail, "RmtInf"), "Ustrd"))
    return text or text_of(detail, "RmtInf/Strd/CdtrRefInf/Ref", "AddtlTxInf") or text_of(entry, "AddtlNtryInf")
