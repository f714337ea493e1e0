"""Formulas on paper that can be read by others: searched for, copied and read aloud."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QTextDocument, QTextFormat

from momentum_lab.formulas.latex import latex_text
from momentum_lab.gui.lessons.formula_object import LATEX, FormulaObject

UNSEEN: Final = QColor(0, 0, 0, 1)
"""A colour that leaves no mark; what has none at all is not written."""


class ReadFormula(FormulaObject):
    """Draws formulas, and under each writes unseen how it is read, as wide as it is."""

    def drawObject(
        self,
        painter: QPainter | None,
        rect: QRectF,
        doc: QTextDocument | None,
        posInDocument: int,
        format: QTextFormat,  # noqa: A002  (the name is Qt's)
    ) -> None:
        """Write and draw a formula."""
        words = " ".join(latex_text(format.stringProperty(LATEX)).split())
        if painter is not None and doc is not None and words:
            font = doc.defaultFont()
            room = QFontMetricsF(font).horizontalAdvance(words)
            font.setPixelSize(max(round(font.pixelSize() * min(rect.width() / room, 1.0)), 1))
            painter.save()
            painter.setFont(font)
            painter.setPen(UNSEEN)
            painter.drawText(QPointF(rect.left(), rect.bottom()), words)
            painter.restore()
        super().drawObject(painter, rect, doc, posInDocument, format)
