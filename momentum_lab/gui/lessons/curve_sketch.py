"""A small plot in which somebody draws how a quantity will go."""

from __future__ import annotations

from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import message
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.lessons.drawn_curve import BETWEEN, HANDLES, DrawnCurve, rounded
from momentum_lab.gui.lessons.own_keys import OwnKeysWidget
from momentum_lab.gui.lessons.sketch_axis import SketchAxis
from momentum_lab.gui.views.loss_scale import even_ticks, tick_texts
from momentum_lab.wording.numbers import told_number

HANDLE: Final = 5.0
"""Radius of a handle, in logical pixels."""
REACH: Final = 12.0
"""Pixels around a handle within which a press takes it; elsewhere one draws freely."""
DECIDED: Final = 5.0
"""Pixels from a handle on after which it is plain whether that is moved or a stroke begins at it."""
STEP, FINE = 1 / 30, 1 / 150
"""How far a press of a key moves a handle, as a share of the height; the second with Shift."""
EDGE: Final = 10.0
BEYOND: Final = 0.06
"""How far a drag beyond the plot leads beyond the axis at once, as a share of it."""
LONGEST: Final = 2.0
"""By how many of its lengths the axis can be made longer at either end."""
DIGITS: Final = 3
NUMBERS: Final = "−0.00e−00"


