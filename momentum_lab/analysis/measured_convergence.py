"""How fast a run has really converged, from its losses."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.landscapes import Landscape, Minimum
from momentum_lab.simulation.run import Run
from momentum_lab.simulation.segments import in_part

FEWEST: Final = 8
"""Steps without which there is no telling."""
ABOVE: Final = 1e3
"""How many times as large as rounding a loss has to be to count."""
_DOUBT: Final = 0.21
"""By what share of itself the slope may differ in parts of the steps: in half a swing it is never one."""
_ENOUGH: Final = 4.0
"""Until the logarithm of the loss has changed by so much, what fades faster may hide the rest …"""
_CLOSE: Final = 0.001
"""… unless the slope differs by less than this, times that change: of two rates it is the mean of both."""
_PROBE: Final = 1e-9  # of the diagonal: so near to a minimum the loss is its quadratic, and rounding
_TINY: Final = 1e-290


def measured_convergence_factor(run: Run, ball: int, minimum: Minimum) -> float | None:
    """Return what was left of the distance to a minimum after a step, in the tail of a run.

    It is half the slope of the logarithm of the loss above the minimum's, or of the heights that its swings
    reach, in the second half of the steps in which that is well above rounding. The steps in the middle weigh
    most, so that swings average out. None with noise, or with weight decay in those steps, which keep a ball
    off the minimum, and where there are too few steps to tell: where the slope is another in parts of them,
    or the loss has hardly changed.
    """
    if run.experiment.noise > 0.0:
        return None
    kept = run.rows(ball)
    excess = kept.loss - minimum.loss
    above = excess > ABOVE * _rounding(run.experiment.landscape.build(), minimum) + _TINY
    end = int(kept.step[above][-1]) + 1 if above.any() else 0
    if any(piece.ball.weight_decay > 0.0 for piece in in_part(run.experiment.balls[ball], end // 2, end)):
        return None
    stride = int(np.diff(kept.step[kept.step < end], append=end)[:-1].max(initial=1))
    even = (kept.step >= end // 2) & (kept.step < end) & (kept.step % stride == 0)
    counted = even & above & np.isfinite(excess)
    if np.count_nonzero(counted) < FEWEST:
        return None
    steps, heights = kept.step[counted].astype(np.float64), np.log(_envelope(excess[counted]))
    slope = _slope(steps, heights)
    parts = [_slope(steps[part], heights[part]) for part in _parts(len(steps))]
    change = abs(slope) * (steps[-1] - steps[0])
    doubt = _DOUBT if change >= _ENOUGH else _CLOSE * change
    if max(abs(part - slope) for part in parts) > doubt * abs(slope):
        return None
    return float(np.exp(slope / 2.0))


def _envelope(excess: Floats) -> Floats:
    """Return the highest that is still to come, or of what grows the highest that there has been."""
    grows = excess[-(len(excess) // 3) :].max() > excess[: len(excess) // 3].max()
    highest = np.maximum.accumulate(excess if grows else excess[::-1])
    return highest if grows else highest[::-1]


def _parts(count: int) -> tuple[slice, ...]:
    """Return the parts of so many steps whose slopes have to be that of the whole."""
    length = -(-count * 5 // 6)
    return slice(0, length), slice((count - length) // 2, (count + length) // 2), slice(count - length, count)


def _slope(x: Floats, y: Floats) -> float:
    """Return the slope of the line that fits best, with weights that fade to both ends."""
    weight = np.sin(np.pi * (x - x[0] + 0.5) / (x[-1] - x[0] + 1.0)) ** 2
    x = x - np.average(x, weights=weight)
    y = y - np.average(y, weights=weight)
    return float(np.sum(weight * x * y) / np.sum(weight * x * x))


def _rounding(landscape: Landscape, minimum: Minimum) -> float:
    """Return how far rounding may carry the loss near a minimum from what it is."""
    centre = np.array(minimum.position)
    low, high = np.transpose(landscape.domain)
    length = _PROBE * float(np.linalg.norm(high - low))
    epsilon = float(np.finfo(np.float64).eps)
    try:
        hessian = np.array(landscape.hessian(minimum.position))
        gradient = np.array(landscape.gradient(minimum.position))
        errors = []
        for way in (*np.eye(len(centre)), *-np.eye(len(centre))):
            expected = minimum.loss + length * (gradient @ way + length * (way @ hessian @ way) / 2.0)
            errors.append(abs(landscape.loss(tuple((centre + length * way).tolist())) - expected))
    except (ArithmeticError, ValueError):
        return epsilon * max(1.0, abs(minimum.loss))
    size = float(np.abs(hessian).max())
    displaced = float(gradient @ np.linalg.lstsq(hessian, gradient, rcond=None)[0])
    rounded = size * (epsilon * float(np.linalg.norm(centre))) ** 2
    # What comes of the step's own rounding, or of the cubic terms, is far below the probe's loss itself.
    noise = max((e for e in errors if e > 1e-6 * size * length**2), default=0.0)
    return noise + abs(displaced) + rounded + epsilon * abs(minimum.loss)
