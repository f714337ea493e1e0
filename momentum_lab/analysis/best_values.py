"""The hyperparameters that are best for a ball on a quadratic, and those that are just stable."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from momentum_lab.analysis.quadratic import BestPoint, best_point
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Number
from momentum_lab.experiment.ball import Ball
from momentum_lab.optimizers import OPTIMIZERS

DIGITS: Final = 6
"""Significant digits of the values that are proposed: more are no better, and hard to read."""


def best_values(ball: Ball, curvatures: tuple[float, ...]) -> BestPoint | None:
    """Return what is best for a ball on a quadratic with some eigenvalues, the smallest first.

    Its other hyperparameters stay, such as the form of momentum or a mass. None where nothing is known, where
    a schedule or clipping changes what is known, or where what is best is not allowed.
    """
    is_physical = ball.optimizer == "physical_ball" and ball.clipping.by == "off" and curvatures[0] > 0.0
    found = _physical_ball(ball, curvatures) if is_physical else best_point(ball, curvatures)
    if found is None:
        return None
    declared = OPTIMIZERS[ball.optimizer].hyperparameters
    for name, value in found.values.items():
        declaration = declared[name]
        if not (isinstance(declaration, Number) and declaration.low <= value <= declaration.high):
            return None
    values = {name: float(f"{value:.{DIGITS}g}") for name, value in found.values.items()}
    return BestPoint(FrozenMapping(values), found.rate)


def largest_stable(ball: Ball, largest: float) -> Mapping[str, float]:
    """Return the hyperparameter from which on a quadratic diverges, by its name; empty if none is known."""
    values = ball.hyperparameters
    curvature = largest + float(values.get("weight_decay", 0.0))
    if not 0.0 < curvature < math.inf:
        return {}
    if ball.optimizer == "physical_ball":
        mass, friction = float(values["mass"]), float(values["friction"])
        root = math.sqrt(friction * friction + 4.0 * mass * curvature)
        return {"time_step": 4.0 * mass / (friction + root)}
    rule = OPTIMIZERS[ball.optimizer]
    if rule.stability_limit is None or "learning_rate" not in values:
        return {}
    return {"learning_rate": rule.stability_limit(rule.pack(values)) / curvature}


def _physical_ball(ball: Ball, curvatures: tuple[float, ...]) -> BestPoint:
    """Return Polyak's best heavy ball as friction and time step of this mass."""
    low, high = math.sqrt(curvatures[0]), math.sqrt(curvatures[-1])
    rate, mass = (high - low) / (high + low), float(ball.hyperparameters["mass"])
    time = 2.0 / (low + high) * math.sqrt(mass)
    return BestPoint(FrozenMapping(friction=(1.0 - rate * rate) * mass / time, time_step=time), rate)
