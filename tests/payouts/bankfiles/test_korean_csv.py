"""The Korean bulk transfer, read back by Python's own CSV reader."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.bankfiles import BadOrder, korean_csv
from projects.money import MICRO
from tests.payouts.bankfiles.batches import BATCH, IN_EUROS, MINJI, batches


def rows(batch) -> list[list[str]]:
    return list(csv.reader(io.StringIO(korean_csv.write(batch).decode("cp949"), newline="")))


def refusal(**changes) -> str:
    with pytest.raises(BadOrder) as refused:
        korean_csv.write(replace(BATCH, orders=(replace(MINJI, **changes),)))
    return refused.value.where


def shown(remittance: str) -> str:
    return rows(replace(BATCH, orders=(replace(MINJI, remittance=remittance),)))[1][4]


def test_the_file_as_a_bank_gets_it():
    assert korean_csv.write(BATCH).decode("cp949") == (
        "입금은행코드,입금계좌번호,입금액,예금주,받는분통장표시,내통장표시\r\n"
        "088,110123456789,14540,김민지,2026-10 정산,HB00001A\r\n"
        "004,0123456789012,25000,O'NEIL <& CO>,,HB00001B\r\n"
    )


@settings(deadline=None)
@given(batches(("KRW",)))
def test_what_is_written_reads_back_as_the_same_orders(batch):
    heading, *written = rows(batch)
    assert heading == list(korean_csv.HEADINGS)
    assert [(row[0], row[1], int(row[2]) * MICRO, row[3], row[5]) for row in written] == [
        (it.bank_code, it.account, it.amount, it.holder, it.end_to_end_id) for it in batch.orders
    ]


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_the_file_or_runs_in_a_spreadsheet(remittance):
    line = shown(remittance)
    assert len(line.encode("cp949")) <= 14
    assert not line.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "\n" not in line


@pytest.mark.parametrize(
    ("remittance", "line"),
    [
        ("=SUM(A1)", "SUM(A1)"),
        (" -+@cmd", "cmd"),
        ("어니스트박스정산", "어니스트박스정"),
        ("a어니스트박스정산", "a어니스트박스"),
        ("정산 🎉 Müller", "정산 Mller"),
    ],
)
def test_a_passbook_line_is_cut_to_what_it_holds(remittance, line):
    assert shown(remittance).replace("  ", " ") == line


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bank_code": "999"}, "bank_code"),
        ({"bank_code": ""}, "bank_code"),
        ({"account": "123"}, "account"),
        ({"account": "DE89370400440532013000"}, "account"),
        ({"holder": "=김민지"}, "holder"),
        ({"holder": "Nguyễn"}, "holder"),
        ({"holder": ""}, "holder"),
        ({"end_to_end_id": "HB-1"}, "end_to_end_id"),
        ({"end_to_end_id": "HB12345678901"}, "end_to_end_id"),
        ({"amount": MICRO // 2}, "amount"),
    ],
)
def test_an_order_that_a_korean_bank_would_refuse_is_refused_by_name(changes, field):
    assert refusal(**changes) == f"{changes.get('end_to_end_id', 'HB00001A')}.{field}"


def test_it_moves_won_and_nothing_else():
    with pytest.raises(BadOrder, match="moves won, not EUR"):
        korean_csv.write(IN_EUROS)
