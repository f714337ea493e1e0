"""The item that draws trails and balls over any 2-D plot: contour map, curve and loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QPainter, QPen, QTransform
from PyQt6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from momentum_lab.core.arrays import Floats
from momentum_lab.experiment.experiment import Ball
from momentum_lab.gui.theme.theme import LIGHT, Theme
from momentum_lab.gui.views.painting import MARKER_SIZE, draw_marker, line_pen, marker_path, polygon, thinned
from momentum_lab.gui.views.track import Track
from momentum_lab.gui.views.view import Drawing
from momentum_lab.simulation.run import Run, Steps

MOST_PLACES = 600
"""Points of one trail that a legend is kept away from."""
APART = 0.5
"""Pixels: points of a trail that are closer together are drawn as one."""
TANGLE = 20_000.0
"""Pixels: a longer line goes to and fro so often that its dashes cannot be seen."""
PIECE = 32
"""Points of a tangle drawn at a time: what Qt needs for a line grows with the square of its crossings."""
STROKES = tuple((0.45 * np.cos(turn), 0.45 * np.sin(turn)) for turn in (0.5, 2.6, 4.7))
"""Where the thin lines are that stand for a wide one: Qt draws all three in a third of its time."""
REACH = 12.0
"""Pixels around a step that its marker and its line may cover."""
MOST_DOTS = 2_000
"""On one trail; those of longer ones lie farther apart."""
DOT, DOT_RIM = 2.9, 0.7
"""Radius of a dot on a trail, and the width of its outline, in logical pixels."""


Points = Callable[[Steps], Floats]
"""Returns where steps are in the plot's coordinates, (step, 2)."""


class Trail:
    """One ball's trail: the points of the steps that its run has kept, and of any other.

    Attributes
    ----------
    steps, points
        (row,) and (row, 2): what is kept, up to the last finite step.
    """

    def __init__(self, run: Run, ball: int, points: Points) -> None:
        self.look = run.experiment.balls[ball]
        kept = run.rows(ball)
        self._run, self._ball, self._points = run, ball, points
        self.steps, self.points = kept.step, points(kept)
        self.last = run.last_step(ball, run.computed)

    def spot(self, step: int) -> Floats:
        """Return where the ball is at a step, (1, 2)."""
        return self._points(self._run.at(self._ball, step))

    def dots(self, step: int, every: int) -> Floats:
        """Return where the ball is at every so many steps, up to one, (dot, 2)."""
        return self._points(self._run.dotted(self._ball, step, every, MOST_DOTS))

    def between(self, first: int, last: int) -> Floats:
        """Return the points from one step to another."""
        low, high = np.searchsorted(self.steps, (first + 1, last))
        return np.concatenate([self.spot(first), self.points[low:high], self.spot(last)])


class ViewOverlay(pg.GraphicsObject):
    """An item that paints over the whole visible range of its plot, in logical pixels of the scene."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.exposed = QRectF()
        """What is to be painted now, in the coordinates of the scene."""

    def boundingRect(self) -> QRectF:
        """Return what is visible, in the plot's coordinates."""
        visible = self.viewRect()
        return QRectF() if visible is None else QRectF(visible)

    def redraw(self, boxes: Sequence[QRectF] | None = None) -> None:
        """Have the whole view, or boxes of the scene, painted again with the window's next frame.

        ``update`` would tell the scene, which tells its view a turn of the event loop later: each 2-D view
        would then cost the window a frame of its own.
        """
        scene = self.scene()
        for view in scene.views() if scene is not None else ():
            if boxes is None:
                view.viewport().update()
            for box in boxes or ():
                view.viewport().update(view.mapFromScene(box).boundingRect())

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
        self.exposed = transform.mapRect(self.boundingRect() if option is None else option.exposedRect)
        painter.save()
        painter.setTransform(inverse, combine=True)
        self.paint_pixels(painter, transform)
        painter.restore()

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint; ``transform`` maps the plot's coordinates to those of the painter."""
        raise NotImplementedError


def mapped(points: Floats, transform: QTransform) -> Floats:
    """Return points (n, 2) mapped by an affine transform, kept within what Qt can draw."""
    x, y = points[:, 0], points[:, 1]
    pixels = np.empty(points.shape)
    # Not a product of matrices, for which numpy would wake threads up.
    pixels[:, 0] = transform.m11() * x + transform.m21() * y + transform.dx()
    pixels[:, 1] = transform.m12() * x + transform.m22() * y + transform.dy()
    return np.clip(pixels, -1e5, 1e5, out=pixels)


