"""The hyperparameters with which the steps of a ball were taken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.hyperparameters import LEARNING_RATE, NumberTuple
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Run, Steps


def in_force(run: Run, steps: Steps, of: Callable[[NumberTuple], float | None]) -> Floats:
    """Return ``of(hyper)`` (step,) for the hyperparameters with which each step was taken.

    The learning rate in them is that of the schedule. The step that leads to position N leaves N − 1; the
    start, to which none leads, has those of the first one. None becomes NaN.
    """
    choice = run.experiment.balls[steps.ball]
    rule = OPTIMIZERS[choice.optimizer]
    hyper = rule.pack(choice.hyperparameters)
    if choice.schedule.is_constant or LEARNING_RATE not in rule.hyperparameters:
        return np.full(len(steps.step), _number(of(hyper)))
    factor = choice.schedule.factors()
    left = np.maximum(steps.step - 1, 0).tolist()
    return np.array([_number(of(rule.with_rate_factor(hyper, factor(step)))) for step in left])


def _number(value: float | None) -> float:
    return np.nan if value is None else value
