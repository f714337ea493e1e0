"""Plots as panes: the widgets that show them in the window, made ready to be drawn without being seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pyqtgraph as pg
from PyQt6.QtCore import QEvent, QRect, QRectF, QSizeF, Qt
from PyQt6.QtGui import QFontMetricsF, QImage, QPainter, QPen, QTransform
from PyQt6.QtWidgets import QApplication, QGraphicsWidget, QWidget

from momentum_lab.core.progress import Progress
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.axes_around import Plot
from momentum_lab.gui.views.plot import Canvas
from momentum_lab.gui.views.trails import ViewOverlay

AXIS_WIDTH: Final = 1.0
LABEL_ROOM: Final = 3
"""Above, between and below the numbers and the name of an axis at the bottom."""


class CanvasPane:
    """A plot, drawn by the widget that shows it in the window."""

    def __init__(self, canvas: Canvas, show_step: Callable[[int], None] = lambda step: None) -> None:
        self._canvas, self._show_step = canvas, show_step
        _let_lines_grow(canvas)

    def draw(self, painter: QPainter, place: QRectF, step: int, scale: float, progress: Progress) -> None:
        """Draw the plot: lines as lines."""
        self._show_step(step)
        canvas = self._canvas
        source = QRect(0, 0, canvas.width(), canvas.height())
        canvas.render(painter, place, source, Qt.AspectRatioMode.IgnoreAspectRatio)

    def close(self) -> None:
        """Let go of the widget."""
        put_away(self._canvas)


def prepare(canvas: Canvas, size: QSizeF) -> None:
    """Let a plot be of a size without being seen."""
    canvas.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    canvas.setMinimumSize(1, 1)
    canvas.resize(round(size.width()), round(size.height()))
    canvas.show()


def lay_out(canvas: Canvas) -> None:
    """Let the plot take its sizes now. Others may wait for theirs in vain: pictures that are put away."""
    scene = canvas.scene()
    widgets = [item for item in scene.items() if isinstance(item, QGraphicsWidget)] if scene else []
    for is_painted in (False, True):  # axes find how wide their numbers are when they are painted
        if is_painted:
            _paint_in_vain(canvas)
        for _ in range(2):  # what lies within others is told by them
            for widget in widgets:
                QApplication.sendPostedEvents(widget, QEvent.Type.LayoutRequest.value)


def _paint_in_vain(canvas: Canvas) -> None:
    image = QImage(16, 16, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    canvas.render(painter, QRectF(0.0, 0.0, 16.0, 16.0), QRect(0, 0, canvas.width(), canvas.height()))
    painter.end()


class _Line(ViewOverlay):
    """A curve of pyqtgraph's, drawn in logical pixels: its own lines are as wide as the target's units."""

    def __init__(self, curve: pg.PlotCurveItem) -> None:
        super().__init__()
        self._curve = curve
        self.setZValue(curve.zValue())

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint the curve."""
        pen = QPen(self._curve.opts["pen"])
        pen.setCosmetic(False)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(transform.map(self._curve.getPath()))


def _let_lines_grow(canvas: Canvas) -> None:
    """Let lines be as wide as they look in logical pixels: they would be hairlines in print."""
    for item in canvas.scene().items():
        if isinstance(item, pg.PlotCurveItem) and item.isVisible():
            item.getViewBox().addItem(_Line(item), ignoreBounds=True)
            item.hide()
        elif isinstance(item, pg.AxisItem):
            if item.orientation == "bottom" and item.labelText:
                item.setHeight(round(2 * QFontMetricsF(QApplication.font()).height()) + LABEL_ROOM)
            pen = QPen(item.pen())
            if pen.style() != Qt.PenStyle.NoPen:
                pen.setCosmetic(False)
                pen.setWidthF(AXIS_WIDTH)
                style = dict(item.labelStyle)
                item.setPen(pen)
                if item.labelText:  # whose colour went with the pen
                    item.setLabel(item.labelText, **style)
        elif isinstance(item, pg.ViewBox) and item.border.style() != Qt.PenStyle.NoPen:
            pen = QPen(item.border)
            pen.setCosmetic(False)
            pen.setWidthF(AXIS_WIDTH)
            item.setBorder(pen)


def name_axes(plot: Plot, theme: Theme) -> None:
    """Name the axes of a map, which in the window go without."""
    plot.setLabel("bottom", "x", color=theme.text)
    plot.setLabel("left", "y", color=theme.text)


def put_away(widget: QWidget) -> None:
    """Let go of a widget that was never seen."""
    widget.hide()  # not pyqtgraph's close(), which takes the scene apart while events wait for it
    widget.deleteLater()


def let_go() -> None:
    """Delete what was put away, where no event loop does so."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
