"""The items that draw primitives over any 2-D plot: contour map, curve and loss."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QTransform
from PyQt6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.far_off import ClippedLine, Placing, line_of
from momentum_lab.figures.primitives import Primitive
from momentum_lab.figures.scene import RunScene
from momentum_lab.figures.scene_trail import Stretch, Trail
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.painting import FARTHEST, thinned
from momentum_lab.gui.views.plot import type_of
from momentum_lab.gui.views.primitive_painter import KeptWay, Pixels, PrimitivePainter, Way, plain_walk
from momentum_lab.gui.views.track import Track
from momentum_lab.gui.views.view import Drawing
from momentum_lab.landscapes.minima import Domain

MOST_PLACES = 600
"""Points of one trail that a legend is kept away from."""
MOST_DENSE = 4_000
"""Points of one trail that are looked at where long steps count, too."""
APART = 0.5
"""Pixels: points of a trail that are closer together are drawn as one."""
ROOMY = 240.0
"""Pixels: a plot that is lower or narrower has smaller signs."""
SMALLEST = 0.55
"""But none smaller than that, in their usual size."""
REACH = 12.0
"""Pixels around a step that its marker and its line may cover."""


def as_they_are(points: Floats) -> Floats:
    """Return points that are in the plot's coordinates already."""
    return points


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
    """Return points (n, 2), each for itself, mapped by a transform; those Qt cannot draw are put far off."""
    return placing_of(transform).spots(points)


def placing_of(transform: QTransform) -> Placing:
    """Return an affine transform as what places the points of lines."""
    matrix = [[transform.m11(), transform.m21()], [transform.m12(), transform.m22()]]
    return Placing(np.array(matrix), np.array([transform.dx(), transform.dy()]), FARTHEST)


def _dense(way: Floats, apart: float) -> Floats:
    """Return points (n, 2) along a line of pixels, at even distances, but not very many."""
    way = way[np.isfinite(way).all(axis=1)]
    if len(way) < 2:
        return way
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))])
    along = np.linspace(0.0, lengths[-1], 2 + min(int(lengths[-1] / apart), MOST_DENSE))
    return np.stack([np.interp(along, lengths, way[:, axis]) for axis in (0, 1)], axis=1)


