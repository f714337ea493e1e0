"""The minima of a formula for which nobody has stated them: a grid, then Newton's method.

Every length here is in cells of the grid, so that a domain may be wide one way and narrow the other.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import FunctionType
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.symmetric import eigenpairs
from momentum_lab.landscapes.bound_formula import BoundFormula

Domain: TypeAlias = tuple[tuple[float, float], ...]
Point: TypeAlias = tuple[float, ...]

MOST_MINIMA: Final = 32
_POINTS: Final = {1: 1001, 2: 65}  # a side; odd, so that the middle is one of them
_MOST_CANDIDATES: Final = 48
_LONGEST_STEP: Final = 2.0
_MOST_STEPS: Final = 100
_MOST_HALVINGS: Final = 8
_CONVERGED: Final = 1e-11
_NEAR: Final = 1e-3  # how far around a minimum the loss is looked at
_POLE: Final = 0.95  # of the fall over a decade, that remains a ten-thousandth as far out
_SAME: Final = 1e-2  # two minima closer than this are one
_BUDGET: Final = 800_000  # of work, in about 30 ns: counted, not timed, so that the result is reproducible
_GOLDEN: Final = (math.sqrt(5) - 1) / 2
_CALL: Final = 200  # what one evaluation costs besides its assignments


@dataclass(frozen=True, slots=True)
class Minimum:
    """A point without a lower one around it; ``global`` if nothing known is lower."""

    position: Point
    loss: float
    kind: Literal["global", "local"]


@lru_cache(maxsize=128)
def find_minima(
    formula: BoundFormula,
    domain: Domain,
    known: tuple[Minimum, ...] = (),
    is_covered: Callable[[Point], bool] | None = None,
) -> tuple[Minimum, ...]:
    """Return the minima inside a domain, the lowest first: at most :data:`MOST_MINIMA` beside known ones.

    A minimum narrower than a cell of the grid, or on the border of the domain, is not found. Along a valley
    with a level floor a few of its points are. Where the loss falls without bound, as beside a pole, there is
    none, and of the others none is global. It never raises.

    Parameters
    ----------
    formula
        What is searched.
    domain
        Where, one (low, high) for each variable.
    known
        Minima that need not be searched, inside of the domain or not.
    is_covered
        Whether ``known`` holds all that there are at a point, which is true of a convex region.
    """
    search = _Search(formula, domain)
    found: list[tuple[float, Point]] = []
    taken = [minimum.position for minimum in known]
    for candidate in search.candidates(is_covered):
        point = search.refined(candidate)
        if point is None or (is_covered is not None and is_covered(point)):
            continue
        if all(search.distance(point, other) > _SAME for other in taken):
            found.append((search.loss(point), point))
            taken.append(point)
    found = sorted(found, key=lambda pair: pair[0])[:MOST_MINIMA]
    found = sorted([*((m.loss, m.position) for m in known), *found], key=lambda pair: pair[0])
    limit = found[0][0] + 1e-10 * search.scale if found else 0.0  # what is above it by rounding is as low
    if not search.is_bounded:
        limit = -math.inf
    return tuple(Minimum(point, loss, "global" if loss <= limit else "local") for loss, point in found)


class _Search:
    def __init__(self, formula: BoundFormula, domain: Domain) -> None:
        self.formula = formula
        self.domain = domain
        self.points = _POINTS[len(domain)]
        self.cells = [(high - low) / (self.points - 1) for low, high in domain]
        self.directions = [d for d in itertools.product((0, 1, -1), repeat=len(domain)) if any(d)]
        self.scale = 0.0
        self.budget = _BUDGET
        self.is_bounded = True

    def candidates(self, is_covered: Callable[[Point], bool] | None = None) -> list[Point]:
        """Return the points of the grid that are as low as their neighbours, the lowest first.

        A point that is covered with all its neighbours is left out.
        """
        axes = [np.linspace(low, high, self.points) for low, high in self.domain]
        losses = self.formula.loss_over(*np.meshgrid(*axes, indexing="ij"))
        losses[np.isnan(losses)] = np.inf
        self.is_bounded = not np.isneginf(losses).any()
        finite = losses[np.isfinite(losses)]
        if finite.size:
            self.scale = float(np.median(finite)) - float(finite.min())
        rows = np.argwhere(self._lowest_around(losses))
        # Of many that are equally low, as in a level valley, take some from everywhere.
        rows = rows[np.argsort(np.arange(len(rows)) * _GOLDEN % 1.0)]
        rows = rows[np.argsort(losses[tuple(rows.T)], kind="stable")]
        points = (tuple(float(axis[i]) for axis, i in zip(axes, row, strict=True)) for row in rows)
        if is_covered is not None:
            points = (p for p in points if not all(map(is_covered, self._around(p, 1.0))))
        return list(itertools.islice(points, _MOST_CANDIDATES))

    def _lowest_around(self, losses: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Where no neighbour is lower and one is higher: the second leaves out what is level all around."""
        padded = np.pad(losses, 1, mode="edge")
        lowest, below_one = np.isfinite(losses), np.zeros(losses.shape, dtype=bool)
        for direction in self.directions:
            neighbour = padded[tuple(slice(1 + d, 1 + d + self.points) for d in direction)]
            lowest &= losses <= neighbour
            below_one |= losses < neighbour
        return lowest & below_one

    def refined(self, candidate: Point) -> Point | None:
        """Return the minimum that a candidate leads to, if it is one and lies inside the domain."""
        point, smooth = self._newton(candidate)
        if not smooth:  # a kink has no gradient that vanishes
            point = self._compass(candidate)
        if point is None or not self._is_inside(point) or not self._is_lowest(point, strictly=not smooth):
            return None
        if self._is_at_pole(point):
            self.is_bounded = False
            return None
        return point

    def loss(self, point: Point) -> float:
        """Return the loss, inf where it is not defined."""
        values = self._at(self.formula.loss, point)
        return math.inf if values is None else values[0]

    def distance(self, one: Point, other: Point) -> float:
        """Return the distance of two points in cells."""
        return math.dist(self._in_cells(one), self._in_cells(other))

    def _newton(self, start: Point) -> tuple[Point | None, bool]:
        """Damped Newton: along each eigenvector by its gradient over the size of its curvature.

        Returns the minimum, and whether there is nothing else to try: False means that a kink is in the way.
        """
        point, values = start, self._at(self.formula.loss_gradient_and_hessian, start)
        for _ in range(_MOST_STEPS):
            if values is None:
                return None, False
            if self.budget < 0:
                return None, True
            step, positive = self._newton_step(values)
            length = math.hypot(*step)
            if length < _CONVERGED:
                return (point, True) if positive else (None, False)
            moved = self._damped(point, step, values)
            if moved is None:  # rounding ends the descent when it has all but arrived
                return (point, True) if positive and length < 1e-4 else (None, False)
            point, values = moved
            if not self._is_inside(point, margin=_LONGEST_STEP):
                return None, True
        return None, False

    def _newton_step(self, values: tuple[float, ...]) -> tuple[list[float], bool]:
        """Return the step in cells, and whether the Hessian is positive semidefinite."""
        size = len(self.cells)
        gradient = [g * cell for g, cell in zip(values[1:], self.cells, strict=False)]
        pairs = eigenpairs(self._hessian_in_cells(values[1 + size :]))
        largest = max(abs(value) for value, _ in pairs)
        step = [0.0] * size
        for value, vector in pairs:
            slope = sum(g * v for g, v in zip(gradient, vector, strict=True))
            curvature = max(abs(value), 1e-12 * largest)
            length = slope / curvature if curvature else math.copysign(math.inf, slope) if slope else 0.0
            length = max(-_LONGEST_STEP, min(_LONGEST_STEP, length))
            step = [s - length * v for s, v in zip(step, vector, strict=True)]
        return step, all(value >= -1e-9 * largest for value, _ in pairs)

    def _hessian_in_cells(self, triangle: tuple[float, ...]) -> list[float]:
        pairs = itertools.combinations_with_replacement(self.cells, 2)
        return [second * one * other for second, (one, other) in zip(triangle, pairs, strict=True)]

    def _damped(
        self, point: Point, step: list[float], values: tuple[float, ...]
    ) -> tuple[Point, tuple[float, ...]] | None:
        """Return the first of ever shorter steps that goes down, and the values there."""
        slope = self._slope(values)
        length = math.hypot(*step)
        for _ in range(_MOST_HALVINGS):
            moved = self._moved(point, step)
            found = self._at(self.formula.loss_gradient_and_hessian, moved)
            # Where steps are short, losses differ by rounding alone: the gradient tells.
            if found and (found[0] < values[0] or (length < 1e-2 and self._slope(found) < slope)):
                return moved, found
            step, length = [s / 2 for s in step], length / 2
        return None

    def _compass(self, start: Point) -> Point | None:
        """Return where no neighbour is lower at ever smaller distances."""
        point, loss, size = start, self.loss(start), 0.5
        for _ in range(_MOST_STEPS):
            lower, best = min((self.loss(other), other) for other in self._around(point, size))
            if lower < loss:
                point, loss = best, lower
            elif self.budget < 0:
                return None
            elif size < 1e-10:
                return point
            else:
                size /= 4
        return None

    def _is_lowest(self, point: Point, *, strictly: bool) -> bool:
        loss = self.loss(point)
        around = [self.loss(other) for other in self._around(point, _NEAR)]
        return loss < min(around) if strictly else loss <= min(around) + 1e-13 * abs(loss)

    def _is_at_pole(self, point: Point) -> bool:
        """Whether the loss falls as much over every decade nearer, as a logarithm, or more: it has no end."""
        for way in self.directions:
            far, middle, near, nearest = (
                self.loss(self._moved(point, [size * d for d in way])) for size in (1e-3, 1e-4, 1e-7, 1e-8)
            )
            fall = near - nearest
            if math.isfinite(fall) and fall > 1e-6 * abs(nearest) and not fall < _POLE * (far - middle):
                return True
        return False

    def _is_inside(self, point: Point, margin: float = 0.0) -> bool:
        sides = zip(point, self.domain, self.cells, strict=True)
        return all(low - margin * cell <= p <= high + margin * cell for p, (low, high), cell in sides)

    def _moved(self, point: Point, step: Iterable[float]) -> Point:
        return tuple(p + s * cell for p, s, cell in zip(point, step, self.cells, strict=True))

    def _around(self, point: Point, size: float) -> list[Point]:
        """Return the points on all sides, ``size`` cells away."""
        return [self._moved(point, [size * d for d in direction]) for direction in self.directions]

    def _in_cells(self, point: Point) -> list[float]:
        return [p / cell for p, cell in zip(point, self.cells, strict=True)]

    def _slope(self, values: tuple[float, ...]) -> float:
        return math.hypot(*(g * cell for g, cell in zip(values[1:], self.cells, strict=False)))

    def _at(self, function: Callable[..., tuple[float, ...]], point: Point) -> tuple[float, ...] | None:
        """Return the values of a function, or None where they are not defined; charge the budget."""
        assert isinstance(function, FunctionType)
        self.budget -= _CALL + function.__code__.co_nlocals
        try:
            values = function(*point)
        except (ArithmeticError, ValueError):
            return None
        return values if all(map(math.isfinite, values)) else None
