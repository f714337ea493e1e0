"""What there is of steps whose weights are not kept: loss, lengths and status."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from momentum_lab.core.arrays import Floats, Ints, Statuses
from momentum_lab.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Trace:
    """Of some steps of one ball their numbers, and (step,) of each.

    Attributes
    ----------
    step, loss, status
        As in :class:`~momentum_lab.simulation.run.Run`.
    gradient, update
        The lengths of the gradient, noise included, and of the way from the step before; infinite where a
        square is too large for a double.
    """

    step: Ints
    loss: Floats
    gradient: Floats
    update: Floats
    status: Statuses


class Traced(NamedTuple):
    """Of some steps of all balls, (ball, step) or (ball, step, dimension), what is traced of them."""

    loss: Floats
    gradient: Floats
    update: Floats
    status: Statuses


@dataclass(frozen=True, slots=True)
class Traces:
    """The same of all balls, (ball, row)."""

    step: Ints
    loss: Floats
    gradient: Floats
    update: Floats
    status: Statuses

    @classmethod
    def empty(cls, steps: Ints, balls: int) -> Traces:
        """Return room for some steps."""
        shape = balls, len(steps)
        return cls(steps, np.empty(shape), np.empty(shape), np.empty(shape), np.empty(shape, dtype=np.int8))

    def put(self, balls: Ints, first: int, finite: Ints, steps: Traced) -> None:
        """Put in what is to be kept of the next steps, of which so many are finite for some of the balls."""
        for ball, count in zip(balls.tolist(), finite.tolist(), strict=True):
            low, high = np.searchsorted(self.step, [first, first + count]).tolist()
            chosen = self.step[low:high] - first
            self.loss[ball, low:high] = steps.loss[ball, chosen]
            self.gradient[ball, low:high] = euclidean(steps.gradient[ball, chosen])
            self.update[ball, low:high] = euclidean(steps.update[ball, chosen])
            self.status[ball, low:high] = steps.status[ball, chosen]

    def until(self, step: int) -> Traces:
        """Return what there is up to a step."""
        rows = int(np.searchsorted(self.step, step, side="right"))
        numbers = self.loss[:, :rows], self.gradient[:, :rows], self.update[:, :rows]
        return Traces(self.step[:rows], *numbers, self.status[:, :rows])

    def of(self, ball: int, last: int) -> Trace:
        """Return that of a ball up to its last finite step, read-only."""
        rows = slice(0, int(np.searchsorted(self.step, last, side="right")))
        numbers = self.loss[ball, rows], self.gradient[ball, rows], self.update[ball, rows]
        for array in (*numbers, status := self.status[ball, rows]):
            array.flags.writeable = False
        return Trace(self.step[rows], *numbers, status)


def euclidean(vectors: Floats) -> Floats:
    """Return the lengths of vectors (…, dimension)."""
    with np.errstate(over="ignore"):
        lengths: Floats = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))
    return lengths