class PrimitivesItem(ViewOverlay):
    """Draws primitives that stay as they are; ``flat`` brings their points to the plot's coordinates."""

    def __init__(self, z: float, flat: Pixels = as_they_are) -> None:
        super().__init__()
        self.setZValue(z)
        self._flat = flat
        self._primitives: Sequence[Primitive] = ()

    def set_primitives(self, primitives: Sequence[Primitive]) -> None:
        """Draw these from now on."""
        self._primitives = primitives
        self.redraw()

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint them."""
        plot = transform.mapRect(self.boundingRect())
        signs = min(max(min(plot.width(), plot.height()) / ROOMY, SMALLEST), 1.0)

        placing = placing_of(transform)

        def pixels(points: Floats) -> Floats:
            return placing.spots(self._flat(points))

        def line(points: Floats) -> Floats:
            return line_of(self._flat(points), placing).points

        brush = PrimitivePainter(painter, pixels, line, plain_walk(line), type_of(self), plot, signs=signs)
        brush.draw(self._primitives)


class TrailsItem(ViewOverlay):
    """Draws what a scene shows at a step; whole trails are kept as pixels from frame to frame."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(20)
        self._scene: RunScene | None = None
        self._flat: Pixels = as_they_are
        self._step = 0
        self._theme: Theme = LIGHT
        self._drawing = Drawing()
        self._is_quick = False
        self.is_on_paper = False
        """Whether everything stays what it is, however small or hidden: in pictures."""
        self._covered = QRectF()
        self._tracks: dict[Trail, Track] = {}
        self._tracked = QTransform()
        self._places: Floats | None = None

    @property
    def _trails(self) -> Sequence[Trail]:
        return () if self._scene is None else self._scene.trails

    def set_scene(self, scene: RunScene, flat: Pixels = as_they_are) -> None:
        """Show a scene; ``flat`` brings its points to the plot's coordinates."""
        self._scene, self._flat = scene, flat
        self._forget()
        self.redraw()

    def leave_free(self, box: QRectF) -> None:
        """Put no caption where something else covers a box of the scene."""
        if box != self._covered:
            self._covered = QRectF(box)
            self.redraw()

    def set_step(self, step: int) -> None:
        """Move the playhead; only where a ball has moved there is something to paint."""
        if step == self._step:
            return
        before, self._step = self._step, step
        if not self._tracks or self._drawing.overlays or self._drawing.arrows:
            self.redraw()
            return
        first, last = min(before, step), max(before, step)
        boxes = [
            track.box(min(first, trail.last), min(last, trail.last))
            for trail, track in self._tracks.items()
            if first < trail.last
        ]
        self.redraw([self._around(box) for box in boxes])

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

    def ball_at(self, at: QPointF, transform: QTransform, reach: float) -> int | None:
        """Return the ball that is drawn nearest to a point of the scene, within so many pixels."""
        self._follow(transform)
        place = np.array([at.x(), at.y()])
        apart = [(float(np.hypot(*(self._spot(t, self._step)[0] - place))), t.ball) for t in self._trails]
        near = [each for each in apart if each[0] <= reach]
        return min(near)[1] if near else None

    def change_at(self, at: QPointF, transform: QTransform, reach: float) -> tuple[int, int] | None:
        """Return ball and step of the change whose mark is nearest to a point of the scene, within pixels."""
        self._follow(transform)
        place, found = np.array([at.x(), at.y()]), []
        for trail in self._trails:
            steps, points = trail.changes(self._step)
            if len(steps):
                apart = np.hypot(*(self._pixels(points) - place).T).tolist()
                found += [(far, trail.ball, int(step)) for far, step in zip(apart, steps, strict=True)]
        near = min(found, default=None)
        return None if near is None or not near[0] <= reach else near[1:]

    def dense(self, transform: QTransform, apart: float) -> Floats:
        """Return where whole trails are drawn, with points so many pixels apart also on long steps."""
        self._follow(transform)
        ways = [_dense(self._line(trail.points), apart) for trail in self._trails]
        return np.concatenate([*ways, np.empty((0, 2))])

    def places(self, transform: QTransform) -> Floats:
        """Return where some hundred points of every whole trail are drawn, whatever the playhead.

        It is the same array until something changes.
        """
        self._follow(transform)
        if self._places is None:
            taken = [trail.points[:: 1 + len(trail.points) // MOST_PLACES] for trail in self._trails]
            self._places = self._pixels(np.concatenate(taken)) if taken else np.empty((0, 2))
        return self._places

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint what the scene shows."""
        self._make_ready(transform)
        if self._scene is not None:
            plot = transform.mapRect(self.boundingRect())
            smooth, quick = self._drawing.smooth, self._is_quick
            exposed = None if self.is_on_paper else self.exposed
            brush = PrimitivePainter(
                painter,
                self._pixels,
                self._line,
                self._walk,
                type_of(self),
                plot,
                smooth,
                quick,
                exposed=exposed,
                covered=self._covered,
            )
            shown = self._scene.at(self._step, self._theme, self._drawing, self._seen())
            brush.draw(self._drawing.boldness.applied(shown))

    def _seen(self) -> Domain:
        """Return what is visible, in the plot's coordinates."""
        visible = self.boundingRect()
        return (visible.left(), visible.right()), (visible.top(), visible.bottom())

    def _forget(self) -> None:
        self._tracks, self._places = {}, None

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
        whole = [self._pixels(trail.points) for trail in self._trails]
        if all(np.isfinite(pixels).all() for pixels in whole):
            self._tracks = {
                trail: Track(trail.steps, pixels, APART, partial(self._spot, trail), self._way(trail.points))
                for trail, pixels in zip(self._trails, whole, strict=True)
            }

    def _pixels(self, points: Floats) -> Floats:
        return mapped(self._flat(points), self._tracked)

    def _way(self, points: Floats) -> ClippedLine:
        return line_of(self._flat(points), placing_of(self._tracked))

    def _line(self, points: Floats) -> Floats:
        return self._way(points).points

    def _spot(self, trail: Trail, step: int) -> Floats:
        return self._pixels(trail.at(step))

    def _walk(self, stretch: Stretch) -> Way | KeptWay:
        """Return a stretch in pixels; of what has been walked, and is kept, only what is seen now."""
        track = self._tracks.get(stretch.trail)
        if track is None or (track.is_wide and not stretch.is_walked):
            return Way(thinned(self._line(stretch.points), APART))
        if stretch.is_walked:
            return KeptWay(track, stretch.last, self._around(self.exposed))
        return Way(*track.between(stretch.first, stretch.last))

    def _around(self, box: QRectF) -> QRectF:
        """Return a box with room for what may reach into it."""
        reach = REACH * self._drawing.boldness.marks
        return box.adjusted(-reach, -reach, reach, reach)
