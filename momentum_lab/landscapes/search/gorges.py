"""Where the floors of gorges are lowest: of valleys whose walls meet in a kink.

A grid meets the floor of a gorge that runs obliquely at some of its points alone. What it shows there are
low points that are none, and the low ones it may miss. So the floor is found between the points first.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats
from momentum_lab.landscapes.search.cells import EPSILON, DomainCells

_WAYS: Final = ((1, 0), (0, 1), (1, 1), (1, -1))
_ASIDE: Final = 1.3  # times the second difference two cells aside is that of a kink,
_BESIDE_IT: Final = 2.0  # and so many times that of one side of it
_MOST: Final = 600
_FAN: Final = np.linspace(-1.0, 1.0, 17)
_ZOOMS: Final = 14
_BESIDE: Final = 1.8  # cells apart, points of a floor are neighbours


def lowest_in_gorges(cells: DomainCells, grid: Floats, losses: Floats) -> tuple[Bools, Floats, Floats, Bools]:
    """Return where the points of a grid lie in a gorge, and where its floor is as low as all around.

    Parameters
    ----------
    cells
        What is searched.
    grid, losses
        Points, (n, n, 2), and the losses there.

    Returns
    -------
    in_gorge
        (n, n).
    points, values
        Points of the floor, (m, 2), and the losses there.
    is_level
        Whether one beside is as low.
    """
    ways = _across(losses)
    rows, columns = np.nonzero(ways >= 0)
    if len(rows) > _MOST:  # such as those of noise
        lowest = np.sort(np.argsort(losses[rows, columns], kind="stable")[:_MOST])
        rows, columns = rows[lowest], columns[lowest]
    steps = np.array(_WAYS, dtype=np.float64)[ways[rows, columns]] * cells.cell
    points, values = _floor(cells, grid[rows, columns], steps)
    noise = cells.uncertainty(points, values) if len(points) else values
    apart = (((points[:, None] - points) / cells.cell) ** 2).sum(axis=-1)
    beside = apart <= _BESIDE**2
    np.fill_diagonal(beside, val=False)
    is_low = ~(beside & (values < values[:, None] - noise[:, None])).any(axis=1)
    is_level = (beside & (np.abs(values - values[:, None]) <= noise[:, None])).any(axis=1)
    in_gorge = np.zeros(losses.shape, dtype=np.bool_)
    in_gorge[rows, columns] = True
    return in_gorge, points[is_low], values[is_low], is_level[is_low]


def _across(losses: Floats) -> np.ndarray:
    """Return which way leads across a gorge, the steepest, by its number; -1 where none does."""
    best, ways = np.zeros(losses.shape), np.full(losses.shape, -1)
    for number, way in enumerate(_WAYS):
        before, after = _shifted(losses, way, -1), _shifted(losses, way, 1)
        bend = before + after - 2.0 * losses
        aside = np.fmax(np.abs(_shifted(bend, way, -2)), np.abs(_shifted(bend, way, 2)))
        beside = np.fmin(np.abs(_shifted(bend, way, -1)), np.abs(_shifted(bend, way, 1)))
        is_valley = (losses <= before) & (losses <= after) & np.isfinite(bend)
        is_sharp = bend > np.fmax(_ASIDE * aside, _BESIDE_IT * beside)
        is_sharp &= bend > 16.0 * EPSILON * np.abs(losses)
        better = is_valley & is_sharp & (bend > best)
        best[better], ways[better] = bend[better], number
    return ways


def _shifted(values: Floats, way: tuple[int, int], cells: int) -> Floats:
    """Return what is so many cells further on a way, nan beyond the border."""
    size, reach = len(values), abs(cells)
    rows, columns = (slice(reach + cells * step, reach + cells * step + size) for step in way)
    return np.pad(values, reach, constant_values=np.nan)[rows, columns]


def _floor(cells: DomainCells, points: Floats, steps: Floats) -> tuple[Floats, Floats]:
    """Return the lowest points on lines through some points, not farther than a step, and the losses."""
    shares, width = np.zeros(len(points)), 1.0
    values = np.empty(len(points))
    numbers = np.arange(len(points))
    for _ in range(_ZOOMS if len(points) else 0):
        fans = shares[:, None] + width * _FAN
        losses = cells.losses(points[:, None] + fans[..., None] * steps[:, None])
        best = losses.argmin(axis=1)
        shares, values = fans[numbers, best], losses[numbers, best]
        width *= 2.0 / (len(_FAN) - 1)
    return points + shares[:, None] * steps, values
