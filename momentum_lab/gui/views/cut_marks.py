"""Marks where values are beyond the ends of their axis: a curve along the edge is no ball at rest."""

from __future__ import annotations

from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.core.values import dataclass
from momentum_lab.figures.curve_values import CurveValues
from momentum_lab.figures.curves import Counting
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.step_axis import StepAxis
from momentum_lab.gui.views.trails import ViewOverlay
from momentum_lab.gui.views.value_axis import ValueAxis

SIZE: Final = 5.0
"""Half the width of a mark, in logical pixels."""
EVERY: Final = 64.0
"""Logical pixels from one mark to the next along an edge."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """The steps (n,) that are kept of a ball, where they are, and whether each is below or above the axis."""

    ball: int
    color: str
    step: Ints
    count: Ints
    side: Ints
    """−1 below, 1 above, 0 on the axis."""


def beyond(shown: CurveValues, axis: ValueAxis, counting: Counting) -> list[Beyond]:
    """Return what lies beyond the ends of an axis, of those visible balls that leave it."""
    found = []
    for ball, values in shown.values.items():
        side = (values > axis.high).astype(np.int64) - (values < axis.low)
        if side.any():
            steps, color = shown.steps[ball], shown.run.experiment.balls[ball].color
            found.append(Beyond(ball, color, steps, counting.counts(ball, steps), side))
    return found


class CutMarks(ViewOverlay):
    """Small arrowheads in the balls' colours at the edge beyond which their values are."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(25)
        self._beyond: list[Beyond] = []
        self._axis = ValueAxis("linear", 0.0, 1.0)
        self._steps = StepAxis()
        self._step = 0
        self._theme: Theme = LIGHT

    def show(self, shown: CurveValues, axis: ValueAxis, steps: StepAxis, counting: Counting) -> None:
        """Mark other values, or the same ones on other axes."""
        had_any, self._beyond = bool(self._beyond), beyond(shown, axis, counting)
        self._axis, self._steps = axis, steps
        if had_any or self._beyond:
            self.redraw()

    def set_step(self, step: int) -> None:
        """Mark what is beyond up to a step."""
        if step != self._step:
            self._step = step
            if self._beyond:
                self.redraw(self._edges())

    def set_theme(self, theme: Theme) -> None:
        """Draw with another outline."""
        self._theme = theme
        self.redraw()

    def places(self, transform: QTransform) -> list[tuple[int, int, QPointF]]:
        """Return the marks: the number of the ball, the side (−1 below, 1 above), and where its tip is."""
        lower, upper = self._levels(transform)
        found = []
        for each in self._beyond:
            x = transform.m11() * self._steps.forward(each.count) + transform.dx()
            for side, level in ((-1, lower), (1, upper)):
                shown = (each.side == side) & (each.step <= self._step)
                found += [(each.ball, side, QPointF(at, level)) for at in _spread(x[shown])]
        return found

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint the marks."""
        if not self._beyond:
            return
        colors = {each.ball: each.color for each in self._beyond}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(QColor(self._theme.outline), 0.8))
        for ball, side, tip in reversed(self.places(transform)):
            painter.setBrush(QColor(colors[ball]))
            base = 1.6 * SIZE * side  # pixels count downwards
            corners = [tip, tip + QPointF(-SIZE, base), tip + QPointF(SIZE, base)]
            painter.drawPolygon(QPolygonF(corners))

    def _levels(self, transform: QTransform) -> tuple[float, float]:
        """Return where the tips of the lower and of the upper marks are, down from the top."""
        plot = transform.mapRect(self.boundingRect())
        lower = transform.map(QPointF(0.0, float(self._axis.forward(self._axis.low)))).y()
        return min(lower + 2.0 * SIZE, plot.bottom() - 1.0), plot.top() + 1.0

    def _edges(self) -> list[QRectF]:
        transform = self.sceneTransform()
        plot, high = transform.mapRect(self.boundingRect()), 2.0 * SIZE
        return [
            QRectF(plot.left(), level - high, plot.width(), 2.0 * high) for level in self._levels(transform)
        ]


def _spread(x: Floats) -> list[float]:
    """Return the first of some pixels from left to right, and further ones that are far enough apart."""
    if not len(x):
        return []
    cells = np.floor((x - x[0]) / EVERY)
    found: list[float] = x[np.flatnonzero(np.diff(cells, prepend=-1.0))].tolist()
    return found
