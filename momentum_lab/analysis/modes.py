"""What a rule that is linear in the gradient does along one axis of a quadratic: how fast, and which way.

Along an axis of curvature ``l`` such a rule is a linear recurrence of second order, whose two roots tell
everything (Goh, "Why Momentum Really Works", 2017): how a ball moves that starts at rest is the sum of their
powers, and its first steps say how much of each there is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import Enum
from typing import Final

from momentum_lab.analysis.recurrence import opening, roots
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.values import dataclass
from momentum_lab.core.weight_decay import WEIGHT_DECAY, DecayPlace
from momentum_lab.optimizers import OPTIMIZERS

_FLAT: Final = 1e-12
_BORDER: Final = 1e-9
_CRITICAL: Final = 3e-3
"""Roots that are apart by less than this share of what they are from 0 and from the unit circle are one …"""
_ROUNDING: Final = 1e-7
"""… and so are those that rounding may have parted."""
_NOTHING: Final = 2e-15
"""What rounding leaves of a difference of numbers about 1; of roots it is more, the nearer they are."""
_UNSEEN: Final = 1e-9
"""So small a share of the start is not seen."""


class Regime(Enum):
    """How a ball that starts at rest moves along one axis; the value is its key in code and tests."""

    OVERDAMPED = "overdamped"
    """Both roots are real, the larger is positive, and it keeps to its side."""
    CRITICAL = "critical"
    """The roots are one, which is positive, and it keeps to its side."""
    CROSSING = "crossing"
    """The larger root is positive, and it changes sides before that is all that is left."""
    UNDERDAMPED = "underdamped"
    """A pair of complex roots that turn by less than a right angle a step."""
    RIPPLING = "rippling"
    """A pair of complex roots that turn by a right angle a step, or more."""
    ALTERNATING = "alternating"
    """Both roots are real, the larger is negative, and it changes sides at every step."""
    CRITICAL_ALTERNATING = "critical_alternating"
    """The roots are one, which is negative, and it changes sides at every step."""
    ALTERNATING_LATER = "alternating_later"
    """The larger root is negative, and at first the other one hides that."""
    UNDAMPED = "undamped"
    """A pair of roots on the unit circle, or one at -1: it swings for ever."""
    SHORT_OF_IT = "short_of_it"
    """A root at 1: it comes to rest, but not where nothing pulls it."""
    DIVERGING = "diverging"
    """A root beyond the unit circle that is not positive, or two at one place of it: it swings."""
    DIVERGING_ONE_WAY = "diverging_one_way"
    """A positive root beyond the unit circle, or two at 1."""
    RUNS_AWAY = "runs_away"
    """The curvature is negative."""
    FLAT = "flat"
    """There is no curvature."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One axis of a quadratic under a rule: what is left of the error after a step, and how it moves."""

    eigenvalue: float
    convergence_factor: float
    regime: Regime


@dataclass(frozen=True, slots=True)
class _Path:
    """How a ball goes on that a step has led from 1, at rest, to ``first``, and the next one to ``second``.

    With two real roots, after n steps more it is at ``much * root**n``, and something that fades faster; with
    a double root at ``(first + drift * n) * root**n``. Rounding leaves a ``doubt`` of the root.
    """

    root: float
    doubt: float
    first: float
    second: float
    much: float
    drift: float = 0.0
    is_double: bool = False

    @property
    def keeps_to_it(self) -> bool:
        """Whether the ball does from the start what the root does: stays on its side, or changes it."""
        side = 1.0 if self.root >= 0.0 else -1.0
        if self.first * side < 0.0:
            return False
        if self.is_double:
            turns = self.drift * side < 0.0
            return not turns or abs(self.root) ** abs(self.first / self.drift) < _UNSEEN
        return self.much * side >= 0.0 and self.second >= 0.0


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
    """Return what an optimizer does along an axis, for a ball that starts there at rest.

    ``eigenvalue`` is the curvature along it, and ``rate_factor`` what a schedule multiplies the learning rate
    by. Far below the size ``largest``, that of the largest eigenvalue, a curvature counts as none. A root of
    which there is nothing in the path, as of a memory that has no say, does not count.
    """
    rule = OPTIMIZERS[optimizer]
    curvature = eigenvalue + added_curvature(rule, values)
    if abs(curvature) <= _FLAT * max(largest, abs(eigenvalue)):
        return Mode(eigenvalue, 1.0, Regime.FLAT)
    hyper = rule.with_rate_factor(rule.pack(values), rate_factor)
    total, product = roots(rule, hyper, curvature)
    inside = total * total / 4.0 - product
    if inside < 0.0 and not _is_double(total, inside):
        left = math.sqrt(product)
        return Mode(eigenvalue, left, _regime_of_pair(total, left))
    path = _path(total, inside, *opening(rule, hyper, curvature))
    left = largest_root(total, product) if path.is_double else abs(path.root)
    return Mode(eigenvalue, left, _regime(curvature, path))


def largest_root(total: float, product: float) -> float:
    """Return the size of the larger root of z² − total z + product."""
    inside = total * total / 4.0 - product
    return math.sqrt(product) if inside < 0.0 else abs(total) / 2.0 + math.sqrt(inside)


def _is_double(total: float, inside: float) -> bool:
    """Whether two roots are so near to each other that no swing is seen, and neither outlasts the other."""
    apart = min(abs(total), abs(2.0 - abs(total)))
    return 2.0 * math.sqrt(abs(inside)) <= max(_CRITICAL * apart, _ROUNDING)


def _path(total: float, inside: float, first: float, second: float) -> _Path:
    """Return the path with two real roots, of which there is something of ``root`` in it."""
    if _is_double(total, inside):
        root = total / 2.0
        drift = second / root - first if root else 0.0
        return _Path(root, _NOTHING, first, second, first, drift, is_double=True)
    larger = total / 2.0 + math.copysign(math.sqrt(inside), total)
    smaller = total - larger
    apart, part = larger - smaller, second - smaller * first
    doubt = _NOTHING / abs(apart)
    if abs(part) > doubt * max(1.0, abs(first), abs(second)):
        return _Path(larger, doubt, first, second, part / apart)
    return _Path(smaller, doubt, first, second, first)


def _regime_of_pair(total: float, left: float) -> Regime:
    if left > 1.0 + _BORDER:
        return Regime.DIVERGING
    if left > 1.0 - _BORDER:
        return Regime.UNDAMPED
    return Regime.UNDERDAMPED if total > 0.0 else Regime.RIPPLING


def _regime(curvature: float, path: _Path) -> Regime:
    left, is_positive = abs(path.root), path.root >= 0.0
    drifts = abs(path.drift) > _BORDER
    if curvature < 0.0 and left > 1.0:
        return Regime.RUNS_AWAY
    if is_positive and left > 1.0 - path.doubt:
        return Regime.DIVERGING_ONE_WAY if drifts or left > 1.0 + path.doubt else Regime.SHORT_OF_IT
    if left > (1.0 - _BORDER if drifts else 1.0 + _BORDER):
        return Regime.DIVERGING
    if left > 1.0 - _BORDER and not is_positive:
        return Regime.UNDAMPED
    if is_positive:
        own = Regime.CRITICAL if path.is_double else Regime.OVERDAMPED
        return own if path.keeps_to_it else Regime.CROSSING
    own = Regime.CRITICAL_ALTERNATING if path.is_double else Regime.ALTERNATING
    return own if path.keeps_to_it else Regime.ALTERNATING_LATER
