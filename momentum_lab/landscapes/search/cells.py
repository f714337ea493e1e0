"""A formula over a domain, measured in the cells of a grid: what every step of the search looks at.

Lengths are in cells, so that a domain may be wide one way and narrow the other. Work is counted, not timed:
a search gives the same minima on every machine. Infinite losses are values like others: who begins a search
has numpy's warnings off, and what comes of ∞ − ∞, nan, is never lower, higher or level.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Final, TypeAlias

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.landscapes.bound_formula import BoundFormula

Domain: TypeAlias = tuple[tuple[float, float], ...]
Point: TypeAlias = tuple[float, ...]

EPSILON: Final = float(np.finfo(np.float64).eps)

_POINTS: Final = {1: 1001, 2: 65}  # a side; odd, so that the middle is one of them
_BUDGET: Final = 3_000_000  # of work, in about 30 ns
_CALL: Final = 200  # what one evaluation of plain floats costs besides its assignments
_OPERATION: Final = 40  # what one operation on arrays costs besides its elements
_ELEMENTS: Final = 20  # that cost as much as an assignment of plain floats


class DomainCells:
    """A formula over a domain.

    Attributes
    ----------
    formula, domain
        What is searched, and where.
    points
        How many points the grid has a side.
    cell, sides
        The sides of a cell, in the units of the domain: as an array, and as plain floats.
    grain
        How far rounding moves a point, in the units of the domain.
    """

    def __init__(self, formula: BoundFormula, domain: Domain) -> None:
        self.formula = formula
        self.domain = domain
        self.points = _POINTS[len(domain)]
        self.low, self.high = np.array(domain, dtype=np.float64).T
        self.cell: Floats = (self.high - self.low) / (self.points - 1)
        self.grain: Floats = 4.0 * EPSILON * np.maximum(np.abs(self.low), np.abs(self.high))
        self._budget = _BUDGET
        self.sides: Point = tuple(self.cell.tolist())

    @property
    def dimension(self) -> int:
        """How many variables there are."""
        return len(self.domain)

    @property
    def is_exhausted(self) -> bool:
        """Whether no more work may be done."""
        return self._budget < 0

    def losses(self, points: Floats) -> Floats:
        """Return the losses at points (…, dimension); inf where they are not defined."""
        losses = self.formula.loss_over(*(points[..., axis] for axis in range(self.dimension)))
        self._budget -= int(self.formula.loss.__code__.co_nlocals * (_OPERATION + losses.size / _ELEMENTS))
        losses[np.isnan(losses)] = np.inf
        return losses

    def loss(self, point: Point) -> float:
        """Return the loss at a point, inf where it is not defined."""
        values = self.at(self.formula.loss, point)
        return math.inf if values is None else values[0]

    def at(self, function: Callable[..., tuple[float, ...]], point: Point) -> tuple[float, ...] | None:
        """Return the values of one of the formula's functions, or None where they are not finite."""
        assert isinstance(function, FunctionType)
        self._budget -= _CALL + function.__code__.co_nlocals
        try:
            values = function(*point)
        except (ArithmeticError, ValueError):
            return None
        return values if all(map(math.isfinite, values)) else None

    def is_inside(self, point: Iterable[float], margin: float = 0.0) -> bool:
        """Return whether a point lies in the domain, or so many cells outside of it."""
        sides = zip(point, self.domain, self.sides, strict=True)
        return all(low - margin * cell <= p <= high + margin * cell for p, (low, high), cell in sides)

    def moved(self, point: Point, step: Iterable[float]) -> Point:
        """Return the point that lies a step in cells away."""
        return tuple(p + s * cell for p, s, cell in zip(point, step, self.sides, strict=True))

    def distances(self, point: Point | Floats, others: Floats) -> Floats:
        """Return the distances of a point to others (n, dimension), in cells."""
        result: Floats = np.sqrt((((others - np.asarray(point)) / self.cell) ** 2).sum(axis=-1))
        return result

    def uncertainty(self, points: Floats, losses: Floats, radius: Floats | float = 0.0) -> Floats:
        """Return how far the losses at points (n, dimension) may be off by rounding.

        As far as they change when a point moves by its own rounding, or by a radius in cells, if that is
        more; and by the rounding of the loss itself. Infinity is not off.
        """
        reach = np.maximum(self.grain, radius * self.cell)
        around = self.losses(
            points[:, None] + directions(self.dimension, 8) * reach.reshape(-1, 1, self.dimension)
        )
        apart = np.abs(around - losses[:, None])
        apart[~np.isfinite(apart)] = 0.0
        rounding = 2.0 * apart.max(axis=1) + 4.0 * EPSILON * np.abs(losses)
        result: Floats = np.where(np.isfinite(losses), rounding, 0.0)
        return result


def directions(dimension: int, count: int, turn: float = 0.0) -> Floats:
    """Return unit vectors all around, (count, 2), turned by a share of what lies between two; or (2, 1)."""
    if dimension == 1:
        return np.array([[1.0], [-1.0]])
    angles = (np.arange(count) + turn) * (2.0 * math.pi / count)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)
