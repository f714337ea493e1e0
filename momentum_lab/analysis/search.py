"""Searching a ball's learning rate, and its momentum, with a given number of runs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from momentum_lab.analysis.best_values import best_values
from momentum_lab.analysis.candidates import Candidate, candidates_of, run_values, search_seeds
from momentum_lab.analysis.exploration import Exploration
from momentum_lab.analysis.theory import curvature_at
from momentum_lab.core.progress import Progress, unwatched
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS

FIRST: Final = 0.3
"""The share of the runs that fill the whole space that is searched …"""
SECOND: Final = 0.2
"""… and of those that fill the part of it where the best were; the others refine these."""
_PROMISING: Final = 0.3
"""Which share of the first ones are the best, around which the second ones are."""
_AT_ONCE: Final = 0.1
"""Which share of the runs that are left is refined at a time: many at first, and in the end only the best."""
_LONG: Final = 10_000
"""For each so many steps of a run, one more is refined at a time at least: long runs are cheaper together."""
_LOOSE: Final = 100.0
"""Refining begins with this many times the tolerance, which are fewer and fewer …"""
_TIGHT: Final = 0.7
"""… until after this share of it the tolerance itself is left."""


def search(
    experiment: Experiment, ball: int, runs: int, progress: Progress = unwatched
) -> tuple[Candidate, ...]:
    """Return what came of a ball with ``runs`` different values; where there is noise, with many seeds each.

    The first is the ball with its own values. The others do not depend on these: what theory says is best,
    where it says something; places all over the space that is searched; places all over that part of it where
    the best of these were; and places near the best, where the paths of those that are known nearby say that
    it arrives soonest, at first within many times the tolerance, which shows from afar, then within it.

    A rule without a learning rate is tried once, as it is.

    Raises
    ------
    CancelledError
        ``progress`` returned False.
    """
    result = run_values(
        experiment, ball, [{}], search_seeds(experiment), lambda share: progress(share / runs)
    )
    (own,) = candidates_of(experiment, [{}], result)
    if not OPTIMIZERS[experiment.balls[ball].optimizer].has_rate:
        return (own,)
    found = Exploration(experiment, ball, runs - 1, lambda share: progress((1 + share * (runs - 1)) / runs))
    if proposed := _of_theory(experiment, ball):
        found.try_at(found.space.place_of(proposed)[np.newaxis], [proposed])
    size = len(found.space.axes)
    found.spread(np.zeros(size), np.ones(size), max(round(FIRST * runs), 2))
    found.spread(*found.promising(_PROMISING, (1.0, math.sqrt(_LOOSE), _LOOSE)), round(SECOND * runs))
    coarse, least = found.left, experiment.steps // _LONG
    while found.left:
        done = 1.0 - found.left / coarse
        count = max(math.ceil(_AT_ONCE * found.left), least)
        found.refine(count, _LOOSE ** max(0.0, 1.0 - done / _TIGHT))
    return own, *found.candidates


def _of_theory(experiment: Experiment, ball: int) -> Mapping[str, float]:
    """Return what is best on the quadratic around the lowest minimum; empty where nothing is known."""
    landscape = experiment.landscape.build()
    lowest = min(landscape.minima, key=lambda minimum: minimum.loss, default=None)
    curvature = None if lowest is None else curvature_at(landscape, lowest.position)
    if curvature is None or not curvature.is_bowl:
        return {}
    point = best_values(experiment.balls[ball], tuple(curvature.eigenvalues.tolist()))
    return {} if point is None else point.values
