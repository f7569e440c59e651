"""The paper that documents are printed on: A4, ink and one accent, the frame with its marked corners. Pure.

Everything is placed by hand, text by text: fpdf2's own tables take ten times as long, and 5,000 lines are a document.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from fpdf import FPDF

# It would tell the log of each table of each font that it makes smaller.
logging.getLogger("fontTools").setLevel(logging.WARNING)

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = "regular", "bold"

INK, INK_SOFT, RULE, RULE_STRONG, ACCENT = "#1b1914", "#524e43", "#d5cfbf", "#8b8576", "#2a37c4"
WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 18.0
RIGHT, BOTTOM = WIDTH - MARGIN, HEIGHT - 22.0
POINT = 25.4 / 72
GAP = 3.0
PAGES = "{nb}"


class Column(NamedTuple):
    """A column of a table: its title, its width in millimetres, and whether it stands to the right (figures do)."""

    title: str
    width: float
    right: bool = False


class Paper:
    """Pages of A4 that are filled from above; `y` is where the next thing goes, in millimetres."""

    def __init__(self, *, title: str, language: str, issuer: str, made_at: datetime, page: str) -> None:
        """`page` is the text at the foot of each page, with {page} and {pages}."""
        self.pdf = FPDF(unit="mm", format="A4")
        self.pdf.set_title(title)
        self.pdf.set_lang(language)
        self.pdf.set_author(issuer)
        self.pdf.set_creator("Honestbox")
        self.pdf.set_creation_date(made_at)
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.alias_nb_pages(PAGES)
        self.pdf.c_margin = 0
        for style in (REGULAR, BOLD):
            self.pdf.add_font(style, fname=FONTS / f"honestbox-sans-1.3.9-{style}.ttf")
        self.title, self.issuer, self.page = title, issuer, page
        self.y = MARGIN
        self.turn()

    def turn(self) -> None:
        """Begin a page, with its foot and, after the first, the title at its head."""
        self.pdf.add_page()
        self._rule(HEIGHT - 16, width=0.2, color=RULE_STRONG)
        self._number(self.page.format(page=self.pdf.page_no(), pages=PAGES))
        self.text(RIGHT, HEIGHT - 11, self.issuer, size=8, color=INK_SOFT, right=True)
        self.y = MARGIN
        if self.pdf.page_no() > 1:
            self.text(MARGIN, self.y, self.title, size=8, color=INK_SOFT)
            self.y += 8

    def room(self, height: float) -> None:
        """Turn the page where less than `height` is left."""
        if self.y + height > BOTTOM:
            self.turn()

    def _number(self, foot: str) -> None:
        """How many pages there are is known at the end only: fpdf2 fills it in, in a cell."""
        self.pdf.set_font(REGULAR, size=8)
        self.pdf.set_text_color(INK_SOFT)
        self.pdf.set_xy(MARGIN, HEIGHT - 14)
        self.pdf.cell(60, 4, foot)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 9,
        bold: bool = False,
        color: str = INK,
        right: bool = False,
        width: float | None = None,
    ) -> None:
        """Print one line of `text` on the base line `y`, cut with … where it is wider than `width` millimetres."""
        font = self._font(text, size=size, bold=bold)
        shown = text if width is None else _cut(text, width, font)
        self.pdf.set_text_color(color)
        self.pdf.text(x - _width(shown, font) if right else x, y, shown)

    def _font(self, text: str, *, size: float, bold: bool) -> "Font":
        family = BOLD if bold and all(ord(letter) in self.pdf.fonts[BOLD].cmap for letter in text) else REGULAR  # type: ignore[union-attr]
        self.pdf.set_font(family, size=size)
        return Font(self.pdf.fonts[family].cw, size)  # type: ignore[arg-type]

    def head(self, mark: str) -> None:
        """The mark, the name of who issues the document, and its title."""
        self._frame(MARGIN, self.y, 7, 7, corner=2)
        self.pdf.set_fill_color(ACCENT)
        self.pdf.rect(MARGIN + 2, self.y + 3.1, 3, 0.8, style="F")
        self.text(MARGIN + 10, self.y + 5, mark, size=11, bold=True)
        self.y += 20
        self.text(MARGIN, self.y, self.title, size=20, bold=True, width=RIGHT - MARGIN)
        self.y += 8

    def facts(self, rows: Iterable[tuple[str, str]], *, size: float = 9) -> None:
        """Pairs of a label and a text, which is wrapped."""
        for label, text in rows:
            parts = _wrapped(text, 120, self._font(text, size=size, bold=False))
            self.room(min(5 * len(parts), 60))
            self.text(MARGIN, self.y + 4, label, size=size, color=INK_SOFT, width=50)
            for part in parts:
                self.room(5)
                self.text(MARGIN + 54, self.y + 4, part, size=size)
                self.y += 5
        self.y += GAP

    def amount(self, label: str, amount: str, note: str) -> None:
        """The sum that the document is about, framed like a box."""
        self.room(34)
        self._frame(MARGIN, self.y, RIGHT - MARGIN, 28, corner=4)
        self.text(MARGIN + 6, self.y + 8, label, size=9, color=INK_SOFT)
        self.text(MARGIN + 6, self.y + 20, amount, size=26, bold=True, width=104)
        self.text(RIGHT - 6, self.y + 20, note, size=9, color=INK_SOFT, right=True, width=60)
        self.y += 34

    def heading(self, text: str, *, keep: float = 14) -> None:
        """A heading that stays together with `keep` millimetres of what follows, and stands in the outline."""
        self.room(11 + keep)
        self.y += 4
        self.pdf.set_y(self.y)
        self.pdf.start_section(text)
        self.text(MARGIN, self.y + 4, text, size=11, bold=True)
        self.y += 7

    def paragraph(self, text: str) -> None:
        """Words, wrapped at the width of the page."""
        for part in _wrapped(text, RIGHT - MARGIN, self._font(text, size=9, bold=False)):
            self.room(5)
            self.text(MARGIN, self.y + 4, part, color=INK_SOFT)
            self.y += 5
        self.y += 1

    def sums(self, rows: Iterable[tuple[str, str, bool]]) -> None:
        """Labels with amounts at the right edge; a strong one stands below a rule."""
        for label, amount, strong in rows:
            self.room(7)
            if strong:
                self._rule(self.y, width=0.3, color=RULE_STRONG)
            self.text(MARGIN, self.y + 4.5, label, bold=strong, size=10, width=110)
            self.text(RIGHT, self.y + 4.5, amount, bold=strong, size=10, right=True)
            self.y += 6.5
        self.y += GAP

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]], *, size: float = 9) -> None:
        """Rows below the titles of their columns, which stand again on each page. `rows` may be a generator."""
        self._titles(columns)
        height = size * POINT * 1.75
        for row in rows:
            if self.y + height > BOTTOM:
                self.turn()
                self._titles(columns)
            self._row(columns, row, height=height, size=size)
        self.y += GAP

    def wrapped_table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
        """As `table`, for sentences: a cell takes as many lines as it needs."""
        self._titles(columns)
        for row in rows:
            font = self._font("", size=9, bold=False)
            cells = [_wrapped(text, column.width - GAP, font) for column, text in zip(columns, row, strict=True)]
            deepest = max(map(len, cells))
            self.room(min(5 * deepest + 2, 60))
            self.y += 0.8
            for depth in range(deepest):
                if self.y + 5 > BOTTOM:
                    self.turn()
                    self._titles(columns)
                parts = [cell[depth] if depth < len(cell) else "" for cell in cells]
                self._row(columns, parts, height=5, size=9, ruled=False)
            self.y += 1.2
            self._rule(self.y, width=0.1)
        self.y += GAP

    def _titles(self, columns: Sequence[Column]) -> None:
        self._row(columns, [column.title for column in columns], height=5.5, size=8, color=INK_SOFT)
        self._rule(self.y, width=0.2, color=RULE_STRONG)

    def _row(
        self,
        columns: Sequence[Column],
        row: Sequence[str],
        *,
        height: float,
        size: float,
        color: str = INK,
        ruled: bool = True,
    ) -> None:
        x = MARGIN
        for column, text in zip(columns, row, strict=True):
            place = x + column.width if column.right else x
            width = column.width if column is columns[-1] else column.width - GAP
            baseline = self.y + height * 0.68
            self.text(place, baseline, text, size=size, color=color, right=column.right, width=width)
            x += column.width
        self.y += height
        if ruled:
            self._rule(self.y, width=0.1)

    def _rule(self, y: float, *, width: float, color: str = RULE) -> None:
        self.pdf.set_draw_color(color)
        self.pdf.set_line_width(width)
        self.pdf.line(MARGIN, y, RIGHT, y)

    def _frame(self, x: float, y: float, width: float, height: float, *, corner: float) -> None:
        """The bounding box: a thin rectangle with marked corners."""
        self.pdf.set_draw_color(ACCENT)
        self.pdf.set_line_width(0.25)
        self.pdf.rect(x, y, width, height)
        self.pdf.set_line_width(0.8)
        for left, inward in ((x, corner), (x + width, -corner)):
            for top, downward in ((y, corner), (y + height, -corner)):
                self.pdf.line(left, top, left + inward, top)
                self.pdf.line(left, top, left, top + downward)

    def finish(self) -> bytes:
        """The document."""
        return bytes(self.pdf.output())


class Font(NamedTuple):
    """The widths of letters in thousandths of the size, and the size in points."""

    widths: Mapping[int, int]
    size: float


def _width(text: str, font: Font) -> float:
    """In millimetres."""
    return sum(font.widths[ord(letter)] for letter in text) * font.size * POINT / 1000


def _cut(text: str, width: float, font: Font) -> str:
    if _width(text, font) <= width:
        return text
    while text and _width(text + "…", font) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _wrapped(text: str, width: float, font: Font) -> list[str]:
    """`text` in parts no wider than `width`, broken at blanks, or within a word that is wider than all of it."""
    parts = [""]
    for word in text.split():
        longer = f"{parts[-1]} {word}".lstrip()
        if _width(longer, font) <= width:
            parts[-1] = longer
            continue
        if parts[-1]:
            parts.append("")
        for letter in word:
            if parts[-1] and _width(parts[-1] + letter, font) > width:
                parts.append("")
            parts[-1] += letter
    return parts
