"""Whether a point is a minimum: circles around it, from far below what can be seen up to some cells."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.symmetric import eigenpairs
from momentum_lab.landscapes.search.cells import EPSILON, Cells, Point, directions
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


def verdicts(cells: Cells, points: Floats) -> list[Verdict]:
    """Return what is true of points (n, dimension)."""
    losses = cells.losses(points)
    noise = cells.uncertainty(points, losses)
    round_ = np.array([_is_round(cells, tuple(point)) for point in points.tolist()], dtype=np.bool_)
    result: list[Verdict | None] = [None] * len(points)
    for group, is_fine in ((np.flatnonzero(round_), False), (np.flatnonzero(~round_), True)):
        if len(group):
            found = _on_circles(cells, points[group], losses[group], noise[group], is_fine)
            for row, verdict in zip(group, found, strict=True):
                result[row] = verdict
    return [verdict for verdict in result if verdict is not None]


def _is_round(cells: Cells, point: Point) -> bool:
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


def is_rough(cells: Cells, point: Point) -> bool:
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
    with np.errstate(invalid="ignore"):
        return not bool(np.abs(rises - expected).max() <= _ROUGH * np.ptp(rises))


def _on_circles(cells: Cells, points: Floats, losses: Floats, noise: Floats, is_fine: bool) -> list[Verdict]:
    count = len(_RADII)
    centres, radii = np.repeat(points, count, axis=0), np.tile(_RADII, len(points))
    lowest, values = _lowest(cells, centres, radii, is_fine)
    rises = values.reshape(-1, count) - losses[:, None]
    return [
        _verdict(cells, points[i], losses[i], noise[i], rises[i], lowest[i * count : (i + 1) * count], is_fine)
        for i in range(len(points))
    ]


def _lowest(cells: Cells, centres: Floats, radii: Floats, is_fine: bool) -> tuple[Floats, Floats]:
    if is_fine:
        return lowest_on_circles(cells, centres, radii)
    around = centres[:, None] + radii[:, None, None] * directions(cells.dimension, _ANGLES) * cells.cell
    losses = cells.losses(around)
    rows, best = np.arange(len(centres)), losses.argmin(axis=1)
    return around[rows, best], losses[rows, best]


def _verdict(
    cells: Cells, point: Floats, loss: float, noise: float, rises: Floats, lowest: Floats, is_fine: bool
) -> Verdict:
    """Return what circles show of a point, from their lowest points and how much higher those are."""
    if (rises < -noise).any():
        return Verdict(False, False, 0.0, tuple(lowest[int(np.argmax(rises < -noise))].tolist()))
    if rises[-1] > noise:
        return Verdict(True, True, float(_RADII[int(np.argmax(rises > noise))]))
    for radius in _WIDER:
        at, value = _lowest(cells, point[None], np.array([radius]), is_fine)
        if value[0] < loss - noise:
            return Verdict(False, False, 0.0, tuple(at[0].tolist()))
        if value[0] > loss + noise:
            return Verdict(True, True, radius)
    outwards = _slopes_outwards(cells, point, loss + noise)
    if any(slope < 0.0 for slope in outwards):
        return Verdict(False, False, 0.0)
    is_isolated = bool(outwards) and all(slope > 0.0 for slope in outwards)
    return Verdict(True, is_isolated, _WIDER[-1])


def _slopes_outwards(cells: Cells, point: Floats, level: float) -> list[float]:
    """Return the slopes away from a point on the widest circle, as far as the loss is level there.

    They tell what is lost in the rounding of the loss, as beside the minimum of ``x**20 + 1``. In two
    dimensions they are noise where it is steep on the other sides: there are none unless all is level.
    """
    ways = directions(cells.dimension, _ANGLES)
    around = point + _WIDER[-1] * ways * cells.cell
    is_level = cells.losses(around) <= level
    if cells.dimension == 2 and not is_level.all():
        return []
    slopes = []
    for way, place in zip(ways[is_level].tolist(), around[is_level].tolist(), strict=True):
        values = cells.at(cells.formula.loss_and_gradient, tuple(place))
        steps = zip(way, cells.sides, (values or ())[1:], strict=False)
        slopes.append(sum(w * side * g for w, side, g in steps))
    return slopes


def at_pole(cells: Cells, point: Floats, scale: float) -> bool:
    """Return whether the loss falls without end towards a point.

    That is as much over every decade nearer, as a logarithm, or more; and more than rounding.
    """
    ways = directions(cells.dimension, _ANGLES)
    losses = cells.losses(point + _POLE_RADII[:, None, None] * ways * cells.cell)
    with np.errstate(invalid="ignore"):
        first, fall = losses[0] - losses[1], losses[2] - losses[3]
        noise = 1e-12 * scale + 16.0 * EPSILON * np.abs(losses[3])
        endless = np.isfinite(fall) & (fall > noise) & ~(fall < _POLE * first)
    return bool(endless.any())
