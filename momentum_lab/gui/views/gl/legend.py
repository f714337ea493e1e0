"""The legend of the 3-D view: in a corner in which it hides nothing, or above the surface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QFont, QPainter

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.primitives import START_SIZE
from momentum_lab.figures.scene import RunScene
from momentum_lab.figures.step_arrows import StepArrows
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.gl.heightmap import HeightMap
from momentum_lab.gui.views.legend import (
    HIGHEST,
    MARGIN,
    SHORT,
    SQUEEZED,
    Entry,
    Legend,
    Strip,
    anchored,
    arrow_entries,
    entries_of,
    fitting_strip,
    free_corner,
    squeezed_strip,
    whole_legends,
)
from momentum_lab.gui.views.outlook import Viewpoint
from momentum_lab.simulation.run import Run

MOST_POINTS: Final = 80
"""Points of a trail that it is kept away from."""
LARGEST: Final = 0.2
"""The share of the view that it takes, if that is possible."""
CROWDED: Final = 0.3
"""The share of the view from which on it is left out rather than hide anything."""
APART: Final = START_SIZE / 2
"""Logical pixels between the legend and points of trails: so far starts and balls reach."""

ABOVE: Final = 4.0
"""Logical pixels above a strip."""
MIDDLE: Final = np.zeros((1, 3))
"""A point of the box."""
ACROSS: Final = 61
"""Points of the ground along each side that the legend is kept away from."""

Spots = Callable[[Floats], Floats]
"""Returns where points (n, 3) of the box are seen, (n, 2)."""


class SurfaceLegend:
    """A box that stays in its corner as long as it hides nothing there, or else a strip above what is drawn.

    What has become a strip stays one in a view of the same size, until the eye is back where it was first:
    while a surface is turned it would go to and fro. Where not even a strip has room it hides no balls at
    least; and where it would take much of the view, as with large type, it is left out: there are others.
    """

    def __init__(self) -> None:
        self._run: Run | None = None
        self._entries: list[Entry] = []
        self._points = self._ground = np.empty((0, 3))
        self._legend: Legend | Strip | None = None
        self._seen_from: tuple[QRectF, Viewpoint, QFont, tuple[float, ...]] | None = None
        self._is_new = True
        self._room = QRectF()
        self._is_strip = False
        self._begun_at: Viewpoint | None = None
        self._strip_from: Viewpoint | None = None
        self._decided_for: tuple[object, ...] = ()
        self.box = QRectF()
        """What it covers, in logical pixels."""

    @property
    def text(self) -> str:
        """The names of all balls, one a line, where not all of them can be read."""
        match self._legend:
            case Legend() as legend:
                is_cut = not legend.is_whole
            case Strip() as strip:
                is_cut = not strip.is_whole(self.box.width()) or strip.count < len(self._entries)
            case _:
                is_cut = True
        return "\n".join(entry.text for entry in self._entries) if is_cut else ""

    @property
    def taken(self) -> float:
        """The height above what is drawn that it needs for itself, in logical pixels."""
        return self.box.bottom() if isinstance(self._legend, Strip) else 0.0

    def show_run(self, run: Run, arrows: StepArrows | None, points: Floats, ground: Floats) -> None:
        """Name the visible balls of a run and the arrows.

        It keeps away from points (n, 3) of trails, in the box, and from those of the ground, if it can.
        """
        self._run, self._points = run, points[np.isfinite(points).all(axis=1)]
        self._ground = ground[np.isfinite(ground).all(axis=1)]
        self.show_arrows(arrows)

    def show_arrows(self, arrows: StepArrows | None) -> None:
        """Name other arrows, or none."""
        if self._run is not None:
            self._entries = [*entries_of(self._run.experiment), *arrow_entries(self._run, arrows)]
            self._is_new = True

    def forget(self) -> None:
        """Name nobody."""
        self._entries, self.box = [], QRectF()
        self._points = self._ground = np.empty((0, 3))
        self._legend = self._seen_from = self._run = None

    def place(self, bounds: QRectF, eye: Viewpoint, font: QFont, spots: Spots, others: Floats) -> None:
        """Find where it hides nothing that is drawn, nor other places (n, 2) of the view, as the eye sees it.

        From where the eye was, it stays in its corner while it hides nothing there, whatever it says.
        """
        seen_from = bounds, eye, font, tuple(spots(MIDDLE)[0].tolist())  # a strip has what is drawn lower
        is_from_there = self._seen_from == seen_from
        if not self._entries or self._run is None or (is_from_there and not self._is_new):
            return
        was_here, self._room = self._room == bounds, bounds
        self._seen_from, self._is_new = seen_from, False
        about = bounds, font, self._run.ground.scenery, self._run.ground.domain, len(self._entries)
        if about != self._decided_for:
            self._decided_for, self._is_strip, self._begun_at = about, False, eye
        elif eye == self._begun_at != self._strip_from:
            self._is_strip = False  # it became one on the way, and the eye is back
        if self._is_strip and self._put_strip(bounds, font):
            return
        trails = np.concatenate([spots(self._points), others])
        places = np.concatenate([trails, spots(self._ground)])
        if is_from_there and self._stays(bounds, places):
            return
        hidden, legend, corner = self._best(bounds, font, places)
        self._is_strip = hidden > 0 and self._put_strip(bounds, font)
        if self._is_strip:
            self._strip_from = eye
            return
        if hidden:
            hidden, legend, corner = self._best(bounds, font, trails)
        if hidden and legend.size.width() * legend.size.height() > CROWDED * bounds.width() * bounds.height():
            self.box, self._legend = QRectF(), None
            return
        stays = was_here and self.box.size() == legend.size and _is_free(self.box, places)
        if not stays:
            self.box = QRectF(corner, legend.size)
        self._legend = legend

    def _put_strip(self, bounds: QRectF, font: QFont) -> bool:
        """Stand above what is drawn, with the arrows or without; return whether there is room."""
        balls = [entry for entry in self._entries if entry.key is None]
        width, high = bounds.width() - 2 * MARGIN, bounds.height()
        strips = [fitting_strip(entries, font, width) for entries in (self._entries, balls)]
        fitting = (strip for strip in strips if strip.height(width) <= HIGHEST * high)
        strip = next(fitting, None) or squeezed_strip(balls, font, width, SQUEEZED * high)
        if strip is not None:
            self._legend, self.box = strip, QRectF(MARGIN, ABOVE, width, strip.height(width))
        return strip is not None

    def _stays(self, bounds: QRectF, places: Floats) -> bool:
        """Name what there is now in the same corner, if that hides nothing; return whether it does not."""
        if not isinstance(self._legend, Legend) or self._legend.count != len(self._entries):
            return False
        legend = self._legend.naming(self._entries, bounds.size())
        box = anchored(bounds, legend.size, self.box)
        if not (legend.is_whole and _is_free(box, places)):
            return False
        self.box, self._legend = box, legend
        return True

    def paint(self, painter: QPainter, theme: Theme, line_width: float) -> None:
        """Paint it at its place; a strip has ground of its own, into which no surface reaches."""
        if isinstance(self._legend, Strip):
            painter.fillRect(QRectF(0.0, 0.0, self._room.width(), self.box.bottom()), QColor(theme.base))
            self._legend.show(painter, self.box, theme, line_width)
        elif self._legend is not None and not self._legend.is_empty:
            self._legend.show(painter, self.box, theme, line_width)

    def _best(self, bounds: QRectF, font: QFont, places: Floats) -> tuple[int, Legend, QPointF]:
        """Return the narrowest legend that hides nothing in a corner, or least; how much, it, and where."""
        legends = [*whole_legends(self._entries, bounds.size(), font)]
        room = LARGEST * bounds.width() * bounds.height()
        legends = [each for each in legends if each.size.width() * each.size.height() <= room] or legends
        found: list[tuple[int, int, Legend, QPointF]] = []
        for legend in legends or [Legend(self._entries, bounds.size(), font, sample=SHORT)]:
            corner, hidden = free_corner(bounds, legend.size, places, APART)
            found.append((hidden, len(found), legend, corner))
            if not hidden:
                break
        hidden, _, legend, corner = min(found, key=lambda each: each[:2])
        return hidden, legend, corner


def trail_points(scene: RunScene, heights: HeightMap) -> Floats:
    """Return some points (n, 3) of all trails of a scene, in the box."""
    ways = [trail.points[:: 1 + len(trail.points) // MOST_POINTS] for trail in scene.trails]
    return heights.in_space(heights.put(np.concatenate(ways))) if ways else np.empty((0, 3))


def ground_points(heights: HeightMap) -> Floats:
    """Return points (n, 3) all over a ground, in the box."""
    x, y = np.meshgrid(*(np.linspace(-half, half, ACROSS) for half in heights.half))
    return heights.on_surface(np.stack([x.ravel(), y.ravel()], axis=-1))


def _is_free(box: QRectF, places: Floats) -> bool:
    left, top, right, bottom = box.adjusted(-APART, -APART, APART, APART).getCoords()
    x, y = places[:, 0], places[:, 1]
    return not bool(((x >= left) & (x <= right) & (y >= top) & (y <= bottom)).any())
