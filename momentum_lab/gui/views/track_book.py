"""The trails of a scene in pixels: those that stay are kept from run to run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QTransform

from momentum_lab.core.arrays import Floats, are_equal
from momentum_lab.figures.far_off import ClippedLine, Placing, line_of
from momentum_lab.figures.scene_trail import Trail
from momentum_lab.gui.views.painting import FARTHEST
from momentum_lab.gui.views.track import Track

APART: Final = 0.5
"""Pixels: points of a trail that are closer together are drawn as one."""
MOST_PLACES: Final = 600
"""Points of one trail that a legend is kept away from."""
MOST_DENSE: Final = 4_000
"""Points of one trail that are looked at where long steps count, too."""

Flat = Callable[[Floats], Floats]
"""Brings points of a scene to the plot's coordinates."""


def as_they_are(points: Floats) -> Floats:
    """Return points that are in the plot's coordinates already."""
    return points


def placing_of(transform: QTransform) -> Placing:
    """Return an affine transform as what places the points of lines."""
    matrix = [[transform.m11(), transform.m21()], [transform.m12(), transform.m22()]]
    return Placing(np.array(matrix), np.array([transform.dx(), transform.dy()]), FARTHEST)


def mapped(points: Floats, transform: QTransform) -> Floats:
    """Return points (n, 2), each for itself, mapped by a transform; those Qt cannot draw are put far off."""
    return placing_of(transform).spots(points)


class TrackBook:
    """Whole trails as one transform places them, made when they are asked for.

    While somebody moves a slider most balls roll as before: what has been made of their trails is taken over.

    Attributes
    ----------
    trails
        Those of the scene that is shown.
    tracks
        Each of them in pixels, once they are :meth:`made`; nothing where one of them cannot be drawn.
    """

    def __init__(self) -> None:
        self.trails: Sequence[Trail] = ()
        self.tracks: dict[Trail, Track] = {}
        self._flat: Flat = as_they_are
        self._transform = QTransform()
        self._placing = placing_of(self._transform)
        self._points: dict[Trail, Floats] = {}
        self._former: dict[int, tuple[Trail, Floats, Track]] = {}
        self._known: dict[Trail, bool] = {}
        self._places: Floats | None = None

    def show(self, trails: Sequence[Trail], flat: Flat) -> list[QRectF] | None:
        """Take other trails; return the boxes in which they look otherwise, None for all there is."""
        before, self.tracks = self.tracks, {}
        if before:
            self._former = {
                trail.ball: (trail, self._points[trail], track) for trail, track in before.items()
            }
        self.trails, self._flat = trails, flat
        self._points = {trail: flat(trail.points) for trail in trails}
        self._known = {}
        balls = {trail.ball for trail in before}
        boxes = self._boxes() if balls and balls == {trail.ball for trail in trails} else None
        if boxes != []:
            self._places = None
        return boxes

    def follow(self, transform: QTransform) -> None:
        """Forget the pixels of another transform."""
        if transform != self._transform:
            self._transform = QTransform(transform)
            self._placing = placing_of(transform)
            self.tracks, self._former, self._places = {}, {}, None

    def made(self) -> dict[Trail, Track]:
        """Put whole trails into pixels, unless one leaves what can be drawn, and return them."""
        if not self.tracks:
            made = {trail: self._track(trail) for trail in self.trails}
            self.tracks = {trail: track for trail, track in made.items() if track is not None}
            if len(self.tracks) < len(made):
                self.tracks = {}
            self._former = {}
        return self.tracks

    def spot(self, trail: Trail, step: int) -> Floats:
        """Return where a ball is at a step, (1, 2)."""
        return self.pixels(trail.at(step))

    def pixels(self, points: Floats) -> Floats:
        """Return where points are, each for itself; those Qt cannot draw are put far off."""
        return self._placing.spots(self._flat(points))

    def way(self, points: Floats) -> ClippedLine:
        """Return the line through points."""
        return line_of(self._flat(points), self._placing)

    def dense(self, apart: float) -> Floats:
        """Return where whole trails are drawn, with points so many pixels apart also on long steps."""
        ways = [_dense(self.way(trail.points).points, apart) for trail in self.trails]
        return np.concatenate([*ways, np.empty((0, 2))])

    def places(self) -> Floats:
        """Return where some hundred points of every whole trail are drawn, whatever the playhead.

        It is the same array until something changes.
        """
        if self._places is None:
            taken = [trail.points[:: 1 + len(trail.points) // MOST_PLACES] for trail in self.trails]
            self._places = self.pixels(np.concatenate(taken)) if taken else np.empty((0, 2))
        return self._places

    def _boxes(self) -> list[QRectF] | None:
        """Return the box around each trail that is another one, and around what it was; None if unknown."""
        changed = [trail for trail in self.trails if not self._looks_the_same(trail)]
        if any(len(trail.steps) <= trail.last for trail in changed):  # dots and balls may be where it is not
            return None
        ways = [self._placing.spots(self._points[trail]) for trail in changed]
        both = [
            np.concatenate([w, self._former[t.ball][2].pixels]) for t, w in zip(changed, ways, strict=True)
        ]
        return [_box(way) for way in both] if all(np.isfinite(way).all() for way in both) else None

    def _track(self, trail: Trail) -> Track | None:
        """Return a trail in pixels: that of the run before, where the ball rolls as it did; None for none."""
        spot = partial(self.spot, trail)
        if self._rolls_as_before(trail):
            track = self._former[trail.ball][2]
            track.spot = spot
            return track
        points = self._points[trail]
        line = line_of(points, self._placing)
        pixels = self._placing.spots(points) if line.is_wide else line.points
        if not np.isfinite(pixels).all():
            return None
        return Track(trail.steps, pixels, APART, spot, line)

    def _rolls_as_before(self, trail: Trail) -> bool:
        if trail.ball not in self._former:
            return False
        if trail not in self._known:
            before, points, _ = self._former[trail.ball]
            self._known[trail] = are_equal(points, self._points[trail]) and are_equal(
                before.steps, trail.steps
            )
        return self._known[trail]

    def _looks_the_same(self, trail: Trail) -> bool:
        before, now = self._former[trail.ball][0].look, trail.look
        is_alike = (before.color, before.marker, before.changes) == (now.color, now.marker, now.changes)
        return is_alike and self._rolls_as_before(trail)


def _box(way: Floats) -> QRectF:
    (left, top), (right, bottom) = way.min(axis=0), way.max(axis=0)
    return QRectF(left, top, right - left, bottom - top)


def _dense(way: Floats, apart: float) -> Floats:
    """Return points (n, 2) along a line of pixels, at even distances, but not very many."""
    way = way[np.isfinite(way).all(axis=1)]
    if len(way) < 2:
        return way
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))])
    along = np.linspace(0.0, lengths[-1], 2 + min(int(lengths[-1] / apart), MOST_DENSE))
    return np.stack([np.interp(along, lengths, way[:, axis]) for axis in (0, 1)], axis=1)
