"""The item that draws trails and balls over any 2-D plot: contour map, curve and loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QPainter, QPen, QTransform
from PyQt6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from momentum_lab.experiment.experiment import Ball
from momentum_lab.gui.theme import LIGHT, Theme
from momentum_lab.gui.views.painting import MARKER_SIZE, draw_marker, line_pen, polygon, thinned
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Run

Floats = NDArray[np.float64]
MOST_POINTS = 40_000
"""Points of one trail that are looked at for one picture."""
PIECE = 500
DOT, DOT_RIM = 2.6, 0.7
"""Radius of a dot on a trail, and the width of its outline, in logical pixels."""


Points = Callable[[int, slice], Floats]
"""Returns the points (step, 2) of a ball in the plot's coordinates, for some of its steps."""


@dataclass(frozen=True, slots=True)
class Trail:
    """One ball's trail: its points for some steps, and ``last``, the last finite one."""

    points: Callable[[slice], Floats]
    last: int
    look: Ball

    def thinned_points(self, first: int, last: int, most: int) -> Floats:
        """Return the points from one step to another, both included; of more than ``most``, about ``most``.

        The first half of them are consecutive steps, the others lie farther and farther apart: balls travel
        at the beginning of a run, and later on they mostly rest.
        """
        if last - first < most:
            return self.points(slice(first, last + 1))
        exact = first + most // 2
        pieces = [self.points(slice(first, exact))]
        stride = 1
        while exact + stride * PIECE <= last:
            pieces.append(self.points(slice(exact, exact + stride * PIECE, stride)))
            exact += stride * PIECE
            stride = 1 + (exact - first) // most
        pieces.append(self.points(slice(exact, last, stride)))
        return np.concatenate([*pieces, self.points(slice(last, last + 1))])


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
        """Show the balls of a run; only the points that are drawn are asked for."""
        self._trails = [
            Trail(partial(points, index), int(run.last[index]), ball)
            for index, ball in enumerate(run.experiment.balls)
            if ball.visible
        ]
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
        taken = [trail.thinned_points(0, trail.last, 300) for trail in self._trails]
        return mapped(np.concatenate(taken), transform) if taken else np.empty((0, 2))

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint all trails first, then all balls, so that no trail covers a ball."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._drawing.smooth)
        width = self._drawing.line_width
        for trail in self._trails:
            end = min(self._step, trail.last)
            if self._drawing.path_ahead and end < trail.last:
                self._draw_line(painter, transform, trail, (end, trail.last), 0.6 * width, 0.35)
            self._draw_line(painter, transform, trail, (0, end), width, 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for trail in self._trails if self._drawing.dots else ():
            self._draw_dots(painter, transform, trail)
        for trail in reversed(self._trails):
            step = min(self._step, trail.last)
            spot = mapped(trail.points(slice(step, step + 1)), transform)[0]
            if np.all(np.isfinite(spot)):
                look = trail.look
                draw_marker(
                    painter, look.marker, QPointF(*spot), look.color, self._theme.outline, MARKER_SIZE
                )

    def _draw_dots(self, painter: QPainter, transform: QTransform, trail: Trail) -> None:
        """Paint a dot at the start and every so many steps, up to the playhead."""
        end = min(self._step, trail.last)
        stride = max(self._drawing.dots, -(-end // MOST_POINTS))
        spots = thinned(mapped(trail.points(slice(0, end + 1, stride)), transform), 0.5)
        painter.setPen(QPen(QColor(self._theme.outline), DOT_RIM))
        painter.setBrush(QColor(trail.look.color))
        for spot in spots[np.isfinite(spots).all(axis=1)]:
            painter.drawEllipse(QPointF(*spot), DOT, DOT)

    def _draw_line(
        self,
        painter: QPainter,
        transform: QTransform,
        trail: Trail,
        steps: tuple[int, int],
        width: float,
        alpha: float,
    ) -> None:
        pixels = thinned(mapped(trail.thinned_points(*steps, MOST_POINTS), transform), 0.5)
        if len(pixels) > 1 and np.all(np.isfinite(pixels)):
            painter.setPen(line_pen(trail.look.color, width, trail.look.marker, alpha))
            painter.drawPolyline(polygon(pixels))
