"""Which line is the heading, and which column is which."""

import pytest

from payouts.bankfiles.movements import BadBankFile
from payouts.bankfiles.statement_table import COLUMNS, Row, read_table


def test_no_word_stands_for_two_columns():
    words = [word for listed in COLUMNS.values() for word in listed.split()]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_word_is_one_that_a_heading_can_be(column):
    for word in COLUMNS[column].split():
        beside = {"date": "출금액", "out": "거래일", "in": "거래일"}.get(column, "거래일,출금액")
        table = read_table(f"{word},{beside}\n".encode())
        assert table.columns[column] == 0


def test_brackets_blanks_stars_and_capitals_in_a_heading_do_not_matter():
    table = read_table("* 거래 일시 (KST), 출금액 [원] ,Memo\n".encode())
    assert table.columns == {"date": 0, "out": 1, "memo": 2}


def test_where_two_headings_fit_the_better_word_wins():
    assert read_table("날짜,거래일시,출금,출금액\n".encode()).columns == {"date": 1, "out": 3}


def test_rows_know_their_line_in_the_file_and_may_be_short():
    table = read_table('은행\n거래일,출금액,적요\n"2026-11-10",1,"두\n줄"\n2026-11-11\n'.encode())
    first, second = (Row(table, number, cells) for number, cells in table.rows)
    assert (first.number, first.get("memo"), first.get("party")) == (4, "두 줄", "")
    assert (second.number, second.get("date"), second.get("out")) == (5, "2026-11-11", "")
    assert second.where("out") == "row 5, 출금액"


def test_a_heading_is_looked_for_in_the_first_forty_lines():
    assert read_table(("x\n" * 39 + "거래일,출금액\n").encode()).heading_at == 40
    with pytest.raises(BadBankFile, match="no heading"):
        read_table(("x\n" * 40 + "거래일,출금액\n").encode())
