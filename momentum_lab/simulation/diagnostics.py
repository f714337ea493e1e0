"""What is derived of steps: the way to each, how the ball fares, and since when it is near a minimum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats, Ints, Statuses
from momentum_lab.core.values import dataclass
from momentum_lab.simulation.ball import Columns
from momentum_lab.simulation.run import Status
from momentum_lab.simulation.status import Judge, Moments


@dataclass(frozen=True, slots=True)
class Nearness:
    """At one step of a ball: since when it is near a minimum, -1 if it is not, and whether it has settled."""

    since: int = -1
    has_settled: bool = False


AWAY: Final = Nearness()
"""That of a ball that is not near a minimum."""


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """Of some steps of some balls, (ball, step) or (ball, step, dimension).

    Attributes
    ----------
    update
        The way from the step before.
    status
        How the ball fares.
    near_since, has_settled
        Since when it is near a minimum, -1 where it is not, and whether it has shown that it stays.
    """

    update: Floats
    status: Statuses
    near_since: Ints
    has_settled: Bools

    @classmethod
    def of(
        cls,
        judges: Sequence[Judge],
        rows: Floats,
        first: int,
        before: Floats,
        nearness: Sequence[Nearness],
    ) -> Diagnostics:
        """Return the diagnostics of rows (ball, step, columns).

        Parameters
        ----------
        judges
            Of each ball, on one landscape.
        rows
            Their steps.
        first
            The number of the first one.
        before, nearness
            Their positions (ball, dimension) at the step before that, and how near each was.
        """
        part, yardstick = Columns.of(rows), judges[0].yardstick
        steps = np.arange(first, first + rows.shape[1])
        places = np.concatenate([before[:, np.newaxis], part.position], axis=1)
        update = np.diff(places, axis=1)
        status = np.full(part.loss.shape, Status.MOVING, dtype=np.int8)
        with np.errstate(over="ignore", invalid="ignore"):
            is_near = has_settled = yardstick.nearness(part.position, part.loss)
            since = np.full(part.loss.shape, -1)
            if is_near.any():
                since = _since_when(steps, is_near, np.array([[each.since] for each in nearness]))
                settles = yardstick.settles(part.position, part.loss, update, steps - since)
                old = np.array([[first - 1 if each.has_settled else -1] for each in nearness])
                latest = np.maximum.accumulate(np.where(settles & is_near, steps, old), axis=1)
                has_settled = is_near & (latest >= since)
            for ball in np.flatnonzero(judges[0].may_not_move(part.position, update, is_near)).tolist():
                moments = Moments(
                    steps,
                    part.position[ball],
                    places[ball, :-1],
                    part.loss[ball],
                    part.gradient[ball],
                    has_settled[ball],
                )
                status[ball] = judges[ball].statuses(moments, is_near[ball])
        return cls(update, status, since, has_settled)

    def nearness(self, ball: int, row: int) -> Nearness:
        """Return how near a ball is at one of the steps."""
        return Nearness(int(self.near_since[ball, row]), bool(self.has_settled[ball, row]))


def _since_when(steps: Ints, is_near: Bools, before: Ints) -> Ints:
    """Return since when balls have been near, for steps after one at which they were so since ``before``."""
    begins = is_near & ~np.concatenate([before >= 0, is_near[:, :-1]], axis=1)
    begun = np.maximum.accumulate(np.where(begins, steps, before), axis=1)
    return np.where(is_near, begun, -1)