class TrailsItem(ViewOverlay):
    """Draws every visible ball's trail up to a step, and its marker there."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(20)
        self._trails: list[Trail] = []
        self._step = 0
        self._theme: Theme = LIGHT
        self._drawing = Drawing()
        self._is_quick = False
        self._tracks: list[Track] = []
        self._tracked = QTransform()
        self._places: Floats | None = None

    def set_trails(self, run: Run, points: Points) -> None:
        """Show the balls of a run."""
        balls = enumerate(run.experiment.balls)
        self._trails = [Trail(run, index, points) for index, ball in balls if ball.visible]
        self._forget()
        self.redraw()

    def set_step(self, step: int) -> None:
        """Move the playhead; only where a ball has moved there is something to paint."""
        if step == self._step:
            return
        before, self._step = self._step, step
        if not self._tracks:
            self.redraw()
            return
        first, last = min(before, step), max(before, step)
        boxes = [
            track.box(min(first, trail.last), min(last, trail.last))
            for trail, track in zip(self._trails, self._tracks, strict=True)
            if first < trail.last
        ]
        self.redraw([box.adjusted(-REACH, -REACH, REACH, REACH) for box in boxes])

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._theme, self._drawing = theme, drawing
        self.redraw()

    @property
    def is_quick(self) -> bool:
        """Whether whole trails change many times a second, and lines only have to look about right."""
        return self._is_quick

    @is_quick.setter
    def is_quick(self, is_quick: bool) -> None:
        if is_quick != self._is_quick:
            self._is_quick = is_quick
            self.redraw()

    def places(self, transform: QTransform) -> Floats:
        """Return where some hundred points of every whole trail are drawn, whatever the playhead.

        It is the same array until something changes.
        """
        self._follow(transform)
        if self._places is None:
            taken = [trail.points[:: 1 + len(trail.points) // MOST_PLACES] for trail in self._trails]
            self._places = mapped(np.concatenate(taken), transform) if taken else np.empty((0, 2))
        return self._places

    def _forget(self) -> None:
        self._tracks, self._places = [], None

    def _follow(self, transform: QTransform) -> None:
        """Forget the pixels of another transform."""
        if transform != self._tracked:
            self._tracked = QTransform(transform)
            self._forget()

    def _make_ready(self, transform: QTransform) -> None:
        """Put whole trails into pixels, unless one leaves what can be drawn."""
        self._follow(transform)
        if self._tracks:
            return
        whole = [mapped(trail.points, transform) for trail in self._trails]
        if all(np.isfinite(pixels).all() for pixels in whole):
            self._tracks = [
                Track(trail.steps, pixels, APART, partial(self._spot, trail))
                for trail, pixels in zip(self._trails, whole, strict=True)
            ]

    def _spot(self, trail: Trail, step: int) -> Floats:
        return mapped(trail.spot(step), self._tracked)

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint all trails first, then all balls, so that no trail covers a ball."""
        self._make_ready(transform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._drawing.smooth)
        for index, trail in enumerate(self._trails):
            end = min(self._step, trail.last)
            if self._drawing.path_ahead and end < trail.last:
                ahead = self._line(transform, index, end, trail.last)
                self._draw_line(painter, trail.look, *ahead, 0.6 * self._drawing.line_width, 0.35)
            walked = self._walked(transform, index, end)
            self._draw_line(painter, trail.look, *walked, self._drawing.line_width, 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for trail in self._trails if self._drawing.dots else ():
            self._draw_dots(painter, transform, trail)
        for index, trail in reversed(list(enumerate(self._trails))):
            step = min(self._step, trail.last)
            spot = self._line(transform, index, step, step)[0][0]
            if np.all(np.isfinite(spot)):
                look = trail.look
                draw_marker(
                    painter, look.marker, QPointF(*spot), look.color, self._theme.outline, MARKER_SIZE
                )

    def _draw_dots(self, painter: QPainter, transform: QTransform, trail: Trail) -> None:
        """Paint a dot, the marker made small, at the start and every so many steps, up to the playhead."""
        spots = mapped(trail.dots(self._step, self._drawing.dots), transform)
        painter.setPen(QPen(QColor(self._theme.outline), DOT_RIM))
        painter.setBrush(QColor(trail.look.color))
        shape = QTransform.fromScale(DOT, DOT).map(marker_path(trail.look.marker))
        for spot in spots[np.isfinite(spots).all(axis=1)]:
            painter.drawPath(shape.translated(*spot))

    def _draw_line(
        self, painter: QPainter, look: Ball, pixels: Floats, length: float, width: float, alpha: float
    ) -> None:
        """Draw a line, before which its trail is ``length`` pixels long."""
        if len(pixels) < 2 or not np.all(np.isfinite(pixels)):
            return
        way = np.diff(pixels, axis=0)
        is_tangle = np.hypot(way[:, 0], way[:, 1]).sum() > TANGLE
        pen = line_pen(look.color, width, "circle" if is_tangle else look.marker, alpha)
        pen.setDashOffset(length / width)
        if self._is_quick and width > 1.0:
            pen.setDashPattern([width * dash for dash in pen.dashPattern()])
            pen.setWidthF(1.0)
            painter.setPen(pen)
            for dx, dy in STROKES:
                painter.drawPolyline(polygon(np.add(pixels, (dx, dy))))
            return
        painter.setPen(pen)
        piece = PIECE if is_tangle else len(pixels)
        for first in range(0, len(pixels) - 1, piece):
            painter.drawPolyline(polygon(pixels[first : first + piece + 1]))

    def _walked(self, transform: QTransform, index: int, end: int) -> tuple[Floats, float]:
        """Return a trail up to a step; of what is kept in pixels, only what is to be painted now."""
        if not self._tracks:
            return self._line(transform, index, 0, end)
        return self._tracks[index].seen(end, self.exposed.adjusted(-REACH, -REACH, REACH, REACH))

    def _line(self, transform: QTransform, index: int, first: int, last: int) -> tuple[Floats, float]:
        """Return the pixels of a trail from one step to another, and its length before them."""
        if self._tracks:
            return self._tracks[index].between(first, last)
        points = self._trails[index].between(first, last)
        return thinned(mapped(points, transform), APART), 0.0
