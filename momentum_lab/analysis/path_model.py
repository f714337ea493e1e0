"""Paths for values that were not tried, predicted from paths for values nearby.

When a ball arrives is a jagged function of its learning rate: a swing more or less that leaves the tolerance
makes it jump. Where the ball is after some steps is a smooth one. So paths are what is predicted, as linear
functions of the place in the space that is searched, and when they arrive is read off them.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats, Ints
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.yardstick import NEAR, diagonal

_SOFT: Final = 10.0
"""A step up to this many times as far off as the tolerance counts in part."""
_TIE: Final = 1e-3
"""What the mean distance counts, in steps for each factor of e: where all else is equal it decides."""
_NEAREST: Final = 0.1
"""Neighbours count less the farther they are, but those within this share of the radius the same."""
_MARGIN: Final = 0.9
"""Paths are to be predicted to come nearer than the tolerance by this factor."""


class PathModel:
    """The paths of a ball with the values that were tried, and the minima that they are to lead to."""

    def __init__(self, landscape: Landscape, kept: int) -> None:
        self._tolerance = NEAR * diagonal(landscape)
        self._targets = np.array([minimum.position for minimum in landscape.minima])
        self._positions = np.empty((0, kept, landscape.dimension))
        self._remoteness = np.empty((0, kept))

    def add(self, positions: Floats) -> None:
        """Add paths, (n, kept, dimension); nan after their last finite step."""
        self._positions = np.concatenate([self._positions, positions])
        self._remoteness = np.concatenate([self._remoteness, self._remote(positions)])

    def aim_at(self, targets: Floats) -> None:
        """Let paths lead to the nearest of some minima, (m, dimension)."""
        if not np.array_equal(targets, self._targets):
            self._targets = targets
            self._remoteness = self._remote(self._positions)

    @property
    def is_whole(self) -> Bools:
        """(n,): whether the paths are finite to their ends."""
        return np.isfinite(self._remoteness[:, 0])

    def lateness(self, factor: float) -> Floats:
        """Return how late each path comes within ``factor`` times the tolerance for good, (n,)."""
        return _lateness(self._remoteness, factor * self._tolerance)

    def predicted_lateness(
        self, centre: int, neighbours: Ints, known: Floats, radius: float, offsets: Floats, factor: float
    ) -> Floats:
        """Return what :meth:`lateness` may be at places near that of a path.

        Parameters
        ----------
        centre, neighbours
            The path, and others near it.
        known
            (neighbours, k): where these are, from that path.
        radius
            How far one looks.
        offsets
            (n, k): where the places are, from that path.
        factor
            Of the tolerance.
        """
        steps = self._kept_until_arrival()
        weights = 1.0 / np.maximum(np.abs(known).max(axis=1), _NEAREST * radius)[:, np.newaxis]
        path = self._positions[centre, :steps]
        changes = (self._positions[neighbours, :steps] - path).reshape(len(neighbours), -1)
        slopes = np.linalg.pinv(known * weights, rcond=1e-6) @ (changes * weights)
        predicted = path + (offsets @ slopes).reshape(len(offsets), *path.shape)
        return _lateness(self._remote(predicted), _MARGIN * factor * self._tolerance)

    def _kept_until_arrival(self) -> int:
        """Return how much of paths is looked at: twice what the soonest one needs."""
        soonest = int((self._remoteness > self._tolerance).sum(axis=1).min())
        return min(2 * soonest + 10, self._remoteness.shape[1])

    def _remote(self, positions: Floats) -> Floats:
        """Return how far from the nearest target paths are still to be, from each step on, (n, kept)."""
        apart = np.full(positions.shape[:-1], np.inf)
        with np.errstate(over="ignore", invalid="ignore"):
            for target in self._targets:
                apart = np.fmin(apart, np.linalg.norm(positions - target, axis=-1))
        apart[~np.isfinite(positions).all(axis=-1)] = np.inf
        return np.maximum.accumulate(apart[:, ::-1], axis=1)[:, ::-1]


def _lateness(remoteness: Floats, tolerance: float) -> Floats:
    """Return how many of the kept steps are beyond a tolerance, the nearer ones in part."""
    with np.errstate(divide="ignore"):
        beyond = np.log(remoteness / tolerance)
    counted = 0.5 * (beyond > 0.0) + 0.5 * np.clip(beyond / np.log(_SOFT), 0.0, 1.0)
    return np.asarray(counted.sum(axis=1) + _TIE * np.maximum(beyond, -100.0).mean(axis=1))
