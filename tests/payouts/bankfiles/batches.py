"""Batches that could be paid: the examples, and every one that Hypothesis thinks of."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from payouts.bankfiles import Batch, Order, Payer, short_id
from projects.money import CURRENCIES, MICRO, minor_unit

PLATFORM = Payer("어니스트박스 주식회사", "100-200-300400", "088", "SHBKKRSE", "KR", "KRW")
MINJI = Order(short_id(42), 14_540 * MICRO, "KRW", "김민지", "110-123-456789", "088", "", "KR", "2026-10 정산")
ONEIL = Order(short_id(43), 25_000 * MICRO, "KRW", "O'NEIL <& CO>", "0123456789012", "004", "CZNBKRSE", "KR", "")
BATCH = Batch("HB-2026-11-10-1", datetime(2026, 11, 9, 3, 0, tzinfo=UTC), date(2026, 11, 10), PLATFORM, (MINJI, ONEIL))
EUROPEAN = Payer("Honestbox GmbH", "DE89 3704 0044 0532 0130 00", "", "COBADEFFXXX", "DE")
MARIE = Order(short_id(44), 12_500_000, "EUR", "Marie Dupré", "FR1420041010050500013M02606", "", "", "FR", "Octobre")
IN_EUROS = replace(BATCH, payer=EUROPEAN, orders=(MARIE,))

ids = st.integers(0, 32**10 - 1).map(short_id)
syllables = st.sampled_from("가각김민지박이최현우서연뷁힣") | st.sampled_from("ABCXYZabcxyz0189.,'&<>\"")
names = st.text(syllables, min_size=1, max_size=50)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=200)
korean_accounts = st.from_regex(r"[0-9]{10,16}", fullmatch=True)


def amounts(currency: str) -> st.SearchStrategy[int]:
    return st.integers(1, 10**9).map(lambda count: count * minor_unit(currency))


def orders(currency: str) -> st.SearchStrategy[Order]:
    return st.builds(
        Order,
        end_to_end_id=ids,
        amount=amounts(currency),
        currency=st.just(currency),
        holder=names,
        account=korean_accounts,
        bank_code=st.sampled_from(["004", "088", "090"]),
        bic=st.sampled_from(["", "CZNBKRSE", "SHBKKRSEXXX"]),
        country=st.just("KR"),
        remittance=texts,
    )


@st.composite
def batches(draw: st.DrawFn, currencies: tuple[str, ...] = tuple(CURRENCIES)) -> Batch:
    currency = draw(st.sampled_from(currencies))
    chosen = draw(st.lists(orders(currency), min_size=1, max_size=8, unique_by=lambda order: order.end_to_end_id))
    return replace(BATCH, payer=replace(PLATFORM, currency=currency), orders=tuple(chosen))
