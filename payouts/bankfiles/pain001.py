"""Credit transfers as ISO 20022 pain.001.001.09 (CustomerCreditTransferInitiationV09). Pure.

- Identifiers keep to the SEPA Latin set (EPC217-08), since banks replace or refuse anything else. Names and the text
  for the payee are UTF-8 as people write them: a Korean bank compares the account holder's name with its own record,
  and no transliteration would survive that.
- Banks are named by BIC, by clearing code, or both. The external code list ClearingSystemIdentification has USABA and
  JPZGN and, in the editions seen (to 2021), none for Korea: so a Korean bank's three digits stand as a member id
  without a system, beside its country.
- Batch booking is declined: the bank's statement then tells one entry a transfer, which reconciliation asks for.
- Charges: SLEV with SEPA, where nothing else is allowed; elsewhere DEBT, so that a deposit equals its statement.
"""

import re
from xml.sax.saxutils import escape

from stdnum import iban

from payouts.bankfiles.orders import BadOrder, Batch, Order, Payer, check, printable, units

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
CLEARING = {"US": "USABA", "JP": "JPZGN"}
# EPC409-09, the countries of the SEPA schemes.
SEPA = (
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS "
    "SE SI SK SM VA"
)


def write(batch: Batch) -> bytes:
    """The file, UTF-8, one PmtInf. Raises BadOrder."""
    check(batch)
    transfers = (_transfer(order, by_sepa=_by_sepa(batch, order)) for order in batch.orders)
    return "".join(
        (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn>\n',
            _group_header(batch),
            "\n<PmtInf>",
            _payment_header(batch),
            *(f"\n{transfer}" for transfer in transfers),
            "\n</PmtInf>\n</CstmrCdtTrfInitn></Document>\n",
        )
    ).encode()


def _group_header(batch: Batch) -> str:
    return _tag(
        "GrpHdr",
        _leaf("MsgId", batch.message_id),
        _leaf("CreDtTm", batch.created_at.isoformat(timespec="seconds")),
        _sums(batch),
        _tag("InitgPty", _leaf("Nm", printable(batch.payer.name, most=70, where="payer.name"))),
    )


def _payment_header(batch: Batch) -> str:
    payer = batch.payer
    return "".join(
        (
            _leaf("PmtInfId", batch.message_id),
            _leaf("PmtMtd", "TRF"),
            _leaf("BtchBookg", "false"),
            _sums(batch),
            _tag("ReqdExctnDt", _leaf("Dt", batch.pay_on.isoformat())),
            _party("Dbtr", payer, printable(payer.name, most=70, where="payer.name"), "payer"),
            _tag("DbtrAcct", _account(payer.account, "payer.account"), _leaf("Ccy", batch.currency)),
            _tag("DbtrAgt", _agent(payer, "payer") or _no_agent()),
        )
    )


def _sums(batch: Batch) -> str:
    return _leaf("NbOfTxs", str(len(batch.orders))) + _leaf("CtrlSum", units(batch.total, batch.currency))


def _transfer(order: Order, *, by_sepa: bool) -> str:
    where = order.end_to_end_id
    agent = _agent(order, where)
    name = printable(order.holder, most=70 if by_sepa else 140, where=f"{where}.holder")
    return _tag(
        "CdtTrfTxInf",
        _tag("PmtId", _leaf("EndToEndId", order.end_to_end_id)),
        _tag("PmtTpInf", _tag("SvcLvl", _leaf("Cd", "SEPA"))) if by_sepa else "",
        _tag("Amt", f'<InstdAmt Ccy="{order.currency}">{units(order.amount, order.currency)}</InstdAmt>'),
        _leaf("ChrgBr", "SLEV" if by_sepa else "DEBT"),
        _tag("CdtrAgt", agent) if agent else "",
        _party("Cdtr", order, name, where),
        _tag("CdtrAcct", _account(order.account, f"{where}.account")),
        _remittance(order),
    )


def _remittance(order: Order) -> str:
    """What the payee reads; cut to the 140 characters that there are, since nothing hangs on its end."""
    if not order.remittance.strip():
        return ""
    text = " ".join(order.remittance.split())[:140]
    return _tag("RmtInf", _leaf("Ustrd", printable(text, most=140, where=f"{order.end_to_end_id}.remittance")))


def _account(number: str, where: str) -> str:
    plain = number.replace(" ", "").replace("-", "")
    if not re.fullmatch(r"[A-Za-z0-9]{1,34}", plain):
        raise BadOrder("account", where, "not 1 to 34 letters and digits of an account number")
    if iban.is_valid(plain):
        return _tag("Id", _leaf("IBAN", iban.compact(plain)))
    return _tag("Id", _tag("Othr", _leaf("Id", plain)))


def _party(role: str, whose: Payer | Order, name: str, where: str) -> str:
    return _tag(role, _leaf("Nm", name), _country(whose, where))


def _agent(whose: Payer | Order, where: str) -> str:
    """FinInstnId of the bank, "" where an IBAN has to do."""
    if not whose.bic and not whose.bank_code:
        return ""
    if whose.bic and not BIC.fullmatch(whose.bic):
        raise BadOrder("bic", f"{where}.bic", f"{whose.bic!r} is not a BIC")
    if not re.fullmatch(r"[A-Za-z0-9]{0,35}", whose.bank_code):
        raise BadOrder("bank_code", f"{where}.bank_code", f"{whose.bank_code!r} is not a bank code")
    system = _tag("ClrSysId", _leaf("Cd", CLEARING[whose.country])) if whose.country in CLEARING else ""
    return _tag(
        "FinInstnId",
        _leaf("BICFI", whose.bic),
        _tag("ClrSysMmbId", system, _leaf("MmbId", whose.bank_code)) if whose.bank_code else "",
        _country(whose, where) if whose.bank_code and not system else "",
    )


def _no_agent() -> str:
    """The debtor's bank has to be there even when its IBAN says it all; the EPC's guide has this word for it."""
    return _tag("FinInstnId", _tag("Othr", _leaf("Id", "NOTPROVIDED")))


def _by_sepa(batch: Batch, order: Order) -> bool:
    accounts = (batch.payer.account, order.account)
    return order.currency == "EUR" and all(iban.is_valid(it) and iban.compact(it)[:2] in SEPA for it in accounts)


def _country(whose: Payer | Order, where: str) -> str:
    if whose.country and not re.fullmatch("[A-Z]{2}", whose.country):
        raise BadOrder("country", f"{where}.country", f"{whose.country!r} is not a country of two letters")
    return _tag("PstlAdr", _leaf("Ctry", whose.country)) if whose.country else ""


def _leaf(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _tag(name: str, *content: str) -> str:
    return f"<{name}>{''.join(content)}</{name}>"
