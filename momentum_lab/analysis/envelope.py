"""Between which lines a ball swings on a quadratic, as theory has it.

Along an axis with a pair of complex roots of modulus r a ball is at E rⁿ (cos n φ + s sin n φ) after n steps
from E, which is never farther than E √(1 + s²) rⁿ; under momentum r is √β. A coordinate is a sum of the axes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from momentum_lab.analysis.recurrence import opening, roots
from momentum_lab.analysis.theory import Curvature, curvature_at, holds_throughout
from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Run

_NOTHING: Final = 1e-12
"""As a share of the way from the start to the minimum: an axis along which there is less has no say."""
_SAME: Final = 1e-9
"""A second step that differs by more, as a share of the start, does not follow from the roots."""


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """The envelope of one ball.

    Attributes
    ----------
    centre
        (dimension,): the minimum, about which it swings.
    reach
        (dimension, axes): how far each axis of the quadratic reaches along each coordinate at the start; NaN
        where the ball does not swing along one that has a say.
    factors
        (axes,): what is left of that after a step.
    """

    centre: Floats
    reach: Floats
    factors: Floats

    def has(self, coordinate: int) -> bool:
        """Whether the ball swings along a coordinate, and along nothing else."""
        total = float(self.reach[coordinate].sum())
        return math.isfinite(total) and total > 0.0

    def at(self, coordinate: int, steps: Ints) -> Floats:
        """Return how far from the centre a ball can be at some steps, (step,)."""
        return np.asarray(self.factors ** steps[:, None] @ self.reach[coordinate])


def envelope(run: Run, ball: int) -> Envelope | None:
    """Return the envelope of a ball; None where theory does not hold from the first step to the last.

    It holds for rules that are linear in the gradient, on a quadratic with one minimum, with nothing put
    around them. What depends on the number of the step, as a correction for the start does, has none.
    """
    landscape, choice = run.experiment.landscape.build(), run.experiment.balls[ball]
    if not holds_throughout(run, ball) or len(landscape.minima) != 1:
        return None
    centre = np.array(landscape.minima[0].position)
    curvature = curvature_at(landscape, landscape.minima[0].position)
    if curvature is None or not curvature.is_bowl:
        return None
    rule = OPTIMIZERS[choice.optimizer]
    hyper = rule.pack(choice.hyperparameters)
    swings = [_swing(rule, hyper, value) for value in curvature.eigenvalues.tolist()]
    errors = _errors(curvature, np.array(run.experiment.start_of(ball)) - centre)
    sizes = np.array([size for size, _ in swings]) * np.abs(errors)
    parts = np.abs(curvature.axes.T)
    has_say = (parts > _NOTHING) & (errors != 0.0)
    with np.errstate(invalid="ignore"):
        reach = np.where(has_say, parts * sizes, 0.0)
    return Envelope(centre, reach, np.array([factor for _, factor in swings]))


def _errors(curvature: Curvature, apart: Floats) -> Floats:
    """Return how far the start is from the minimum along each axis; 0 where that is rounding."""
    errors = curvature.axes @ apart
    return np.where(np.abs(errors) > _NOTHING * math.hypot(*apart), errors, 0.0)


def _swing(rule: AnyOptimizer, hyper: NumberTuple, curvature: float) -> tuple[float, float]:
    """Return by how much a swing exceeds where it begins, and what is left after a step; NaN for no swing."""
    total, product = roots(rule, hyper, curvature)
    inside = product - total * total / 4.0
    first, second = opening(rule, hyper, curvature)
    if inside <= 0.0 or abs(second - (total * first - product)) > _SAME:
        return math.nan, math.nan
    left = math.sqrt(product)
    return math.hypot(1.0, (first - total / 2.0) / math.sqrt(inside)), left
