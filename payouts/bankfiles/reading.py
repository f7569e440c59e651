"""Any file a bank hands back, read by what it is and not by what it is called. Pure."""

from payouts.bankfiles import camt, pain002, statement_csv
from payouts.bankfiles.movements import BadBankFile, Movement

EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UTF_8 = b"\xef\xbb\xbf"


def read(data: bytes) -> list[Movement]:
    """The movements of a camt.053, camt.054, pain.002 or CSV file, in its order; raises BadBankFile, nothing else."""
    start = data[:4096].removeprefix(UTF_8).lstrip()
    if not start:
        raise BadBankFile("empty", "", "the file is empty")
    if start.startswith(EXCEL):
        raise BadBankFile("excel", "", "an Excel file: save it as CSV and hand that in")
    if start[:200].lower().startswith((b"<html", b"<!doctype html", b"<table")):
        raise BadBankFile("html", "", "a web page, whatever its name: download the file as CSV or XML")
    if start.startswith((b"<", *(mark + b for mark in UTF_16 for b in (b"<\x00", b"\x00<")))):
        return _xml(data)
    return statement_csv.read(data)


def _xml(data: bytes) -> list[Movement]:
    try:
        return camt.read(data)
    except BadBankFile as refused:
        if refused.code != "not_camt":
            raise
    return pain002.read(data)
