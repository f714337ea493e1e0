"""The contour map: the landscape from above, with trails, balls, minima, and a start that can be dragged."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QWidget

from momentum_lab.gui.theme import LIGHT, Theme
from momentum_lab.gui.views.color_bar import ColorBar
from momentum_lab.gui.views.landscape_map import LandscapeMap, PlacesItem
from momentum_lab.gui.views.legend import LegendItem
from momentum_lab.gui.views.loss_scale import loss_scale
from momentum_lab.gui.views.plot import Canvas, new_plot, style_plot
from momentum_lab.gui.views.trails import TrailsItem
from momentum_lab.gui.views.view import Drawing
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.run import Run

MOST_ASPECT = 2.2
"""A domain longer than this in one direction is stretched to fill the view instead of drawn to scale."""


class ContourView(QObject):
    """A landscape of two dimensions from above, to scale where its domain allows."""

    start_moved = pyqtSignal(tuple)
    """The start is dragged to, or clicked at, a position."""
    start_settled = pyqtSignal()
    """The drag is over."""
    hovered = pyqtSignal(object)
    """A position is pointed at, or None."""

    def __init__(self) -> None:
        super().__init__()
        self._canvas = Canvas()
        self._plot = new_plot(self._canvas, 0, 0)
        self._plot.setLabel("bottom", "x")
        self._plot.setLabel("left", "y")
        self._bar = ColorBar(self._canvas, 0, 1)
        self._map = LandscapeMap(self._plot)
        self._map.keep_drawn(True)
        self._places, self._trails = PlacesItem(), TrailsItem()
        self.legend = LegendItem(self._trails)
        for item in (self._places, self._trails, self.legend):
            self._plot.addItem(item, ignoreBounds=True)
        self.legend.setVisible(False)
        self._theme: Theme = LIGHT
        self._landscape: Landscape | None = None
        self._is_on_map = False
        self._redraw = QTimer(self._canvas)  # goes when the canvas goes, which others delete
        self._redraw.setSingleShot(True)
        self._redraw.timeout.connect(self._draw_landscape)
        self._plot.vb.sigRangeChanged.connect(lambda *_: self._redraw.start(0))
        self._plot.vb.sigResized.connect(lambda *_: self._redraw.start(0))
        self._connect_mouse()

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
        if run.dimension != 2:
            return
        landscape = run.experiment.landscape.build()
        if landscape != self._landscape:
            is_elsewhere = self._landscape is None or landscape.domain != self._landscape.domain
            self._landscape = landscape
            if is_elsewhere:
                self.reset_range()
            self._bar.show_scale(loss_scale(landscape))
            self._draw_landscape()
        own = [b.start for b in run.experiment.balls if b.start is not None and b.visible]
        self._places.set_places(
            [(np.asarray(m.position), m.kind == "global") for m in landscape.minima],
            np.array([run.experiment.start, *own], dtype=np.float64),
        )
        self._trails.set_trails(run, lambda ball, steps: run.position[ball, steps])
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
        self._bar.set_theme(theme)
        self._places.set_theme(theme)
        self._trails.set_look(theme, drawing)
        self.legend.set_look(theme, drawing)
        self._draw_landscape()

    def for_picture(self, has_legend: bool = True) -> None:
        """Draw lines as lines for a picture, with a legend unless another view has it."""
        self._map.keep_drawn(False)
        self.legend.setVisible(has_legend)

    def settle(self) -> None:
        """Compute now what would be computed before the next frame."""
        self._draw_landscape()

    def reset_range(self) -> None:
        """Show the whole domain again."""
        if self._landscape is None:
            return
        (left, right), (bottom, top) = self._landscape.domain
        aspect = (right - left) / (top - bottom)
        self._plot.vb.setAspectLocked(1 / MOST_ASPECT <= aspect <= MOST_ASPECT)
        self._plot.vb.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0.0)

    def pixel_of(self, position: tuple[float, ...]) -> QPointF:
        """Return where a position is drawn, in pixels of the widget."""
        scene = self._plot.vb.mapViewToScene(QPointF(*position))
        return QPointF(self._canvas.mapFromScene(scene))

    def _draw_landscape(self) -> None:
        self._redraw.stop()
        if self._landscape is not None:
            self._map.draw(self._landscape, QRectF(self._plot.vb.viewRect()), self._theme)

    def _connect_mouse(self) -> None:
        canvas = self._canvas
        canvas.pressed.connect(self._begin_drag)
        canvas.dragged.connect(self._drag)
        canvas.released.connect(self.start_settled)
        canvas.hovered.connect(lambda at: self.hovered.emit(self._position(at)))
        canvas.left.connect(lambda: self.hovered.emit(None))
        canvas.reset_wanted.connect(self.reset_range)
        canvas.viewport().setCursor(Qt.CursorShape.CrossCursor)

    def _begin_drag(self, at: QPointF) -> None:
        position = self._position(at)
        self._is_on_map = position is not None
        if position is not None:
            self.start_moved.emit(position)

    def _drag(self, at: QPointF) -> None:
        position = self._position(at)
        if self._is_on_map and position is not None:
            self.start_moved.emit(position)
            self.hovered.emit(position)

    def _position(self, at: QPointF) -> tuple[float, float] | None:
        if self._landscape is None or not self._plot.vb.sceneBoundingRect().contains(at):
            return None
        point = self._plot.vb.mapSceneToView(at)
        pixel = self._plot.vb.viewPixelSize()
        return rounded(point.x(), pixel[0]), rounded(point.y(), pixel[1])


def rounded(value: float, pixel: float) -> float:
    """Return a value rounded to what one pixel can tell, so that a dragged start is a short number."""
    digits = max(0, int(np.ceil(-np.log10(max(pixel, 1e-300)))))
    return round(float(value), digits) + 0.0  # never −0
