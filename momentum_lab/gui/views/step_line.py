"""A line at a step of a plot over steps."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QTransform

from momentum_lab.gui.views.step_axis import StepAxis
from momentum_lab.gui.views.trails import ViewOverlay


class StepLine(ViewOverlay):
    """A vertical line at a step."""

    def __init__(self, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        super().__init__()
        self.axis = StepAxis()
        self._style = style
        self._step: float | None = 0
        self._color, self._width = "", 1.0

    def set_step(self, step: float | None) -> None:
        """Move the line; None hides it."""
        if step != self._step:
            strips = [self._strip(each) for each in (self._step, step) if each is not None]
            self._step = step
            self.redraw(strips)

    def set_look(self, color: str, width: float) -> None:
        """Draw with another colour and width."""
        self._color, self._width = color, width
        self.redraw()

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint the line from the lower to the upper edge of the plot."""
        if self._step is None:
            return
        plot = transform.mapRect(self.boundingRect())
        x = self._across(transform, self._step)
        painter.setPen(QPen(QColor(self._color), self._width, self._style))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))

    def _across(self, transform: QTransform, step: float) -> float:
        return transform.map(QPointF(float(self.axis.forward(step)), 0.0)).x()

    def _strip(self, step: float) -> QRectF:
        """Return the box of the scene in which the line is at a step."""
        transform = self.sceneTransform()
        plot = transform.mapRect(self.boundingRect())
        reach = 1.5 + self._width / 2
        return QRectF(self._across(transform, step) - reach, plot.top(), 2.0 * reach, plot.height())
