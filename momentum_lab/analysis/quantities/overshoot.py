"""How far a step went on the parabola along it: too short, to the bottom, or past it.

That is the measure α of Mutschler and Zell (2020, "Parabolic Approximation Line Search for DNNs") and of
the Cockpit (Schneider, Dangel and Hennig, 2021), which counts 0 at the bottom and 1 at the other side. There
it is of a step downhill. Momentum may carry a ball uphill, too: then it has begun past the bottom, and is
farther past it at the end.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.simulation.run import Run, Steps
from momentum_lab.simulation.yardstick import length

_EPSILON: Final = float(np.finfo(np.float64).eps)
_TRUSTED: Final = 1e-3
"""Losses count where rounding can change the slope between them by less than this share of the slopes."""
_FEWEST: Final = 64.0
"""A step is none that is shorter than so many units in the last place of the coordinates."""


def overshoot(run: Run, steps: Steps) -> Floats:
    """Return for each step where it ended, measured from the bottom by how far from it it began.

    The parabola along the step goes through the losses at both of its ends, and its slopes there are as near
    as can be to the landscape's own, without noise. With the slopes a at the start and b at the end of that
    parabola it is b / |a|. On a quadratic, where the parabola is the loss, a step of gradient descent along
    an axis of curvature l has η l − 1.
    """
    if not len(steps.step):
        return np.empty(0)
    landscape = run.experiment.landscape.build()
    before = steps.position - steps.update
    with np.errstate(all="ignore"):
        way = length(steps.update)
        along = steps.update / way[:, None]
        low, slope = landscape.bound.loss_and_gradient_over(before)
        high, later = landscape.bound.loss_and_gradient_over(steps.position)
        start, end = (slope * along).sum(axis=1), (later * along).sum(axis=1)
        mean, bend = _mean_slope(low, high, way, start, end), (end - start) / 2.0
        value = (mean + bend) / np.abs(mean - bend)
        value = np.where(bend > 0.0, value, np.sign(end))
        is_step = way > _FEWEST * _EPSILON * length(steps.position)
        is_level = (start == 0.0) & (end == 0.0)
    return np.where(is_step & ~is_level & np.isfinite(value), value, np.nan)


def _mean_slope(before: Floats, after: Floats, way: Floats, start: Floats, end: Floats) -> Floats:
    """Return the slope between the losses at both ends; the mean of the slopes where losses are too round."""
    rounding = _EPSILON * np.maximum(np.abs(before), np.abs(after)) / way
    is_exact = rounding < _TRUSTED * np.minimum(np.abs(start), np.abs(end))
    return np.where(is_exact, (after - before) / way, (start + end) / 2.0)
