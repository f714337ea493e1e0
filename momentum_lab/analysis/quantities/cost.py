"""With which rate a step was taken, and what the steps have cost."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.analysis.quantities.effective_rate import adapts_rate, effective_rate
from momentum_lab.analysis.quantities.in_force import in_force
from momentum_lab.analysis.quantities.quantity import Quantity
from momentum_lab.core.arrays import Floats
from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.core.messages import message
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Run, Steps


def evaluations_of_a_step(run: Run, ball: int) -> int:
    """Return how many gradients a step of a ball takes.

    It is one for each rule. A Hessian counts as many as there are coordinates: one for each of its columns,
    which is what it costs by differences, or by products with it.
    """
    needs_hessian = OPTIMIZERS[run.experiment.balls[ball].optimizer].needs_hessian
    return 1 + run.dimension if needs_hessian else 1


def _has_rate(run: Run, ball: int) -> bool:
    return LEARNING_RATE in OPTIMIZERS[run.experiment.balls[ball].optimizer].hyperparameters


def _rate(run: Run, steps: Steps) -> Floats:
    if not _has_rate(run, steps.ball):
        return np.full(len(steps.step), np.nan)
    names = list(OPTIMIZERS[run.experiment.balls[steps.ball].optimizer].hyperparameters)
    rates = in_force(run, steps, lambda hyper: hyper[names.index(LEARNING_RATE)])
    return np.where(steps.step > 0, rates, np.nan)


def _evaluations(run: Run, steps: Steps) -> Floats:
    return evaluations_of_a_step(run, steps.ball) * steps.step.astype(np.float64)


COST: Final = (
    Quantity(
        "learning_rate",
        message("learning rate"),
        message("with which the step was taken, as its schedule has it; empty for rules without one"),
        _rate,
        belongs_to=_has_rate,
        spread="rates",
        first_step=1,
    ),
    Quantity(
        "effective_rate_x",
        message("effective rate along x"),
        message(
            "of rules that adapt it, the rate of the x coordinate: what minus the gradient, or the average "
            "of gradients in its place, was multiplied with in the step; empty for other rules"
        ),
        effective_rate(0),
        belongs_to=adapts_rate,
        first_step=1,
        is_costly=True,
    ),
    Quantity(
        "effective_rate_y",
        message("effective rate along y"),
        message("the rate of the y coordinate, likewise"),
        effective_rate(1),
        least_dimension=2,
        belongs_to=adapts_rate,
        first_step=1,
        is_costly=True,
    ),
    Quantity(
        "gradient_evaluations",
        message("gradient evaluations"),
        message("gradients that were taken on the way here; a Hessian counts one for each coordinate"),
        _evaluations,
        spread="counts",
    ),
)
