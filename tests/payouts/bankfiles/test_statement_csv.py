"""Movements from banks' CSV statements and lists of transfer results, in the wording of each."""

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.bankfiles import short_id
from payouts.bankfiles.movements import BadBankFile, Movement
from payouts.bankfiles.statement_csv import read
from projects.money import MICRO
from tests.payouts.bankfiles.batches import amounts

DAY = date(2026, 11, 10)
KOOKMIN = """국민은행 거래내역조회
계좌번호 : 100-200-300400

거래일시,적요,의뢰인/수취인,내통장표시내용,출금금액,입금금액,잔액,취급점
2026.11.10 10:15:00,전자금융이체,김민지,HB00001A,"14,540",0,"985,460",인터넷뱅킹
2026.11.10 10:15:00,전자금융이체,이서준,HB00001B,"25,000",0,"960,460",인터넷뱅킹
2026.11.10 11:40:12,타행반환,김민지,HB00001A,0,"14,540","975,000",인터넷뱅킹
2026.11.10 12:00:00,타행입금,(주)비전랩,FUND-7,0,"5,000,000","5,975,000",강남
합 계,,,,"39,540","5,014,540",,
※ 참고용이며 법적 효력이 없습니다
"""
RESULTS = """처리일시\t입금은행\t입금계좌번호\t입금액(원)\t예금주\t내통장표시\t처리결과\t오류내용
2026-11-10 10:15\t신한\t110123456789\t14,540원\t김민지\tHB00001A\t정상\t
2026-11-10 10:15\t국민\t123456789012\t25,000원\t이서준\tHB00001B\t오류\t해지계좌
2026-11-10 10:15\t국민\t123456789013\t20,000원\t박지호\tHB00001C\t처리중\t
"""
ENGLISH = """Date;Description;Amount (EUR);Transaction reference
2026-11-10;SEPA transfer HB00002A;-1.012,50;T1
2026-11-10;Returned transfer HB00002A;1.012,50;T1
2026-11-10;Interest;0,00;T3
"""


