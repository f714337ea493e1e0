"""The two knobs of any landscape: how it is conditioned, and how it is turned.

With the stretch S = diag(1, sqrt(conditioning)), the rotation R and the centre c of the domain, the landscape
is f(S R(-angle) (p - c) + c): the curvature along its own y axis is multiplied by ``conditioning``, then it
is turned. Both are written into the formula, so that derivatives are exact, and are parameters of it, so that
turning a knob compiles nothing.
"""

from __future__ import annotations

import itertools
import math
from functools import lru_cache
from typing import Final

from momentum_lab.core.values import dataclass
from momentum_lab.formulas import Expression, Operation, Symbol, substitute
from momentum_lab.landscapes.bound_formula import BoundFormula
from momentum_lab.landscapes.minima import Domain, Point

# Capitals: a parameter's own name is in lower case.
_NAMES: Final = ("COSINE", "SINE", "STRETCH", "CENTRE_X", "CENTRE_Y")
_ROUNDING: Final = 1e-9  # as a share of a side
_QUARTERS: Final = {0.0: (1.0, 0.0), 90.0: (0.0, 1.0), 180.0: (-1.0, 0.0), 270.0: (0.0, -1.0)}


@dataclass(frozen=True, slots=True)
class Transformation:
    """How the plane of a landscape is stretched and turned about the centre of its domain.

    Attributes
    ----------
    angle
        In degrees, counter-clockwise.
    conditioning
        What the curvature along y is multiplied by, before the landscape is turned.
    domain
        Its centre stays where it is.
    """

    angle: float
    conditioning: float
    domain: Domain

    @property
    def is_identity(self) -> bool:
        """Whether every point stays where it is."""
        return self.angle % 360.0 == 0.0 and self.conditioning == 1.0

    def formula(self, formula: BoundFormula) -> BoundFormula:
        """Return the formula of the stretched and turned landscape."""
        if self.is_identity:
            return formula
        cosine, sine = self._cosine_and_sine()
        return BoundFormula(
            _transformed(formula.expression),
            formula.variables,
            (*formula.parameters, *_NAMES),
            (*formula.values, cosine, sine, math.sqrt(self.conditioning), *centre(self.domain)),
        )

    def point(self, point: Point) -> Point:
        """Return where a point of the landscape goes."""
        if self.is_identity:
            return point
        cosine, sine = self._cosine_and_sine()
        cx, cy = centre(self.domain)
        x, y = point[0] - cx, (point[1] - cy) / math.sqrt(self.conditioning)
        return (cx + cosine * x - sine * y, cy + sine * x + cosine * y)

    def origin(self, point: Point) -> Point:
        """Return which point of the landscape has come to a place."""
        if self.is_identity:
            return point
        cosine, sine = self._cosine_and_sine()
        cx, cy = centre(self.domain)
        x, y = point[0] - cx, point[1] - cy
        return (cx + cosine * x + sine * y, cy + math.sqrt(self.conditioning) * (cosine * y - sine * x))

    def _cosine_and_sine(self) -> tuple[float, float]:
        """Return both, exact at quarter turns."""
        angle = self.angle % 360.0
        return _QUARTERS.get(angle) or (math.cos(math.radians(angle)), math.sin(math.radians(angle)))


@dataclass(frozen=True, slots=True)
class Region:
    """Where a part of the landscape has come to.

    Attributes
    ----------
    transformation
        What was done to the landscape.
    part
        The part as it was before.
    """

    transformation: Transformation
    part: Domain

    def __call__(self, point: Point) -> bool:
        """Return whether a point lies in it, up to rounding."""
        sides = zip(self.transformation.origin(point), self.part, strict=True)
        return all(
            low - _ROUNDING * (high - low) <= p <= high + _ROUNDING * (high - low) for p, (low, high) in sides
        )

    def covers(self, domain: Domain) -> bool:
        """Return whether all of a domain lies in it."""
        return all(map(self, itertools.product(*domain)))


def centre(domain: Domain) -> Point:
    """Return the middle of a domain."""
    return tuple((low + high) / 2 for low, high in domain)


@lru_cache(maxsize=64)
def _transformed(expression: Expression) -> Expression:
    cosine, sine, stretch, cx, cy = map(Symbol, _NAMES)
    x, y = Operation("-", Symbol("x"), cx), Operation("-", Symbol("y"), cy)
    along = Operation("+", Operation("*", cosine, x), Operation("*", sine, y))
    across = Operation("-", Operation("*", cosine, y), Operation("*", sine, x))
    stretched = Operation("*", stretch, across)
    return substitute(expression, {"x": Operation("+", cx, along), "y": Operation("+", cy, stretched)})
