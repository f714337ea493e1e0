"""Basins of attraction: which minimum a ball reaches from where, and how soon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from momentum_lab.analysis.grid import MOST_POINTS, STRIDES, Axis, Cells, RunBatch, refined_cells
from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.core.errors import located
from momentum_lab.core.progress import Progress, by_turns, unwatched
from momentum_lab.core.tables import integer
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.landscapes.minima import Minimum
from momentum_lab.simulation.batch import Batch

POINTS: Final = 256
_NAMES: Final = ("x", "y")


@dataclass(frozen=True)
class BasinMap:
    """Where one ball gets to from the starts of a grid over the domain; arrays are (ny, nx).

    A landscape of one dimension has one row.

    Attributes
    ----------
    experiment, ball
        What was run, and which of its balls; its own start does not count.
    axes
        The whole grid, one axis for each dimension. Its cells fill the domain; the values are their middles.
    stride
        1 if all its cells are here; otherwise each cell here stands for so many in each direction.
    starts
        The coordinates of the starts that are here, for each dimension: (nx,), and (ny,).
    minima
        The landscape's minima, which ``minimum`` counts.
    cells
        Last finite step, loss, steps to tolerance, minimum and status.
    """

    experiment: Experiment
    ball: int
    axes: tuple[Axis, ...]
    stride: int
    starts: tuple[Floats, ...]
    minima: tuple[Minimum, ...]
    cells: Cells

    @property
    def minimum(self) -> Ints:
        """(ny, nx): the number of the minimum that is reached, -1 for none."""
        return self.cells.minimum

    @property
    def reached(self) -> Ints:
        """(ny, nx): the first step from which the ball stays near it until the end, -1 for never."""
        return self.cells.reached

    def start_at(self, row: int, column: int) -> tuple[float, ...]:
        """Return the start of a cell."""
        return tuple(float(v[i]) for v, i in zip(self.starts, (column, row), strict=False))


def basin_axes(experiment: Experiment, points: int = POINTS) -> tuple[Axis, ...]:
    """Return axes whose cells fill the landscape's domain, ``points`` a side; values are their middles."""
    with located("points"):
        integer(2, MOST_POINTS)(points)
    result = []
    for name, (low, high) in zip(_NAMES, experiment.landscape.build().domain, strict=False):
        half = (high - low) / points / 2.0
        result.append(Axis(name, low + half, high - half, points))
    return tuple(result)


def basin_maps(
    experiment: Experiment,
    points: int = POINTS,
    progress: Progress = unwatched,
    run: RunBatch | None = None,
) -> tuple[BasinMap, ...]:
    """Return the map of every ball; ``run`` computes the starts, if not here.

    Raises
    ------
    InputError, CancelledError
        As :func:`refined` does.
    """
    return tuple(refined(experiment, points, progress, strides=(1,), run=run))


def refined(
    experiment: Experiment,
    points: int = POINTS,
    progress: Progress = unwatched,
    strides: Sequence[int] = STRIDES,
    balls: Sequence[int] | None = None,
    run: RunBatch | None = None,
) -> Iterator[BasinMap]:
    """Return an iterator over the maps of all the balls: coarse ones first, then finer ones.

    Parameters
    ----------
    experiment
        What to run.
    points
        Starts along each axis of the whole grid.
    progress
        Is told the share of all the starts that is done; returning False cancels.
    strides
        One start in so many along each axis is computed first, and so on, to 1.
    balls
        Those that are wanted; all if not given.
    run
        Computes the starts; here, if not given.

    Raises
    ------
    InputError
        There are too few points, or too many.
    CancelledError
        ``progress`` returned False.
    """
    chosen = range(len(experiment.balls)) if balls is None else balls
    return _maps(experiment, basin_axes(experiment, points), chosen, progress, strides, run)


def _maps(
    experiment: Experiment,
    axes: tuple[Axis, ...],
    balls: Sequence[int],
    progress: Progress,
    strides: Sequence[int],
    run: RunBatch | None,
) -> Iterator[BasinMap]:
    grids = [
        refined_cells(
            axes[0],
            axes[1] if len(axes) > 1 else None,
            _Starts(experiment, ball, axes),
            strides,
            turn,
            run,
        )
        for ball, turn in zip(balls, by_turns(progress, len(balls)), strict=True)
    ]
    minima = experiment.landscape.build().minima
    for _ in strides:
        for ball, grid in zip(balls, grids, strict=True):
            stride, cells = next(grid)
            starts = tuple(axis.values[axis.picked(stride)] for axis in axes)
            yield BasinMap(experiment, ball, axes, stride, starts, minima, cells)


@dataclass(frozen=True, slots=True)
class _Starts:
    """Gives a ball that starts at each of some cells."""

    experiment: Experiment
    ball: int
    axes: tuple[Axis, ...]

    def __call__(self, row: Ints, column: Ints) -> Batch:
        """Return one ball for each (row, column)."""
        pairs = zip(self.axes, (column, row), strict=False)
        return Batch(self.experiment, self.ball, np.column_stack([a.values[i] for a, i in pairs]))
