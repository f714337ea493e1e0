"""Balls of one optimizer at several learning rates: their paths, and how well each gets down."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np

from momentum_lab.analysis.recurrence import stability_limit
from momentum_lab.core.arrays import Bools, Floats, Ints
from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.core.symmetric import eigenpairs
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment, Position
from momentum_lab.landscapes import Landscape
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.ball import Columns, RollingBall, columns
from momentum_lab.simulation.native_ball import NativeSource

_GLANCE: Final = 10
"""After so many steps, balls that are off the map roll on only if none that stays gets down."""
_FLOOR: Final = 1e-6
"""Below this share of the whole way down, closer is not better."""
_FAR: Final = 0.5
"""Above this share of the whole way down at the end, it has not got far."""
_RESTLESS: Final = 1e-4
"""A ball rests, or still falls, if in the last tenth of its path it climbs by less than this of its fall."""
_NEARLY: Final = 0.88
"""What share of the best score is as good: a gentler rate makes a path that can be followed."""
_WAY: Final = 0.3
_WAY_WITHOUT_MINIMUM: Final = 0.1
"""What share of the way straight downhill is a good part; without a minimum it ends at the map's border."""


@dataclass(frozen=True, slots=True)
class Trials:
    """The paths of an experiment's balls.

    ``position`` is (balls, steps + 1, dimension), ``loss`` (balls, steps + 1). They are nan from where
    numbers are no longer finite, or a ball was given up.
    """

    experiment: Experiment
    landscape: Landscape
    position: Floats
    loss: Floats

    @property
    def stays(self) -> Bools:
        """Whether each ball stays on the map."""
        is_inside: Bools = np.all(self.is_inside, axis=1)
        return is_inside

    @property
    def gets_down(self) -> Bools:
        """Whether each ball stays on the map and ends lower than it started."""
        return self.stays & (self.loss[:, -1] < self.loss[:, 0])

    @property
    def gets_down_well(self) -> Bools:
        """Whether each ball gets down nearly as well as the best.

        Those that stay on the map come first. Where there is none, those that stay longest are meant. Of
        those that stay, those come first that lead far and come to rest.
        """
        fit = self.gets_down
        if not fit.any():
            return self._stays_longest
        at_rest = self.leads_far & self._rests
        if at_rest.any():
            fit = at_rest
        far = fit & (self._share_of_way(fit)[:, -1] < _FAR)
        if far.any():  # not those that were low on the way, and are up again
            fit = far
        score = np.mean(np.log10(np.maximum(self._share_of_way(fit), _FLOOR)), axis=1)
        fit &= score <= _NEARLY * score[fit].min()
        return fit

    @property
    def leads_far(self) -> Bools:
        """Whether each ball stays on the map and gets a good part of the way straight down."""
        share = _WAY if self.landscape.minima else _WAY_WITHOUT_MINIMUM
        below = self.loss[:, 0] - _lowest_straight_down(self.landscape, self.experiment.start)
        is_far: Bools = self.loss[:, 0] - self.loss[:, -1] > share * below
        return self.gets_down & is_far

    def _share_of_way(self, fit: Bools) -> Floats:
        """Return what share of the way down to the lowest loss of some balls is left, step by step."""
        lowest = self.loss[fit].min()
        with np.errstate(all="ignore"):
            share: Floats = (self.loss - lowest) / (self.loss[:, :1] - lowest)
        return share

    @property
    def is_inside(self) -> Bools:
        """Whether each ball is on the map at each step, (ball, step)."""
        low, high = np.transpose(self.landscape.domain)
        is_inside: Bools = np.all((low <= self.position) & (self.position <= high), axis=2)
        return is_inside

    @property
    def _stays_longest(self) -> Bools:
        fit: Bools = np.isfinite(self.loss).all(axis=1) & (self.loss[:, -1] < self.loss[:, 0])
        if fit.any():
            first_outside = np.argmin(self.is_inside, axis=1)
            fit &= first_outside == first_outside[fit].max()
        return fit

    @property
    def _rests(self) -> Bools:
        """Whether each ball hardly climbs any more, and could stop at the minimum that it is nearest to."""
        last = self.loss[:, -(self.experiment.steps // 10) :]
        with np.errstate(all="ignore"):
            climbs = np.maximum(np.diff(last, axis=1), 0.0).sum(axis=1)
            is_calm: Bools = climbs <= _RESTLESS * (self.loss[:, 0] - self.loss[:, -1])
        is_calm[is_calm] = [self._is_stable(int(ball)) for ball in np.flatnonzero(is_calm)]
        return is_calm

    def _is_stable(self, ball: int) -> bool:
        """Return whether the minimum nearest to the end is wide enough for the rate, as far as is known."""
        choice = self.experiment.balls[ball].as_of(self.experiment.steps)
        landscape, rule = self.landscape, OPTIMIZERS[choice.optimizer]
        limit = stability_limit(rule, rule.pack(choice.hyperparameters))
        if limit is None or not landscape.minima:
            return True
        end = tuple(self.position[ball, -1].tolist())
        nearest = min(landscape.minima, key=lambda minimum: math.dist(minimum.position, end))
        rate = float(choice.hyperparameters[LEARNING_RATE])
        return bool(rate * _largest_curvature(landscape, nearest.position) < limit)


def rolled(experiment: Experiment, landscape: Landscape, source: NativeSource) -> Trials:
    """Return the paths of an experiment's balls, without those that need not be rolled to the end.

    ``landscape`` is the experiment's, with all that is known of its minima.
    """
    count, steps = len(experiment.balls), experiment.steps
    trials = Trials(
        experiment,
        landscape,
        np.full((count, steps + 1, len(experiment.start)), np.nan),
        np.full((count, steps + 1), np.nan),
    )
    balls = [RollingBall(experiment, ball, source) for ball in range(count)]
    for index, ball in enumerate(balls):
        _put(trials, index, 0, ball.begin, 1)
    every = np.arange(count)
    _roll(trials, balls, every, 1, _GLANCE)
    stay = trials.is_inside[:, : _GLANCE + 1].all(axis=1)
    _roll(trials, balls, every[stay], _GLANCE + 1, steps)
    if not trials.gets_down.any():
        _roll(trials, balls, every[~stay], _GLANCE + 1, steps)
    return trials


def _roll(trials: Trials, balls: list[RollingBall], chosen: Ints, first: int, last: int) -> None:
    for index in chosen.tolist():
        if balls[index].is_rolling:
            _put(trials, index, first, balls[index].roll, last - first + 1)


def _put(trials: Trials, index: int, first: int, roll: Callable[[Floats], int], steps: int) -> None:
    rows = np.empty((steps, columns(trials.position.shape[2])))
    roll(rows)
    part, kept = Columns.of(rows), slice(first, first + steps)
    trials.position[index, kept], trials.loss[index, kept] = part.position, part.loss


def _largest_curvature(landscape: Landscape, place: Position) -> float:
    """Return the largest eigenvalue of the Hessian; inf at a cusp."""
    try:
        hessian = landscape.hessian(place)
        triangle = [value for row, values in enumerate(hessian) for value in values[row:]]
        largest = max(value for value, _ in eigenpairs(triangle))
    except (ArithmeticError, ValueError):
        return math.inf
    return largest if math.isfinite(largest) else math.inf


@lru_cache(maxsize=64)
def _lowest_straight_down(landscape: Landscape, start: Position) -> float:
    """Return the lowest loss on the way straight downhill, as far as the map goes; nan if there is none."""
    low, high = np.transpose(landscape.domain)
    place, (loss, slope) = np.array(start), _loss_and_slope(landscape, start)
    length = 1e-3 * float(np.linalg.norm(high - low))
    for _ in range(4000):
        with np.errstate(all="ignore"):
            lower = place - length * slope / max(float(np.linalg.norm(slope)), 1e-300)
        if not np.all((low <= lower) & (lower <= high)) or length < 1e-12:
            break
        below, next_slope = _loss_and_slope(landscape, tuple(lower.tolist()))
        if below < loss:
            place, loss, slope = lower, below, next_slope
        else:
            length /= 2
    return loss


def _loss_and_slope(landscape: Landscape, place: Position) -> tuple[float, Floats]:
    """Return the loss and its gradient; nan where they are not defined."""
    try:
        loss, *slope = landscape.loss_and_gradient(*place)
    except (ArithmeticError, ValueError):
        loss, slope = math.nan, [math.nan] * len(place)
    return loss, np.array(slope)
