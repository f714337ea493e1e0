"""What a rule that is linear in the gradient does along one axis of a quadratic: how fast, and which way.

Along an axis of curvature ``l`` such a rule is a linear recurrence of second order, whose two roots tell
everything (Goh, "Why Momentum Really Works", 2017).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from momentum_lab.analysis.recurrence import roots
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.weight_decay import WEIGHT_DECAY, DecayPlace
from momentum_lab.optimizers import OPTIMIZERS

_FLAT: Final = 1e-12
_BORDER: Final = 1e-9
_CRITICAL: Final = 1e-5


class Regime(Enum):
    """How a ball moves along one axis; the value is its key in code and tests."""

    OVERDAMPED = "overdamped"
    CRITICAL = "critical"
    UNDERDAMPED = "underdamped"
    ALTERNATING = "alternating"
    DIVERGING = "diverging"
    RUNS_AWAY = "runs_away"
    FLAT = "flat"


@dataclass(frozen=True, slots=True)
class Mode:
    """One axis of a quadratic under a rule: what is left of the error after a step, and how it moves."""

    eigenvalue: float
    convergence_factor: float
    regime: Regime


def is_linear(optimizer: str) -> bool:
    """Whether the theory of quadratics says what an optimizer does."""
    return OPTIMIZERS[optimizer].theory is not None


def added_curvature(rule: AnyOptimizer, values: Mapping[str, HyperValue]) -> float:
    """Return what weight decay in the gradient adds to every curvature."""
    return float(values[WEIGHT_DECAY]) if rule.weight_decay is DecayPlace.GRADIENT else 0.0


def mode(
    optimizer: str,
    values: Mapping[str, HyperValue],
    eigenvalue: float,
    rate_factor: float = 1.0,
    largest: float = 0.0,
) -> Mode:
    """Return what an optimizer does along an axis.

    ``eigenvalue`` is the curvature along it, and ``rate_factor`` what a schedule multiplies the learning rate
    by. Far below the size ``largest``, that of the largest eigenvalue, a curvature counts as none.
    """
    rule = OPTIMIZERS[optimizer]
    curvature = eigenvalue + added_curvature(rule, values)
    if abs(curvature) <= _FLAT * max(largest, abs(eigenvalue)):
        return Mode(eigenvalue, 1.0, Regime.FLAT)
    total, product = roots(rule, rule.with_rate_factor(rule.pack(values), rate_factor), curvature)
    left = largest_root(total, product)
    return Mode(eigenvalue, left, _regime(curvature, left, total, product))


def largest_root(total: float, product: float) -> float:
    """Return the size of the larger root of z² − total z + product."""
    inside = total * total / 4.0 - product
    return math.sqrt(product) if inside < 0.0 else abs(total) / 2.0 + math.sqrt(inside)


def _regime(curvature: float, left: float, total: float, product: float) -> Regime:
    if curvature < 0.0:
        return Regime.RUNS_AWAY
    if left > 1.0 + _BORDER:
        return Regime.DIVERGING
    inside, size = total * total - 4.0 * product, max(total * total, 4.0 * abs(product))
    if abs(inside) <= _CRITICAL * size:
        return Regime.CRITICAL
    if inside < 0.0:
        return Regime.UNDERDAMPED
    return Regime.ALTERNATING if total < 0.0 else Regime.OVERDAMPED
