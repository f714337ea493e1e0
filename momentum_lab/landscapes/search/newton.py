"""Newton's method, damped: to the bottom of what is smooth."""

from __future__ import annotations

import itertools
import math
from typing import Final

from momentum_lab.core.symmetric import eigenpairs
from momentum_lab.core.values import dataclass
from momentum_lab.landscapes.search.cells import EPSILON, DomainCells, Point

_LONGEST_STEP: Final = 2.0
_MOST_STEPS: Final = 120
_MOST_HALVINGS: Final = 8
_CONVERGED: Final = 1e-11
_LAST_STEPS: Final = 3  # after it has converged, to the last digit
_STEADY: Final = (0.3, 0.99)  # the share of a step that the next one is, where a minimum is flat


@dataclass(frozen=True, slots=True)
class Bottom:
    """Where Newton's method ends.

    Attributes
    ----------
    position
        The last point.
    is_minimum
        Whether it seems to be a minimum.
    precision
        The length of the step that would come next, in cells.
    """

    position: Point
    is_minimum: bool = False
    precision: float = 0.0


def bottom(cells: DomainCells, start: Point) -> Bottom:
    """Return where Newton's method ends.

    Along each eigenvector it goes by the gradient over the size of the curvature. Where steps shrink
    steadily, as on the flat bottom of a fourth or an eighth power, it goes all that they would together.
    """
    point, values = start, cells.at(cells.formula.loss_gradient_and_hessian, start)
    before: list[float] = []
    for _ in range(_MOST_STEPS):
        if values is None or cells.is_exhausted:
            return Bottom(point)
        step, positive = _newton_step(cells, values)
        length = math.hypot(*step)
        if length < _CONVERGED:
            return _polished(cells, point, values) if positive else Bottom(point)
        moved = _damped(cells, point, _stretched(step, before), values) or _damped(cells, point, step, values)
        if moved is None:  # rounding ends the descent when it has all but arrived
            return Bottom(point, positive and length < 1e-4, length)
        point, values = moved
        before = step
        if not cells.is_inside(point, margin=_LONGEST_STEP):
            break
    return Bottom(point)


def _polished(cells: DomainCells, point: Point, values: tuple[float, ...]) -> Bottom:
    """Return the last point to which steps lead along which the slope still falls."""
    step, _ = _newton_step(cells, values)
    for _ in range(_LAST_STEPS):
        moved = cells.moved(point, step)
        found = cells.at(cells.formula.loss_gradient_and_hessian, moved)
        if found is None or not _slope(cells, found) < _slope(cells, values) or found[0] > values[0]:
            break
        point, values = moved, found
        step, _ = _newton_step(cells, values)
    return Bottom(point, True, math.hypot(*step))


def _newton_step(cells: DomainCells, values: tuple[float, ...]) -> tuple[list[float], bool]:
    """Return the step in cells, and whether the Hessian is positive semidefinite."""
    sides = cells.sides
    gradient = [g * side for g, side in zip(values[1:], sides, strict=False)]
    products = itertools.combinations_with_replacement(sides, 2)
    triangle = values[1 + len(sides) :]
    pairs = eigenpairs([second * a * b for second, (a, b) in zip(triangle, products, strict=True)])
    largest = max(abs(value) for value, _ in pairs)
    step = [0.0] * len(sides)
    for value, vector in pairs:
        slope = sum(g * v for g, v in zip(gradient, vector, strict=True))
        curvature = max(abs(value), 1e-12 * largest)
        length = slope / curvature if curvature else math.copysign(math.inf, slope) if slope else 0.0
        length = max(-_LONGEST_STEP, min(_LONGEST_STEP, length))
        step = [s - length * v for s, v in zip(step, vector, strict=True)]
    return step, all(value >= -1e-9 * largest for value, _ in pairs)


def _stretched(step: list[float], before: list[float]) -> list[float]:
    """Return the sum of all steps that would follow, if each were the same share of the one before."""
    square = sum(b * b for b in before)
    length = math.hypot(*step)
    if not square or length > _LONGEST_STEP / 2.0:
        return step
    share = sum(s * b for s, b in zip(step, before, strict=True)) / square
    is_parallel = abs(share) * math.sqrt(square) > 0.999 * length
    if not is_parallel or not _STEADY[0] < share < _STEADY[1]:
        return step
    factor = min(1.0 / (1.0 - share), _LONGEST_STEP / length)
    return [factor * s for s in step]


def _damped(
    cells: DomainCells, point: Point, step: list[float], values: tuple[float, ...]
) -> tuple[Point, tuple[float, ...]] | None:
    """Return the first of ever shorter steps that goes down, and the values there."""
    slope = _slope(cells, values)
    length = math.hypot(*step)
    noise = 4.0 * EPSILON * abs(values[0])
    for _ in range(_MOST_HALVINGS):
        moved = cells.moved(point, step)
        found = cells.at(cells.formula.loss_gradient_and_hessian, moved)
        # Where losses differ by rounding alone, as where steps are short, the gradient tells.
        if found is not None:
            is_level = length < 1e-2 or found[0] <= values[0] + noise
            if found[0] < values[0] or (is_level and _slope(cells, found) < slope):
                return moved, found
        step, length = [s / 2.0 for s in step], length / 2.0
    return None


def _slope(cells: DomainCells, values: tuple[float, ...]) -> float:
    return math.hypot(*(g * side for g, side in zip(values[1:], cells.sides, strict=False)))
