"""Values that a ball is tried with, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Final

import numpy as np

from momentum_lab.analysis.ensemble import seeds_of
from momentum_lab.analysis.grid import Cells
from momentum_lab.analysis.standing import Key, Standing, worse_median
from momentum_lab.core.arrays import Seeds
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.progress import Progress, unwatched
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.batch import Batch, BatchResult, run_batch
from momentum_lab.simulation.run import Status

SEARCH_SEEDS: Final = 31
"""With noise, values are tried with so many seeds: those after the experiment's own …"""
JUDGE_SEEDS: Final = 201
"""… and the best of them are judged with so many others, those after these. Odd, for the median."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Values that a ball was tried with, and what came of it; with many seeds, the medians of that.

    Attributes
    ----------
    values
        The hyperparameters that were set.
    reached
        Steps to tolerance, at whatever minimum, -1 for never.
    loss
        At the last finite step.
    status
        At the end; the most frequent one.
    order
        What smaller is better in: see :class:`~momentum_lab.analysis.standing.Standing`.
    """

    values: FrozenMapping[float]
    reached: int
    loss: float
    status: Status
    order: Key


def search_seeds(experiment: Experiment) -> Seeds | None:
    """Return the seeds with which values are tried; None for the experiment's own if there is no noise."""
    return seeds_of(experiment, SEARCH_SEEDS + 1)[1:] if experiment.noise > 0.0 else None


def judge_seeds(experiment: Experiment) -> Seeds | None:
    """Return the seeds with which the best values are judged, none of those with which they were found."""
    if experiment.noise == 0.0:
        return None
    return seeds_of(experiment, SEARCH_SEEDS + JUDGE_SEEDS + 1)[SEARCH_SEEDS + 1 :]


def run_values(
    experiment: Experiment,
    ball: int,
    values: Sequence[Mapping[str, float]],
    seeds: Seeds | None = None,
    progress: Progress = unwatched,
    stride: int = 0,
) -> BatchResult:
    """Return what becomes of a ball with each of some values and seeds; the seeds run fastest.

    The values are of the same hyperparameters. Without seeds it is the experiment's own.
    """
    own = {n: v for n, v in experiment.balls[ball].hyperparameters.items() if isinstance(v, float)}
    names = values[0].keys() or own  # so that a ball as it is needs no machine code of its own
    arrays = {name: np.array([each.get(name, own[name]) for each in values]) for name in names}
    if seeds is not None:
        arrays = {name: np.repeat(array, len(seeds)) for name, array in arrays.items()}
        seeds = np.tile(seeds, len(values))
    return run_batch(Batch(experiment, ball, values=arrays, seeds=seeds), stride, progress)


def candidates_of(
    experiment: Experiment, values: Sequence[Mapping[str, float]], result: BatchResult
) -> list[Candidate]:
    """Return what :func:`run_values` found, as candidates."""
    shape = len(values), -1
    cells = Cells(**{field.name: getattr(result, field.name).reshape(shape) for field in fields(Cells)})
    standing = Standing.of(experiment.landscape.build(), experiment.steps, cells).middle()
    loss = worse_median(np.where(np.isnan(cells.loss), np.inf, cells.loss))
    reached = worse_median(np.where(cells.reached < 0, np.inf, cells.reached))
    return [
        Candidate(
            FrozenMapping(each),
            int(reached[index]) if np.isfinite(reached[index]) else -1,
            float(loss[index]),
            Status(int(np.bincount(cells.status[index]).argmax())),
            standing.key(index),
        )
        for index, each in enumerate(values)
    ]
