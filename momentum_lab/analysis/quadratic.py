"""What theory says of a ball on a quadratic: where it converges, and with which values fastest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.ball import Ball
from momentum_lab.landscapes import Landscape
from momentum_lab.optimizers import OPTIMIZERS

_PLACES: Final = ((0.0, 0.0), (1.0, 1.0), (0.137, 0.811), (0.5, 0.5), (0.293, 0.071), (0.889, 0.377))
"""Where the Hessian is looked at, in shares of the domain; off any line of symmetry, and at two corners."""
_MEMORIES: Final = ("momentum", "beta")


@dataclass(frozen=True, slots=True)
class BestPoint:
    """The hyperparameters with which a ball converges fastest.

    Attributes
    ----------
    values
        Learning rate, and momentum where there is one.
    rate
        What the error is multiplied by in a step, in the long run.
    """

    values: FrozenMapping[float]
    rate: float


def eigenvalues(landscape: Landscape) -> tuple[float, ...] | None:
    """Return the eigenvalues of a quadratic's Hessian, ascending; None if the loss is no quadratic.

    The Hessian has to be the same at several points, to the last bit, and the gradient has to be the one that
    it implies: a loss with a kink has a constant Hessian as well.
    """
    places = [
        tuple(
            low + share * (high - low) for share, (low, high) in zip(shares, landscape.domain, strict=False)
        )
        for shares in _PLACES
    ]
    try:
        hessians = [np.array(landscape.hessian(place), dtype=np.float64) for place in places]
        gradients = np.array([landscape.gradient(place) for place in places])
    except (ArithmeticError, ValueError):
        return None
    hessian = hessians[0]
    if not (np.isfinite(hessian).all() and all(np.array_equal(hessian, other) for other in hessians)):
        return None
    implied = gradients[0] + (np.array(places) - places[0]) @ hessian
    if not np.allclose(gradients, implied, rtol=0.0, atol=1e-9 * float(np.abs(gradients).max())):
        return None
    return tuple(np.linalg.eigvalsh(hessian).tolist())


def has_theory(ball: Ball) -> bool:
    """Whether the ball's optimizer has a known border, and neither schedule nor clipping moves it."""
    rule = OPTIMIZERS[ball.optimizer]
    return rule.stability_limit is not None and ball.schedule.is_constant and ball.clipping.by == "off"


def largest_rate(ball: Ball, curvatures: tuple[float, ...]) -> float:
    """Return the learning rate below which the ball converges on a quadratic; 0 if with none.

    It is so for every eigenvalue l for which 0 < rate · l < limit, with the optimizer's own limit: 2 + 2 b
    for momentum, 2 for gradient descent. Weight decay adds to each eigenvalue.
    """
    rule = OPTIMIZERS[ball.optimizer]
    assert rule.stability_limit is not None
    limit = rule.stability_limit(rule.pack(ball.hyperparameters))
    smallest, largest = _with_decay(ball, curvatures)
    has_end = all(_number(ball, name, 0.0) < 1.0 for name in _MEMORIES)
    return limit / largest if smallest > 0.0 and has_end and math.isfinite(limit) else 0.0


def best_point(ball: Ball, curvatures: tuple[float, ...]) -> BestPoint | None:
    """Return the values with which the ball converges fastest on a quadratic; None if no formula is known.

    For gradient descent and momentum by Goh, "Why Momentum Really Works" (2017); for Nesterov's rule by
    Lessard, Recht and Packard (2016), SIAM J. Optim. 26(1), proposition 1.
    """
    smallest, largest = _with_decay(ball, curvatures)
    if not has_theory(ball) or smallest <= 0.0:
        return None
    if ball.optimizer == "gradient_descent":
        rate = (largest - smallest) / (largest + smallest)
        return BestPoint(FrozenMapping(learning_rate=2.0 / (smallest + largest)), rate)
    if ball.optimizer == "nesterov":
        root = math.sqrt(3.0 * largest / smallest + 1.0)
        values = FrozenMapping(
            learning_rate=4.0 / (3.0 * largest + smallest), momentum=(root - 2.0) / (root + 2.0)
        )
        return BestPoint(values, 1.0 - 2.0 / root)
    if ball.optimizer == "momentum":
        low, high = math.sqrt(smallest), math.sqrt(largest)
        rate = (high - low) / (high + low)
        is_average = str(ball.hyperparameters["form"]).startswith("ema")
        dampening = rate**2 if is_average else _number(ball, "dampening", 0.0)
        if dampening >= 1.0:
            return None
        length = (2.0 / (low + high)) ** 2 / (1.0 - dampening)
        return BestPoint(FrozenMapping(learning_rate=length, momentum=rate**2), rate)
    return None


def _with_decay(ball: Ball, curvatures: tuple[float, ...]) -> tuple[float, float]:
    decay = _number(ball, "weight_decay", 0.0)
    return curvatures[0] + decay, curvatures[-1] + decay


def _number(ball: Ball, name: str, default: float) -> float:
    return float(ball.hyperparameters.get(name, default))