def lines(text: str) -> list[tuple[str, int, str, str]]:
    return [(it.end_to_end_id, it.amount // MICRO, it.direction, it.status) for it in read(text.encode())]


def refusal(text: str) -> tuple[str, str]:
    with pytest.raises(BadBankFile) as refused:
        read(text.encode())
    return refused.value.code, refused.value.where


def test_a_korean_bank_s_statement_is_read_as_it_is_downloaded():
    assert lines(KOOKMIN) == [
        ("HB00001A", 14_540, "out", "booked"),
        ("HB00001B", 25_000, "out", "booked"),
        ("HB00001A", 14_540, "in", "returned"),
        ("", 5_000_000, "in", "booked"),
    ]
    paid, _, back, _ = read(KOOKMIN.encode())
    assert replace(paid, key="") == Movement(
        "", "HB00001A", 14_540 * MICRO, "KRW", "out", "booked", DAY, "HB00001A 전자금융이체 김민지", ""
    )
    assert back.reason == "타행반환"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encoding_and_separator_do_not_matter(encoding, separator):
    rows = csv.reader(io.StringIO(KOOKMIN, newline=""))
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    assert read(text.getvalue().encode(encoding)) == read(KOOKMIN.encode())


def test_a_list_of_results_says_what_was_paid_what_failed_and_leaves_out_what_waits():
    assert lines(RESULTS) == [("HB00001A", 14_540, "out", "booked"), ("HB00001B", 25_000, "out", "rejected")]
    assert [it.reason for it in read(RESULTS.encode())] == ["", "해지계좌"]


def test_an_english_statement_with_signed_amounts_and_references_is_read():
    paid, back = read(ENGLISH.encode())
    assert (paid.amount, paid.currency, paid.direction, paid.reference) == (1_012_500_000, "EUR", "out", "T1")
    assert (back.status, back.reference, back.end_to_end_id) == ("returned", "T1", "HB00002A")
    assert back.key != paid.key


@pytest.mark.parametrize("day", ["2026-11-10", "2026.11.10", "2026/11/10", "20261110", "20261110093000",
                                 "2026년 11월 10일", "2026-11-10T09:30:00+09:00", "2026.11.10 09:30"])  # fmt: skip
def test_a_day_is_read_as_banks_write_it(day):
    assert read(f"거래일,출금액\n{day},1\n".encode())[0].on == DAY


@pytest.mark.parametrize(
    ("heading", "cells", "expected"),
    [
        ("거래일자,찾으신금액,맡기신금액", "2026-11-10,1000,", ("", 1000, "out", "booked")),
        ("거래일자,나간금액,들어온금액", "2026-11-10,,1000", ("", 1000, "in", "booked")),
        ("거래일자,출금액,입금액", "2026-11-10,-1000,", ("", 1000, "in", "returned")),
        ("거래일자,거래구분,거래금액", "2026-11-10,출금,1000", ("", 1000, "out", "booked")),
        ("거래일자,거래구분,거래금액", "2026-11-10,입금,1000", ("", 1000, "in", "booked")),
        ("거래일자,거래구분,거래금액", "2026-11-10,출금,-1000", ("", 1000, "out", "booked")),
        ("거래일자,적요,출금액,입금액", "2026-11-10,취소수수료,1000,", ("", 1000, "out", "booked")),
        ("거래일자,적요,출금액,입금액", "2026-11-10,HB00001A,,1000", ("", 1000, "in", "booked")),
        ("이체일자,이체금액,받는분", "2026-11-10,1000,김민지 HB00001A", ("HB00001A", 1000, "out", "booked")),
        ("Date,Paid out,Paid in,Currency", "2026-11-10,1000,,JPY", ("", 1000, "out", "booked")),
        ("Date,Amount,Currency", "2026-11-10,-1000,KRW\nThis is not an invoice", ("", 1000, "out", "booked")),
        ("Date,Debit (KRW),Credit (KRW)", "2026-11-10,,₩1 000", ("", 1000, "in", "booked")),
    ],
)
def test_many_words_for_the_same_columns(heading, cells, expected):
    assert lines(f"{heading}\n{cells}\n") == [expected]


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("거래일,출금액\n2026-13-10,1\n", "date", "row 2, 거래일"),
        ("거래일,출금액\n10/11/2026,1\n", "date", "row 2, 거래일"),
        ("제목\n거래일, 출금액(원) \n2026-11-10,1\n\n2026-11-10,천원\n", "amount", "row 5, 출금액(원)"),
        ("거래일,출금액\n2026-11-10,0.5\n", "amount", "row 2, 출금액"),
        ("거래일,출금액\n2026-11-10,12345678901234\n", "amount", "row 2, 출금액"),
        ("거래일,출금액,입금액\n2026-11-10,1,1\n", "amount", "row 2, 입금액"),
        ("Date,Amount\n2026-11-10,1\n", "currency", "row 1"),
        ("Date,Amount,Currency\n2026-11-10,1,won\n2026-11-10,1,?\n", "currency", "row 3, Currency"),
        ("거래일,이체금액,처리결과\n2026-11-10,1,글쎄\n", "status", "row 2, 처리결과"),
        ("이름,값\n김민지,1\n", "no_heading", "rows 1 to 40"),
        ("거래일,출금액\n2026-11-10,\"" + "1" * 200_000 + '"\n', "not_csv", "row 2"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_row_and_column(text, code, where):
    assert refusal(text.replace(",won", ",KRW")) == (code, where)


@pytest.mark.parametrize("junk", [b"\xff\xff\xff", b"\0"])
def test_a_file_that_is_no_text_is_refused(junk):
    with pytest.raises(BadBankFile, match="neither UTF-8 nor CP949"):
        read(KOOKMIN.encode() + junk)


@pytest.mark.parametrize("nothing", ["", "-", "0"])
def test_a_reference_that_is_none_is_empty(nothing):
    (movement,) = read(f"거래일,출금액,거래번호\n2026-11-10,1,{nothing}\n".encode())
    assert movement == read("거래일,출금액\n2026-11-10,1\n".encode())[0]


@settings(deadline=None)
@given(st.data(), st.sampled_from(["KRW", "USD", "JPY", "EUR"]), st.booleans())
def test_amounts_are_exact_in_every_currency(data, currency, grouped):
    amount = data.draw(amounts(currency))
    whole, fraction = divmod(amount, MICRO)
    cell = (f"{whole:,}" if grouped else str(whole)) + (
        f".{fraction // 10**4:02}" if currency in ("USD", "EUR") else ""
    )
    (movement,) = read(f'Date,Debit,Ccy\n2026-11-10,"{cell}",{currency}\n'.encode())
    assert (movement.amount, movement.currency) == (amount, currency)


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_rows_in_another_order_keep_their_keys(numbers, random):
    rows = [f"2026-11-10,{1000 + number},{short_id(number)}" for number in numbers]
    turned = random.sample(rows, len(rows))
    found, again = (read("\n".join(["거래일,출금액,내통장표시", *them]).encode()) for them in (rows, turned))
    assert sorted(found, key=lambda it: it.key) == sorted(again, key=lambda it: it.key)
    assert len({it.key for it in found}) == len(rows)
    assert all(re.fullmatch(r"[0-9a-f]{32}(#[0-9]+)?", it.key) for it in found)


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(junk, start, length):
    try:
        movements = read((KOOKMIN[:start] + junk + KOOKMIN[start + length :]).encode("utf-8", "surrogatepass"))
    except BadBankFile:
        return
    assert all(it.amount > 0 and it.key for it in movements)
