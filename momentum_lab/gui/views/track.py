"""A whole trail in pixels, kept from frame to frame, so that a frame costs only what is new in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from PyQt6.QtCore import QRectF

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.figures.far_off import ClippedLine
from momentum_lab.gui.views.painting import FARTHEST, corners_of, worth_drawing
from momentum_lab.gui.views.strokes import Dash, LineBand, Pieces, way_along

AROUND: Final = 64.0
"""Pixels around what is seen in which lines are drawn as they are."""


class Track:
    """The finite pixels (row, 2) of a trail's steps (row,) that are kept, as one transform places them.

    ``spot`` gives those (1, 2) of any other step, and ``line`` is the way through all that are kept.
    """

    def __init__(
        self, steps: Ints, pixels: Floats, apart: float, spot: Callable[[int], Floats], line: ClippedLine
    ) -> None:
        self._steps, self.pixels, self.spot = steps, pixels, spot
        self.is_wide = line.is_wide
        """Whether it leaves what can be drawn."""
        worth = worth_drawing(line.points, apart)
        drawn = line.points[worth]
        length = way_along(drawn)
        corners = corners_of(drawn, length)
        self._kept, self._line, self._length = line.rows[worth[corners]], drawn[corners], length[corners]
        one, other = self._line[:-1], self._line[1:]
        self._sides = (*np.minimum(one, other).T.copy(), *np.maximum(one, other).T.copy())
        self._pieces: dict[tuple[object, ...], Pieces] = {}

    def between(self, first: int, last: int) -> tuple[Floats, float]:
        """Return the line (n, 2) from one step to another, and the length of the trail before it.

        Of points on the same spot only one is in it.
        """
        low, high = self._kept.searchsorted(self._steps.searchsorted((first + 1, last)))
        ends = np.concatenate([self._pixel(first), self._pixel(last)])
        length = self._length[low - 1] + np.hypot(*(ends[0] - self._line[low - 1]))
        return np.concatenate([ends[:1], self._line[low:high], ends[1:]]), float(length)

    @property
    def length(self) -> float:
        """The length of the whole, in pixels."""
        return float(self._length[-1])

    def seen(self, step: int, box: QRectF) -> tuple[float, float]:
        """Return from where to where along the line, as far as it is kept up to a step, it is in a box."""
        last = self._last_kept(step)
        left, top, right, bottom = (side[:last] for side in self._sides)
        inside = (right >= box.left()) & (left <= box.right())
        inside &= (bottom >= box.top()) & (top <= box.bottom())
        first = int(inside.argmax()) if last > 0 else 0
        if last <= 0 or not inside[first]:
            return 0.0, -1.0
        end = last - int(inside[::-1].argmax())
        return float(self._length[first]), float(self._length[end])

    def part(self, step: int, box: QRectF) -> tuple[Floats, float]:
        """Return the part of the line up to a step that can be seen in a box, and the length before it.

        What leads to the box from far outside is left out.
        """
        first, last = self.seen(step, box)
        end, before = self.end(step)
        if last < first:
            return _trimmed(end, before, box)
        low, high = self._length.searchsorted((first, last))
        line = self._line[low : high + 1]
        return _trimmed(np.concatenate([line, end]) if high >= self._last_kept(step) else line, first, box)

    def end(self, step: int) -> tuple[Floats, float]:
        """Return the line (2, 2) from what is kept of it to a step, and the length before it.

        There is none to or from where nothing can be drawn.
        """
        last = self._last_kept(step)
        ends = np.concatenate([self._line[last : last + 1], self._pixel(step)])
        if self.is_wide and np.abs(ends).max() >= FARTHEST:
            ends[1] = ends[0]
        return ends, float(self._length[last])

    def pieces(self, band: LineBand, dash: Dash) -> Pieces:
        """Return the pieces of the whole in a band, made once."""
        look = (band.width, band.beyond, band.opacity == 1.0, dash)
        if look not in self._pieces:
            self._pieces[look] = Pieces(self._line, self._length, band, dash)
        return self._pieces[look]

    def box(self, first: int, last: int) -> QRectF:
        """Return the rectangle around what looks otherwise when a ball goes from one step to another.

        That is the way between them, as far as the corners of the line before and after it.
        """
        rows = self._kept[
            [max(self._last_kept(first), 0), min(self._last_kept(last) + 1, len(self._kept) - 1)]
        ]
        way = np.concatenate([self._pixel(first), self.pixels[rows[0] : rows[1] + 1], self._pixel(last)])
        (left, top), (right, bottom) = way.min(axis=0), way.max(axis=0)
        return QRectF(left, top, right - left, bottom - top)

    def _last_kept(self, step: int) -> int:
        """Return the row of the line that is the last up to a step."""
        return int(self._kept.searchsorted(self._steps.searchsorted(step, side="right"))) - 1

    def _pixel(self, step: int) -> Floats:
        row = int(self._steps.searchsorted(step))
        is_kept = row < len(self._steps) and self._steps[row] == step
        return self.pixels[row : row + 1] if is_kept else self.spot(step)


def _trimmed(line: Floats, before: float, box: QRectF) -> tuple[Floats, float]:
    """Return a line (n, 2) that begins and ends near a box, and the length before it."""
    moves = np.diff(line, axis=0).any(axis=1)
    if not moves.any():
        return line, before
    line = line[np.concatenate([[True], moves])]
    trimmed, ways = line.copy(), np.diff(line[[0, 1, -1, -2]].reshape(2, 2, 2), axis=1)[:, 0]
    for row, way in zip((0, -1), ways, strict=True):
        share = _reaching(line[row], way, box)
        trimmed[row] += share * way
        before += share * float(np.hypot(*way)) if row == 0 else 0.0
    return trimmed, before


def _reaching(begin: Floats, way: Floats, box: QRectF) -> float:
    """Return the share of a way after which it comes near a box; 0 where it does not."""
    low = np.array([box.left(), box.top()]) - AROUND
    high = np.array([box.right(), box.bottom()]) + AROUND
    with np.errstate(divide="ignore", invalid="ignore"):
        sides = np.stack([low - begin, high - begin]) / way
    enters, leaves = float(np.nanmax(sides.min(axis=0))), float(np.nanmin(sides.max(axis=0)))
    return enters if 0.0 < enters < min(leaves, 1.0) else 0.0
