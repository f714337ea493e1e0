"""Searching a ball's learning rate, and its momentum, with a given number of runs."""

from __future__ import annotations

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
_CENTRES: Final = 0.025
"""Which share of the runs is refined at a time; at least …"""
_LEAST_CENTRES: Final = 6
"""… so many."""
_LOOSE: Final = 100.0
"""Refining begins with this many times the tolerance, which are fewer and fewer …"""
_TIGHT: Final = 0.7
"""… until after this share of it the tolerance itself is left."""


def search(
    experiment: Experiment, ball: int, runs: int, progress: Progress = unwatched
) -> tuple[Candidate, ...]:
    """Return what came of a ball with ``runs`` different values; where there is noise, with many seeds each.

    The first is the ball with its own values, the second what theory says is best, where it says something.
    Then come places all over the space that is searched, places all over that part of it where the best of
    these were, and places near the best, where the paths of those that are known nearby say that it arrives
    soonest: at first within many times the tolerance, which shows from afar, and in the end within it.

    A rule without a learning rate is tried once, as it is.

    Raises
    ------
    CancelledError
        ``progress`` returned False.
    """
    choice = experiment.balls[ball]
    if not OPTIMIZERS[choice.optimizer].has_rate:
        result = run_values(experiment, ball, [{}], search_seeds(experiment), progress)
        return tuple(candidates_of(experiment, [{}], result))
    found = Exploration(experiment, ball, runs, progress)
    space = found.space
    found.try_at(space.own[np.newaxis], [{}])
    if proposed := _of_theory(experiment, ball):
        found.try_at(space.place_of(proposed)[np.newaxis], [proposed])
    size = len(space.axes)
    found.spread(np.zeros(size), np.ones(size), max(round(FIRST * runs), 2))
    found.spread(*found.promising(_PROMISING, (1.0, np.sqrt(_LOOSE), _LOOSE)), round(SECOND * runs))
    coarse, centres = found.left, max(_LEAST_CENTRES, round(_CENTRES * runs))
    while found.left:
        done = 1.0 - found.left / coarse
        found.refine(centres, _LOOSE ** max(0.0, 1.0 - done / _TIGHT))
    return tuple(found.candidates)


def _of_theory(experiment: Experiment, ball: int) -> Mapping[str, float]:
    """Return what is best on the quadratic around the lowest minimum; empty where nothing is known."""
    landscape = experiment.landscape.build()
    lowest = min(landscape.minima, key=lambda minimum: minimum.loss, default=None)
    curvature = None if lowest is None else curvature_at(landscape, lowest.position)
    if curvature is None or not curvature.is_bowl:
        return {}
    point = best_values(experiment.balls[ball], tuple(curvature.eigenvalues.tolist()))
    return {} if point is None else point.values
