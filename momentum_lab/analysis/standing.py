"""Which of many runs of a ball is better: what a search, and a map, take for the best."""

from __future__ import annotations

from dataclasses import fields
from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.arrays import Bools, Floats, Ints
from momentum_lab.core.values import dataclass
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.run import LOST

Key: TypeAlias = tuple[bool, float, bool, float, float]
"""Lost, level, not arrived, steps, loss: what is smaller is better."""

_DIGITS: Final = 9
"""Minima are equally low if their losses are the same in so many digits of the largest."""


class Ends(Protocol):
    """What became of balls; :class:`~momentum_lab.analysis.grid.Cells` and batches have it."""

    @property
    def loss(self) -> Floats:
        """At the last finite step."""

    @property
    def reached(self) -> Ints:
        """Since when it is near the minimum at which it has arrived, -1 if it is at none."""

    @property
    def minimum(self) -> Ints:
        """Which minimum that is, -1 for none."""

    @property
    def status(self) -> NDArray[np.int8]:
        """At the end."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How good balls are; all arrays have the shape of what they were made of.

    One is better than another if it is not lost and the other is; or else if it has arrived at a lower
    minimum; or else if it has arrived there sooner; or else if its loss is lower at the end. Whoever has not
    arrived at the lowest minimum that is known is not better than one who has arrived at another, unless its
    loss is lower.

    Attributes
    ----------
    is_lost
        Whether it has left the map or diverged.
    level
        The loss of the minimum where it has arrived, -inf at the lowest that is known; elsewhere its own.
    has_arrived
        Whether it is at a minimum in the end, which is the status *converged*.
    reached
        Since when, in steps; the number of steps where it has not arrived.
    loss
        At the last finite step; inf where it is not a number.
    """

    is_lost: Bools
    level: Floats
    has_arrived: Bools
    reached: Floats
    loss: Floats

    @classmethod
    def of(cls, landscape: Landscape, steps: int, ends: Ends) -> Standing:
        """Return the standing of balls after so many steps."""
        loss = np.where(np.isfinite(ends.loss), ends.loss, np.inf)
        has_arrived = ends.reached >= 0
        floors = np.append(floors_of(landscape), np.inf)  # the last one stands for none
        return cls(
            is_lost=np.isin(ends.status, tuple(LOST)),
            level=np.where(has_arrived, floors[np.where(has_arrived, ends.minimum, -1)], loss),
            has_arrived=has_arrived,
            reached=np.where(has_arrived, ends.reached, steps).astype(np.float64),
            loss=loss,
        )

    def middle(self) -> Standing:
        """Return the medians over the last axis, that of the seeds; of two in the middle, the worse one."""
        return Standing(
            is_lost=np.mean(self.is_lost, axis=-1) >= 0.5,
            level=worse_median(self.level),
            has_arrived=np.mean(self.has_arrived, axis=-1) > 0.5,
            reached=worse_median(self.reached),
            loss=worse_median(self.loss),
        )

    def row(self, index: int) -> Standing:
        """Return that of one row."""
        return Standing(**{field.name: getattr(self, field.name)[index] for field in fields(self)})

    def key(self, *place: int) -> Key:
        """Return what smaller is better in, of one ball."""
        return (
            bool(self.is_lost[place]),
            float(self.level[place]),
            not self.has_arrived[place],
            float(self.reached[place]),
            float(self.loss[place]),
        )

    def best(self) -> tuple[int, ...]:
        """Return the indices of the best one; of equal ones, the first."""
        keys = (self.loss, self.reached, ~self.has_arrived, self.level, self.is_lost)
        first = int(np.lexsort([key.ravel() for key in keys])[0])
        return tuple(int(index) for index in np.unravel_index(first, self.loss.shape))


def worse_median(values: Floats) -> Floats:
    """Return the medians over the last axis; of two in the middle the larger one, which may be inf."""
    return np.asarray(np.quantile(values, 0.5, axis=-1, method="higher"))


def floors_of(landscape: Landscape) -> Floats:
    """Return how low the landscape's minima are, (minima,): -inf for the lowest, the same for equal ones."""
    minima = landscape.minima
    losses = np.array([minimum.loss for minimum in minima], dtype=np.float64)
    size = float(np.abs(losses).max(initial=0.0)) or 1.0
    is_lowest = np.array([m.kind == "global" for m in minima], dtype=np.bool_)
    is_lowest |= losses == losses.min(initial=np.inf)
    return np.where(is_lowest, -np.inf, np.round(losses / size, _DIGITS) * size)
