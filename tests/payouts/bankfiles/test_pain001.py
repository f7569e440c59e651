"""pain.001.001.09, against the schema that ISO 20022 publishes (as the package sepaxml carries it)."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given, settings

from payouts.bankfiles import BadOrder, pain001, short_id
from projects.money import CURRENCIES, MICRO
from tests.payouts.bankfiles.batches import BATCH, EUROPEAN, IN_EUROS, MARIE, MINJI, batches

SPACE = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(files("sepaxml").joinpath("schemas/pain.001.001.09.xsd").read_text())


def written(batch) -> ElementTree.Element:
    """The document, which the schema has accepted."""
    data = pain001.write(batch)
    schema().validate(data.decode())
    return ElementTree.fromstring(data)  # noqa: S314 (written a line above)


def told(element: ElementTree.Element, path: str) -> str | None:
    return element.findtext("/".join(f"{SPACE}{name}" for name in path.split("/")))


def transfers(document) -> list[Callable[[str], str | None]]:
    return [lambda path, it=it: told(it, path) for it in document.iter(f"{SPACE}CdtTrfTxInf")]


def refusal(batch) -> str:
    with pytest.raises(BadOrder) as refused:
        pain001.write(batch)
    return refused.value.where


@settings(max_examples=50, deadline=None)
@given(batches())
def test_what_is_written_is_valid_and_reads_back_as_the_same_orders(batch):
    document = written(batch)
    for order, transfer in zip(batch.orders, transfers(document), strict=True):
        assert transfer("PmtId/EndToEndId") == order.end_to_end_id
        assert Decimal(transfer("Amt/InstdAmt")) * MICRO == order.amount
        assert transfer("Cdtr/Nm") == " ".join(order.holder.split())
        assert transfer("CdtrAcct/Id/Othr/Id") == order.account
        assert transfer("CdtrAgt/FinInstnId/ClrSysMmbId/MmbId") == order.bank_code
        assert transfer("CdtrAgt/FinInstnId/BICFI") == (order.bic or None)
        assert (transfer("RmtInf/Ustrd") or "") == " ".join(order.remittance.split())[:140].strip()
    assert {it.get("Ccy") for it in document.iter(f"{SPACE}InstdAmt")} == {batch.currency}


@settings(max_examples=50, deadline=None)
@given(batches())
def test_counts_and_control_sums_are_those_of_the_orders(batch):
    document = written(batch)
    counts = [it.text for it in document.iter(f"{SPACE}NbOfTxs")]
    sums = [it.text for it in document.iter(f"{SPACE}CtrlSum")]
    assert counts == [str(len(batch.orders))] * 2
    assert [Decimal(it) * MICRO for it in sums] == [sum(order.amount for order in batch.orders)] * 2
    digits = CURRENCIES[batch.currency][0]
    assert all(len(it.partition(".")[2]) == digits for it in sums)


def test_who_pays_and_when_stands_once():
    payment = written(BATCH).find(f"{SPACE}CstmrCdtTrfInitn/{SPACE}PmtInf")
    assert told(payment, "PmtInfId") == "HB-2026-11-10-1"
    assert told(payment, "PmtMtd") == "TRF"
    assert told(payment, "ReqdExctnDt/Dt") == "2026-11-10"
    assert told(payment, "Dbtr/Nm") == "어니스트박스 주식회사"
    assert told(payment, "DbtrAcct/Id/Othr/Id") == "100200300400"
    assert told(payment, "DbtrAcct/Ccy") == "KRW"
    assert told(payment, "BtchBookg") == "false"


def test_within_sepa_the_iban_is_enough():
    document = written(IN_EUROS)
    (transfer,) = transfers(document)
    assert transfer("PmtTpInf/SvcLvl/Cd") == "SEPA"
    assert transfer("ChrgBr") == "SLEV"
    assert transfer("CdtrAcct/Id/IBAN") == MARIE.account
    assert transfer("CdtrAgt/FinInstnId/BICFI") is None
    assert document.findtext(f".//{SPACE}DbtrAcct/{SPACE}Id/{SPACE}IBAN") == "DE89370400440532013000"


@pytest.mark.parametrize(
    "changes",
    [
        {"account": "AE070331234567890123456", "country": "AE"},  # an IBAN, outside SEPA
        {"account": "110123456789", "bank_code": "088", "country": "KR"},
    ],
)
def test_outside_sepa_the_payer_bears_the_charges(changes):
    (transfer,) = transfers(written(replace(IN_EUROS, orders=(replace(MARIE, **changes),))))
    assert transfer("PmtTpInf/SvcLvl/Cd") is None
    assert transfer("ChrgBr") == "DEBT"


@pytest.mark.parametrize(("country", "system"), [("US", "USABA"), ("JP", "JPZGN"), ("KR", None)])
def test_a_clearing_code_is_named_where_the_code_list_has_one(country, system):
    order = replace(MINJI, country=country, bank_code="111000025")
    (transfer,) = transfers(written(replace(BATCH, orders=(order,))))
    assert transfer("CdtrAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd") == system
    assert transfer("CdtrAgt/FinInstnId/PstlAdr/Ctry") == (None if system else country)


def test_a_payer_known_by_iban_alone_is_still_valid():
    document = written(replace(IN_EUROS, payer=replace(EUROPEAN, bic="")))
    assert document.findtext(f".//{SPACE}DbtrAgt/{SPACE}FinInstnId/{SPACE}Othr/{SPACE}Id") == "NOTPROVIDED"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"holder": ""}, "holder"),
        ({"holder": "a\x00b"}, "holder"),
        ({"holder": "가" * 141}, "holder"),
        ({"account": ""}, "account"),
        ({"account": "11０"}, "account"),
        ({"account": "1" * 35}, "account"),
        ({"bic": "CZNBKR"}, "bic"),
        ({"bank_code": "08 8"}, "bank_code"),
        ({"country": "kr"}, "country"),
        ({"remittance": "a\ud800"}, "remittance"),
        ({"amount": 1}, "amount"),
    ],
)
def test_a_field_that_no_bank_takes_is_refused_by_name(changes, field):
    order = replace(MINJI, **changes)
    assert refusal(replace(BATCH, orders=(order,))) == f"HB00001A.{field}"


def test_a_text_for_the_payee_is_cut_to_what_there_is_room_for():
    order = replace(MINJI, remittance=" 정산\n" + "x" * 200)
    (transfer,) = transfers(written(replace(BATCH, orders=(order,))))
    assert transfer("RmtInf/Ustrd") == "정산 " + "x" * 137


def test_many_orders_stay_valid():
    orders = tuple(replace(MINJI, end_to_end_id=short_id(number)) for number in range(500))
    assert len(transfers(written(replace(BATCH, orders=orders)))) == 500
