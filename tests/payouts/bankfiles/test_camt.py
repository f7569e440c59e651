"""camt.053 and camt.054, from samples that the published models accept."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.bankfiles import short_id
from payouts.bankfiles.camt import read
from payouts.bankfiles.movements import BadBankFile, Movement
from projects.money import MICRO
from tests.payouts.bankfiles.iso_models import faults

SAMPLES = {path.stem: path.read_bytes() for path in sorted((Path(__file__).parent / "samples").glob("camt*.xml"))}
STATEMENT = SAMPLES["camt053_v08"]
DAY = date(2026, 11, 10)


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(BadBankFile) as refused:
        read(data)
    return refused.value.code, refused.value.where


def changed(old: str, new: str, *, times: int = 1) -> bytes:
    assert old.encode() in STATEMENT
    return STATEMENT.replace(old.encode(), new.encode(), times)


def by_id(data: bytes) -> dict[str, list[Movement]]:
    found: dict[str, list[Movement]] = {}
    for movement in read(data):
        found.setdefault(movement.end_to_end_id, []).append(movement)
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_are_what_iso_20022_publishes(name):
    assert len(SAMPLES) == 4
    assert faults(SAMPLES[name]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<CdtDbtInd>DBIT</CdtDbtInd>\n        <Sts><Cd>BOOK</Cd></Sts>", "<Sts><Cd>BOOK</Cd></Sts>"),
        ("<Id>2026-11-10/100200300400</Id>", f"<Id>{'x' * 36}</Id>"),
        ("<BICFI>SHBKKRSE</BICFI>", "<BICFI>?</BICFI>"),
        ("<BICFI>SHBKKRSE</BICFI>", "<BIC>SHBKKRSE</BIC>"),
        ("<CdtDbtInd>DBIT</CdtDbtInd>", "<CdtDbtInd>OUT</CdtDbtInd>"),
        ("<MsgId>STMT20261110</MsgId>\n      <CreDtTm>2026-11-10T23:30:00+09:00</CreDtTm>",
         "<CreDtTm>2026-11-10T23:30:00+09:00</CreDtTm><MsgId>STMT20261110</MsgId>"),
    ],
)  # fmt: skip
def test_a_sample_that_were_not_would_be_noticed(old, new):
    assert faults(changed(old, new))


def test_a_paid_order_is_told_with_its_id_amount_day_and_the_bank_s_reference():
    assert replace(read(STATEMENT)[0], key="") == Movement(
        reference="SH2611100001",
        end_to_end_id="HB00001A",
        amount=14_540 * MICRO,
        currency="KRW",
        direction="out",
        status="booked",
        on=DAY,
        remittance="2026-10 정산",
        reason="",
    )


def test_a_batch_entry_is_told_as_the_transfers_in_it():
    found = by_id(STATEMENT)
    amounts = {name: [it.amount // MICRO for it in found[name]] for name in ("HB00001B", "HB00001C", "HB00001D")}
    assert amounts == {"HB00001B": [25_000], "HB00001C": [20_000], "HB00001D": [30_000]}
    assert found["HB00001C"][0].reference == found["HB00001D"][0].reference == "SH2611100002"
    assert found["HB00001C"][0].key != found["HB00001D"][0].key
    assert found["HB00001B"][0].on == DAY


def test_a_return_names_the_order_that_came_back_and_why():
    paid, back = by_id(STATEMENT)["HB00001A"]
    assert (back.direction, back.status, back.amount) == ("in", "returned", paid.amount)
    assert back.reason == "AC04 Closed account number. 해지된 계좌 2026-11-02"
    assert back.reference == paid.reference
    assert back.key != paid.key


@pytest.mark.parametrize("told", ["<SubFmlyCd>RRTN</SubFmlyCd>", "<RvslInd>true</RvslInd>", "<RtrInf>"])
def test_a_return_is_known_by_any_of_the_ways_banks_tell_it(told):
    one, _, rest = STATEMENT.decode().partition("<NtryRef>3</NtryRef>")
    back = re.sub("(?s)<RtrInf>.*</RtrInf>", "" if told != "<RtrInf>" else "<RtrInf/>", rest)
    if "SubFmlyCd" not in told:
        back = back.replace("RRTN", "DMCT", 1)
    if "RvslInd" in told:
        back = back.replace("<Sts>", f"{told}<Sts>", 1)
    assert [it.status for it in by_id(f"{one}<NtryRef>3</NtryRef>{back}".encode())["HB00001A"]] == [
        "booked",
        "returned",
    ]


def test_an_order_s_id_in_the_text_of_a_payment_in_is_not_taken_for_the_order():
    funded = next(it for it in read(STATEMENT) if it.amount == 5_000_000 * MICRO)
    assert (funded.direction, funded.status, funded.end_to_end_id) == ("in", "booked", "")
    assert funded.remittance == "FUND-7 HB00001A"
    assert funded.reference == ""


def test_what_is_pending_has_not_happened():
    assert "HB00001E" not in by_id(STATEMENT)
    booked = changed("<Cd>PDNG</Cd></Sts>", "<Cd>BOOK</Cd></Sts><ValDt><Dt>2026-11-11</Dt></ValDt>")
    assert by_id(booked)["HB00001E"][0].on == date(2026, 11, 11)


def test_an_entry_without_details_is_a_movement_too():
    fee = read(STATEMENT)[-1]
    assert (fee.amount, fee.direction, fee.remittance) == (500 * MICRO, "out", "이체 수수료")
    assert fee.reference == ""


def test_the_same_fee_on_another_account_is_another_movement():
    other = STATEMENT.replace(b"<Othr><Id>100200300400", b"<Othr><Id>100200300401")
    assert not {it.key for it in read(other)} & {it.key for it in read(STATEMENT)}


def test_version_02_is_read_by_the_same_names():
    paid, back = read(SAMPLES["camt053_v02"])
    assert (paid.end_to_end_id, paid.amount, paid.currency) == ("HB00002A", 12_500_000, "EUR")
    assert paid.remittance == "Honestbox 2026-10"
    assert (back.end_to_end_id, back.amount, back.status) == ("HB00002B", 7_050_000, "returned")
    assert (back.on, back.reason) == (date(2026, 11, 11), "IBAN")


def test_details_that_share_the_batch_s_reference_are_told_apart_by_their_ids():
    first, second = read(SAMPLES["camt054_v02"])
    assert [(it.reference, it.end_to_end_id, it.amount) for it in (first, second)] == [
        ("BATCH77", "HB00004A", 10 * MICRO),
        ("BATCH77", "HB00004B", 20 * MICRO),
    ]
    assert first.key != second.key


def test_a_batch_of_thousands_is_read_at_once():
    start, end = STATEMENT.index(b"<TxDtls>"), STATEMENT.index(b"</TxDtls>") + len(b"</TxDtls>")
    details = STATEMENT[start:end].replace(b"<PmtInfId>", b"<AcctSvcrRef>SAME</AcctSvcrRef><PmtInfId>")
    many = b"".join(details.replace(b"HB00001A", short_id(number).encode()) for number in range(5000))
    found = read(STATEMENT[:start] + many + STATEMENT[end:])
    assert len({it.key for it in found if it.reference == "SAME"}) == 5000


def test_statement_and_notification_tell_a_transfer_under_one_key():
    assert read(SAMPLES["camt054_v08"])[0].key == read(STATEMENT)[0].key


def test_the_same_entries_in_another_order_keep_their_keys():
    head, *entries = re.split(rb"(?=<Ntry>)", STATEMENT)
    entries[-1], tail = entries[-1].split(b"</Ntry>")
    turned = head + b"".join([entries[-1] + b"</Ntry>", *entries[-2::-1]]) + tail
    assert sorted(it.key for it in read(turned)) == sorted(it.key for it in read(STATEMENT))


def test_an_envelope_around_the_document_does_not_matter():
    body = STATEMENT.partition(b"?>")[2]
    assert read(b"<Envelope><Header/>" + body + b"</Envelope>") == read(STATEMENT)


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ('<Amt Ccy="KRW">20000</Amt>', '<Amt Ccy="KRW">20,000</Amt>', "amount", "Ntry 2/TxDtls 2/AmtDtls/TxAmt/Amt"),
        ('<Amt Ccy="KRW">20000</Amt>', '<Amt Ccy="KRW">0.0000001</Amt>', "amount", "Ntry 2/TxDtls 2/AmtDtls/TxAmt/Amt"),
        ('<Amt Ccy="KRW">20000</Amt>', '<Amt Ccy="KRW">-1</Amt>', "amount", "Ntry 2/TxDtls 2/AmtDtls/TxAmt/Amt"),
        ('<Amt Ccy="KRW">20000</Amt>', "<Amt>20000</Amt>", "currency", "Ntry 2/TxDtls 2/AmtDtls/TxAmt/Amt"),
        ('<TxAmt><Amt Ccy="KRW">20000</Amt></TxAmt>', "", "amount", "Ntry 2/TxDtls 2/Amt"),
        ("<DtTm>2026-11-10T11:02:09+09:00</DtTm>", "<DtTm>gestern</DtTm>", "date", "Ntry 2/TxDtls 1/BookgDt"),
        ("<CdtDbtInd>DBIT</CdtDbtInd>\n        <Sts><Cd>BOOK</Cd></Sts>\n        <BookgDt><DtTm>",
         "<CdtDbtInd>XXXX</CdtDbtInd>\n        <Sts><Cd>BOOK</Cd></Sts>\n        <BookgDt><DtTm>",
         "direction", "Ntry 2/TxDtls 2/CdtDbtInd"),
        ("BkToCstmrStmt", "BkToCstmrAcctRpt", "not_camt", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(old, new, code, where):
    data = changed(old, new, times=2 if code == "not_camt" else 1)
    assert refusal(data) == (code, where)


@settings(deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(name, data):
    sample = SAMPLES[name]
    start = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(start, min(len(sample), start + 200)))
    try:
        movements = read(sample[:start] + data.draw(st.binary(max_size=20)) + sample[end:])
    except BadBankFile:
        return
    assert all(it.amount > 0 and it.key for it in movements)
