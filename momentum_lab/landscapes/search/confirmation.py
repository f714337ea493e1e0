"""Whether a point is a minimum: circles around it, from far below what can be seen up to some cells."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats, Ints
from momentum_lab.core.symmetric import eigenpairs
from momentum_lab.core.values import dataclass
from momentum_lab.landscapes.search.cells import EPSILON, DomainCells, Point, directions
from momentum_lab.landscapes.search.circles import lowest_on_circles

_RADII: Final = 4.0 ** np.array([-9.0, -6.0, -4.0, -3.0, -2.0])  # on none of them it may be lower
_WIDER: Final = (0.25, 1.0, 4.0)  # where it is level as far as that
_ANGLES: Final = 32
_ROUND: Final = 1e-3  # where curvatures are as like as that, no valley is narrower than what a circle shows
_ROUGH: Final = 0.25  # of what the loss differs by around a point
_POLE_RADII: Final = np.array([1e-3, 1e-4, 1e-7, 1e-8])
_POLE: Final = 0.95  # of the fall over a decade, that remains a ten-thousandth as far out


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the circles around a point show.

    Attributes
    ----------
    is_minimum
        Whether none of them is lower, and one is higher.
    is_isolated
        Whether one is higher all around.
    radius
        That of the first one that is, in cells.
    lower
        A point of a circle that is lower, where one is.
    """

    is_minimum: bool
    is_isolated: bool
    radius: float
    lower: Point | None = None


def verdicts(cells: DomainCells, points: Floats) -> list[Verdict]:
    """Return what is true of points (n, dimension)."""
    if not len(points):
        return []
    losses = cells.losses(points)
    noise = cells.uncertainty(points, losses)
    is_fine = np.array([not _is_round(cells, tuple(point)) for point in points.tolist()], dtype=np.bool_)
    shown = _Circles(cells, points, losses, noise, is_fine)
    result = [Verdict(False, False, 0.0)] * len(points)
    undecided = shown.decide(_RADII, np.flatnonzero(np.isfinite(losses)), result)  # a pole is no minimum
    reached = float(_RADII[-1])
    for radius in _WIDER:
        before, undecided = undecided, shown.decide(np.array([radius]), undecided, result)
        for row in sorted(set(before.tolist()) - set(undecided.tolist())):
            if result[row].is_minimum and not shown.is_point(row, reached):
                result[row] = Verdict(True, False, radius)
        reached = radius
    for row in undecided.tolist():
        outwards = shown.slopes_outwards(row, reached)
        falls = any(slope < 0.0 for slope in outwards)
        result[row] = Verdict(not falls, bool(outwards) and min(outwards) > 0.0, reached)
    return result


def _is_round(cells: DomainCells, point: Point) -> bool:
    """Whether the loss is curved upwards much alike on all sides of a point."""
    values = cells.at(cells.formula.loss_gradient_and_hessian, point)
    if values is None:
        return False
    if cells.dimension == 1:
        return True
    a, b = cells.sides
    _, gx, gy, xx, xy, yy = values
    curvatures = sorted(value for value, _ in eigenpairs((xx * a * a, xy * a * b, yy * b * b)))
    return curvatures[0] > _ROUND * curvatures[1] and math.hypot(gx * a, gy * b) < 1e-6 * curvatures[0]


def is_rough(cells: DomainCells, point: Point) -> bool:
    """Return whether the loss around a point is another one, within a cell, than its derivatives tell."""
    values = cells.at(cells.formula.loss_gradient_and_hessian, point)
    if values is None:
        return True
    size = cells.dimension
    gradient = np.array(values[1 : 1 + size]) * cells.cell
    rows = [[0], []] if size == 1 else [[0, 1], [1, 2]]
    hessian = np.array([[values[1 + size + i] for i in row] for row in rows[:size]])
    ways = directions(size, _ANGLES)
    expected = ways @ gradient + ((ways * cells.cell) @ hessian * (ways * cells.cell)).sum(axis=1) / 2.0
    rises = cells.losses(np.array(point) + ways * cells.cell) - values[0]
    return not bool(np.abs(rises - expected).max() <= _ROUGH * np.ptp(rises))


