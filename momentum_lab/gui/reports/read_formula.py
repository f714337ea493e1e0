"""Formulas on paper that can be read by others: searched for, copied and read aloud."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from momentum_lab.formulas.latex import latex_text
from momentum_lab.gui.lessons.formula_object import FormulaObject

UNSEEN: Final = QColor(0, 0, 0, 1)
"""A colour that leaves no mark; what has none at all is not written."""


class ReadFormula(FormulaObject):
    """Draws formulas, and under each writes unseen how it is read, as wide as it is."""

    def draw_under(self, painter: QPainter, rect: QRectF, font: QFont, latex: str) -> None:
        """Write how a formula is read."""
        words = " ".join(latex_text(latex).split())
        room = QFontMetricsF(font).horizontalAdvance(words)
        if room <= 0.0:
            return
        font.setPixelSize(max(round(font.pixelSize() * min(rect.width() / room, 1.0)), 1))
        painter.save()
        painter.setFont(font)
        painter.setPen(UNSEEN)
        painter.drawText(QPointF(rect.left(), rect.bottom()), words)
        painter.restore()
