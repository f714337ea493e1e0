"""What is derived of steps: the way to each, how the ball fares, and since when it is near a minimum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats, Ints, Statuses
from momentum_lab.simulation.ball import Columns
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
    """Of some steps of one ball, (step,) or (step, dimension).

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
    def of(cls, judge: Judge, rows: Floats, first: int, before: Floats, nearness: Nearness) -> Diagnostics:
        """Return the diagnostics of rows (step, columns).

        Parameters
        ----------
        judge
            Of the ball.
        rows
            Its steps.
        first
            The number of the first one.
        before, nearness
            Its position (dimension,) at the step before that, and how near it was.
        """
        part, yardstick = Columns.of(rows), judge.yardstick
        steps = np.arange(first, first + len(rows))
        places = np.concatenate([before[np.newaxis], part.position])
        update = np.diff(places, axis=0)
        with np.errstate(over="ignore", invalid="ignore"):
            is_near = has_settled = yardstick.nearness(part.position, part.loss)
            since = np.full(len(rows), -1)
            if is_near.any():
                since = _since_when(steps, is_near, nearness.since)
                settles = yardstick.settles(part.position, part.loss, update, steps - since)
                before_that = first - 1 if nearness.has_settled else -1
                latest = np.maximum.accumulate(np.where(settles & is_near, steps, before_that))
                has_settled = is_near & (latest >= since)
            moments = Moments(steps, part.position, places[:-1], part.loss, part.gradient, has_settled)
            status = judge.statuses(moments, is_near)
        return cls(update, status, since, has_settled)

    def nearness(self, row: int) -> Nearness:
        """Return how near the ball is at one of the steps."""
        return Nearness(int(self.near_since[row]), bool(self.has_settled[row]))


def _since_when(steps: Ints, is_near: Bools, before: int) -> Ints:
    """Return since when a ball has been near, for steps after one at which it was so since ``before``."""
    begins = is_near & ~np.concatenate([[before >= 0], is_near[:-1]])
    begun = np.maximum.accumulate(np.where(begins, steps, before))
    return np.where(is_near, begun, -1)
