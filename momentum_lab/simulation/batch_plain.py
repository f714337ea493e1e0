"""Batches in plain Python, one ball after the other: what cannot be translated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.engine import Simulation
from momentum_lab.simulation.run import Run, Status

PLAIN_STEPS: Final = 1000
"""Steps until it is asked whether to go on."""


class PlainEnd(NamedTuple):
    """What becomes of a ball; the fields are those of :class:`~momentum_lab.simulation.batch.BatchResult`."""

    last: int
    position: Floats
    loss: float
    status: int
    reached: int
    minimum: int
    positions: Floats
    losses: Floats


def rolled_plainly(experiment: Experiment, ball: int, steps: Ints, ask: Callable[[], None]) -> PlainEnd:
    """Return what becomes of a ball of an experiment; ``ask`` raises to end it."""
    simulation = Simulation(experiment, only=ball)
    while not simulation.is_complete:
        ask()
        simulation.advance(PLAIN_STEPS)
    run = simulation.snapshot()
    last = int(run.last[0])
    end = run.at(0, last)
    position, losses = np.full((len(steps), run.dimension), np.nan), np.full(len(steps), np.nan)
    there = run.chosen(0, steps[steps <= last])
    position[: len(there.step)], losses[: len(there.step)] = there.position, there.loss
    status, loss = int(run.status[0, -1]), float(end.loss[0])
    return PlainEnd(last, end.position[0], loss, status, *_arrival(run), position, losses)


def _arrival(run: Run) -> tuple[int, int]:
    """Return since when a ball is at a minimum at the end, and at which one; -1 for none."""
    if run.status[0, -1] != Status.CONVERGED:
        return -1, -1
    minima = np.array([m.position for m in run.experiment.landscape.build().minima])
    nearest = int(np.argmin(np.linalg.norm(run.position[0, -1] - minima, axis=1)))
    return int(run.near_since[0, -1]), nearest
