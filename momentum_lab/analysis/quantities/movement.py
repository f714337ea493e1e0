"""How steep it is where a ball is, and how it moves."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.analysis.quantities.overshoot import overshoot
from momentum_lab.analysis.quantities.quantity import Quantity
from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import message
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Run, Steps
from momentum_lab.simulation.yardstick import length


def _has_velocity(run: Run, ball: int) -> bool:
    return OPTIMIZERS[run.experiment.balls[ball].optimizer].velocity is not None


def _velocity(run: Run, steps: Steps) -> Floats:
    """Return the velocities (step, dimension) of a ball; NaN for a rule without one."""
    velocity = steps.velocity
    return velocity if _has_velocity(run, steps.ball) else np.full_like(velocity, np.nan)


SLOPE: Final = (
    Quantity(
        "gradient_x",
        message("gradient along x"),
        message("slope along x, in losses per coordinate, with noise, before it is clipped"),
        lambda run, steps: steps.gradient[:, 0],
        spread="levels",
    ),
    Quantity(
        "gradient_y",
        message("gradient along y"),
        message("slope along y, likewise"),
        lambda run, steps: steps.gradient[:, 1],
        least_dimension=2,
        spread="levels",
    ),
    Quantity(
        "gradient_norm",
        message("length of the gradient"),
        message("length of the slope, in losses per coordinate, with noise, before it is clipped"),
        lambda run, steps: length(steps.gradient),
    ),
)
MOVEMENT: Final = (
    Quantity(
        "update_x",
        message("movement along x"),
        message("way along x from the step before, in coordinates"),
        lambda run, steps: steps.update[:, 0],
        spread="levels",
    ),
    Quantity(
        "update_y",
        message("movement along y"),
        message("way along y from the step before, likewise"),
        lambda run, steps: steps.update[:, 1],
        least_dimension=2,
        spread="levels",
    ),
    Quantity(
        "update_norm",
        message("length of the step"),
        message("length of the way from the step before, in coordinates"),
        lambda run, steps: length(steps.update),
    ),
    Quantity(
        "velocity_x",
        message("velocity along x"),
        message("the optimizer's own trace along x after the step, in its own unit; empty where it has none"),
        lambda run, steps: _velocity(run, steps)[:, 0],
        belongs_to=_has_velocity,
        spread="levels",
    ),
    Quantity(
        "velocity_y",
        message("velocity along y"),
        message("the optimizer's own trace along y, likewise"),
        lambda run, steps: _velocity(run, steps)[:, 1],
        least_dimension=2,
        belongs_to=_has_velocity,
        spread="levels",
    ),
    Quantity(
        "velocity_norm",
        message("length of the velocity"),
        message("length of the optimizer's own trace, likewise"),
        lambda run, steps: length(_velocity(run, steps)),
        belongs_to=_has_velocity,
    ),
    Quantity(
        "overshoot",
        message("overshoot"),
        message(
            "how far from the bottom the step ended, measured by how far from it it began, on the parabola "
            "along the step through both losses whose slopes at both ends come nearest to the landscape's: "
            "−1 at its start, below 0 too short, 0 at the bottom, above 0 past it, 1 as high as it began; "
            "where that bends down or is straight, −1 for a step that ends downhill, 1 uphill; "
            "empty without a step"
        ),
        overshoot,
        spread="ratios",
        first_step=1,
    ),
)
