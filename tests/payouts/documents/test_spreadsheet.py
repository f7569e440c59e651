"""Statements as CSV: what spreadsheets make of it."""

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.documents.spreadsheet import statement_csv

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


def read(parts: Iterator[str]) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(parts).removeprefix("\ufeff"), newline="")))


def test_it_begins_with_the_mark_of_utf8_and_comes_row_by_row():
    def endless():
        while True:
            yield ("강아지", 3, "40.5")

    parts = statement_csv(endless(), ["프로젝트", "수량", "금액"])
    assert next(parts) == "\ufeff프로젝트,수량,금액\r\n"
    assert next(parts) == "강아지,3,40.5\r\n"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-", "+40", "−"]
)
def test_text_that_a_spreadsheet_would_run_is_quoted(cell):
    expected = cell if cell == "−" else f"'{cell}"
    assert read(statement_csv([[cell]], [cell])) == [[expected], [expected]]


@pytest.mark.parametrize("cell", ["-40", "-0.4", "40", -40, 0, "a=b"])
def test_numbers_and_harmless_text_stay_as_they_are(cell):
    assert read(statement_csv([[cell]], ["amount"]))[1] == [str(cell)]


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5))
def test_every_cell_comes_back_and_none_begins_like_a_formula(rows):
    back = read(statement_csv(rows, ["a", "b"]))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    for cell in (cell for row in back for cell in row):
        assert not cell.startswith(("=", "+", "@", "\t", "\r", "\n"))
        assert not cell.startswith("-") or float(cell) <= 0