@dataclass(frozen=True, slots=True)
class _Circles:
    """What is around some points (n, dimension), where losses are known as far as a noise.

    On a fine circle the lowest point is searched; on the others some points all around are enough.
    """

    cells: DomainCells
    points: Floats
    losses: Floats
    noise: Floats
    is_fine: Bools

    def decide(self, radii: Floats, rows: Ints, result: list[Verdict]) -> Ints:
        """Put down what circles of some radii say of points; return those that are level with the last."""
        level = []
        for group in (rows[self.is_fine[rows]], rows[~self.is_fine[rows]]):
            if not len(group):
                continue
            lowest, values = self._lowest(np.repeat(group, len(radii)), np.tile(radii, len(group)))
            rises = values.reshape(len(group), -1) - self.losses[group, None]
            for row, rise, at in zip(group, rises, lowest.reshape(*rises.shape, -1), strict=True):
                if (rise < -self.noise[row]).any():
                    lower = at[int(np.argmax(rise < -self.noise[row]))]
                    result[row] = Verdict(False, False, 0.0, tuple(lower.tolist()))
                elif rise[-1] > self.noise[row]:
                    result[row] = Verdict(True, True, float(radii[int(np.argmax(rise > self.noise[row]))]))
                else:
                    level.append(int(row))
        return np.array(sorted(level), dtype=np.int64)

    def is_point(self, row: int, radius: float) -> bool:
        """Return whether what is level as far as a radius, and higher beyond, is a point but for rounding."""
        outwards = self.slopes_outwards(row, radius)
        return min(outwards) > 0.0 if outwards else radius < 1.0

    def slopes_outwards(self, row: int, radius: float) -> list[float]:
        """Return the slopes away from a point on a circle, where the loss is level.

        They tell what is lost in the rounding of the loss, as beside the minimum of ``x**20 + 1``. In two
        dimensions they are noise where it is steep on the other sides: there are none unless all is level.
        """
        cells, ways = self.cells, directions(self.cells.dimension, _ANGLES)
        around = self.points[row] + radius * ways * cells.cell
        is_level = cells.losses(around) <= self.losses[row] + self.noise[row]
        if cells.dimension == 2 and not is_level.all():
            return []
        slopes = []
        for way, place in zip(ways[is_level].tolist(), around[is_level].tolist(), strict=True):
            values = cells.at(cells.formula.loss_and_gradient, tuple(place))
            steps = zip(way, cells.sides, (values or ())[1:], strict=False)
            slopes.append(sum(w * side * g for w, side, g in steps))
        return slopes

    def _lowest(self, rows: Ints, radii: Floats) -> tuple[Floats, Floats]:
        cells, centres = self.cells, self.points[rows]
        if self.is_fine[rows[0]]:
            return lowest_on_circles(cells, centres, self.losses[rows], radii)
        ways = directions(cells.dimension, _ANGLES)
        around = centres[:, None] + radii[:, None, None] * ways * cells.cell
        losses = cells.losses(around)
        numbers, best = np.arange(len(rows)), losses.argmin(axis=1)
        return around[numbers, best], losses[numbers, best]


def at_pole(cells: DomainCells, point: Floats, scale: float) -> bool:
    """Return whether the loss falls without end towards a point.

    That is as much over every decade nearer, as a logarithm, or more; and more than rounding.
    """
    ways = directions(cells.dimension, _ANGLES)
    losses = cells.losses(point + _POLE_RADII[:, None, None] * ways * cells.cell)
    first, fall = losses[0] - losses[1], losses[2] - losses[3]
    noise = 1e-12 * scale + 16.0 * EPSILON * np.abs(losses[3])
    endless = np.isfinite(fall) & (fall > noise) & ~(fall < _POLE * first)
    return bool(endless.any())
