"""A map over two hyperparameters: an image, the border that theory draws, the best point, and a handle."""

from __future__ import annotations

from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPen, QTransform

from momentum_lab.analysis.grid import Axis
from momentum_lab.core.arrays import Bytes, Floats
from momentum_lab.experiment.ball import Ball
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.axes import with_room
from momentum_lab.gui.views.axes_around import Plot
from momentum_lab.gui.views.color_image import ColorImage
from momentum_lab.gui.views.maps.share_axis import ShareAxis
from momentum_lab.gui.views.painting import draw_marker, draw_minimum, polygon
from momentum_lab.gui.views.plot import Canvas, PlainViewBox, style_plot
from momentum_lab.gui.views.track_book import mapped
from momentum_lab.gui.views.trails import ViewOverlay
from momentum_lab.gui.widgets.screen import type_share

LEFT_WIDTH: Final = 58
RING: Final = 11.0
"""Radius of the ring around the handle, in logical pixels."""
ROOM: Final = RING + 2.0
"""Logical pixels around the map: so far the handle is beyond it where a value is at the end of its axis."""
EDGE: Final = 1e-6
WHOLE: Final = QRectF(0.0, 0.0, 1.0, 1.0)
"""The map, in shares of its axes."""


class MarksItem(ViewOverlay):
    """Draws the border, the best point and the handle, in shares of the axes."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(10)
        self.border: Floats = np.empty((0, 2))
        self.best: Floats | None = None
        self.handle: Floats | None = None
        self.ball: Ball | None = None
        self.theme: Theme = LIGHT

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint the marks; of those that lie outside of the map nothing is seen."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setClipRect(transform.mapRect(WHOLE))
        if len(self.border) > 1:
            line = polygon(mapped(self.border, transform))
            for color, width, style in (
                (self.theme.base, 3.0, Qt.PenStyle.SolidLine),
                (self.theme.text, 1.4, Qt.PenStyle.DashLine),
            ):
                painter.setPen(QPen(QColor(color), width, style))
                painter.drawPolyline(line)
        if self.best is not None:
            at = QPointF(*mapped(self.best[None], transform)[0])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.base))
            painter.drawEllipse(at, 10.0, 10.0)
            draw_minimum(painter, at, True, self.theme.text)
        painter.setClipRect(transform.mapRect(self.boundingRect()))
        if self.handle is not None and self.ball is not None and _is_on_map(self.handle):
            at = QPointF(*mapped(self.handle[None], transform)[0])
            for color, width in ((self.theme.base, 4.0), (self.theme.text, 1.6)):
                painter.setPen(QPen(QColor(color), width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, RING, RING)
            draw_marker(painter, self.ball.marker, at, self.ball.color, self.theme.outline)


class MapPlot(Canvas):
    """Shows a map; a press or a drag in it chooses values."""

    chosen = pyqtSignal(float, float)
    """The values at a place that is pressed or dragged to."""
    pointed = pyqtSignal(object)
    """The shares (across, up) of what is pointed at, or None."""

    def __init__(self) -> None:
        super().__init__()
        self._bottom, self._left = ShareAxis("bottom"), ShareAxis("left")
        axes = {"bottom": self._bottom, "left": self._left}
        self.plot = Plot(PlainViewBox(enableMenu=False, enableMouse=False), axes)
        self.addItem(self.plot)
        self.type_changed.connect(self._fit_type)
        self._fit_type()
        self._image = ColorImage()
        self.marks = MarksItem()
        self.plot.addItem(self._image, ignoreBounds=True)
        self.plot.addItem(self.marks, ignoreBounds=True)
        self.plot.vb.geometryChanged.connect(self._fit_range)
        self._fit_range()
        self.axes: tuple[Axis, Axis] | None = None
        self._is_held = False
        self.pressed.connect(self._press)
        self.dragged.connect(self._drag)
        self.released.connect(self._release)
        self.hovered.connect(lambda at: self.pointed.emit(self._share_at(at)))
        self.left.connect(lambda: self.pointed.emit(None))
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    def sizeHint(self) -> QSize:
        """Be about a square."""
        return QSize(360, 340)

    def show_axes(self, axes: tuple[Axis, Axis], names: tuple[str, str]) -> None:
        """Show an empty map of other axes."""
        self.axes = axes
        self._bottom.show_axis(axes[0])
        self._left.show_axis(axes[1])
        self.plot.setLabel("bottom", names[0])
        self.plot.setLabel("left", names[1])
        self.set_theme(self.marks.theme)

    def show_colors(self, colors: Bytes | None) -> None:
        """Show colours (rows, columns, 3), or nothing."""
        self._image.setVisible(colors is not None)
        if colors is not None and self.axes is not None:
            across, up = (1.0 / (axis.points - 1) for axis in self.axes)
            self._image.show_colors(colors, QRectF(-across / 2, -up / 2, 1.0 + across, 1.0 + up))

    def share(self, values: tuple[float, float]) -> Floats | None:
        """Return where two values lie, in shares of the axes; None if they cannot be shown."""
        if self.axes is None:
            return None
        with np.errstate(all="ignore"):
            pairs = zip(self.axes, values, strict=True)
            share = np.array([float(axis.share(np.array(value))) for axis, value in pairs])
        return share if np.isfinite(share).all() else None

    def pixel_of(self, values: tuple[float, float]) -> QPointF:
        """Return where two values are drawn, in pixels of the widget."""
        share = self.share(values)
        assert share is not None
        return QPointF(self.mapFromScene(self.plot.vb.mapViewToScene(QPointF(*share))))

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self.setBackground(theme.base)
        style_plot(self.plot, theme)
        self.marks.theme = theme
        self.marks.redraw()

    def _fit_type(self) -> None:
        """Have room for the numbers: the map must not move when they get longer."""
        self._left.setWidth(round(LEFT_WIDTH * type_share(self)))

    def _fit_range(self) -> None:
        """Show all of the map, with room for the handle around it."""
        box = self.plot.vb
        (left, right), (low, high) = (
            with_room((0.0, 1.0), 0.0, ROOM, size) for size in (box.width(), box.height())
        )
        box.setRange(QRectF(left, low, right - left, high - low), padding=0.0)

    def _share_at(self, at: QPointF) -> tuple[float, float] | None:
        if self.axes is None or not self.plot.vb.sceneBoundingRect().contains(at):
            return None
        point = self.plot.vb.mapSceneToView(at)
        across, up = (min(max(float(share), 0.0), 1.0) for share in (point.x(), point.y()))
        return across, up

    def _press(self, at: QPointF) -> None:
        self._is_held = self._share_at(at) is not None
        self._drag(at)

    def _drag(self, at: QPointF) -> None:
        if not self._is_held or self.axes is None:
            return
        point = self.plot.vb.mapSceneToView(at)
        shares = np.clip([point.x(), point.y()], 0.0, 1.0)
        first, second = (float(a.at(np.array(s))) for a, s in zip(self.axes, shares, strict=True))
        self.chosen.emit(first, second)

    def _release(self) -> None:
        self._is_held = False


def _is_on_map(handle: Floats) -> bool:
    """Return whether a place is on the map, or on its edge but for rounding."""
    return bool(((handle > -EDGE) & (handle < 1.0 + EDGE)).all())
