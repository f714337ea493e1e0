"""Turning a landscape about the centre of its domain.

The turned landscape is f(R(-angle) (p - centre) + centre). The turn is written into the formula, so that its
derivatives are exact, and its angle is a parameter, so that turning the knob compiles nothing.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from momentum_lab.landscapes.bound import BoundFormula
from momentum_lab.landscapes.minima import Domain, Point
from momentum_lab.landscapes.nodes import Expression, Operation, Symbol, substitute

# Capitals: a parameter's own name is in lower case.
_NAMES: Final = ("COSINE", "SINE", "CENTRE_X", "CENTRE_Y")
_QUARTERS: Final = {0.0: (1.0, 0.0), 90.0: (0.0, 1.0), 180.0: (-1.0, 0.0), 270.0: (0.0, -1.0)}


def is_turned(angle: float) -> bool:
    """Return whether an angle in degrees is not a whole number of turns."""
    return angle % 360.0 != 0.0


def rotated_formula(formula: BoundFormula, angle: float, domain: Domain) -> BoundFormula:
    """Return the formula in x and y turned by an angle in degrees, counter-clockwise."""
    if not is_turned(angle):
        return formula
    return BoundFormula(
        _rotated(formula.expression),
        formula.variables,
        (*formula.parameters, *_NAMES),
        (*formula.values, *_cosine_and_sine(angle), *centre(domain)),
    )


def rotated_point(point: Point, angle: float, domain: Domain) -> Point:
    """Return where a point of the plane goes when the landscape turns."""
    if not is_turned(angle):
        return point
    cosine, sine = _cosine_and_sine(angle)
    cx, cy = centre(domain)
    x, y = point[0] - cx, point[1] - cy
    return (cx + cosine * x - sine * y, cy + sine * x + cosine * y)


def centre(domain: Domain) -> Point:
    """Return the middle of a domain."""
    return tuple((low + high) / 2 for low, high in domain)


@lru_cache(maxsize=256)
def _rotated(expression: Expression) -> Expression:
    cosine, sine, cx, cy = map(Symbol, _NAMES)
    x, y = Operation("-", Symbol("x"), cx), Operation("-", Symbol("y"), cy)
    along = Operation("+", Operation("*", cosine, x), Operation("*", sine, y))
    across = Operation("-", Operation("*", cosine, y), Operation("*", sine, x))
    return substitute(expression, {"x": Operation("+", cx, along), "y": Operation("+", cy, across)})


def _cosine_and_sine(angle: float) -> tuple[float, float]:
    """Return both, exact at quarter turns."""
    angle %= 360.0
    return _QUARTERS.get(angle) or (math.cos(math.radians(angle)), math.sin(math.radians(angle)))
