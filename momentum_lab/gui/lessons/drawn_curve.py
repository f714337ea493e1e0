"""A curve that somebody draws, as numbers: heights at even distances, some of them handles."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.values import dataclass

HANDLES: Final = 7
BETWEEN: Final = 16
"""Pieces of the curve between two handles."""
POINTS: Final = (HANDLES - 1) * BETWEEN + 1
DIGITS: Final = 4
"""To which a value is kept: more a hand cannot draw."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnCurve:
    """Heights (point,) along a curve, from its beginning to its end, on whatever axis it is drawn."""

    heights: Floats

    @classmethod
    def level(cls, height: float) -> DrawnCurve:
        """Return a curve that stays as high as it begins."""
        return cls(np.full(POINTS, float(height)))

    @classmethod
    def through(cls, heights: Floats) -> DrawnCurve:
        """Return a curve through some heights at even distances."""
        places = np.linspace(0.0, 1.0, POINTS)
        return cls(np.interp(places, np.linspace(0.0, 1.0, len(heights)), heights))

    @property
    def handles(self) -> Floats:
        """The heights of the handles, (handle,)."""
        return self.heights[::BETWEEN]

    def moved(self, handle: int, height: float) -> DrawnCurve:
        """Return the curve with a handle at another height; what is around it follows, up to the next."""
        middle = handle * BETWEEN
        share = np.clip(1.0 - np.abs(np.arange(POINTS) - middle) / BETWEEN, 0.0, 1.0)
        return DrawnCurve(self.heights + share * (height - self.heights[middle]))

    def beginning(self, height: float) -> DrawnCurve:
        """Return the curve with a height at its beginning, and all else as it is."""
        return DrawnCurve(np.concatenate([[height], self.heights[1:]]))

    def drawn(self, begin: tuple[float, float], end: tuple[float, float]) -> DrawnCurve:
        """Return the curve after a stroke between two places: how far along, from 0 to 1, and how high."""
        (left, low), (right, high) = sorted((begin, end))
        first, last = (round(min(max(along, 0.0), 1.0) * (POINTS - 1)) for along in (left, right))
        heights = self.heights.copy()
        along = np.arange(first, last + 1) / (POINTS - 1)
        heights[first : last + 1] = np.interp(along, [left, right], [low, high]) if right > left else end[1]
        return DrawnCurve(heights)


def rounded(values: Floats) -> tuple[float, ...]:
    """Return values with as many digits as are kept of what is drawn."""
    return tuple(float(f"{value:.{DIGITS}g}") for value in values)
