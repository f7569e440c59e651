"""A file is known by what is in it."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.bankfiles import BadBankFile, camt, pain001, pain002, read, statement_csv
from tests.payouts.bankfiles.batches import BATCH

SAMPLES = Path(__file__).parent / "samples"
SAMPLE = (SAMPLES / "camt053_v08.xml").read_bytes()
REPORT = (SAMPLES / "pain002_v10.xml").read_bytes()
CSV = "거래일,출금액,내통장표시\n2026-11-10,14540,HB00001A\n".encode()


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n "])
def test_xml_is_read_as_camt_and_the_rest_as_csv(start):
    body = SAMPLE.partition(b"?>")[2] if start else SAMPLE
    assert read(start + body) == camt.read(SAMPLE)
    assert read(start + CSV) == statement_csv.read(CSV)


def test_a_status_report_is_read_as_one():
    assert read(REPORT) == pain002.read(REPORT)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_xml_in_utf_16_is_xml(encoding):
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    text = SAMPLE.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert read(mark + text.encode(encoding)) == camt.read(SAMPLE)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"PK\x03\x04rest", "excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "excel"),
        (b"<HTML><table>", "html"),
        (b"<!DOCTYPE html>", "html"),
        (b"hello", "no_heading"),
        (pain001.write(BATCH), "unknown_xml"),
    ],
)
def test_what_no_bank_tells_is_refused_in_words(data, code):
    with pytest.raises(BadBankFile) as refused:
        read(data)
    assert refused.value.code == code
    assert refused.value.text


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_garbage_is_refused_and_nothing_else_happens(data):
    with pytest.raises(BadBankFile):
        read(data)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_garbage_that_begins_like_a_bank_file_is_refused_or_read_and_nothing_else(data):
    for start in (SAMPLE[:700], REPORT[:600], CSV, b'<?xml version="1.0" encoding="', b"\xff\xfe<\x00"):
        try:
            movements = read(start + data)
        except BadBankFile:
            continue
        assert all(movement.key for movement in movements)


def test_the_package_needs_no_django():
    code = "import sys, payouts.bankfiles.korean_csv, payouts.bankfiles.pain001; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0  # noqa: S603
