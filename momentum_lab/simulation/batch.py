"""Many balls at once: what becomes of each, without keeping every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.errors import CancelledError, InputError, Progress
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.engine import simulate
from momentum_lab.simulation.status import NEAR, diagonal, distance_to_minimum

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Batch:
    """Many balls of one optimizer on one landscape.

    Attributes
    ----------
    experiment, ball
        Ball number ``ball`` of the experiment is what all of them are, but for what follows.
    starts
        (balls, dimension), or None for the ball's own start.
    values
        Hyperparameters that are numbers, by name, each (balls,).
    seeds
        (balls,): the experiment's seed for each of them, or None for its own.
    """

    experiment: Experiment
    ball: int
    starts: Floats | None = None
    values: Mapping[str, Floats] = field(default_factory=dict)
    seeds: NDArray[np.uint64] | None = None

    def __post_init__(self) -> None:
        sizes = {len(a) for a in (self.starts, self.seeds, *self.values.values()) if a is not None}
        if len(sizes) > 1:
            raise InputError(f"found arrays for {sorted(sizes)} balls, allowed is one number of balls")

    @property
    def size(self) -> int:
        """How many balls there are."""
        return next((len(a) for a in (self.starts, self.seeds, *self.values.values()) if a is not None), 1)

    def single(self, index: int) -> Experiment:
        """Return the experiment that one of the balls is, alone."""
        ball = self.experiment.balls[self.ball]
        values = {name: float(array[index]) for name, array in self.values.items()}
        start = ball.start if self.starts is None else tuple(self.starts[index].tolist())
        seed = self.experiment.seed if self.seeds is None else int(self.seeds[index])
        return replace(self.experiment, balls=(replace(ball.with_values(**values), start=start),), seed=seed)


@dataclass(frozen=True)
class BatchResult:
    """What became of every ball of a batch; the same numbers as a run of each alone has.

    Attributes
    ----------
    last
        (balls,): the last step at which all numbers are finite.
    position, loss
        (balls, dimension) and (balls,): at that step.
    status
        (balls,) of :class:`~momentum_lab.simulation.run.Status`, at the end of the run.
    reached
        (balls,): the first step from which it stays near a minimum until the end, -1 for never.
    minimum
        (balls,): the landscape's minimum that it is near at the end, -1 for none.
    steps
        (kept,): which steps were kept; empty if none.
    positions, losses
        (balls, kept, dimension) and (balls, kept): at those steps, nan after the last finite one.
    """

    last: NDArray[np.int64]
    position: Floats
    loss: Floats
    status: NDArray[np.int8]
    reached: NDArray[np.int64]
    minimum: NDArray[np.int64]
    steps: NDArray[np.int64]
    positions: Floats
    losses: Floats


def run_batch(
    batch: Batch, stride: int = 0, progress: Progress = lambda share: True, threads: int | None = None
) -> BatchResult:
    """Return what becomes of every ball of a batch.

    Parameters
    ----------
    batch
        The balls.
    stride
        Every how many steps position and loss are kept; 0 for not at all.
    progress
        Is told the share that is done; returning False cancels.
    threads
        How many cores to use; all if not given.

    Raises
    ------
    CancelledError
        ``progress`` returned False.
    """
    steps = np.arange(0, batch.experiment.steps + 1, stride) if stride else np.arange(0)
    rows = []
    for index in range(batch.size):
        if not progress(index / batch.size):
            raise CancelledError("the batch was cancelled")
        run = simulate(batch.single(index))
        landscape, last = run.experiment.landscape.build(), int(run.last[0])
        apart = distance_to_minimum(run.position[0, : last + 1], landscape)
        outside = np.flatnonzero(~(apart <= NEAR * diagonal(landscape)))
        first = int(outside[-1]) + 1 if outside.size else 0
        is_there = first <= last == batch.experiment.steps
        nearest = [np.linalg.norm(run.position[0, last] - np.array(m.position)) for m in landscape.minima]
        rows.append(
            (
                last,
                run.position[0, last],
                run.loss[0, last],
                run.status[0, -1],
                first if is_there else -1,
                int(np.argmin(nearest)) if is_there else -1,
                run.position[0, steps],
                run.loss[0, steps],
            )
        )
    progress(1.0)
    last_, position, loss, status, reached, minimum, positions, losses = map(
        np.array, zip(*rows, strict=True)
    )
    return BatchResult(last_, position, loss, status, reached, minimum, steps, positions, losses)
