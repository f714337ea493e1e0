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
    """At one step of a ball: since when it is near a minimum, -1 if it is not, and whether it has turned."""

    since: int = -1
    has_turned: bool = False


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
    near_since, has_turned
        Since when it is near a minimum, -1 where it is not, and whether it has turned round in there.
    """

    update: Floats
    status: Statuses
    near_since: Ints
    has_turned: Bools

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
        part = Columns.of(rows)
        steps = np.arange(first, first + len(rows))
        places = np.concatenate([before[np.newaxis], part.position])
        update = np.diff(places, axis=0)
        apart, is_near = judge.nearness(part.position, part.loss)
        since = _since_when(steps, is_near, nearness.since)
        turns = is_near & judge.turns_round(update, steps - since, part.loss)
        latest = np.maximum.accumulate(np.where(turns, steps, first - 1 if nearness.has_turned else -1))
        has_turned = is_near & (latest >= since)
        moments = Moments(
            steps, part.position, places[:-1], part.loss, part.gradient, apart, since, has_turned
        )
        return cls(update, judge.statuses(moments), since, has_turned)

    def nearness(self, row: int) -> Nearness:
        """Return how near the ball is at one of the steps."""
        return Nearness(int(self.near_since[row]), bool(self.has_turned[row]))


def _since_when(steps: Ints, is_near: Bools, before: int) -> Ints:
    """Return since when a ball has been near, for steps after one at which it was so since ``before``."""
    begins = is_near & ~np.concatenate([[before >= 0], is_near[:-1]])
    begun = np.maximum.accumulate(np.where(begins, steps, before))
    return np.where(is_near, begun, -1)
