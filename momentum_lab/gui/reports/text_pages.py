"""A document of blocks as a text of Qt, laid out in pages."""

from __future__ import annotations

from functools import singledispatchmethod
from itertools import zip_longest
from typing import Final

from PyQt6.QtCore import QSizeF, QUrl
from PyQt6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontInfo,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from momentum_lab.export.document import (
    MOST_COLUMNS,
    Blanks,
    Block,
    Grid,
    Heading,
    Options,
    Paper,
    Picture,
    Prose,
    Said,
    SheetBreak,
    Words,
)
from momentum_lab.figures.themes import LIGHT
from momentum_lab.gui.lessons.formula_object import KIND, FormulaObject
from momentum_lab.gui.lessons.markdown import set_markdown
from momentum_lab.gui.reports.fitted_pictures import FittedPictures
from momentum_lab.gui.reports.kept_together import BEGINS, KEPT, PADDING, keep_rows, keep_since, keep_together
from momentum_lab.gui.reports.read_formula import ReadFormula

TEXT: Final = 14
"""Logical pixels of type, which are 10.5 points on paper."""
TITLE, SECTION, STEP, SMALL, MANY = 1.7, 1.3, 1.1, 0.9, 0.7
"""How large headings, captions and tables of many columns are, measured by the type."""
GAP: Final = 8.0
LINE: Final = 30.0
"""From one line to write on to the next."""
SHORT: Final = 24 * "_"
_FIXED: Final = 2
"""The kind of height of lines, ``QTextBlockFormat.LineHeightTypes``, as the format takes it."""
_ANSWERS: Final = (Picture, Options, Grid, Blanks, Words)
"""What begins on the page on which it is asked for."""
TICKED, EMPTY = "☒", "☐"
SIGNS: Final = {"right": "✓ ", "wrong": "✗ "}
"""What is said of a verdict besides its words."""


