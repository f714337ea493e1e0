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
from momentum_lab.figures.far_off import line_of
from momentum_lab.figures.primitives import Primitive
from momentum_lab.figures.scene import RunScene
from momentum_lab.figures.scene_trail import Stretch
from momentum_lab.figures.themes import LIGHT, Theme
from momentum_lab.gui.views.painting import thinned
from momentum_lab.gui.views.plot import type_of
from momentum_lab.gui.views.primitive_painter import KeptWay, Pixels, PrimitivePainter, Way, plain_walk
from momentum_lab.gui.views.still_trails import StillTrails
from momentum_lab.gui.views.track_book import APART, TrackBook, as_they_are, placing_of
from momentum_lab.gui.views.view import Drawing
from momentum_lab.landscapes.minima import Domain

ROOMY = 240.0
"""Pixels: a plot that is lower or narrower has smaller signs."""
SMALLEST = 0.55
"""But none smaller than that, in their usual size."""
REACH = 12.0
"""Pixels around a step that its marker and its line may cover."""


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
        """Have the whole view, or what is seen of boxes of the scene, painted with the next frame.

        ``update`` would tell the scene, which tells its view a turn of the event loop later: each 2-D view
        would then cost the window a frame of its own.
        """
        scene = self.scene()
        for view in scene.views() if scene is not None else ():
            if boxes is None:
                view.viewport().update()
            seen = self.mapRectToScene(self.boundingRect()).adjusted(-1.0, -1.0, 1.0, 1.0)
            for box in boxes or ():
                if box.intersects(seen):
                    view.viewport().update(view.mapFromScene(box & seen).boundingRect())

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


