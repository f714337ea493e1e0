"""Formulas in a line of text: drawings that stand on its baseline, at any size and on paper as well."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PyQt6.QtCore import QByteArray, QObject, QPointF, QRectF, QSizeF
from PyQt6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextObjectInterface,
)
from PyQt6.QtSvg import QSvgRenderer

from momentum_lab.core.errors import InputError
from momentum_lab.formulas.latex import latex_mathml
from momentum_lab.gui.widgets.mathematics import SET_AT, Line, drawn

KIND: Final = QTextFormat.ObjectTypes.UserObject.value + 1
LATEX: Final = QTextFormat.Property.UserProperty.value + 1
"""The property of a format that holds a formula as it was typed."""
OWN_LINE: Final = LATEX + 1
"""Whether it was typed to stand on a line of its own."""
BEFORE, AFTER = LATEX + 2, LATEX + 3
"""What of the text beside it may not be parted from it by the end of a line, such as a full stop."""
_MATHML, _SIZE, _COLOR = LATEX + 4, LATEX + 5, LATEX + 6
OBJECT: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
X_HEIGHT: Final = 0.473
"""Of the letters of formulas, measured by their size."""
LEAST, MOST = 1.0, 1.2
"""How large these letters are, at least and at most, measured by those around them."""
GAP: Final = 0.25
"""Of the size of type: the space between two lines, into which a formula may reach."""


class FormulaObject(QObject, QTextObjectInterface):
    """Draws the formulas of a document, each on the baseline of its line; wide ones are made smaller.

    Whoever inherits from it may draw something under each.
    """

    def intrinsicSize(self, doc: QTextDocument | None, posInDocument: int, format: QTextFormat) -> QSizeF:  # noqa: A002  (the name is Qt's)
        """Return the room that a formula needs: above the line, and below it if that is much."""
        set_one = _SetFormula(format, doc)
        return QSizeF(set_one.width, set_one.room)

    def drawObject(
        self,
        painter: QPainter | None,
        rect: QRectF,
        doc: QTextDocument | None,
        posInDocument: int,
        format: QTextFormat,  # noqa: A002  (the name is Qt's)
    ) -> None:
        """Draw a formula on the baseline, and what stands close to it."""
        if painter is None or doc is None:
            return
        self.draw_under(painter, rect, doc.defaultFont(), format.stringProperty(LATEX))
        set_one = _SetFormula(format, doc)
        base = rect.bottom()
        if set_one.is_deep:
            block = doc.findBlock(posInDocument)
            layout = block.layout()
            assert layout is not None
            row = layout.lineForTextPosition(posInDocument - block.position())
            base = rect.center().y() - row.height() / 2 + row.ascent()
        set_one.draw(painter, QPointF(rect.left(), base))

    def draw_under(self, painter: QPainter, rect: QRectF, font: QFont, latex: str) -> None:
        """Draw what is under a formula, in the document's font: here nothing."""


@lru_cache(maxsize=1)
def formula_object() -> FormulaObject:
    """Return the one that draws in all documents: they do not keep it."""
    return FormulaObject()


class _SetFormula:
    """A formula in the room that its document has for it."""

    def __init__(self, format: QTextFormat, document: QTextDocument | None) -> None:  # noqa: A002  (as above)
        form = format.toCharFormat()
        self._line, self._color = _line_of(format), format.stringProperty(_COLOR)
        self._font, self._ink = form.font(), form.foreground().color()
        self._metrics = QFontMetricsF(self._font)
        self._before, self._after = format.stringProperty(BEFORE), format.stringProperty(AFTER)
        self._left, right = (self._metrics.horizontalAdvance(text) for text in (self._before, self._after))
        room = -1.0 if document is None else document.textWidth() - 2 * document.documentMargin()
        needed = self._left + self._line.width + right
        self._scale = (
            1.0 if room <= 0 or needed <= room else max(room - self._left - right, 1.0) / self._line.width
        )
        self.width = self._left + self._scale * self._line.width + right
        self.is_deep = is_deep(form, self._line)

    @property
    def room(self) -> float:
        """Its height, as far as it is not in the space between lines."""
        line = self._line
        if not self.is_deep:
            return self._scale * line.ascent
        half = self._metrics.xHeight() / 2
        return max(2 * self._scale * line.ascent - half, 2 * self._scale * descent(line) + half)

    def draw(self, painter: QPainter, at: QPointF) -> None:
        """Draw it from a point on the baseline on."""
        line, scale = self._line, self._scale
        place = QRectF(
            at.x() + self._left, at.y() - scale * line.ascent, scale * line.width, scale * line.height
        )
        _renderer(line, self._color).render(painter, place)
        painter.setFont(self._font)
        painter.setPen(self._ink)
        painter.drawText(at, self._before)
        painter.drawText(QPointF(place.right(), at.y()), self._after)


@lru_cache(maxsize=32)  # some 30 kB each: those of a page
def _renderer(line: Line, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(line.colored(color)))


def prepare(latex: str, is_display: bool) -> bool:
    """Set a formula, which takes some milliseconds the first time; return whether it can be set."""
    try:
        mathml = latex_mathml(latex, is_display)
    except InputError:
        return False
    try:
        drawn(mathml, SET_AT)
    except Exception:  # noqa: BLE001  (the library that sets it raises whatever it meets)
        return False
    return True


def insert_formula(
    cursor: QTextCursor, latex: str, is_display: bool, color: str, before: str = "", after: str = ""
) -> None:
    """Put a formula where a cursor is, with text that stays with it; what cannot be set, as it was typed."""
    font = cursor.charFormat().font()
    if not prepare(latex, is_display):
        cursor.insertText(f"{before}${latex}${after}")
        return
    form = QTextCharFormat(cursor.charFormat())
    form.setObjectType(KIND)
    form.setProperty(LATEX, latex)
    form.setProperty(OWN_LINE, is_display)
    form.setProperty(BEFORE, before)
    form.setProperty(AFTER, after)
    form.setProperty(_MATHML, latex_mathml(latex, is_display))
    form.setProperty(_SIZE, size_in(font))
    form.setProperty(_COLOR, color)
    if is_deep(form, _line_of(form)):
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    cursor.insertText(OBJECT, form)


def size_in(font: QFont) -> int:
    """Return the size at which the letters of formulas are as large as those of a font, in logical pixels."""
    pixels = QFontInfo(font).pixelSize()
    share = QFontMetricsF(font).xHeight() / (X_HEIGHT * pixels)
    return round(pixels * min(max(share, LEAST), MOST))


def _line_of(format: QTextFormat) -> Line:  # noqa: A002  (as above)
    return drawn(format.stringProperty(_MATHML), format.intProperty(_SIZE))


def descent(line: Line) -> float:
    """Return how much of a formula is below the baseline."""
    return line.height - line.ascent


def is_deep(form: QTextCharFormat, line: Line) -> bool:
    """Whether a formula reaches further below the baseline than the space between two lines."""
    metrics = QFontMetricsF(form.font())
    return descent(line) > metrics.descent() + GAP * QFontInfo(form.font()).pixelSize()
