"""Ensembles: the same experiment with many seeds, and how high noise keeps a ball above the minimum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.analysis.labelled import Labelled
from momentum_lab.core.arrays import Floats, Ints, Seeds, Statuses
from momentum_lab.core.errors import located
from momentum_lab.core.messages import Message
from momentum_lab.core.progress import Progress, part, unwatched
from momentum_lab.core.tables import integer
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import MOST_SEED, Experiment
from momentum_lab.simulation.batch import Batch, BatchResult, run_batch
from momentum_lab.simulation.run import Status

MOST_SEEDS: Final = 10_000
MOST_KEPT: Final = 500
"""Steps that are kept unless said otherwise."""
SHARES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles of the loss: two bands, and the median in their middle."""
LAST_SHARE: Final = 0.1
"""The noise floor is the mean over this share of the steps, the last ones."""


@dataclass(frozen=True)
class BallEnsemble(Labelled):
    """One ball with every seed, beside the same ball without noise.

    Attributes
    ----------
    ball, shown_label
        Which ball of the experiment, and its label as it is shown.
    seeds
        (N,): the experiment's own first.
    steps
        (kept,): the steps that were kept; the first and the last are among them.
    quantiles
        (5, kept): of the loss over the seeds, at :data:`SHARES`. A diverged ball counts as inf.
    ends
        (N, dimension): the position at the last finite step.
    status
        (N,) of :class:`~momentum_lab.simulation.run.Status`, at the end.
    noiseless
        (kept,): the loss without noise; nan after its last finite step.
    floor
        The noise floor: the mean loss over seeds and the kept ones of the last tenth of the steps, minus that
        of the ball without noise. inf if a seed diverges, nan if the ball without noise does.
    """

    ball: int
    shown_label: Message
    seeds: Seeds
    steps: Ints
    quantiles: Floats
    ends: Floats
    status: Statuses
    noiseless: Floats
    floor: float

    @property
    def median(self) -> Floats:
        """(kept,): the median of the loss."""
        return np.asarray(self.quantiles[SHARES.index(0.5)])


@dataclass(frozen=True)
class Ensemble:
    """The same experiment with many seeds; one entry a ball."""

    experiment: Experiment
    balls: tuple[BallEnsemble, ...]


def ensemble(
    experiment: Experiment,
    seeds: int,
    progress: Progress = unwatched,
    stride: int | None = None,
    balls: Sequence[int] | None = None,
) -> Ensemble:
    """Return what becomes of an experiment with ``seeds`` seeds: its own, and those that follow it.

    With each, a ball has the noise that it has in the experiment with that seed, common or its own.

    Parameters
    ----------
    experiment
        What to run.
    seeds
        How many, up to :data:`MOST_SEEDS`.
    progress
        Is told the share that is done; returning False cancels.
    stride
        Every how many steps the loss is kept; so many that about :data:`MOST_KEPT` are, if not given.
    balls
        Those that are wanted; all if not given.

    Raises
    ------
    InputError
        There are too few seeds, or too many.
    CancelledError
        ``progress`` returned False.
    """
    with located("seeds"):
        integer(1, MOST_SEEDS)(seeds)
    chosen = range(len(experiment.balls)) if balls is None else balls
    kept_every = stride or -(-experiment.steps // MOST_KEPT)
    result = [
        _ball_ensemble(
            experiment, ball, seeds_of(experiment, seeds), kept_every, part(progress, place, len(chosen))
        )
        for place, ball in enumerate(chosen)
    ]
    return Ensemble(experiment, tuple(result))


def seeds_of(experiment: Experiment, count: int) -> Seeds:
    """Return an experiment's own seed and those that follow it; after the last one comes 0."""
    return np.array([(experiment.seed + i) % (MOST_SEED + 1) for i in range(count)], dtype=np.uint64)


def _ball_ensemble(
    experiment: Experiment, ball: int, seeds: Seeds, stride: int, progress: Progress
) -> BallEnsemble:
    noisy = run_batch(Batch(experiment, ball, seeds=seeds), stride=stride, progress=progress)
    still = run_batch(Batch(replace(experiment, noise=0.0), ball), stride=stride)
    steps, losses = _kept(noisy, experiment.steps)
    noiseless = _kept(still, experiment.steps)[1][0]
    late = steps > (1.0 - LAST_SHARE) * experiment.steps
    with np.errstate(all="ignore"):  # the mean of losses that are too large for a double
        floor = float(np.mean(_complete(losses, noisy.status)[:, late]) - np.mean(noiseless[late]))
    return BallEnsemble(
        ball,
        experiment.shown_labels[ball],
        seeds,
        steps,
        _quantiles(_complete(losses, noisy.status)),
        noisy.position,
        noisy.status,
        noiseless,
        floor,
    )


def _kept(result: BatchResult, end: int) -> tuple[Ints, Floats]:
    """Return the kept steps with the last one, and the losses there."""
    if result.steps[-1] == end:
        return result.steps, result.losses
    last = np.where(result.last == end, result.loss, np.nan)
    return np.append(result.steps, end), np.column_stack((result.losses, last))


def _complete(losses: Floats, status: Statuses) -> Floats:
    """Return losses with inf where a ball has diverged, and -inf where it went downhill without end."""
    gone = np.where(status == Status.ESCAPED, -np.inf, np.inf)[:, np.newaxis]
    return np.where(np.isnan(losses), gone, losses)


def _quantiles(losses: Floats) -> Floats:
    """Return (5, kept): numpy's quantiles, but at the upper one of two losses that are not both finite."""
    with np.errstate(all="ignore"):
        between, low, high = (
            np.quantile(losses, SHARES, axis=0, method=method) for method in ("linear", "lower", "higher")
        )
    return np.where(low == high, low, np.where(np.isfinite(low) & np.isfinite(high), between, high))
