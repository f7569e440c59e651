"""A worker's statement as a PDF, read back."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from payouts.documents.sheets import AdjustmentRow, LineRow, MissingRow, StatementSheet, Sum, WorkRow
from payouts.documents.statement import LABELS, statement_pdf

KOREAN = {name: name for name in LABELS} | {
    "deposit": "입금액",
    "work": "작업",
    "adjustments": "조정",
    "missing": "이 정산서에 없는 것과 그 이유",
    "lines": "모든 내역",
    "page": "{pages}쪽 중 {page}쪽",
}
SHEET = StatementSheet(
    language="ko",
    title="정산서 2026년 10월",
    issuer="Honestbox",
    issued_at=datetime(2026, 11, 1, tzinfo=UTC),
    labels=KOREAN,
    facts=(("작업자", "김하늘"), ("은행 참조", "HB-2026-10-12")),
    deposit="₩38,250",
    deposit_note="2026-11-10 지급",
    sums=(Sum("총액", "₩39,540"), Sum("소득세", "−₩1,180"), Sum("지방소득세", "−₩110"), Sum("입금액", "₩38,250", True)),
    work=(WorkRow("강아지 찾기", "개", "600", "₩40", "₩24,000"), WorkRow("간판", "글자", "111", "₩140", "₩15,540")),
    proofs=(("root", "ab" * 32),),
)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def some_lines(count: int):
    return (
        LineRow("2026-10-01", "강아지 찾기", f"dog-{n:05d}.jpg", "개", "3", "₩40", "₩120") for n in range(1, count + 1)
    )


def test_it_names_the_deposit_and_each_sum_that_leads_to_it_in_korean():
    text = text_of(statement_pdf(SHEET))
    for said in ("정산서 2026년 10월", "김하늘", "HB-2026-10-12", "입금액", "2026-11-10 지급", "ab" * 32, "1쪽 중 1쪽"):
        assert said in text
    for amount in ("₩39,540", "−₩1,180", "−₩110", "₩24,000", "₩140", "₩15,540"):
        assert text.count(amount) == 1
    assert text.count("₩38,250") == 2


def test_what_there_is_none_of_has_no_heading():
    text = text_of(statement_pdf(SHEET))
    assert KOREAN["adjustments"] not in text
    assert KOREAN["missing"] not in text
    assert KOREAN["lines"] not in text


def test_adjustments_give_their_reason_and_what_is_missing_says_why_and_when():
    reason = "어려운 이미지에 대한 보너스이며, 안내문에서 약속한 대로 지급합니다. " * 3
    sheet = replace(
        SHEET,
        adjustments=(AdjustmentRow("2026-10-14", reason, "₩500"),),
        missing=(MissingRow("상자 12개", "검수 중: 11월 3일에 자동 승인", "2026-12-10", "₩480"),),
    )
    words = text_of(statement_pdf(sheet)).split()
    assert {"조정", "₩500", "상자", "자동", "2026-12-10", "₩480"} <= set(words)
    assert words.count("보너스이며,") == 3


def test_a_reason_longer_than_a_page_goes_on_overleaf():
    reason = " ".join(f"사유{n:04d}" for n in range(3_000))
    sheet = replace(SHEET, adjustments=(AdjustmentRow("2026-10-14", reason, "₩500"),))
    pages = [page.extract_text() for page in read(statement_pdf(sheet)).pages]
    assert len(pages) > 3
    assert all(f"사유{n:04d}" in "\n".join(pages) for n in range(3_000))
    assert max(page.count("사유") for page in pages) < 700


def test_a_long_name_of_a_project_is_told_in_full():
    name = "서울 도로 표지판 두 번째 묶음, 비 오는 날과 밤에 찍은 사진만 모은 아주 긴 이름의 프로젝트"
    text = text_of(statement_pdf(replace(SHEET, work=(WorkRow(name, "글자", "111", "₩140", "₩15,540"),))))
    assert set(name.split()) <= set(text.split())


def test_5000_lines_are_many_pages_with_every_line_on_one_of_them():
    pages = read(statement_pdf(replace(SHEET, lines=some_lines(5_000)))).pages
    assert 70 < len(pages) < 120
    text = "\n".join(page.extract_text() for page in pages)
    assert [f"dog-{n:05d}.jpg" in text for n in range(5_002)] == [False] + [True] * 5_000 + [False]
    last = pages[-1].extract_text()
    assert f"{len(pages)}쪽 중 {len(pages)}쪽" in last
    assert "정산서 2026년 10월" in last
    assert "unit_price" in last


def test_the_same_sheet_gives_the_same_bytes():
    assert statement_pdf(replace(SHEET, lines=some_lines(3))) == statement_pdf(replace(SHEET, lines=some_lines(3)))
    later = replace(SHEET, issued_at=datetime(2026, 12, 1, tzinfo=UTC))
    assert statement_pdf(later) != statement_pdf(SHEET)


def test_readers_and_screen_readers_are_told_title_language_and_sections():
    reader = read(statement_pdf(SHEET))
    assert reader.metadata.title == "정산서 2026년 10월"
    assert reader.metadata.author == "Honestbox"
    assert reader.metadata.creation_date == SHEET.issued_at
    assert reader.trailer["/Root"]["/Lang"] == "ko"
    assert [section.title for section in reader.outline] == ["sums", "작업", "proof"]


def test_its_fonts_are_inside_it_and_no_larger_than_needed():
    pdf = statement_pdf(SHEET)
    assert len(pdf) < 100_000
    fonts = read(pdf).pages[0]["/Resources"]["/Font"].values()
    descendants = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts]
    assert descendants
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in descendants)


@pytest.mark.parametrize("name", ["김뷁쀍", "Nguyễn Thị Ánh", "Øyvind Šimić", "\U0001f415 dog\x00\t漢字", "x" * 400])
def test_whatever_people_are_called_is_printed_or_at_least_does_no_harm(name):
    sheet = replace(SHEET, title=name, work=(WorkRow(name, name, "1", "₩40", "₩40"),), facts=(("작업자", name),))
    text = text_of(statement_pdf(sheet))
    assert "₩38,250" in text
    if len(name) < 20 and name.isprintable():
        assert name in text


def test_a_syllable_that_the_bold_font_lacks_is_set_in_the_regular_one():
    assert "뷁쀍 정산서" in text_of(statement_pdf(replace(SHEET, title="뷁쀍 정산서")))


def test_a_label_that_is_not_translated_is_missed():
    with pytest.raises(KeyError, match="expected"):
        statement_pdf(replace(SHEET, labels={name: name for name in LABELS if name != "expected"}))
