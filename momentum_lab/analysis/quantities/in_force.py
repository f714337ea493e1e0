"""The hyperparameters with which the steps of a ball were taken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.hyperparameters import LEARNING_RATE, NumberTuple
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Run, Steps
from momentum_lab.simulation.segments import segments_of


def in_force(run: Run, steps: Steps, of: Callable[[NumberTuple], float | None]) -> Floats:
    """Return ``of(hyper)`` (step,) for the hyperparameters with which each step was taken.

    They are those that a change in the middle of the run has set, with the learning rate of the schedule. The
    step that leads to position N leaves N − 1; the start, to which none leads, has those of the first one.
    None becomes NaN.
    """
    choice = run.experiment.balls[steps.ball]
    rule, segments = OPTIMIZERS[choice.optimizer], segments_of(choice)
    left = np.maximum(steps.step - 1, 0)
    numbers = np.searchsorted([segment.first for segment in segments], left, side="right") - 1
    if choice.schedule.is_constant or LEARNING_RATE not in rule.hyperparameters:
        return np.array([_number(of(segment.hyper)) for segment in segments])[numbers]
    factor, found = choice.schedule.factors(), np.empty(len(left))
    for row, (number, step) in enumerate(zip(numbers.tolist(), left.tolist(), strict=True)):
        found[row] = _number(of(rule.with_rate_factor(segments[number].hyper, factor(step))))
    return found


def _number(value: float | None) -> float:
    return np.nan if value is None else value
