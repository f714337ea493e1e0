"""Steps of long runs that are not kept, computed again from a mark shortly before them."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.ball import Mark, RollingBall, Stretch
from momentum_lab.simulation.native_ball import NativeSource
from momentum_lab.simulation.run import Floats, Steps, joined
from momentum_lab.simulation.status import distance_to_minimum, statuses

BLOCK: Final = 2_048
"""Steps between two marks: machine code computes them in a fraction of a millisecond."""


def room(done: int) -> int:
    """Return how many steps a ball that has done some may do until its next mark."""
    return BLOCK - done % BLOCK


class BallReplay:
    """One ball's marks, and what is needed to compute and to judge its steps.

    Attributes
    ----------
    start
        The loss and the slope at step 0.
    """

    def __init__(self, experiment: Experiment, ball: int, source: NativeSource) -> None:
        self._of = experiment, ball, source
        self._landscape = experiment.landscape.build()
        self._marks: list[Mark] = []
        self._block: tuple[int, Steps] | None = None
        self.start = (0.0, 0.0)

    def put(self, mark: Mark) -> None:
        """Keep where the ball is at the end of a block."""
        self._marks.append(mark)

    def judged(self, stretch: Stretch, first: int, before: Floats) -> tuple[Steps, Floats]:
        """Return steps with what is derived from them, and each one's distance to the nearest minimum.

        ``before`` (1, dimension) is the position at the step before ``first``.
        """
        update = np.diff(stretch.position, axis=0, prepend=before)
        apart = distance_to_minimum(stretch.position, self._landscape)
        status = statuses(
            self._landscape, stretch.position, stretch.loss, stretch.gradient, update, self.start, apart
        )
        numbers = np.arange(first, first + stretch.steps)
        steps = Steps(
            numbers, stretch.position, stretch.loss, stretch.gradient, stretch.velocity, update, status
        )
        return steps, apart

    def block(self, number: int) -> Steps:
        """Return the steps after a mark, up to the next; those looked at last are at hand."""
        latest = self._block
        if latest is None or latest[0] != number:
            mark = self._marks[number]
            experiment = self._of[0]
            stretch = RollingBall.resumed(*self._of, mark).roll(min(BLOCK, experiment.steps - mark.taken))
            steps, _ = self.judged(stretch, mark.taken + 1, np.array([mark.position]))
            self._block = latest = number, steps
        return latest[1]


class LongReplay:
    """Computes again what a run of many steps has not kept."""

    def __init__(self, balls: list[BallReplay]) -> None:
        self._balls = balls

    def steps(self, ball: int, first: int, end: int) -> Steps:
        """Return the finite steps from ``first`` up to before ``end``, bit for bit as they were."""
        numbers = range((first - 1) // BLOCK, (end - 2) // BLOCK + 1)
        blocks = [self._balls[ball].block(number) for number in numbers]
        offset = numbers[0] * BLOCK + 1
        return joined(blocks)[first - offset : end - offset]
