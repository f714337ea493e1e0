"""The hyperparameters that are best on a quadratic, for the rules of which that is known."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from momentum_lab.analysis.modes import AVERAGES, Values
from momentum_lab.core.frozen import FrozenMapping
from momentum_lab.core.hyperparameters import Number
from momentum_lab.experiment.ball import Ball
from momentum_lab.optimizers import OPTIMIZERS

DIGITS: Final = 6
"""Significant digits of the values that are proposed: more are no better, and hard to read."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best values of some hyperparameters, and what is left of the error after a step with them."""

    values: FrozenMapping[float]
    rate: float


def best_values(ball: Ball, smallest: float, largest: float) -> Best | None:
    """Return what is best for a ball on a quadratic whose eigenvalues lie between two positive ones.

    Its other hyperparameters stay, such as the form of momentum. None where nothing is known, or where what
    is best is not allowed.
    """
    decay = float(ball.hyperparameters.get("weight_decay", 0.0))
    low, high = smallest + decay, largest + decay
    find = _BEST.get(ball.optimizer)
    if find is None or not 0.0 < low <= high < math.inf:
        return None
    values, rate = find(ball.hyperparameters, low, high)
    declared = OPTIMIZERS[ball.optimizer].hyperparameters
    for name, value in values.items():
        declaration = declared[name]
        if not (isinstance(declaration, Number) and declaration.low <= value <= declaration.high):
            return None
    return Best(FrozenMapping({name: float(f"{v:.{DIGITS}g}") for name, v in values.items()}), rate)


def largest_stable(ball: Ball, largest: float) -> Mapping[str, float]:
    """Return the value of the hyperparameter from which on a quadratic diverges; empty if none is known."""
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


Found = tuple[dict[str, float], float]


def _gradient_descent(values: Values, low: float, high: float) -> Found:
    return {"learning_rate": 2.0 / (low + high)}, (high - low) / (high + low)


def _heavy_ball(low: float, high: float) -> tuple[float, float, float]:
    """Return the learning rate, the momentum, and the rate of Polyak's best heavy ball."""
    slow, fast = math.sqrt(low), math.sqrt(high)
    rate = (fast - slow) / (fast + slow)
    return (2.0 / (slow + fast)) ** 2, rate * rate, rate


def _momentum(values: Values, low: float, high: float) -> Found:
    learning_rate, kept, rate = _heavy_ball(low, high)
    share = 1.0 - (kept if values["form"] in AVERAGES else float(values["dampening"]))
    found = learning_rate / share if share > 0.0 else math.inf
    return {"learning_rate": found, "momentum": kept}, rate


def _nesterov(values: Values, low: float, high: float) -> Found:
    """Lessard, Recht & Packard (2016), SIAM J. Optim. 26(1), table 1."""
    root = math.sqrt(3.0 * high / low + 1.0)
    return {"learning_rate": 4.0 / (3.0 * high + low), "momentum": (root - 2.0) / (root + 2.0)}, 1 - 2 / root


def _physical_ball(values: Values, low: float, high: float) -> Found:
    learning_rate, kept, rate = _heavy_ball(low, high)
    mass = float(values["mass"])
    time = math.sqrt(learning_rate * mass)
    return {"friction": (1.0 - kept) * mass / time, "time_step": time}, rate


_BEST: Final[Mapping[str, Callable[[Values, float, float], Found]]] = {
    "gradient_descent": _gradient_descent,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "physical_ball": _physical_ball,
}
