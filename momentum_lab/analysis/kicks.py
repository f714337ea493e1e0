"""Which way a kick pushes a ball, which differs from rule to rule."""

from __future__ import annotations

from collections.abc import Callable

from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.experiment.ball import Ball
from momentum_lab.optimizers import OPTIMIZERS


def kick_sense(ball: Ball) -> int:
    """Return 1 if a positive kick pushes to larger coordinates, −1 if to smaller ones, 0 if nowhere.

    It is read off the rule: the next step of a ball at rest on level ground, whose velocity becomes 1.
    """
    rule = OPTIMIZERS[ball.optimizer]
    if not rule.has_velocity:
        return 0
    hyper = rule.pack(ball.hyperparameters)
    at_rest = rule.init(hyper)
    make: Callable[..., NumberTuple] = type(at_rest)
    kicked = make(*(1.0 if n == rule.velocity else v for n, v in at_rest._asdict().items()))
    try:
        step, _ = rule.coordinate_update(0.0, 0.0, kicked, hyper)
    except (ArithmeticError, ValueError):
        return 0
    return (step > 0.0) - (step < 0.0)
