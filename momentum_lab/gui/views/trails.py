"""The item that draws trails and balls over any 2-D plot: contour map, curve and loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QTransform
from PyQt6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from momentum_lab.experiment.experiment import Ball
from momentum_lab.gui.theme import LIGHT, Theme
from momentum_lab.gui.views.painting import MARKER_SIZE, draw_marker, line_pen, polygon, thinned
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Run, Steps

Floats = NDArray[np.float64]
MOST_PLACES: Final = 600
"""Points of one trail that a legend is kept away from."""

Points = Callable[[Steps], Floats]
"""Returns where steps are in the plot's coordinates, (step, 2)."""


class Trail:
    """One ball's trail: the points of the steps that its run has kept, and of any other."""

    def __init__(self, run: Run, ball: int, points: Points) -> None:
        self.look = run.experiment.balls[ball]
        kept = run.rows(ball)
        self._run, self._ball, self._points = run, ball, points
        self._steps, self._kept = kept.step, points(kept)
        self.last = run.last_step(ball, run.computed)

    @property
    def kept(self) -> Floats:
        """The points (row, 2) of all steps that are kept."""
        return self._kept

    def spot(self, step: int) -> Floats:
        """Return where the ball is at a step, (1, 2), or at its last one before."""
        return self._points(self._run.at(self._ball, step))

    def walked(self, step: int) -> Floats:
        """Return the points up to a step, which is the last of them."""
        row = int(np.searchsorted(self._steps, step))
        return np.concatenate([self._kept[:row], self.spot(step)])

    def ahead(self, step: int) -> Floats:
        """Return the points from a step on."""
        row = int(np.searchsorted(self._steps, step, side="right"))
        return np.concatenate([self.spot(step), self._kept[row:]])


class ViewOverlay(pg.GraphicsObject):
    """An item that paints over the whole visible range of its plot, in logical pixels of the scene."""

    def boundingRect(self) -> QRectF:
        """Return what is visible, in the plot's coordinates."""
        visible = self.viewRect()
        return QRectF() if visible is None else QRectF(visible)

    def redraw(self) -> None:
        """Have the whole view painted again with the window's next frame.

        ``update`` would tell the scene, which tells its view a turn of the event loop later: each 2-D view
        would then cost the window a frame of its own.
        """
        scene = self.scene()
        for view in scene.views() if scene is not None else ():
            view.viewport().update()

    def viewTransformChanged(self) -> None:
        """Follow the plot when it is panned, zoomed or resized."""
        self.prepareGeometryChange()
        super().viewTransformChanged()
        self.update()

    def dataBounds(self, axis: int, frac: float = 1.0, orthoRange: object = None) -> None:
        """Have no say in the range of the plot."""
        return

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Paint in scene coordinates, so that widths and sizes are logical pixels in any target."""
        transform = self.sceneTransform()
        inverse, invertible = transform.inverted()
        if not invertible:
            return
        painter.save()
        painter.setTransform(inverse, combine=True)
        self.paint_pixels(painter, transform)
        painter.restore()

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint; ``transform`` maps the plot's coordinates to those of the painter."""
        raise NotImplementedError


def mapped(points: Floats, transform: QTransform) -> Floats:
    """Return points (n, 2) mapped by an affine transform, kept within what Qt can draw."""
    matrix = np.array([[transform.m11(), transform.m12()], [transform.m21(), transform.m22()]])
    pixels = points @ matrix + (transform.dx(), transform.dy())
    return np.clip(pixels, -1e5, 1e5)


class TrailsItem(ViewOverlay):
    """Draws every visible ball's trail up to a step, and its marker there."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(20)
        self._trails: list[Trail] = []
        self._step = 0
        self._theme: Theme = LIGHT
        self._drawing = Drawing()

    def set_trails(self, run: Run, points: Points) -> None:
        """Show the balls of a run."""
        balls = enumerate(run.experiment.balls)
        self._trails = [Trail(run, index, points) for index, ball in balls if ball.visible]
        self.redraw()

    def set_step(self, step: int) -> None:
        """Move the playhead."""
        self._step = step
        self.redraw()

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._theme, self._drawing = theme, drawing
        self.redraw()

    def places(self, transform: QTransform) -> Floats:
        """Return where some hundred points of every whole trail are drawn, whatever the playhead."""
        taken = [trail.kept[:: 1 + len(trail.kept) // MOST_PLACES] for trail in self._trails]
        return mapped(np.concatenate(taken), transform) if taken else np.empty((0, 2))

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint all trails first, then all balls, so that no trail covers a ball."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._drawing.smooth)
        width = self._drawing.line_width
        for trail in self._trails:
            end = min(self._step, trail.last)
            if self._drawing.path_ahead and end < trail.last:
                self._draw_line(painter, transform, trail.look, trail.ahead(end), 0.6 * width, 0.35)
            self._draw_line(painter, transform, trail.look, trail.walked(end), width, 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for trail in reversed(self._trails):
            spot = mapped(trail.spot(self._step), transform)[0]
            if np.all(np.isfinite(spot)):
                look = trail.look
                draw_marker(
                    painter, look.marker, QPointF(*spot), look.color, self._theme.outline, MARKER_SIZE
                )

    def _draw_line(
        self,
        painter: QPainter,
        transform: QTransform,
        look: Ball,
        points: Floats,
        width: float,
        alpha: float,
    ) -> None:
        pixels = thinned(mapped(points, transform), 0.5)
        if len(pixels) > 1 and np.all(np.isfinite(pixels)):
            painter.setPen(line_pen(look.color, width, look.marker, alpha))
            painter.drawPolyline(polygon(pixels))
