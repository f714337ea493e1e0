"""Grids of two numbers, computed coarsely at first and then finely."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats, Ints, Statuses
from momentum_lab.core.errors import InputError, located, quoted
from momentum_lab.core.hyperparameters import Scale
from momentum_lab.core.progress import Progress, part
from momentum_lab.core.tables import integer
from momentum_lab.core.values import dataclass
from momentum_lab.simulation.batch import Batch, BatchResult, run_batch

MOST_POINTS: Final = 1024
QUICK_POINTS: Final = 64
"""On a side of a map that somebody waits for, unless said otherwise."""
STRIDES: Final = (8, 1)
"""Every eighth cell of a row and column first, then all."""


@dataclass(frozen=True)
class Axis:
    """Numbers of one name from ``low`` to ``high``, both included.

    Attributes
    ----------
    name
        A hyperparameter, or a coordinate.
    low, high
        The first and the last value.
    points
        How many values there are, 2 to :data:`MOST_POINTS`.
    scale
        How they are spaced: evenly, by equal factors, or with their distance to one falling by equal factors.

    Raises
    ------
    InputError
        The values do not rise, are too many, or cannot be spaced as ``scale`` says.
    """

    name: str
    low: float
    high: float
    points: int
    scale: Scale = "linear"

    def __post_init__(self) -> None:
        with located(self.name):
            with located("points"):
                integer(2, MOST_POINTS)(self.points)
            if not (np.isfinite([self.low, self.high]).all() and self.low < self.high):
                raise InputError(
                    "found {low:g} to {high:g}, allowed is a range that rises", low=self.low, high=self.high
                )
            if self.scale == "log" and self.low <= 0.0:
                raise InputError(
                    "found {low:g}, allowed is a number above 0: the axis is logarithmic", low=self.low
                )
            if self.scale == "towards_one" and self.high >= 1.0:
                raise InputError(
                    "found {high:g}, allowed is a number below 1: the axis runs towards 1", high=self.high
                )

    @cached_property
    def values(self) -> Floats:
        """The values, (points,), read-only."""
        result = self.at(np.linspace(0.0, 1.0, self.points))
        result[[0, -1]] = self.low, self.high
        result.flags.writeable = False
        return result

    def at(self, share: Floats) -> Floats:
        """Return the values at shares of the axis' length, from 0 to 1."""
        if self.scale == "log":
            return np.asarray(self.low * (self.high / self.low) ** share)
        if self.scale == "towards_one":
            return np.asarray(1.0 - (1.0 - self.low) * ((1.0 - self.high) / (1.0 - self.low)) ** share)
        return np.asarray(self.low + (self.high - self.low) * share)

    def share(self, values: Floats) -> Floats:
        """Return where values lie on the axis: 0 at ``low``, 1 at ``high``; the inverse of :meth:`at`."""
        if self.scale == "log":
            return np.asarray(np.log(values / self.low) / np.log(self.high / self.low))
        if self.scale == "towards_one":
            return np.asarray(
                np.log((1.0 - values) / (1.0 - self.low)) / np.log((1.0 - self.high) / (1.0 - self.low))
            )
        return np.asarray((values - self.low) / (self.high - self.low))

    def picked(self, stride: int) -> Ints:
        """Return the indices of one value in ``stride``: the middle one of each group."""
        first = np.arange(0, self.points, stride)
        return (first + np.minimum(first + stride, self.points)) // 2


@dataclass(frozen=True)
class Cells:
    """What became of the balls of a grid, as :class:`~momentum_lab.simulation.batch.BatchResult` has it.

    All are (rows, columns), read-only.

    Attributes
    ----------
    last
        The last step at which all numbers are finite.
    loss
        At that step.
    reached
        The first step from which the ball stays near a minimum until the end; -1 for never.
    minimum
        The number of the landscape's minimum that it is near at the end; -1 for none.
    status
        Of :class:`~momentum_lab.simulation.run.Status`, at the end.
    """

    last: Ints
    loss: Floats
    reached: Ints
    minimum: Ints
    status: Statuses


MakeBatch = Callable[[Ints, Ints], Batch]
"""Gives the balls at some cells, from their rows and columns in the whole grid."""
RunBatch = Callable[[Batch, Progress], BatchResult]
"""Tells what becomes of the balls of a batch, here or elsewhere."""


def check_strides(strides: Sequence[int]) -> None:
    """Raise :class:`InputError` unless they fall to 1, the whole grid."""
    falls = all(a > b for a, b in pairwise(strides))
    if not (strides and falls and strides[-1] == 1):
        raise InputError(
            "found {found}, allowed are numbers that fall to 1", "strides", found=quoted(tuple(strides))
        )


def refined_cells(
    first: Axis,
    second: Axis | None,
    make: MakeBatch,
    strides: Sequence[int],
    progress: Progress,
    run: RunBatch | None = None,
) -> Iterator[tuple[int, Cells]]:
    """Yield (stride, cells) for each stride; what is known from a coarser grid is not computed again.

    Without ``second`` there is one row. The cells of a stride are those of :meth:`Axis.picked`. Without
    ``run`` the balls are computed here.

    Raises
    ------
    CancelledError
        ``progress`` returned False.
    """
    check_strides(strides)
    shape = (1 if second is None else second.points, first.points)
    whole = _empty(shape)
    is_known = np.zeros(shape, dtype=bool)
    for stride in strides:
        rows = np.arange(1) if second is None else second.picked(stride)
        cells = np.ix_(rows, first.picked(stride))
        row, column = (array.ravel() for array in np.broadcast_arrays(*cells))
        missing = ~is_known[row, column]
        row, column = row[missing], column[missing]
        if row.size:
            within = part(progress, int(is_known.sum()), is_known.size, row.size)
            result = (run or run_here)(make(row, column), within)
            for field in fields(Cells):
                getattr(whole, field.name)[row, column] = getattr(result, field.name)
        is_known[row, column] = True
        yield stride, _selection(whole, cells)


def run_here(batch: Batch, progress: Progress) -> BatchResult:
    """Return what becomes of the balls of a batch, computed at once on all cores."""
    return run_batch(batch, progress=progress)


def _empty(shape: tuple[int, int]) -> Cells:
    types = {"loss": np.float64, "status": np.int8}
    return Cells(**{f.name: np.zeros(shape, dtype=types.get(f.name, np.int64)) for f in fields(Cells)})


def _selection(whole: Cells, cells: tuple[Ints, ...]) -> Cells:
    picked = {f.name: getattr(whole, f.name)[cells] for f in fields(Cells)}
    for array in picked.values():
        array.flags.writeable = False
    return Cells(**picked)
