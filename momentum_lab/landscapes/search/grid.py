"""Where a search begins: points of a grid that are as low as their neighbours; and how low the border is."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats
from momentum_lab.core.values import dataclass
from momentum_lab.landscapes.search.cells import EPSILON, DomainCells, Point
from momentum_lab.landscapes.search.gorges import lowest_in_gorges

_MOST_CANDIDATES: Final = 48
_MOST_LEVEL: Final = 24  # of them beside others that are as low
_WITHIN: Final = 0.75  # cells, the minimum of a quadratic may lie away
_LEVEL: Final = 1e-6  # of the square of the curvature across, a valley is level along
_GOLDEN: Final = (math.sqrt(5) - 1) / 2
_ON_AN_EDGE: Final = 257  # points, to begin with
_VALLEYS: Final = 8  # of an edge that are looked at closely
_FAN: Final = np.linspace(-1.0, 1.0, 17)


@dataclass(frozen=True, slots=True)
class Survey:
    """What a grid over the domain shows.

    Attributes
    ----------
    candidates
        Points that are as low as their neighbours, the lowest first.
    lowest
        The lowest loss on the grid; inf where nothing is defined.
    scale
        From there to the median.
    is_bounded
        Whether no loss is minus infinity.
    """

    candidates: tuple[Point, ...]
    lowest: float
    scale: float
    is_bounded: bool


def survey(cells: DomainCells, is_covered: Callable[[Point], bool] | None = None) -> Survey:
    """Return what a grid shows; a candidate that is covered with all its neighbours is left out."""
    axes = [np.linspace(low, high, cells.points) for low, high in cells.domain]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    losses = cells.losses(grid)
    finite = losses[np.isfinite(losses)]
    if not finite.size:
        return Survey((), math.inf, 0.0, not bool(np.isneginf(losses).any()))
    lowest = float(finite.min())
    candidates: tuple[Point, ...] = ()
    if finite.max() - lowest > 4.0 * EPSILON * abs(lowest):  # else all that differs is rounding
        candidates = _candidates(cells, grid, losses, is_covered)
    scale = float(np.median(finite)) - lowest
    return Survey(candidates, lowest, scale, not bool(np.isneginf(losses).any()))


def _candidates(
    cells: DomainCells, grid: Floats, losses: Floats, is_covered: Callable[[Point], bool] | None
) -> tuple[Point, ...]:
    is_low, is_level = _floors(losses)
    if cells.dimension == 2:
        is_low |= _pits(losses) & ~_widened(is_low)
    points, values = grid[is_low], losses[is_low]
    is_level = is_level[is_low]
    if cells.dimension == 2:
        sharp, places, heights, level = lowest_in_gorges(cells, grid, losses)
        keep = ~sharp[is_low]
        points = np.concatenate([points[keep], places])
        values = np.concatenate([values[keep], heights])
        is_level = np.concatenate([is_level[keep], level])
    # Of many that are equally low, as in a level valley, take some from everywhere.
    order = np.argsort(np.arange(len(points)) * _GOLDEN % 1.0)
    order = order[np.argsort(values[order], kind="stable")]
    order = order[~is_level[order] | (np.cumsum(is_level[order]) <= _MOST_LEVEL)]
    found = (tuple(point) for point in points[order].tolist())
    if is_covered is not None:
        steps = list(itertools.product((-1.0, 0.0, 1.0), repeat=cells.dimension))
        found = (p for p in found if not all(is_covered(cells.moved(p, step)) for step in steps))
    return tuple(itertools.islice(found, _MOST_CANDIDATES))


def _floors(losses: Floats) -> tuple[Bools, Bools]:
    """Where a grid is as low as all around: a point, or a level part that has no way down and a rim.

    The second array says which points are such a part.
    """
    neighbours = [d for d in itertools.product((0, 1, -1), repeat=losses.ndim) if any(d)]
    padded = np.pad(losses, 1, constant_values=np.nan)
    around = [_shifted(padded, direction) for direction in neighbours]
    floors, has_rim = np.isfinite(losses), np.zeros(losses.shape, dtype=np.bool_)
    for other in around:
        floors &= ~(other < losses)
        has_rim |= losses < other
    level = [(direction, losses == other) for direction, other in zip(neighbours, around, strict=True)]
    level = [(direction, equal) for direction, equal in level if (equal & floors).any()]
    is_level = np.zeros(losses.shape, dtype=np.bool_)
    for _, equal in level:
        is_level |= equal
    while level:  # what is told of one point is true of all that are level with it
        before = np.count_nonzero(floors), np.count_nonzero(has_rim & floors)
        for direction, equal in level:
            floors &= ~equal | _shifted(np.pad(floors, 1), direction)
            has_rim |= equal & _shifted(np.pad(has_rim, 1), direction)
        if before == (np.count_nonzero(floors), np.count_nonzero(has_rim & floors)):
            break
    return floors & has_rim, is_level


def _pits(losses: Floats) -> Bools:
    """Where the quadratic through a point of the grid and its neighbours has its minimum within their cells.

    A shallow pit in an oblique valley may hold no point that is as low as all its neighbours.
    """
    inner = losses[1:-1, 1:-1]
    slopes = [(losses[2:, 1:-1] - losses[:-2, 1:-1]) / 2.0, (losses[1:-1, 2:] - losses[1:-1, :-2]) / 2.0]
    xx = losses[2:, 1:-1] + losses[:-2, 1:-1] - 2.0 * inner
    yy = losses[1:-1, 2:] + losses[1:-1, :-2] - 2.0 * inner
    xy = (losses[2:, 2:] + losses[:-2, :-2] - losses[2:, :-2] - losses[:-2, 2:]) / 4.0
    determinant = xx * yy - xy * xy
    steps = [yy * slopes[0] - xy * slopes[1], xx * slopes[1] - xy * slopes[0]]
    is_curved = (xx > 0.0) & (yy > 0.0) & (determinant > _LEVEL * (xx + yy) ** 2)
    is_pit = is_curved & (np.maximum(*np.abs(steps)) <= _WITHIN * determinant)
    return np.pad(is_pit, 1)


def _widened(places: Bools) -> Bools:
    """Return places and their neighbours."""
    padded, widened = np.pad(places, 1), places.copy()
    for way in itertools.product((0, 1, -1), repeat=places.ndim):
        widened |= _shifted(padded, way)
    return widened


def _shifted(padded: np.ndarray, direction: tuple[int, ...]) -> np.ndarray:
    return padded[tuple(slice(1 + d, n - 1 + d) for d, n in zip(direction, padded.shape, strict=True))]


def lowest_on_border(cells: DomainCells) -> float:
    """Return the lowest loss on the border of the domain; inf where it is not defined there."""
    corners = np.array(list(itertools.product(*cells.domain)))
    if cells.dimension == 1:
        return float(cells.losses(corners).min())
    (left, right), (bottom, top) = cells.domain
    starts = np.array([(left, bottom), (left, top), (left, bottom), (right, bottom)])
    ways = np.array([(right - left, 0.0), (right - left, 0.0), (0.0, top - bottom), (0.0, top - bottom)])
    shares = np.linspace(0.0, 1.0, _ON_AN_EDGE)
    losses = cells.losses(starts[:, None] + shares[:, None] * ways[:, None])
    padded = np.pad(losses, ((0, 0), (1, 1)), constant_values=np.inf)
    low = np.where((losses <= padded[:, :-2]) & (losses <= padded[:, 2:]), losses, np.inf)
    columns = np.argsort(low, axis=1, kind="stable")[:, :_VALLEYS]
    rows, places = np.nonzero(np.isfinite(np.take_along_axis(low, columns, axis=1)))
    at, width, lowest = shares[columns[rows, places]], 1.0 / (_ON_AN_EDGE - 1), float(losses.min())
    while len(rows) and width > 1e-16 and not cells.is_exhausted:
        fans = np.clip(at[:, None] + width * _FAN, 0.0, 1.0)
        values = cells.losses(starts[rows, None] + fans[:, :, None] * ways[rows, None])
        at = fans[np.arange(len(rows)), values.argmin(axis=1)]
        lowest = min(lowest, float(values.min()))
        width *= 2.0 / (len(_FAN) - 1)
    return lowest
