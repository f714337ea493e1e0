"""The curve view: a landscape of one dimension, with the balls rolling on it."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPen, QTransform
from PyQt6.QtWidgets import QWidget

from momentum_lab.gui.theme import LIGHT, Theme
from momentum_lab.gui.views.contour import rounded
from momentum_lab.gui.views.landscape_map import PlacesItem
from momentum_lab.gui.views.legend import LegendItem
from momentum_lab.gui.views.painting import polygon
from momentum_lab.gui.views.plot import Canvas, new_plot, style_plot
from momentum_lab.gui.views.trails import Floats, TrailsItem, ViewOverlay, mapped
from momentum_lab.gui.views.view import Drawing
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.run import Run

SAMPLES = 1201


class GroundItem(ViewOverlay):
    """Draws the landscape as ground under its curve; where it is not finite there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._points: Floats = np.empty((0, 2))
        self._theme: Theme = LIGHT

    def set_ground(self, points: Floats) -> None:
        """Show the curve through points (n, 2)."""
        self._points = points
        self.redraw()

    def set_theme(self, theme: Theme) -> None:
        """Draw with other colours."""
        self._theme = theme
        self.redraw()

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint every finite stretch: the ground, then its edge."""
        bottom = transform.mapRect(self.boundingRect()).bottom()
        is_finite = np.isfinite(self._points[:, 1])
        ends = np.flatnonzero(np.diff(np.concatenate([[False], is_finite, [False]]).astype(int)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for first, last in ends.reshape(-1, 2):
            line = mapped(self._points[first:last], transform)
            below = np.array([[line[-1, 0], bottom], [line[0, 0], bottom]])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.landscape[1]))
            painter.drawPolygon(polygon(np.concatenate([line, below])))
            painter.setPen(QPen(QColor(self._theme.muted), 1.5))
            painter.drawPolyline(polygon(line))


class CurveView(QObject):
    """Loss against x; the start is dragged along the curve."""

    start_moved = pyqtSignal(tuple)
    start_settled = pyqtSignal()
    hovered = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self._canvas = Canvas()
        self._plot = new_plot(self._canvas, 0, 0)
        self._plot.setLabel("bottom", "x")
        self._plot.setLabel("left", "loss")
        self._curve = GroundItem()
        self._places, self._trails = PlacesItem(), TrailsItem()
        self.legend = LegendItem(self._trails)
        for item in (self._curve, self._places, self._trails, self.legend):
            self._plot.addItem(item, ignoreBounds=True)
        self.legend.setVisible(False)
        self._theme: Theme = LIGHT
        self._landscape: Landscape | None = None
        self._is_on_map = False
        self._redraw = QTimer(self._canvas)  # goes when the canvas goes, which others delete
        self._redraw.setSingleShot(True)
        self._redraw.timeout.connect(self._draw_landscape)
        self._plot.vb.sigRangeChanged.connect(lambda *_: self._redraw.start(0))
        canvas = self._canvas
        canvas.pressed.connect(self._begin_drag)
        canvas.dragged.connect(self._drag)
        canvas.released.connect(self.start_settled)
        canvas.hovered.connect(lambda at: self.hovered.emit(self._position(at)))
        canvas.left.connect(lambda: self.hovered.emit(None))
        canvas.reset_wanted.connect(self.reset_range)
        canvas.viewport().setCursor(Qt.CursorShape.SizeHorCursor)

    @property
    def widget(self) -> QWidget:
        """The widget to put into a layout."""
        return self._canvas

    @property
    def canvas(self) -> Canvas:
        """The widget as what pictures are taken of."""
        return self._canvas

    def show_run(self, run: Run, step: int) -> None:
        """Show another run at a step; the range stays while the domain does."""
        if run.dimension != 1:
            return
        landscape = run.experiment.landscape.build()
        if landscape != self._landscape:
            self._landscape = landscape
            self.reset_range()
            self._draw_landscape()
        start = run.experiment.start
        self._places.set_places(
            [(np.array([*m.position, m.loss]), m.kind == "global") for m in landscape.minima],
            np.array([[start[0], _loss_or_nan(landscape, start)]]),
        )
        self._trails.set_trails(
            run,
            lambda ball, steps: np.stack([run.position[ball, steps, 0], run.loss[ball, steps]], axis=-1),
        )
        self.legend.show_balls(run.experiment)
        self.show_step(step)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        self._trails.set_step(step)

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._theme = theme
        self._canvas.setBackground(theme.base)
        style_plot(self._plot, theme)
        self._places.set_theme(theme)
        self._trails.set_look(theme, drawing)
        self.legend.set_look(theme, drawing)
        self._curve.set_theme(theme)

    def for_picture(self, has_legend: bool = True) -> None:
        """Show the legend, which the window has beside the loss curves."""
        self.legend.setVisible(has_legend)

    def settle(self) -> None:
        """Compute now what would be computed before the next frame."""
        self._draw_landscape()

    def reset_range(self) -> None:
        """Show the whole domain, and the losses on it, again."""
        if self._landscape is None:
            return
        ((left, right),) = self._landscape.domain
        losses = self._landscape.loss_grid(np.linspace(left, right, SAMPLES))
        finite = losses[np.isfinite(losses)]
        low, high = float(finite.min()), float(finite.max())
        room = 0.08 * ((high - low) or 1.0)
        self._plot.vb.setRange(QRectF(left, low - room, right - left, high - low + 2 * room), padding=0.0)

    def pixel_of(self, position: tuple[float, ...]) -> QPointF:
        """Return where (x, loss) is drawn, in pixels of the widget."""
        return QPointF(self._canvas.mapFromScene(self._plot.vb.mapViewToScene(QPointF(*position))))

    def _draw_landscape(self) -> None:
        self._redraw.stop()
        if self._landscape is None:
            return
        visible = self._plot.vb.viewRect()
        x = np.linspace(visible.left(), visible.right(), SAMPLES)
        self._curve.set_ground(np.stack([x, self._landscape.loss_grid(x)], axis=1))

    def _begin_drag(self, at: QPointF) -> None:
        self._is_on_map = self._position(at) is not None
        self._drag(at)

    def _drag(self, at: QPointF) -> None:
        position = self._position(at)
        if self._is_on_map and position is not None:
            self.start_moved.emit(position)
            self.hovered.emit(position)

    def _position(self, at: QPointF) -> tuple[float] | None:
        if self._landscape is None or not self._plot.vb.sceneBoundingRect().contains(at):
            return None
        return (rounded(self._plot.vb.mapSceneToView(at).x(), self._plot.vb.viewPixelSize()[0]),)


def _loss_or_nan(landscape: Landscape, position: tuple[float, ...]) -> float:
    try:
        return landscape.loss(position)
    except (ArithmeticError, ValueError):
        return float("nan")
