"""The hyperparameters that are best for a ball on a quadratic, as they are proposed."""

from __future__ import annotations

from typing import Final

from momentum_lab.analysis.modes import mode
from momentum_lab.analysis.quadratic import best_point
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.quadratic_theory import BestPoint
from momentum_lab.experiment.ball import Ball
from momentum_lab.optimizers import OPTIMIZERS

DIGITS: Final = 6
"""Significant digits of the values that are proposed, at least."""
_MOST_DIGITS: Final = 17
"""With so many a number is told from any other."""
_LOSS: Final = 1e-4
"""Rounding may make a ball slower by this share; a double root moves by the root of what is left off."""
_FASTEST: Final = 1e-6
"""What is left of the error after a step is as good as nothing from here on."""


def best_values(ball: Ball, curvatures: tuple[float, ...]) -> BestPoint | None:
    """Return what is best for a ball on a quadratic with some eigenvalues, the smallest first.

    Its other hyperparameters stay, such as the form of momentum or a mass. Values have as few digits as keep
    the rate, but for a ten-thousandth of its logarithm. None where nothing is known, where a schedule or
    clipping changes what is known, or where what is best is not allowed.
    """
    found = best_point(ball, curvatures)
    if found is None:
        return None
    declared = OPTIMIZERS[ball.optimizer].hyperparameters
    for name, value in found.values.items():
        declaration = declared[name]
        if not (isinstance(declaration, Number) and declaration.low <= value <= declaration.high):
            return None
    allowed = max(found.convergence_factor, _FASTEST) ** (1.0 - _LOSS)
    for digits in range(DIGITS, _MOST_DIGITS + 1):
        values = {name: float(f"{value:.{digits}g}") for name, value in found.values.items()}
        if _factor(ball.with_values(**values), curvatures) <= allowed:
            break
    return BestPoint(FrozenMapping(values), found.convergence_factor)


def _factor(ball: Ball, curvatures: tuple[float, ...]) -> float:
    return max(mode(ball.optimizer, ball.hyperparameters, c).convergence_factor for c in curvatures)
