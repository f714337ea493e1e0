"""The way of one ball as a figure shows it: what its run has kept, and any other step on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.simulation.run import Run, Steps

Place: TypeAlias = Callable[[Steps], Floats]
"""Returns where steps are in the coordinates of a figure, (step, coordinate)."""


class Trail:
    """One ball's trail; the same object as long as its run is shown, so that what is made of it can be kept.

    Attributes
    ----------
    ball, look, label
        The number of the ball, what it looks like, and what it is called.
    steps, points
        (row,) and (row, coordinate): what is kept, up to the last finite step.
    last
        That step.
    """

    def __init__(self, run: Run, ball: int, place: Place) -> None:
        self.ball = ball
        self.look: Ball = run.experiment.balls[ball]
        self.label = run.experiment.shown_labels[ball]
        kept = run.rows(ball)
        self._run, self._place = run, place
        self.steps, self.points = kept.step, place(kept)
        self.last = run.last_step(ball, run.computed)
        self._dotted: tuple[tuple[int, int], Ints, Floats] | None = None
        self._changed: tuple[Ints, Floats] | None = None

    def at(self, step: int) -> Floats:
        """Return where the ball is at a step, (1, coordinate); where it was last, if it is lost by then."""
        step = min(step, self.last)
        row = int(np.searchsorted(self.steps, step))
        if row < len(self.steps) and self.steps[row] == step:
            return self.points[row : row + 1]
        return self._place(self._run.at(self.ball, step))

    def between(self, first: int, last: int) -> Floats:
        """Return the points from one step to another: the two, and what is kept between them."""
        low, high = np.searchsorted(self.steps, (first + 1, last))
        return np.concatenate([self.at(first), self.points[low:high], self.at(last)])

    def all_between(self, first: int, last: int) -> tuple[Ints, Floats]:
        """Return every step from one to another (step,), kept or not, and its point."""
        way = self._run.steps(self.ball, first, last + 1)
        return way.step, self._place(way)

    def dots(self, step: int, every: int, most: int) -> Floats:
        """Return where the ball is at every so many steps up to one; see :meth:`Run.dotted`.

        They are those of the whole trail, so that they stay where they are while it is walked.
        """
        if self._dotted is None or self._dotted[0] != (every, most):
            whole = self._run.dotted(self.ball, self.last, every, most)
            self._dotted = (every, most), whole.step, self._place(whole)
        _, steps, points = self._dotted
        return points[: int(np.searchsorted(steps, step, side="right"))]

    def changes(self, step: int) -> tuple[Ints, Floats]:
        """Return the steps (change,) up to one at which the ball is changed, and where it is then."""
        if self._changed is None:
            wanted = [change.step for change in self.look.changes if change.step <= self.last]
            found = self._run.chosen(self.ball, np.array(wanted, dtype=np.int64)) if wanted else None
            nowhere = np.zeros(0, dtype=np.int64), self.points[:0]
            self._changed = nowhere if found is None else (found.step, self._place(found))
        steps, points = self._changed
        count = int(np.searchsorted(steps, step, side="right"))
        return steps[:count], points[:count]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a trail, from one step to another.

    ``is_walked``: it is all that the ball has gone by now, from the start.
    """

    trail: Trail
    first: int
    last: int
    is_walked: bool = False

    @property
    def points(self) -> Floats:
        """The points (n, coordinate) of its two ends, and of what is kept between them."""
        return self.trail.between(self.first, self.last)
