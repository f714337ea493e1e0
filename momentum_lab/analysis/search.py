"""Searching a ball's learning rate, and its momentum, with a given number of runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from momentum_lab.analysis.grid import Axis
from momentum_lab.core.arrays import Floats
from momentum_lab.core.errors import Progress
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE, Number, Scale
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.batch import Batch, run_batch
from momentum_lab.simulation.run import LOST, Status

ROUNDS: Final = (0.5, 0.25, 0.25)
"""Shares of the runs: for a grid over everything, and for finer ones around the best so far."""
RATES: Final = (1e-5, 10.0)
"""Where the rate of a rule is searched that has none of its own, but something that stands for it."""
_SHORTEST: Final = 0.5
"""Momenta are searched at least up to this."""
_WIDTH: Final = 0.5
"""Momenta on the side of a grid, for each rate: the rate matters more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Values that a ball was tried with, and what came of it.

    Attributes
    ----------
    rate
        The learning rate; nan for a rule that has none.
    values
        The hyperparameters that were set.
    reached
        Steps to tolerance, -1 for never.
    loss
        At the last finite step.
    status
        At the end.
    """

    rate: float
    values: FrozenMapping[float]
    reached: int
    loss: float
    status: Status

    @property
    def order(self) -> tuple[bool, bool, int, float]:
        """What smaller is better in: on the map, at a minimum, soon, and low at the end."""
        is_off = self.status in LOST
        return is_off, self.reached < 0, self.reached, self.loss if np.isfinite(self.loss) else np.inf


def search(
    experiment: Experiment, ball: int, runs: int, progress: Progress = lambda share: True
) -> tuple[Candidate, ...]:
    """Return what came of ``runs`` runs of a ball: its own values, a grid, and finer ones around the best.

    A rule without a learning rate is tried once, as it is.

    Raises
    ------
    CancelledError
        ``progress`` returned False.
    """
    choice = experiment.balls[ball]
    found = list(tried(experiment, ball, [({}, own_rate(choice))], lambda share: progress(share / runs)))
    if not OPTIMIZERS[choice.optimizer].has_rate:
        return tuple(found)
    axes = _axes(choice, experiment.steps)
    low, high = np.zeros(len(axes)), np.ones(len(axes))
    shares = [_own_place(choice, axes)]
    for end in np.cumsum(ROUNDS):
        count = 1 + round((runs - 1) * end) - len(found)
        places, spacing = _grid(count, low, high, avoid_ends=len(found) > 1)
        candidates = [_values(choice, axes, place) for place in places]
        found += tried(experiment, ball, candidates, _part(progress, len(found), count, runs))
        shares += list(places)
        best = shares[min(range(len(found)), key=lambda i: found[i].order)]
        low, high = np.maximum(best - spacing, 0.0), np.minimum(best + spacing, 1.0)
    return tuple(found)


def tried(
    experiment: Experiment,
    ball: int,
    candidates: list[tuple[Mapping[str, float], float]],
    progress: Progress = lambda share: True,
) -> list[Candidate]:
    """Return what comes of a ball with each of some values, which stand for the rates beside them."""
    if not candidates:
        return []
    names = candidates[0][0].keys()
    values = {name: np.array([v[name] for v, _ in candidates]) for name in names}
    result = run_batch(Batch(experiment, ball, values=values), progress=progress)
    return [
        Candidate(
            rate,
            FrozenMapping(values),
            int(result.reached[index]),
            float(result.loss[index]),
            Status(int(result.status[index])),
        )
        for index, (values, rate) in enumerate(candidates)
    ]


def own_rate(ball: Ball) -> float:
    """Return the learning rate that a ball has; nan if it has none."""
    return float(ball.hyperparameters.get(LEARNING_RATE, np.nan))


def rate_axis(ball: Ball, points: int) -> Axis:
    """Return an axis over the rates that are searched for a ball."""
    declared = OPTIMIZERS[ball.optimizer].hyperparameters.get(LEARNING_RATE)
    if not isinstance(declared, Number):
        return Axis(LEARNING_RATE, *RATES, points, "log")
    low, high = declared.slider_range
    scale: Scale = "log" if low > 0.0 else "linear"
    return Axis(LEARNING_RATE, low, high, points, scale)


def _axes(ball: Ball, steps: int) -> list[Axis]:
    rule, axes = OPTIMIZERS[ball.optimizer], [rate_axis(ball, 2)]
    momentum = rule.momentum_parameter or ""
    if isinstance(declared := rule.hyperparameters.get(momentum), Number):
        low, high = declared.slider_range
        high = min(high, max(1.0 - 2.0 / steps, _SHORTEST))  # no memory of more than half of the run
        axes.append(Axis(momentum, low, high, 2, "towards_one"))
    return axes


def _own_place(ball: Ball, axes: list[Axis]) -> Floats:
    """Return where a ball's own values are, in shares of the axes; at their ends if they are beyond them."""
    own = [float(ball.hyperparameters.get(axis.name, axis.low)) for axis in axes]
    places = [float(a.share(np.clip(v, a.low, a.high))) for a, v in zip(axes, own, strict=True)]
    return np.array(places)


def _values(ball: Ball, axes: list[Axis], place: Floats) -> tuple[Mapping[str, float], float]:
    """Return the hyperparameters at a place in shares of the axes, in four digits, and the rate."""
    rate, *rest = (float(f"{axis.at(share):.4g}") for axis, share in zip(axes, place, strict=True))
    values = dict(OPTIMIZERS[ball.optimizer].at_rate(rate))
    return values | {axis.name: value for axis, value in zip(axes[1:], rest, strict=True)}, rate


def _grid(count: int, low: Floats, high: Floats, avoid_ends: bool) -> tuple[list[Floats], Floats]:
    """Return ``count`` places between two corners, and how far apart they are in each direction."""
    if len(low) == 1:
        sides = [count]
    else:
        rows = max(int(np.sqrt(count * _WIDTH)), 1)
        sides = [-(-count // rows), rows]
    axes = [_spread(a, b, n, avoid_ends) for a, b, n in zip(low, high, sides, strict=True)]
    places = np.stack([m.ravel() for m in np.meshgrid(*axes, indexing="ij")], axis=1)
    kept = np.linspace(0, len(places) - 1, count).round().astype(int)
    spacing = np.array([(b - a) / max(n - 1, 1) for a, b, n in zip(low, high, sides, strict=True)])
    return list(places[kept]), spacing


def _spread(low: float, high: float, points: int, avoid_ends: bool) -> Floats:
    """Return points from ``low`` to ``high``; the ends are known already in a finer grid."""
    if avoid_ends or points == 1:
        return np.linspace(low, high, points + 2)[1:-1]
    return np.linspace(low, high, points)


def _part(progress: Progress, done: int, count: int, runs: int) -> Progress:
    return lambda share: progress((done + share * count) / runs)