class PrimitivesItem(ViewOverlay):
    """Draws primitives that stay as they are; ``flat`` brings their points to the plot's coordinates."""

    def __init__(self, z: float, flat: Pixels = as_they_are) -> None:
        super().__init__()
        self.setZValue(z)
        self._flat = flat
        self._primitives: Sequence[Primitive] = ()

    def set_primitives(self, primitives: Sequence[Primitive]) -> None:
        """Draw these from now on."""
        was_empty, self._primitives = not self._primitives, primitives
        if primitives or not was_empty:
            self.redraw()

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint them."""
        if not self._primitives:
            return
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
        self.book = TrackBook()
        """The trails that are drawn, in pixels."""
        self._step = 0
        self._theme: Theme = LIGHT
        self._drawing = Drawing()
        self._is_quick = False
        self._still = StillTrails()
        self.is_on_paper = False
        """Whether everything stays what it is, however small or hidden: in pictures."""
        self._covered = QRectF()

    def set_scene(self, scene: RunScene, flat: Pixels = as_they_are) -> None:
        """Show a scene; ``flat`` brings its points to the plot's coordinates.

        Where balls roll as they did there is nothing to paint; nor, while one run follows another, beside
        those that do not.
        """
        self._scene = scene
        boxes = self.book.show(scene.trails, flat)
        drawing = self._drawing
        if boxes is None or scene.has_stalks or drawing.overlays or drawing.arrows or drawing.dots:
            self.redraw()
        elif boxes:
            self.redraw([self._around(box) for box in boxes] if self._is_quick else None)

    def leave_free(self, box: QRectF) -> None:
        """Put no caption where something else covers a box of the scene."""
        if box != self._covered:
            self._covered = QRectF(box)
            if self._drawing.overlays or self._drawing.arrows:  # others write none
                self.redraw()

    def set_step(self, step: int) -> None:
        """Move the playhead; only where a ball has moved there is something to paint."""
        if step == self._step:
            return
        before, self._step = self._step, step
        tracks = self.book.tracks
        if not tracks or self._drawing.overlays or self._drawing.arrows:
            self.redraw()
            return
        first, last = min(before, step), max(before, step)
        boxes = [
            track.box(min(first, trail.last), min(last, trail.last))
            for trail, track in tracks.items()
            if first < trail.last
        ]
        self.redraw([self._around(box) for box in boxes])

    def set_look(self, theme: Theme, drawing: Drawing) -> None:
        """Draw with other colours and lines."""
        self._theme, self._drawing = theme, drawing
        self.redraw()

    @property
    def is_quick(self) -> bool:
        """Whether one run follows another: only what changes is painted, and the legend stays where it is."""
        return self._is_quick

    @is_quick.setter
    def is_quick(self, is_quick: bool) -> None:
        if is_quick != self._is_quick:
            self._is_quick = is_quick
            self._still.forget()
            self.redraw()

    def ball_at(self, at: QPointF, transform: QTransform, reach: float) -> int | None:
        """Return the ball that is drawn nearest to a point of the scene, within so many pixels."""
        self.book.follow(transform)
        place, book = np.array([at.x(), at.y()]), self.book
        apart = [(float(np.hypot(*(book.spot(t, self._step)[0] - place))), t.ball) for t in book.trails]
        near = [each for each in apart if each[0] <= reach]
        return min(near)[1] if near else None

    def change_at(self, at: QPointF, transform: QTransform, reach: float) -> tuple[int, int] | None:
        """Return ball and step of the change whose mark is nearest to a point of the scene, within pixels."""
        self.book.follow(transform)
        place, found = np.array([at.x(), at.y()]), []
        for trail in self.book.trails:
            steps, points = trail.changes(self._step)
            if len(steps):
                apart = np.hypot(*(self.book.pixels(points) - place).T).tolist()
                found += [(far, trail.ball, int(step)) for far, step in zip(apart, steps, strict=True)]
        near = min(found, default=None)
        return None if near is None or not near[0] <= reach else near[1:]

    def dense(self, transform: QTransform, apart: float) -> Floats:
        """Return where whole trails are drawn, with points so many pixels apart also on long steps."""
        self.book.follow(transform)
        return self.book.dense(apart)

    def places(self, transform: QTransform) -> Floats:
        """Return where some hundred points of every whole trail are drawn, whatever the playhead.

        It is the same array until something changes.
        """
        self.book.follow(transform)
        return self.book.places()

    def paint_pixels(self, painter: QPainter, transform: QTransform) -> None:
        """Paint what the scene shows."""
        self.book.follow(transform)
        self.book.made()
        if self._scene is None:
            return
        plot = transform.mapRect(self.boundingRect())
        shown: Sequence[Primitive] = self._scene.at(self._step, self._theme, self._drawing, self._seen())
        shown = self._drawing.boldness.applied(shown)
        if self._is_quick and not self.is_on_paper and self.book.tracks:
            shown = self._still.paint(painter, plot, shown, self.book.tracks, partial(self._draw, plot, plot))
        self._draw(plot, None if self.is_on_paper else self.exposed, painter, shown)

    def _draw(
        self, plot: QRectF, exposed: QRectF | None, painter: QPainter, shown: Sequence[Primitive]
    ) -> None:
        """Draw what is exposed of a plot; all of it on paper."""
        brush = PrimitivePainter(
            painter,
            self.book.pixels,
            self._line,
            partial(self._walk, self.exposed if exposed is None else exposed),
            type_of(self),
            plot,
            self._drawing.smooth,
            exposed=exposed,
            covered=self._covered,
        )
        brush.draw(shown)

    def _seen(self) -> Domain:
        """Return what is visible, in the plot's coordinates."""
        visible = self.boundingRect()
        return (visible.left(), visible.right()), (visible.top(), visible.bottom())

    def _line(self, points: Floats) -> Floats:
        return self.book.way(points).points

    def _walk(self, exposed: QRectF, stretch: Stretch) -> Way | KeptWay:
        """Return a stretch in pixels; of what has been walked, and is kept, only what is exposed."""
        track = self.book.tracks.get(stretch.trail)
        if track is None or (track.is_wide and not stretch.is_walked):
            return Way(thinned(self._line(stretch.points), APART))
        if stretch.is_walked:
            return KeptWay(track, stretch.last, self._around(exposed))
        return Way(*track.between(stretch.first, stretch.last))

    def _around(self, box: QRectF) -> QRectF:
        """Return a box with room for what may reach into it."""
        reach = REACH * self._drawing.boldness.marks
        return box.adjusted(-reach, -reach, reach, reach)
