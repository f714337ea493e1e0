"""What a rule that is linear in the gradient does along one axis of a quadratic: its rate and its regime.

Along an axis of curvature ``l`` such a rule is a linear recurrence of second order, whose two roots tell
everything (Goh, "Why Momentum Really Works", 2017).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from momentum_lab.core.hyperparameters import HyperValue

AVERAGES: Final = ("ema", "ema_corrected")
"""The forms of momentum that average the gradients instead of adding them up."""
_FLAT: Final = 1e-12
_BORDER: Final = 1e-9
_CRITICAL: Final = 1e-5


class Regime(Enum):
    """How a ball moves along one axis; the value is what a person reads."""

    OVERDAMPED = "overdamped: creeps in from one side"
    CRITICAL = "critically damped: straight in, without a swing"
    UNDERDAMPED = "underdamped: swings through and back"
    ALTERNATING = "overshoots: changes sides at every step"
    DIVERGING = "diverges: the rate is too high for this curvature"
    RUNS_AWAY = "curved downwards: runs away from here"
    FLAT = "no curvature: nothing pulls it"


@dataclass(frozen=True, slots=True)
class Mode:
    """One axis of a quadratic under a rule: what is left of the error after a step, and how it moves."""

    eigenvalue: float
    rate: float
    regime: Regime


Roots = tuple[float, float]
"""The sum and the product of the two roots of the recurrence."""
Values = Mapping[str, HyperValue]


def _number(values: Values, name: str) -> float:
    return float(values[name])


def _gradient_descent(values: Values, rate: float, curvature: float) -> Roots:
    return 1.0 - rate * curvature, 0.0


def _momentum(values: Values, rate: float, curvature: float) -> Roots:
    kept = _number(values, "momentum")
    share = 1.0 - (kept if values["form"] in AVERAGES else _number(values, "dampening"))
    return 1.0 + kept - share * rate * curvature, kept


def _nesterov(values: Values, rate: float, curvature: float) -> Roots:
    kept, left = _number(values, "momentum"), 1.0 - rate * curvature
    return (1.0 + kept) * left, kept * left


def _qhm(values: Values, rate: float, curvature: float) -> Roots:
    beta, nu, step = _number(values, "beta"), _number(values, "nu"), rate * curvature
    return 1.0 + beta - step * (1.0 - nu * beta), beta * (1.0 - step * (1.0 - nu))


def _physical_ball(values: Values, rate: float, curvature: float) -> Roots:
    time, mass = _number(values, "time_step"), _number(values, "mass")
    kept = 1.0 - _number(values, "friction") * time / mass
    return 1.0 + kept - time * time / mass * curvature, kept


_ROOTS: Final[Mapping[str, Callable[[Values, float, float], Roots]]] = {
    "gradient_descent": _gradient_descent,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "qhm": _qhm,
    "physical_ball": _physical_ball,
}


def is_linear(optimizer: str) -> bool:
    """Whether the theory of quadratics says what an optimizer does."""
    return optimizer in _ROOTS


def mode(
    optimizer: str, values: Values, eigenvalue: float, factor: float = 1.0, largest: float = 0.0
) -> Mode:
    """Return what an optimizer does along an axis.

    ``eigenvalue`` is the curvature along it, and ``factor`` what a schedule multiplies the learning rate by.
    Far below the size ``largest``, that of the largest eigenvalue, a curvature counts as none.
    """
    rate = factor * float(values.get("learning_rate", 1.0))
    curvature = eigenvalue + float(values.get("weight_decay", 0.0))
    total, product = _ROOTS[optimizer](values, rate, curvature)
    if abs(curvature) <= _FLAT * max(largest, abs(eigenvalue)):
        return Mode(eigenvalue, 1.0, Regime.FLAT)
    left = largest_root(total, product)
    return Mode(eigenvalue, left, _regime(curvature, left, total, product))


def largest_root(total: float, product: float) -> float:
    """Return the size of the larger root of z² − total z + product."""
    inside = total * total / 4.0 - product
    return math.sqrt(product) if inside < 0.0 else abs(total) / 2.0 + math.sqrt(inside)


def _regime(curvature: float, rate: float, total: float, product: float) -> Regime:
    if curvature < 0.0:
        return Regime.RUNS_AWAY
    if rate > 1.0 + _BORDER:
        return Regime.DIVERGING
    inside, size = total * total - 4.0 * product, max(total * total, 4.0 * abs(product))
    if abs(inside) <= _CRITICAL * size:
        return Regime.CRITICAL
    if inside < 0.0:
        return Regime.UNDERDAMPED
    return Regime.ALTERNATING if total < 0.0 else Regime.OVERDAMPED
