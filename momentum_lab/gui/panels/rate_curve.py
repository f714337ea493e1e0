"""The learning rate against the steps, as a small curve."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.core.messages import words
from momentum_lab.core.told_number import ToldNumber
from momentum_lab.experiment.ball import Ball
from momentum_lab.gui.widgets.screen import type_share
from momentum_lab.wording.numbers import told_number

HEIGHT: Final = 54
TEXT_HEIGHT: Final = 14.0
_MOST_POINTS: Final = 240


class RateCurve(QWidget):
    """Shows how a ball's learning rate goes over a run; the numbers at its ends are written beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._rates: list[tuple[int, float]] = []
        self._color = QColor()
        self._steps = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words("learning rate against steps"))

    def sizeHint(self) -> QSize:
        """Be as wide as the panel, and low."""
        return QSize(160, round(HEIGHT * type_share(self)))

    def show_rates(self, ball: Ball, steps: int) -> None:
        """Show the rate of each step of a run of so many steps."""
        factor, stride = ball.schedule.factors(), max(1, steps // _MOST_POINTS)
        looked_at = {*range(0, steps, stride), min(ball.schedule.warmup, steps - 1), steps - 1}
        for change in ball.changes:
            looked_at |= {step for step in (change.step - 1, change.step) if 0 <= step < steps}
        self._rates = [
            (step, float(ball.as_of(step).hyperparameters[LEARNING_RATE]) * factor(step))
            for step in sorted(looked_at)
        ]
        self._color, self._steps = QColor(ball.color), steps
        first, last = self._rates[0][1], self._rates[-1][1]
        self.setToolTip(
            words(
                "learning rate: {first:.3g} in the first step, {last:.3g} in the last of {steps:,}",
                first=ToldNumber(first),
                last=ToldNumber(last),
                steps=steps,
            )
        )
        self.update()

    @property
    def ends(self) -> tuple[float, float]:
        """The rates of the first and of the last step."""
        return self._rates[0][1], self._rates[-1][1]

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Draw the curve over a base line, with the highest rate and the last one."""
        if not self._rates:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1.0, 5.0, -1.0, -1.0 - self._text_height())
        highest = max(rate for _, rate in self._rates) or 1.0
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(QPen(muted, 1.0))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        across = max(1, self._steps - 1)
        points = [
            QPointF(
                area.left() + area.width() * step / across, area.bottom() - area.height() * rate / highest
            )
            for step, rate in self._rates
        ]
        painter.setPen(QPen(self._color, 1.6))
        painter.drawPolyline(QPolygonF(points))
        self._write(painter, area, muted)
        painter.end()

    def _text_height(self) -> float:
        return TEXT_HEIGHT * type_share(self)

    def _write(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.82)
        painter.setFont(font)
        painter.setPen(color)
        below = QRectF(area.left(), area.bottom() + 1.0, area.width(), self._text_height())
        first, last = self.ends
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, told_number(first, 3))
        painter.drawText(
            below,
            Qt.AlignmentFlag.AlignRight,
            words("{rate:.3g} at step {step:,}", rate=ToldNumber(last), step=self._steps),
        )
