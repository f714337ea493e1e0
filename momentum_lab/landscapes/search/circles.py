"""A local search that needs no derivatives: the lowest point of a circle around, again and again.

Along the floor of a valley with a kink, the directions that go down are an angle that closes towards the
minimum. A search that looks in some directions alone stops where none of them lies in it (Audet & Dennis,
Mesh adaptive direct search algorithms for constrained optimization, SIAM Journal on Optimization 17, 2006).
On a circle, the floor is a local minimum: between those of its points that are lower than their neighbours it
is found to the last digit, so that the valley may be as narrow and as bent as it likes.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats, Ints
from momentum_lab.landscapes.search.cells import DomainCells, directions

_ANGLES: Final = 32
_LOWEST: Final = 4  # of the valleys that leave a circle, so many are followed
_FAN: Final = np.linspace(-1.0, 1.0, 33)
_FIRST: Final = 0.5
_WIDEST: Final = 1.0  # a wider circle reaches into the next valley
_MOST_STEPS: Final = 120
_TURN: Final = (math.sqrt(5) - 1) / 2  # from circle to circle, so that no direction is looked in twice
_ENOUGH: Final = 0.05  # of what a point is above or below the centre, its neighbours are apart
_EVERY: Final = 3  # steps, searches are compared
_TARGETS: Final = 3
_LONGEST_WAY: Final = 32.0
_OUTSIDE: Final = 2.0


def lowest_on_circles(
    cells: DomainCells, centres: Floats, losses: Floats, radii: Floats, turn: float = 0.0
) -> tuple[Floats, Floats]:
    """Return the lowest point of each circle and its loss.

    Parameters
    ----------
    cells
        What is searched.
    centres, losses
        The circles' centres, (n, dimension), and the losses there: a point is looked for no longer than
        until it is sure whether it is below.
    radii
        Their radii in cells, (n,).
    turn
        Where on the circle the first point is looked at, as a share of what lies between two.
    """
    ways = directions(cells.dimension, _ANGLES, turn)
    around = centres[:, None] + radii[:, None, None] * ways * cells.cell
    values = cells.losses(around)
    if cells.dimension == 1:
        rows, best = np.arange(len(centres)), values.argmin(axis=1)
        return around[rows, best], values[rows, best]
    rows, columns = _valleys(values)
    values = values[rows, columns]
    angles = np.asarray((columns + turn) * (2.0 * math.pi / _ANGLES), dtype=np.float64)
    _zoom(cells, centres[rows], losses[rows], radii[rows], angles, values)
    order = np.lexsort((values, rows))
    first = order[np.searchsorted(rows[order], np.arange(len(centres)))]
    return _on_circles(cells, centres, radii, angles[first][:, None])[:, 0], values[first]


def _valleys(losses: Floats) -> tuple[Ints, Ints]:
    """Return row and column of the lowest of the points that are as low as their neighbours."""
    low = (losses <= np.roll(losses, 1, axis=1)) & (losses <= np.roll(losses, -1, axis=1))
    ranked = np.where(low, losses, np.inf)
    columns = np.argsort(ranked, axis=1, kind="stable")[:, :_LOWEST]
    taken = np.take_along_axis(ranked, columns, axis=1) < np.inf
    taken[:, 0] = True  # a circle on which nothing is defined has a lowest point, too
    rows, places = np.nonzero(taken)
    return rows, columns[rows, places]


def _zoom(
    cells: DomainCells, centres: Floats, losses: Floats, radii: Floats, angles: Floats, values: Floats
) -> None:
    """Move angles to where their arcs are lowest, and values with them."""
    width = 2.0 * math.pi / _ANGLES
    finest = float((cells.grain / cells.cell).min()) / 4.0
    rows = np.arange(len(angles))
    while len(rows) and not cells.is_exhausted:
        fans = angles[rows, None] + width * _FAN
        found = cells.losses(_on_circles(cells, centres[rows], radii[rows], fans))
        numbers, best = np.arange(len(rows)), found.argmin(axis=1)
        lowest = found[numbers, best]
        beside = np.maximum(found[numbers, best - 1], found[numbers, (best + 1) % len(_FAN)])
        is_sure = beside - lowest <= _ENOUGH * np.abs(lowest - losses[rows])
        angles[rows], values[rows] = fans[numbers, best], lowest
        width *= 2.0 / (len(_FAN) - 1)
        rows = rows[~is_sure & (width * radii[rows] > finest) & (width > 1e-16)]


def _on_circles(cells: DomainCells, centres: Floats, radii: Floats, angles: Floats) -> Floats:
    """Return the points of circles (n,) at angles (n, k)."""
    points = np.empty((*angles.shape, 2))
    np.cos(angles, out=points[..., 0])
    np.sin(angles, out=points[..., 1])
    points *= (radii[:, None] * cells.cell)[:, None]
    points += centres[:, None]
    return points


class CircleSearch:
    """Searches from several points at once, each of which is given up when it would end where another does.

    Parameters
    ----------
    cells
        What is searched.
    """

    def __init__(self, cells: DomainCells) -> None:
        self.cells = cells
        self._trail: Floats = np.empty((0, cells.dimension))  # where searches came by
        self._trail_losses: Floats = np.empty(0)  # how low it is there
        self._finest = float((cells.grain / cells.cell).min())

    def ends(self, starts: Floats, targets: Floats, radius: float) -> Floats:
        """Return where searches end inside of the domain, (at most n, dimension).

        Parameters
        ----------
        starts
            (n, dimension).
        targets
            Minima that are known, (m, dimension).
        radius
            That of the first circle, in cells.
        """
        cells = self.cells
        points, losses = starts.copy(), cells.losses(starts)
        noise = cells.uncertainty(points, losses)
        radii = np.full(len(points), radius)
        active, settled = np.isfinite(losses), np.zeros(len(points), dtype=np.bool_)
        for step in range(_MOST_STEPS):
            rows = np.flatnonzero(active)
            if step % _EVERY == 0 and len(rows):
                others = np.concatenate([points[active | settled], targets])
                given_up = self._lead_to(others, points[rows], losses[rows], noise[rows])
                given_up |= self._follow(points[rows], losses[rows] - noise[rows], radii[rows] / 2.0)
                rows = rows[~given_up]
            if not len(rows) or cells.is_exhausted:
                break
            turn = step * _TURN % 1.0
            at, values = lowest_on_circles(cells, points[rows], losses[rows], radii[rows], turn)
            moves = values < losses[rows] - noise[rows] / 8.0
            moved = rows[moves]
            points[moved], losses[moved] = at[moves], values[moves]
            noise[moved] = cells.uncertainty(points[moved], losses[moved])
            radii[rows] = np.where(moves, np.minimum(2.0 * radii[rows], _WIDEST), radii[rows] / 4.0)
            self._trail = np.concatenate([self._trail, points[moved]])
            self._trail_losses = np.concatenate([self._trail_losses, losses[moved]])
            active[:] = False
            active[rows] = _is_inside(cells, points[rows], _OUTSIDE)
            settled |= active & (radii < self._finest)
            active &= ~settled
        return points[settled & _is_inside(cells, points)]

    def _follow(self, points: Floats, losses: Floats, reach: Floats) -> Bools:
        """Return whether another search came by near some points, and lower."""
        apart = ((points[:, None] - self._trail) / self.cells.cell) ** 2
        near = apart.sum(axis=-1) <= reach[:, None] ** 2
        result: Bools = (near & (self._trail_losses < losses[:, None])).any(axis=1)
        return result

    def _lead_to(self, others: Floats, points: Floats, losses: Floats, noise: Floats) -> Bools:
        """Return whether straight ways lead down from points to one of the nearest lower ones."""
        cells = self.cells
        result = np.zeros(len(points), dtype=np.bool_)
        heights = cells.losses(others)
        pairs = []
        for row, point in enumerate(points):
            lower = np.flatnonzero(heights < losses[row] - noise[row])
            away = cells.distances(point, others[lower])
            nearest = np.argsort(away, kind="stable")[:_TARGETS]
            pairs += [(row, lower[n]) for n in nearest if away[n] < _LONGEST_WAY]
        if pairs:
            rows, columns = np.array(pairs).T
            shares = np.linspace(0.0, 1.0, 2 * int(_LONGEST_WAY) + 1)[:, None]
            on_the_way = points[rows, None] + shares * (others[columns] - points[rows])[:, None]
            rises = np.diff(cells.losses(on_the_way), axis=1)
            result[rows[(rises <= noise[rows, None]).all(axis=1)]] = True
        return result


def _is_inside(cells: DomainCells, points: Floats, margin: float = 0.0) -> Bools:
    reach = margin * cells.cell
    result: Bools = ((points >= cells.low - reach) & (points <= cells.high + reach)).all(axis=-1)
    return result
