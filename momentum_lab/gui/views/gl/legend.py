"""The legend over the 3-D view, in a corner in which it hides no trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QFont, QPainter

from momentum_lab.core.arrays import Floats
from momentum_lab.figures.primitives import START_SIZE
from momentum_lab.figures.scene import RunScene
from momentum_lab.figures.step_arrows import StepArrows
from momentum_lab.figures.themes import Theme
from momentum_lab.gui.views.gl.heightmap import HeightMap
from momentum_lab.gui.views.legend import (
    SHORT,
    Entry,
    Legend,
    anchored,
    arrow_entries,
    entries_of,
    free_corner,
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

Spots = Callable[[Floats], Floats]
"""Returns where points (n, 3) of the box are seen, (n, 2)."""


class SurfaceLegend:
    """A box that stays in its corner as long as it hides nothing there.

    Where it would hide balls and take much of the view, as with large type, it is left out: there are others.
    """

    def __init__(self) -> None:
        self._run: Run | None = None
        self._entries: list[Entry] = []
        self._points: Floats = np.empty((0, 3))
        self._legend: Legend | None = None
        self._seen_from: tuple[QRectF, Viewpoint, QFont] | None = None
        self._is_new = True
        self._room = QRectF()
        self.box = QRectF()
        """What it covers, in logical pixels."""

    @property
    def text(self) -> str:
        """The names of all balls, one a line, where not all of them can be read."""
        is_cut = self._legend is None or not self._legend.is_whole
        return "\n".join(entry.text for entry in self._entries) if is_cut else ""

    def show_run(self, run: Run, arrows: StepArrows | None, points: Floats) -> None:
        """Name the visible balls of a run and the arrows, and keep away from points (n, 3) of the box."""
        self._run, self._points = run, points[np.isfinite(points).all(axis=1)]
        self.show_arrows(arrows)

    def show_arrows(self, arrows: StepArrows | None) -> None:
        """Name other arrows, or none."""
        if self._run is not None:
            self._entries = [*entries_of(self._run.experiment), *arrow_entries(self._run, arrows)]
            self._is_new = True

    def forget(self) -> None:
        """Name nobody."""
        self._entries, self._points, self.box = [], np.empty((0, 3)), QRectF()
        self._legend = self._seen_from = self._run = None

    def place(self, bounds: QRectF, eye: Viewpoint, font: QFont, spots: Spots, others: Floats) -> None:
        """Find where the box hides neither trails nor other places (n, 2) of the view, as the eye sees them.

        From where the eye was, it stays in its corner while it hides nothing there, whatever it says.
        """
        seen_from = bounds, eye, font
        is_from_there = self._seen_from == seen_from
        if not self._entries or (is_from_there and not self._is_new):
            return
        was_here, self._room = self._room == bounds, bounds
        self._seen_from, self._is_new = seen_from, False
        places = np.concatenate([spots(self._points), others])
        if is_from_there and self._stays(bounds, places):
            return
        hidden, legend, corner = self._best(bounds, font, places)
        if hidden and legend.size.width() * legend.size.height() > CROWDED * bounds.width() * bounds.height():
            self.box, self._legend = QRectF(), None
            return
        stays = was_here and self.box.size() == legend.size and _is_free(self.box, places)
        if not stays:
            self.box = QRectF(corner, legend.size)
        self._legend = legend

    def _stays(self, bounds: QRectF, places: Floats) -> bool:
        """Name what there is now in the same corner, if that hides nothing; return whether it does not."""
        if self._legend is None or self._legend.count != len(self._entries):
            return False
        legend = self._legend.naming(self._entries, bounds.size())
        box = anchored(bounds, legend.size, self.box)
        if not (legend.is_whole and _is_free(box, places)):
            return False
        self.box, self._legend = box, legend
        return True

    def paint(self, painter: QPainter, theme: Theme, line_width: float) -> None:
        """Paint the box at its place."""
        if self._legend is not None and not self._legend.is_empty:
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


def _is_free(box: QRectF, places: Floats) -> bool:
    left, top, right, bottom = box.adjusted(-APART, -APART, APART, APART).getCoords()
    x, y = places[:, 0], places[:, 1]
    return not bool(((x >= left) & (x <= right) & (y >= top) & (y <= bottom)).any())
