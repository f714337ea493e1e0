"""The hyperparameters that are best for a ball on a quadratic, as they are proposed."""

from __future__ import annotations

from typing import Final

from momentum_lab.analysis.quadratic import best_point
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.quadratic_theory import BestPoint
from momentum_lab.experiment.ball import Ball
from momentum_lab.optimizers import OPTIMIZERS

DIGITS: Final = 6
"""Significant digits of the values that are proposed: more are no better, and hard to read."""


def best_values(ball: Ball, curvatures: tuple[float, ...]) -> BestPoint | None:
    """Return what is best for a ball on a quadratic with some eigenvalues, the smallest first.

    Its other hyperparameters stay, such as the form of momentum or a mass. None where nothing is known, where
    a schedule or clipping changes what is known, or where what is best is not allowed.
    """
    found = best_point(ball, curvatures)
    if found is None:
        return None
    declared = OPTIMIZERS[ball.optimizer].hyperparameters
    for name, value in found.values.items():
        declaration = declared[name]
        if not (isinstance(declaration, Number) and declaration.low <= value <= declaration.high):
            return None
    values = {name: float(f"{value:.{DIGITS}g}") for name, value in found.values.items()}
    return BestPoint(FrozenMapping(values), found.convergence_factor)