class CurveSketch(OwnKeysWidget):
    """A curve with handles over the steps; it is drawn by mouse, or handle by handle with the arrow keys.

    Where the start tells how the curve begins, that stays so.

    Parameters
    ----------
    name
        What is drawn, for those who do not see it.
    steps
        The last step.
    drawn_on
        The axis; what is drawn beyond its ends makes it longer.
    """

    changed = pyqtSignal()
    """Another curve is there."""
    settled = pyqtSignal()
    """It stays so for now: the mouse is released, or a key was pressed."""

    def __init__(self, name: str, steps: int, drawn_on: SketchAxis) -> None:
        super().__init__()
        self._steps, self._axis = max(steps, 1), drawn_on.axis
        self._curve = DrawnCurve.level(float(self._axis.forward(drawn_on.first)))
        self._least = drawn_on.least
        self._given = float(self._curve.heights[0]) if drawn_on.is_given else None
        self._first = 1 if drawn_on.is_given else 0
        self._theme: Theme = LIGHT
        self._color = LIGHT.accent
        self._handle = HANDLES - 1
        self._held: int | None = None
        self._pressed = QPointF()
        self._is_moved = False
        self._stroke: tuple[float, float] | None = None
        self._came = np.empty(0)
        self.is_drawn = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._describe()

    @property
    def values(self) -> tuple[float, ...]:
        """What is drawn, at even distances from the start to the last step."""
        return rounded(np.array([self._axis.loss(height) for height in self._curve.heights.tolist()]))

    @property
    def is_given(self) -> bool:
        """Whether the curve begins where the start tells."""
        return self._given is not None

    @property
    def handle(self) -> int:
        """The handle that keys move."""
        return self._handle

    @property
    def told(self) -> str:
        """Where the handle is that keys move."""
        value = self.values[self._handle * BETWEEN]
        step = round(self._handle * self._steps / (HANDLES - 1))
        return str(message("step {step:,}: {value}", step=step, value=told_number(value, DIGITS)))

    def show_values(self, values: tuple[float, ...]) -> None:
        """Show a curve that was drawn before."""
        heights = np.array([float(self._axis.forward(value)) for value in values])
        self._curve, self.is_drawn = DrawnCurve.through(heights), True
        self._describe()
        self.update()

    def show_came(self, values: tuple[float, ...]) -> None:
        """Show over it how it came, as values at even distances; nothing while that is not known."""
        heights = np.array([float(self._axis.forward(value)) for value in values])
        if not np.array_equal(heights, self._came, equal_nan=True):
            self._came = heights
            self.update()

    def set_colors(self, theme: Theme, color: str) -> None:
        """Draw in the colours of a theme, the curve in that of its ball."""
        self._theme, self._color = theme, color
        self.update()

    def sizeHint(self) -> QSize:
        """Be about twice as wide as high, and larger with larger type."""
        return QSize(16 * self.fontMetrics().height(), 10 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Never be so small that it cannot be drawn in."""
        return QSize(8 * self.fontMetrics().height(), 8 * self.fontMetrics().height())

    def spot(self, handle: int) -> QPointF:
        """Return where a handle is, in pixels of the widget."""
        along, height = handle / (HANDLES - 1), float(self._curve.handles[handle])
        return self._pixel(along, height)

    def mousePressEvent(self, a0: QMouseEvent | None) -> None:
        """Take a handle, or begin to draw; from a handle, what is done next tells which of both it is."""
        if a0 is None or a0.button() != Qt.MouseButton.LeftButton or not self.isEnabled():
            return
        self._pressed = at = a0.position()
        self._is_moved = False
        apart = [(QPointF(self.spot(i) - at).manhattanLength(), i) for i in range(self._first, HANDLES)]
        near, handle = min(apart)
        if near <= REACH:
            self._held = self._handle = handle
            self._describe()
        else:
            self._stroke = self._value_at(at)
            self._draw_to(at)

    def mouseMoveEvent(self, a0: QMouseEvent | None) -> None:
        """Move the handle, or draw on."""
        if a0 is None:
            return
        if self._held is not None and not self._is_moved:
            self._decide(a0.position())
        if self._held is not None and self._is_moved:
            self._put(self._held, self._value_at(a0.position())[1])
        elif self._stroke is not None:
            self._draw_to(a0.position())

    def _decide(self, at: QPointF) -> None:
        """From the way of the pointer, tell whether a handle is moved, or a stroke drawn from it on."""
        way = at - self._pressed
        if way.manhattanLength() < DECIDED:
            return
        if abs(way.x()) > abs(way.y()):
            self._held, self._stroke = None, self._value_at(self._pressed)
        else:
            self._is_moved = True

    def mouseReleaseEvent(self, a0: QMouseEvent | None) -> None:
        """End a drag."""
        was_drawing = self._held is not None or self._stroke is not None
        self._held = self._stroke = None
        if was_drawing:
            self.settled.emit()

    def keyPressEvent(self, a0: QKeyEvent | None) -> None:
        """Choose a handle, or move it."""
        if a0 is None:
            return
        turns = {Qt.Key.Key_Left: self._handle - 1, Qt.Key.Key_Right: self._handle + 1}
        turns |= {Qt.Key.Key_Home: self._first, Qt.Key.Key_End: HANDLES - 1}
        ways = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0}
        key = Qt.Key(a0.key())
        if key in turns:
            self._handle = min(max(turns[key], self._first), HANDLES - 1)
            self._describe()
            self.update()
        elif key in ways:
            low, high = self._ends
            is_fine = bool(a0.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            by = ways[key] * (FINE if is_fine else STEP) * (high - low)
            self._put(self._handle, float(self._curve.handles[self._handle]) + by)
            self.settled.emit()
        else:
            super().keyPressEvent(a0)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        """Paint the axes, the curve and its handles."""
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if self.isEnabled() else 0.6)
        plot = self._plot
        painter.fillRect(plot, QColor(theme.base))
        self._paint_axes(painter, plot)
        painter.setClipRect(plot.adjusted(-EDGE, -EDGE, EDGE, EDGE))
        if self._came.size:
            self._paint_line(painter, self._came, QPen(QColor(self._color), 1.6))
        style = Qt.PenStyle.DotLine if self._came.size else Qt.PenStyle.SolidLine
        self._paint_line(painter, self._curve.heights, QPen(QColor(self._color), 2.4, style))
        if self.isEnabled():
            self._paint_handles(painter)
        painter.end()

    def _paint_axes(self, painter: QPainter, plot: QRectF) -> None:
        theme, metrics = self._theme, self.fontMetrics()
        most = max(int(plot.height() / (2.2 * metrics.height())), 2)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, text in self._ticks(most):
            y = self._pixel(0.0, place).y()
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(theme.text))
            room = QRectF(0.0, y - metrics.height() / 2, plot.left() - 4, metrics.height())
            painter.drawText(room, int(right), text)
        painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.muted), 1 + self.hasFocus()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(plot)
        painter.setPen(QColor(theme.text))
        below = QRectF(plot.left(), plot.bottom() + 2, plot.width(), metrics.height())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), "0")
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), str(message("step")))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), f"{self._steps:,}")

    def _ticks(self, most: int) -> list[tuple[float, str]]:
        """Return round values with their heights."""
        low, high = self._ends
        if self._axis.kind == "log":
            return self._axis.ticks(most, (low, high))
        values = [value for value in even_ticks(low, high, most) if low <= value <= high]
        return list(zip(values, tick_texts(values), strict=True))

    def _paint_line(self, painter: QPainter, heights: Floats, pen: QPen) -> None:
        """Paint a curve through heights at even distances, as far as it is there."""
        painter.setPen(pen)
        along = np.linspace(0.0, 1.0, len(heights))
        there = np.isfinite(heights)
        spots = [
            self._pixel(x, y) for x, y in zip(along[there].tolist(), heights[there].tolist(), strict=True)
        ]
        painter.drawPolyline(QPolygonF(spots))

    def _paint_handles(self, painter: QPainter) -> None:
        if self._given is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._color))
            painter.drawEllipse(self.spot(0), 0.7 * HANDLE, 0.7 * HANDLE)
        for index in range(self._first, HANDLES):
            is_chosen = index == self._handle and (self.hasFocus() or self._held is not None)
            painter.setPen(QPen(QColor(self._theme.text if is_chosen else self._color), 2))
            painter.setBrush(QColor(self._color if is_chosen else self._theme.base))
            radius = HANDLE + 1.5 * is_chosen
            painter.drawEllipse(self.spot(index), radius, radius)

    @property
    def _plot(self) -> QRectF:
        metrics = self.fontMetrics()
        left, bottom = metrics.horizontalAdvance(NUMBERS) + 6, metrics.height() + 4
        return QRectF(self.rect()).adjusted(left, EDGE, -EDGE, -bottom)

    @property
    def _ends(self) -> tuple[float, float]:
        """The heights at the ends of the axis: its own, or what is drawn or came beyond them."""
        came = self._came[np.isfinite(self._came)]
        every = np.concatenate([self._axis.ends, self._curve.heights, came])
        return float(every.min()), float(every.max())

    def _pixel(self, along: float, height: float) -> QPointF:
        plot, (low, high) = self._plot, self._ends
        share = (height - low) / (high - low)
        return QPointF(plot.left() + along * plot.width(), plot.bottom() - share * plot.height())

    def _value_at(self, at: QPointF) -> tuple[float, float]:
        """Return how far along and how high a place is; beyond the plot it is a little beyond the axis."""
        plot, (low, high) = self._plot, self._ends
        along = (at.x() - plot.left()) / plot.width()
        share = (plot.bottom() - at.y()) / plot.height()
        height = low + min(max(share, -BEYOND), 1.0 + BEYOND) * (high - low)
        return min(max(along, 0.0), 1.0), self._possible(height)

    def _draw_to(self, at: QPointF) -> None:
        assert self._stroke is not None
        here = self._value_at(at)
        self._take(self._curve.drawn(self._stroke, here))
        self._stroke = here

    def _put(self, handle: int, height: float) -> None:
        self._take(self._curve.moved(handle, self._possible(height)))

    def _possible(self, height: float) -> float:
        """Return a height at which there can be values, and to which the axis is made longer at most."""
        low, high = self._axis.ends
        farther = LONGEST * (high - low)
        height = min(max(height, low - farther), high + farther)
        return max(height, self._least) if self._axis.kind == "linear" else height

    def _take(self, curve: DrawnCurve) -> None:
        self._curve, self.is_drawn = curve if self._given is None else curve.beginning(self._given), True
        self._describe()
        self.update()
        self.changed.emit()

    def _describe(self) -> None:
        count = HANDLES - self._first
        keys = message("Left and Right choose one of {count} points, Up and Down move it.", count=count)
        # Translators: two sentences, of which the first has no full stop.
        self.setAccessibleDescription(str(message("{told}. {keys}", told=self.told, keys=keys)))
