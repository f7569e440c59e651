"""pain.002, from a sample that the published model accepts."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.bankfiles.movements import BadBankFile, Movement
from payouts.bankfiles.pain002 import read
from projects.money import MICRO
from tests.payouts.bankfiles.iso_models import faults

REPORT = (Path(__file__).parent / "samples" / "pain002_v10.xml").read_bytes()
TRANSFERS = REPORT[REPORT.index(b"<TxInfAndSts>") : REPORT.rindex(b"</TxInfAndSts>") + len(b"</TxInfAndSts>")]
SUM = b'<Amt><InstdAmt Ccy="KRW">25000</InstdAmt></Amt>'


def refusal(data: bytes) -> tuple[str, str, str]:
    with pytest.raises(BadBankFile) as refused:
        read(data)
    return refused.value.code, refused.value.where, refused.value.text


def test_the_sample_is_what_iso_20022_publishes():
    assert faults(REPORT) == []


def test_rejected_orders_are_told_with_their_reasons_and_accepted_ones_not_at_all():
    first, second = read(REPORT)
    assert replace(first, key="") == Movement(
        reference="S2",
        end_to_end_id="HB00001B",
        amount=25_000 * MICRO,
        currency="KRW",
        direction="out",
        status="rejected",
        on=date(2026, 11, 9),
        remittance="2026-10 정산",
        reason="AC01 Incorrect account number. 계좌번호 오류",
    )
    assert (second.end_to_end_id, second.reason, second.reference) == ("HB00001C", "닫힌 은행", "")


def test_a_rejected_file_rejects_each_order_that_it_lists_without_a_status():
    data = REPORT.replace(b"<GrpSts>PART", b"<GrpSts>RJCT").replace(b"<TxSts>RJCT</TxSts>", b"")
    assert faults(data) == []
    assert [it.end_to_end_id for it in read(data)] == ["HB00001B", "HB00001C"]


@pytest.mark.parametrize("status", [b"GrpSts", b"PmtInfSts"])
def test_a_rejection_of_all_without_a_list_is_refused_with_the_bank_s_reason(status):
    why = b"<" + status + b">RJCT</" + status + b"><StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf>"
    data = REPORT.replace(TRANSFERS, b"" if status == b"GrpSts" else why)
    if status == b"GrpSts":
        data = data.replace(b"<GrpSts>PART</GrpSts>", why)
    assert faults(data) == []
    assert refusal(data) == (
        "all_rejected",
        "OrgnlPmtInfAndSts",
        "the bank rejected the whole file: FF01 Invalid file format",
    )


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        (REPORT.replace(SUM, b""), "amount", "TxInfAndSts 2/OrgnlTxRef"),
        (REPORT.replace(b"25000", b"x"), "amount", "TxInfAndSts 2/OrgnlTxRef/Amt/InstdAmt"),
        (REPORT.replace(b"25000", b"0"), "amount", "TxInfAndSts 2/OrgnlTxRef/Amt/InstdAmt"),
        (REPORT.replace(b"2026-11-09T", b"then "), "date", "GrpHdr/CreDtTm"),
        (b"<Document/>", "unknown_xml", ""),
        (b"<CstmrPmtStsRpt/>", "unknown_xml", ""),
    ],
    ids=["no amount", "a wrong amount", "nothing moved", "no day", "something else", "nothing in it"],
)
def test_what_is_wrong_is_named_with_its_place(data, code, where):
    assert refusal(data)[:2] == (code, where)


@settings(deadline=None)
@given(st.integers(0, len(REPORT)), st.integers(0, 200), st.binary(max_size=20))
def test_a_damaged_report_is_read_or_refused_and_nothing_else(start, length, junk):
    try:
        movements = read(REPORT[:start] + junk + REPORT[start + length :])
    except BadBankFile:
        return
    assert all(it.amount > 0 and it.key for it in movements)
