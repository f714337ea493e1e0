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

from momentum_lab.core.arrays import Bools, Floats
from momentum_lab.landscapes.search.cells import Cells, directions

_ANGLES: Final = 32
_LOWEST: Final = 4  # of the valleys that leave a circle, so many are followed
_FAN: Final = np.linspace(-1.0, 1.0, 33)
_FIRST: Final = 0.5
_WIDEST: Final = 1.0  # a wider circle reaches into the next valley
_MOST_STEPS: Final = 120
_TURN: Final = (math.sqrt(5) - 1) / 2  # from circle to circle, so that no direction is looked in twice
_MERGES: Final = frozenset({0, 3, 6, 10, 15, 20, 30, 40, 60})
_TARGETS: Final = 3
_LONGEST_WAY: Final = 32.0
_OUTSIDE: Final = 2.0


def lowest_on_circles(
    cells: Cells, centres: Floats, radii: Floats, turn: float = 0.0
) -> tuple[Floats, Floats]:
    """Return the lowest point of each circle and its loss.

    Parameters
    ----------
    cells
        What is searched.
    centres
        The circles' centres, (n, dimension).
    radii
        Their radii in cells, (n,).
    turn
        Where on the circle the first point is looked at, as a share of what lies between two.
    """
    ways = directions(cells.dimension, _ANGLES, turn)
    around = centres[:, None] + radii[:, None, None] * ways * cells.cell
    losses = cells.losses(around)
    if cells.dimension == 1:
        best = losses.argmin(axis=1)
        rows = np.arange(len(centres))
        return around[rows, best], losses[rows, best]
    rows, columns = _valleys(losses)
    angles = (columns + turn) * (2.0 * math.pi / _ANGLES)
    angles, values = _zoomed(cells, centres[rows], radii[rows], angles)
    order = np.lexsort((values, rows))
    first = order[np.searchsorted(rows[order], np.arange(len(centres)))]
    points = _on_circle(cells, centres, radii, angles[first][:, None])[:, 0]
    return points, values[first]


def _valleys(losses: Floats) -> tuple[np.ndarray, np.ndarray]:
    """Return row and column of the lowest of the points that are as low as their neighbours."""
    low = (losses <= np.roll(losses, 1, axis=1)) & (losses <= np.roll(losses, -1, axis=1))
    ranked = np.where(low, losses, np.inf)
    columns = np.argsort(ranked, axis=1, kind="stable")[:, :_LOWEST]
    taken = np.take_along_axis(ranked, columns, axis=1) < np.inf
    taken[:, 0] = True  # a circle on which nothing is defined has a lowest point, too
    rows, places = np.nonzero(taken)
    return rows, columns[rows, places]


def _zoomed(cells: Cells, centres: Floats, radii: Floats, angles: Floats) -> tuple[Floats, Floats]:
    """Return the angles at which arcs are lowest, to as many digits as positions have, and the losses."""
    width = 2.0 * math.pi / _ANGLES
    finest = float((cells.grain / cells.cell).min()) / float(radii.max(initial=1e-300)) / 4.0
    numbers = np.arange(len(angles))
    while True:
        fans = angles[:, None] + width * _FAN
        losses = cells.losses(_on_circle(cells, centres, radii, fans))
        best = losses.argmin(axis=1)
        angles = fans[numbers, best]
        width *= 2.0 / (len(_FAN) - 1)
        if width < finest or width < 1e-16 or cells.is_exhausted:
            return angles, losses[numbers, best]


def _on_circle(cells: Cells, centres: Floats, radii: Floats, angles: Floats) -> Floats:
    """Return the points of circles (n,) at angles (n, k)."""
    ways = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return centres[:, None] + radii[:, None, None] * ways * cells.cell


def descended(
    cells: Cells, starts: Floats, targets: Floats, radius: float = _FIRST
) -> Floats:
    """Return where searches from some points end inside of the domain, (at most n, dimension).

    A search is given up when a straight way down leads from it to another one, or to a target.

    Parameters
    ----------
    cells
        What is searched.
    starts
        (n, dimension).
    targets
        Minima that are known, (m, dimension).
    radius
        That of the first circle, in cells.
    """
    points = starts.copy()
    losses = cells.losses(points)
    radii = np.full(len(points), radius)
    active = np.isfinite(losses)
    settled = np.zeros(len(points), dtype=bool)
    finest = float((cells.grain / cells.cell).min())
    for step in range(_MOST_STEPS):
        if step in _MERGES:
            active &= ~_leading_elsewhere(cells, points, losses, active, settled, targets)
        rows = np.flatnonzero(active)
        if not len(rows) or cells.is_exhausted:
            break
        lower, values = lowest_on_circles(cells, points[rows], radii[rows], step * _TURN % 1.0)
        moves = values < losses[rows] - cells.uncertainty(points[rows], losses[rows]) / 8.0
        points[rows[moves]], losses[rows[moves]] = lower[moves], values[moves]
        radii[rows] = np.where(moves, np.minimum(2.0 * radii[rows], _WIDEST), radii[rows] / 4.0)
        beyond = ~_is_inside(cells, points, _OUTSIDE)
        settled |= active & (radii < finest)
        active &= ~settled & ~beyond
    return points[settled & _is_inside(cells, points)]


def _leading_elsewhere(
    cells: Cells, points: Floats, losses: Floats, active: Bools, settled: Bools, targets: Floats
) -> Bools:
    """Return which active points have a straight way down to a lower one, or to a target."""
    result = np.zeros(len(points), dtype=bool)
    there = active | settled
    ends = np.concatenate([points[there], targets])
    heights = np.concatenate([losses[there], cells.losses(targets)])
    noise = cells.uncertainty(points, losses)
    pairs = []
    for row in np.flatnonzero(active):
        lower = np.flatnonzero(heights < losses[row] - noise[row])
        away = cells.distances(tuple(points[row]), ends[lower])
        nearest = lower[np.argsort(away, kind="stable")[:_TARGETS]]
        pairs += [(row, end) for end in nearest if cells.distances(tuple(points[row]), ends[end]) < _LONGEST_WAY]
    if pairs:
        rows, columns = np.array(pairs).T
        downhill = goes_down(cells, points[rows], ends[columns], noise[rows])
        result[rows[downhill]] = True
    return result


def goes_down(cells: Cells, starts: Floats, ends: Floats, noise: Floats) -> Bools:
    """Return whether straight ways from some points to others never go up by more than noise."""
    shares = np.linspace(0.0, 1.0, 2 * int(_LONGEST_WAY) + 1)[:, None]
    losses = cells.losses(starts[:, None] + shares * (ends - starts)[:, None])
    with np.errstate(invalid="ignore"):
        result: Bools = (np.diff(losses, axis=1) <= noise[:, None]).all(axis=1)
    return result


def _is_inside(cells: Cells, points: Floats, margin: float = 0.0) -> Bools:
    reach = margin * cells.cell
    result: Bools = ((points >= cells.low - reach) & (points <= cells.high + reach)).all(axis=-1)
    return result
