"""The weights of the past gradients as bars, with the gradients themselves below them."""

from __future__ import annotations

import math
from typing import Final

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from momentum_lab.core.messages import message
from momentum_lab.core.optimizer import Vector
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.widgets.tips import plain_tip
from momentum_lab.wording.numbers import told_number

WIDEST_COLUMN, NARROWEST_COLUMN = 26.0, 9.0
BARS, ARROWS = 4.2, 2.8
"""Heights in lines of text: of the bars, and of the gradients below."""
HEAD: Final = 4.0
LEAST_ARROW: Final = 3.0
GAP: Final = 4.0
"""Between bars and arrows."""


class MemoryBars(QWidget):
    """A column a gradient, the newest on the left: how much it weighs, and where it points."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = LIGHT
        self._color = ""
        self.weights: Vector = ()
        self.gradients: tuple[Vector, ...] = ()
        self._step = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_weights(self, weights: Vector, gradients: tuple[Vector, ...], step: int, color: str) -> None:
        """Show the weights of the gradients up to that of a step, in the colour of a ball."""
        self.weights, self.gradients, self._step, self._color = weights, gradients, step, color
        self.setAccessibleName(
            str(
                message(
                    "weights of the past gradients, the newest first: {weights}",
                    weights=", ".join(told_number(weight, 3) for weight in weights[:10]),
                )
            )
        )
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Be as high as bars, arrows and the words below them."""
        line = self.fontMetrics().height()
        return QSize(260, math.ceil((BARS + ARROWS + 1.4) * line))

    def minimumSizeHint(self) -> QSize:
        """Keep the height."""
        return QSize(160, self.sizeHint().height())

    @property
    def shown(self) -> int:
        """How many columns have room."""
        return min(len(self.weights), int((self.width() - 2 * self._aside) // NARROWEST_COLUMN))

    @property
    def _aside(self) -> float:
        """The room beside the columns, into which arrows reach that are longer than a column is wide."""
        return math.ceil((self._longest - NARROWEST_COLUMN) / 2) + 1.0

    @property
    def _longest(self) -> float:
        """The length of the longest arrow."""
        return ARROWS * self.fontMetrics().height() - GAP

    def column(self, index: int) -> QRectF:
        """Return the place of a bar at its full height."""
        width = min((self.width() - 2 * self._aside) / max(self.shown, 1), WIDEST_COLUMN)
        return QRectF(self._aside + index * width + 1, 2, width - 2, BARS * self.fontMetrics().height())

    def bar(self, index: int) -> QRectF:
        """Return the place of a bar, from zero to its weight."""
        whole, weight = self.column(index), self.weights[index]
        low, high = self._range()
        zero = whole.bottom() + low / (high - low) * whole.height()
        height = weight / (high - low) * whole.height()
        return QRectF(whole.left(), zero - max(height, 0.0), whole.width(), abs(height))

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Paint bars, gradients and the words below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.shown):
            painter.fillRect(self.bar(index), QColor(self._color))
            if all(map(math.isfinite, self.gradients[index])):
                self._paint_gradient(painter, index)
        painter.setPen(QPen(QColor(self._theme.line), 1))
        if self.shown:
            zero = self.bar(0).bottom() if self.weights[0] >= 0.0 else self.bar(0).top()
            last = self.column(self.shown - 1).right() + 1
            painter.drawLine(QPointF(self._aside, zero), QPointF(last, zero))
            self._paint_words(painter)
        painter.end()

    def event(self, a0: QEvent | None) -> bool:
        """Tell the numbers of the column that is pointed at."""
        if isinstance(a0, QHelpEvent) and a0.type() == QEvent.Type.ToolTip:
            index = int((a0.pos().x() - self._aside) // max(self.column(0).width() + 2, 1.0))
            if 0 <= index < self.shown:
                QToolTip.showText(a0.globalPos(), plain_tip(self.told(index)), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(a0)

    def told(self, index: int) -> str:
        """Return what is told of a column."""
        gradient = ", ".join(told_number(part, 5) for part in self.gradients[index])
        return str(
            message(
                "gradient of step {step:,}: ({gradient}), weight {weight}",
                step=self._step - index,
                gradient=gradient,
                weight=told_number(self.weights[index], 5),
            )
        )

    def _range(self) -> tuple[float, float]:
        shown = [weight for weight in self.weights[: self.shown] if math.isfinite(weight)]
        low, high = min(0.0, *shown, 0.0), max(0.0, *shown, 0.0)
        return (low, high) if high > low else (0.0, 1.0)

    def arrow(self, index: int) -> tuple[QPointF, QPointF]:
        """Return tail and tip of a gradient: as long as the longest allows, up or down if it has no y."""
        gradient, place = self.gradients[index], self.column(index)
        across, up = (gradient[0], gradient[1]) if len(gradient) > 1 else (0.0, gradient[0])
        longest = max(math.hypot(*each) for each in self.gradients[: self.shown])
        size = math.hypot(across, up) / longest * self._longest if longest > 0.0 else 0.0
        size = max(size, LEAST_ARROW) if across or up else 0.0
        angle = math.atan2(up, across)
        half = QPointF(math.cos(angle), -math.sin(angle)) * (size / 2)
        middle = QPointF(place.center().x(), place.bottom() + 1.5 * GAP + self._longest / 2)
        return middle - half, middle + half

    def _paint_gradient(self, painter: QPainter, index: int) -> None:
        tail, tip = self.arrow(index)
        size = math.hypot((tip - tail).x(), (tip - tail).y())
        if not size > 0.0:
            return
        way, head = (tip - tail) / size, min(HEAD, 0.6 * size)
        side = QPointF(-way.y(), way.x()) * (0.5 * head)
        painter.setPen(QPen(QColor(self._theme.text), 1.2))
        painter.drawLine(tail, tip - way * head)
        painter.setBrush(QColor(self._theme.text))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(QPolygonF([tip, tip - way * head + side, tip - way * head - side]))

    def _paint_words(self, painter: QPainter) -> None:
        painter.setPen(QColor(self._theme.muted))
        line = self.fontMetrics().height()
        place = QRectF(self._aside, self.height() - 1.2 * line, self.width() - self._aside, 1.2 * line)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft, str(message("newest")))
        if self.shown > 1:
            older = str(message("older →"))
            right = self.column(self.shown - 1).right()
            if right - self._aside > self.fontMetrics().horizontalAdvance(f"{message('newest')}  {older}"):
                place.setRight(right)
                painter.drawText(place, Qt.AlignmentFlag.AlignRight, older)
