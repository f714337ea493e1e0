"""The run: the numbers that an experiment gives, for every ball and every step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from momentum_lab.experiment.experiment import Experiment

Floats = NDArray[np.float64]
MOST_LOSSES = 400_000


class Status(IntEnum):
    """How a ball fares at a step."""

    MOVING = 0
    """On its way, within reach of the map."""
    CONVERGED = 1
    """At a minimum, and its steps have become small."""
    STALLED = 2
    """Hardly moving, but at no minimum of the map: a plateau, a saddle, or something far off it."""
    ESCAPED = 3
    """Far off the map, and still going downhill: the loss has no bound there."""
    DIVERGED = 4
    """Far off the map and uphill from its start, or no longer a finite number."""


@dataclass(frozen=True)
class Run:
    """What became of every ball; ``computed`` steps are there, of the experiment's ``steps``.

    Attributes
    ----------
    position, gradient, velocity, update
        (ball, step, dimension), float64, read-only. Step 0 is the start. ``gradient`` is the landscape's at
        that position, noise included, before it is clipped. ``velocity`` is the optimizer's own trace after
        the step, in its own units, zero for those without one. ``update`` is the way from the step before.
    loss
        (ball, step); the landscape's own, without noise.
    status
        (ball, step) of :class:`Status`, as int8.
    last
        (ball,): the last step at which all of a ball's numbers are finite; later entries are NaN.
    """

    experiment: Experiment
    computed: int
    position: Floats
    loss: Floats
    gradient: Floats
    velocity: Floats
    update: Floats
    status: NDArray[np.int8]
    last: NDArray[np.int64]

    @property
    def is_complete(self) -> bool:
        """Whether all the steps of the experiment are there."""
        return self.computed == self.experiment.steps

    @property
    def dimension(self) -> int:
        """The number of coordinates: 1 or 2 for a landscape."""
        return int(self.position.shape[2])

    def last_step(self, ball: int, step: int) -> int:
        """Return ``step``, or the last one before it at which the ball still had finite numbers."""
        return min(step, self.computed, int(self.last[ball]))

    def since(self, ball: int, step: int) -> int:
        """Return the first step from which the ball has kept the status that it has at ``step``."""
        history = self.status[ball, : min(step, self.computed) + 1]
        changes = np.flatnonzero(history != history[-1])
        return int(changes[-1]) + 1 if changes.size else 0

    @cached_property
    def finite_loss(self) -> Floats:
        """Finite losses of visible balls, flattened, of at most some hundred thousand steps in all.

        What an axis of losses must hold: the first and the last step are among them.
        """
        shown = [i for i, ball in enumerate(self.experiment.balls) if ball.visible]
        stride = 1 + self.loss.size // MOST_LOSSES
        losses: Floats = np.concatenate([self.loss[shown, ::stride].ravel(), self.loss[shown, -1]])
        return np.extract(np.isfinite(losses), losses)
