"""Sweeps: what becomes of a ball over a grid of up to four hyperparameters and many seeds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import fields
from functools import cached_property, partial
from pathlib import Path
from typing import Final

import numpy as np

from momentum_lab.analysis.chunk_store import Parts, records, sole_use
from momentum_lab.analysis.ensemble import MOST_SEEDS, seeds_of
from momentum_lab.analysis.grid import Axis, Cells
from momentum_lab.analysis.stability import axis_between
from momentum_lab.core.arrays import Bools, Floats, Records, Seeds
from momentum_lab.core.errors import CancelledError, InputError, located
from momentum_lab.core.progress import Progress, unwatched
from momentum_lab.core.provenance import __version__
from momentum_lab.core.tables import integer
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.file import dumps
from momentum_lab.simulation.batch import Batch, BatchResult
from momentum_lab.simulation.chunks import MOST_CHUNK, Compute, chunk_size, compute_here, meaning_of
from momentum_lab.simulation.run import Status

MOST_AXES: Final = 4
MOST_CELLS: Final = 2**24
"""Runs in a sweep: 64 values of each of four hyperparameters."""


@dataclass(frozen=True)
class Sweep:
    """A grid of runs of one ball.

    Attributes
    ----------
    experiment, ball
        What to run, and which of its balls.
    axes
        One to four of its hyperparameters.
    seeds
        How many seeds each of them is run with: the experiment's own, and those that follow it.

    Raises
    ------
    InputError
        There are too few axes, or too many; an axis is no number among the ball's hyperparameters, leaves its
        bounds or is there twice; or there are too many runs.
    """

    experiment: Experiment
    ball: int
    axes: tuple[Axis, ...]
    seeds: int = 1

    def __post_init__(self) -> None:
        if not 1 <= len(self.axes) <= MOST_AXES:
            raise InputError(
                "found {count} hyperparameters, allowed are 1 to {most_axes}",
                count=len(self.axes),
                most_axes=MOST_AXES,
            )
        names = [axis.name for axis in self.axes]
        for axis in self.axes:
            axis_between(self.experiment, self.ball, axis.name, axis.low, axis.high, axis.points)
            if names.count(axis.name) > 1:
                raise InputError("found {name} twice, allowed are different hyperparameters", name=axis.name)
        with located("seeds"):
            integer(1, MOST_SEEDS)(self.seeds)
        if self.size > MOST_CELLS:
            raise InputError(
                "found {size:,} runs, allowed are {most_cells:,}", size=self.size, most_cells=MOST_CELLS
            )

    @property
    def shape(self) -> tuple[int, ...]:
        """Points along each axis, and seeds."""
        return (*(axis.points for axis in self.axes), self.seeds)

    @property
    def size(self) -> int:
        """How many runs there are."""
        return math.prod(self.shape)

    @cached_property
    def seed_values(self) -> Seeds:
        """The seeds, (seeds,)."""
        return seeds_of(self.experiment, self.seeds)

    def batch(self, first: int, last: int) -> Batch:
        """Return the runs from ``first`` up to ``last``, that one not included; the seeds run fastest."""
        *places, seed = np.unravel_index(np.arange(first, last), self.shape)
        values = {axis.name: axis.values[place] for axis, place in zip(self.axes, places, strict=True)}
        return Batch(self.experiment, self.ball, values=values, seeds=self.seed_values[seed])

    def description(self) -> Mapping[str, object]:
        """Return all that the numbers depend on, as plain values: two sweeps with the same are the same."""
        noise = {} if self.experiment.common_noise else {"noise of ball": self.ball}
        return {
            "version": __version__,
            "experiment": dumps(self.experiment),
            "ball": self.ball,
            "axes": [[a.name, a.low.hex(), a.high.hex(), a.points, a.scale] for a in self.axes],
            "seeds": self.seeds,
            "landscape and optimizer": meaning_of(self.experiment, self.ball),
            **noise,
        }


@dataclass(frozen=True)
class SweepResult:
    """What became of the runs of a sweep.

    Attributes
    ----------
    sweep
        What was run.
    cells
        Last finite step, loss, steps to tolerance, minimum and status; all of the sweep's shape.
    positions
        (…, dimension): where each ball was at its last finite step.
    """

    sweep: Sweep
    cells: Cells
    positions: Floats


def run_sweep(
    sweep: Sweep,
    folder: Path,
    progress: Progress = unwatched,
    compute: Compute = compute_here,
    chunk: int | None = None,
) -> SweepResult:
    """Return what becomes of the runs of a sweep; those that ``folder`` holds already are not run again.

    Parameters
    ----------
    sweep
        What to run.
    folder
        Where finished chunks are kept until somebody removes them.
    progress
        Is told the share that is done; returning False cancels. What is finished stays in the folder.
    compute
        Computes the chunks.
    chunk
        How many runs a chunk has; what suits the number of steps, if not given.

    Raises
    ------
    InputError
        The folder is that of another sweep, or ``chunk`` is out of bounds.
    InUseError
        Another process is at work on it.
    WriteError
        A chunk cannot be written.
    CancelledError
        ``progress`` returned False.
    """
    with located("chunk"):
        step = integer(1, MOST_CHUNK)(chunk_size(sweep.experiment) if chunk is None else chunk)
    with sole_use(folder):
        return _run(sweep, folder, progress, compute, step)


def _run(sweep: Sweep, folder: Path, progress: Progress, compute: Compute, step: int) -> SweepResult:
    dimension = sweep.experiment.landscape.build().dimension
    parts = Parts(folder, sweep.description(), sweep.size, dimension)
    whole = records(sweep.size, dimension)
    is_known = np.zeros(sweep.size, dtype=np.bool_)
    for first, last, rows in parts.read(partial(_are_possible, sweep)):
        whole[first:last], is_known[first:last] = rows, True
    missing = list(_gaps(is_known, step))
    done = int(is_known.sum())

    def underway(balls: float) -> bool:
        return progress((done + balls) / sweep.size)

    with closing(compute((sweep.batch(*gap) for gap in missing), underway)) as finished:
        for number, result in finished:
            first, last = missing[number]
            rows = _rows(result, last - first, dimension)
            parts.write(first, rows)
            whole[first:last] = rows
            done += last - first
            if not underway(0.0) and done < sweep.size:
                raise CancelledError("the sweep was cancelled")
    return _result(sweep, whole)


def _gaps(is_known: Bools, step: int) -> Iterator[tuple[int, int]]:
    """Yield what is missing, at most ``step`` runs at a time."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], is_known, [True])))).tolist()
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        for first in range(begin, end, step):
            yield first, min(first + step, end)


def _rows(result: BatchResult, count: int, dimension: int) -> Records:
    rows = records(count, dimension)
    for field in fields(Cells):
        rows[field.name] = getattr(result, field.name)
    rows["position"] = result.position
    return rows


def _are_possible(sweep: Sweep, rows: Records) -> bool:
    """Whether rows from a file can be what becomes of balls, so that nothing stumbles over them later."""
    end, minima = sweep.experiment.steps, len(sweep.experiment.landscape.build().minima)
    bounds = {"last": (0, end), "reached": (-1, end), "minimum": (-1, minima - 1)}
    return all(((rows[n] >= low) & (rows[n] <= high)).all() for n, (low, high) in bounds.items()) and bool(
        np.isin(rows["status"], [int(status) for status in Status]).all()
    )


def _result(sweep: Sweep, whole: Records) -> SweepResult:
    cells = {f.name: np.ascontiguousarray(whole[f.name]).reshape(sweep.shape) for f in fields(Cells)}
    positions = np.ascontiguousarray(whole["position"]).reshape(*sweep.shape, -1)
    for array in (*cells.values(), positions):
        array.flags.writeable = False
    return SweepResult(sweep, Cells(**cells), positions)
