"""What theory says of a ball on a quadratic: where it converges, and with which values fastest."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from momentum_lab.analysis.modes import added_curvature, mode
from momentum_lab.analysis.recurrence import stability_limit
from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.core.quadratic_theory import BestPoint
from momentum_lab.experiment.ball import Ball
from momentum_lab.formulas import degree
from momentum_lab.landscapes import Landscape
from momentum_lab.optimizers import OPTIMIZERS


def is_quadratic(landscape: Landscape) -> bool:
    """Whether the loss is a quadratic everywhere, as its formula is written."""
    formula = landscape.bound
    return degree(formula.expression, dict(zip(formula.parameters, formula.values, strict=True))) <= 2.0


def eigenvalues(landscape: Landscape) -> tuple[float, ...] | None:
    """Return the eigenvalues of a quadratic's Hessian, ascending; None if the loss is no quadratic."""
    if not is_quadratic(landscape):
        return None
    try:
        hessian = np.array(landscape.hessian(landscape.start), dtype=np.float64)
    except (ArithmeticError, ValueError):
        return None
    return tuple(np.linalg.eigvalsh(hessian).tolist()) if np.isfinite(hessian).all() else None


def has_theory(ball: Ball) -> bool:
    """Whether the optimizer has a known border, which neither schedule, clipping nor changes move."""
    rule = OPTIMIZERS[ball.optimizer]
    return rule.theory is not None and LEARNING_RATE in rule.hyperparameters and _is_bare(ball)


def largest_rate(ball: Ball, curvatures: tuple[float, ...]) -> float:
    """Return the learning rate below which the ball converges on a quadratic; 0 if with none.

    It is so for every eigenvalue l for which 0 < rate · l < limit, with the optimizer's own limit: 2 + 2 b
    for momentum, 2 for gradient descent; or for none, as where momentum forgets nothing. Half of the limit
    tells. Weight decay adds to each eigenvalue.
    """
    rule = OPTIMIZERS[ball.optimizer]
    limit = stability_limit(rule, rule.pack(ball.hyperparameters))
    assert limit is not None
    smallest, largest = _with_decay(ball, curvatures)
    if smallest <= 0.0 or not math.isfinite(limit):
        return 0.0
    halfway = {**ball.hyperparameters, LEARNING_RATE: limit / 2.0 / largest}
    return limit / largest if mode(ball.optimizer, halfway, curvatures[-1]).convergence_factor < 1.0 else 0.0


def largest_stable(ball: Ball, largest: float) -> Mapping[str, float]:
    """Return the hyperparameter from which on a quadratic diverges, by its name; empty if none is known."""
    rule = OPTIMIZERS[ball.optimizer]
    curvature = largest + added_curvature(rule, ball.hyperparameters)
    if rule.theory is None or not 0.0 < curvature < math.inf:
        return {}
    hyper = rule.pack(ball.hyperparameters)
    if rule.theory.largest_step is not None:
        return {rule.theory.step_parameter: rule.theory.largest_step(hyper, curvature)}
    limit = stability_limit(rule, hyper)
    return {} if limit is None else {LEARNING_RATE: limit / curvature}


def best_point(ball: Ball, curvatures: tuple[float, ...]) -> BestPoint | None:
    """Return the values with which the ball converges fastest on a quadratic; None if no formula is known."""
    rule = OPTIMIZERS[ball.optimizer]
    smallest, largest = _with_decay(ball, curvatures)
    if rule.theory is None or rule.theory.best is None or not _is_bare(ball) or smallest <= 0.0:
        return None
    return rule.theory.best(rule.pack(ball.hyperparameters), smallest, largest)


def _is_bare(ball: Ball) -> bool:
    return ball.schedule.is_constant and ball.clipping.by == "off" and not ball.changes


def _with_decay(ball: Ball, curvatures: tuple[float, ...]) -> tuple[float, float]:
    decay = added_curvature(OPTIMIZERS[ball.optimizer], ball.hyperparameters)
    return curvatures[0] + decay, curvatures[-1] + decay