class TextPages:
    """Writes blocks one after the other at the end of a text.

    Parameters
    ----------
    size
        Of a page, in logical pixels.
    pixels
        How many of a screen there are for each logical one; on paper pictures keep all of theirs.
    pictures
        What decodes them, and keeps them where the same ones are written again and again.

    Attributes
    ----------
    text
        The text, in pages of a size in logical pixels.
    """

    def __init__(
        self,
        document: Paper,
        font: QFont,
        size: QSizeF,
        pixels: float | None = None,
        pictures: FittedPictures | None = None,
    ) -> None:
        self.text = QTextDocument()
        self._pixels, self._pictures = pixels, pictures or FittedPictures()
        self._font, self._size, self._em = font, size, QFontInfo(font).pixelSize()
        self.text.setDefaultFont(font)
        self.text.setDocumentMargin(0.0)
        layout = self.text.documentLayout()
        assert layout is not None
        layout.registerHandler(KIND, (ReadFormula if pixels is None else FormulaObject)(self.text))
        self._cursor = QTextCursor(self.text)
        self._plain = QTextCharFormat()
        self._plain.setFont(font)
        self._plain.setForeground(QBrush(QColor(LIGHT.text)))
        self._is_fresh, self._breaks, self._images = True, False, 0
        self._cursor.beginEditBlock()
        self._write_head(document)
        is_head = False
        for block, after in zip_longest(document.blocks, document.blocks[1:]):
            is_head = (is_head and isinstance(block, Prose)) or (
                isinstance(block, Heading) and block.level <= 2
            )
            before = self._cursor.position()
            self.write(block)
            is_asked = isinstance(block, Prose) and isinstance(after, _ANSWERS)
            if isinstance(block, Heading) or is_asked or (is_head and after is not None):
                keep_since(self.text, before)
        self._cursor.endEditBlock()
        self.text.setPageSize(size)
        keep_together(self.text)

    def _write_head(self, document: Paper) -> None:
        self._line(document.title, self._type(TITLE, is_bold=True), 0.0)
        if document.facts:
            self.write(Grid((("", ""), *document.facts), has_names=True))

    @singledispatchmethod
    def write(self, block: Block) -> None:
        """Write a block."""
        raise TypeError(type(block).__name__)

    @write.register
    def _(self, block: Heading) -> None:
        is_section = block.level <= 2
        size, above = (SECTION, 3 * GAP) if is_section else (STEP, 2 * GAP)
        self._line(block.text, self._type(size, is_bold=True), above, is_kept=True)
        form = self._cursor.blockFormat()
        form.setProperty(BEGINS, True)
        self._cursor.setBlockFormat(form)

    @write.register
    def _(self, block: Prose) -> None:
        self._begin(0.0)
        font = QFont(self._font)
        font.setBold(block.role == "question")
        self._cursor.insertText(SIGNS.get(block.role, ""), self._plain)
        self._cursor.insertFragment(self._set(block.markdown, font))

    @write.register
    def _(self, block: Words) -> None:
        form = self._begin()
        form.setLeftMargin(2 * GAP)
        self._cursor.setBlockFormat(form)
        self._cursor.insertText(block.text.replace("\n", "\N{LINE SEPARATOR}"), self._plain)

    @write.register
    def _(self, block: Said) -> None:
        self._line(SIGNS.get(block.verdict, "") + block.text, self._plain)

    @write.register
    def _(self, block: Grid) -> None:
        if block.caption:
            self._line(block.caption, self._plain, is_kept=True)
        rows = block.rows if any(block.rows[0]) else block.rows[1:]
        heads = 1 if any(block.rows[0]) else 0
        if not rows:
            return
        table = self._table(len(rows), max(map(len, rows)), heads, has_lines=heads > 0)
        size = 1.0 if max(map(len, rows)) <= MOST_COLUMNS else MANY
        plain, bold = self._type(size), self._type(size, is_bold=True)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                is_head = y < heads or (block.has_names and x == 0)
                table.cellAt(y, x).firstCursorPosition().insertText(cell, bold if is_head else plain)
        keep_rows(table)
        self._leave_table()

    @write.register
    def _(self, block: Picture) -> None:
        fitted = self._pictures.fitted(block, self._size, self._pixels)
        if fitted is None:
            return
        below = [block.caption] if block.caption else []
        if block.attachment:
            below.append(f"({block.attachment})")
        self._begin(is_kept=bool(below))
        self._images += 1
        name = f"picture-{self._images}"
        self.text.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), fitted.image)
        shown = QTextImageFormat()
        shown.setName(name)
        shown.setWidth(fitted.width)
        shown.setHeight(fitted.height)
        self._cursor.insertImage(shown)
        if below:
            self._line(" ".join(below), self._type(SMALL), 0.5 * GAP)

    @write.register
    def _(self, block: Options) -> None:
        table = self._table(len(block.options), 2, 0, has_lines=False)
        form = table.format()
        form.setColumnWidthConstraints(
            [
                QTextLength(QTextLength.Type.FixedLength, 2.0 * self._em),
                QTextLength(QTextLength.Type.VariableLength, 0.0),
            ]
        )
        table.setFormat(form)
        for y, option in enumerate(block.options):
            sign = TICKED if option.is_ticked else EMPTY
            table.cellAt(y, 0).firstCursorPosition().insertText(sign, self._type(1.15))
            table.cellAt(y, 1).firstCursorPosition().insertFragment(self._set(option.markdown, self._font))
        keep_rows(table)
        self._leave_table()

    @write.register
    def _(self, block: Blanks) -> None:
        for number in range(block.lines):
            label = f"{block.label} " if block.label and not number else ""
            form = self._begin(LINE - self._em)
            if number == block.lines - 1:
                form.setBottomMargin(2 * GAP)
                self._cursor.setBlockFormat(form)
            if block.is_short:
                self._cursor.insertText(label + SHORT, self._plain)
                continue
            whole = QTextLength(QTextLength.Type.PercentageLength, 100.0)
            form.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth, whole)
            self._cursor.setBlockFormat(form)
            self._cursor.insertText(label, self._plain)

    @write.register
    def _(self, block: SheetBreak) -> None:
        self._breaks = True

    def _begin(self, above: float = GAP, is_kept: bool = False) -> QTextBlockFormat:
        """Begin a paragraph, which stays with what follows if it ``is_kept``; return its format."""
        form = QTextBlockFormat()
        form.setTopMargin(above)
        form.setProperty(KEPT, is_kept)
        if self._breaks:
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            self._breaks = False
        if self._is_fresh:
            self._cursor.setBlockFormat(form)
            self._cursor.setBlockCharFormat(self._plain)
        else:
            self._cursor.insertBlock(form, self._plain)
        self._is_fresh = False
        return form

    def _line(self, text: str, type_: QTextCharFormat, above: float = GAP, is_kept: bool = False) -> None:
        self._begin(above, is_kept)
        self._cursor.insertText(text, type_)

    def _set(self, markdown: str, font: QFont) -> QTextDocumentFragment:
        """Return a text with mathematics as a piece of a document."""
        made = QTextDocument()
        set_markdown(made, markdown, font, LIGHT)
        return QTextDocumentFragment(made)

    def _table(self, rows: int, columns: int, heads: int, has_lines: bool) -> QTextTable:
        self._begin(0.0, is_kept=True)
        form = QTextTableFormat()
        form.setBorder(1.0 if has_lines else 0.0)
        form.setBorderCollapse(True)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(QBrush(QColor(LIGHT.line)))
        form.setCellPadding(PADDING if has_lines else 2.0)
        form.setCellSpacing(0.0)
        form.setTopMargin(GAP)
        form.setHeaderRowCount(heads)
        table = self._cursor.insertTable(rows, columns, form)
        assert table is not None
        return table

    def _leave_table(self) -> None:
        """Go on after a table; the line that Qt leaves there takes no room."""
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        form = QTextBlockFormat()
        form.setLineHeight(1.0, _FIXED)
        self._cursor.setBlockFormat(form)
        self._cursor.setBlockCharFormat(self._type(0.05))

    def _type(self, size: float, is_bold: bool = False) -> QTextCharFormat:
        form = QTextCharFormat(self._plain)
        font = QFont(self._font)
        font.setPixelSize(max(round(size * self._em), 1))
        font.setBold(is_bold)
        form.setFont(font)
        return form
