"""The bank of the demo and the tests: it carries out what a file orders, and tells so in a statement of its own."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date

HEADINGS = ("거래일시", "적요", "출금액", "입금액", "통화", "내통장표시", "거래번호", "사유")
TRANSFER = re.compile(r'<EndToEndId>(\w+)</EndToEndId>.*?<InstdAmt Ccy="(\w+)">([0-9.]+)<', re.DOTALL)


def statement(orders: bytes, on: date, *, returned: Mapping[str, str] | None = None) -> bytes:
    """What happened on a day: every transfer that a file orders, and what came back of it, by its id and the reason."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for our_id, currency, amount in _transfers(orders):
        reference = f"{on:%Y%m%d}-{our_id}"
        writer.writerow([f"{on} 10:30:00", "대량이체", amount, "", currency, our_id, reference, ""])
        if our_id in (returned or {}):
            back = [f"{on} 11:45:00", "이체반환", "", amount, currency, our_id, f"{reference}-R", returned[our_id]]
            writer.writerow(back)
    return out.getvalue().encode("cp949")


def _transfers(orders: bytes) -> Iterator[tuple[str, str, str]]:
    """Id, currency and amount of each order in a pain.001 or a Korean bulk file."""
    if orders.startswith(b"<"):
        yield from TRANSFER.findall(orders.decode())
        return
    for row in csv.DictReader(io.StringIO(orders.decode("cp949"))):
        yield row["내통장표시"], "KRW", row["입금액"]
