"""What a ball met on its way until it was lost: rates, curvatures, and the limits of their products."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

import numpy as np

from momentum_lab.analysis.recurrence import stability_limit
from momentum_lab.core.arrays import Floats
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.experiment.ball import Ball
from momentum_lab.landscapes import Landscape
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.pull import Pull
from momentum_lab.simulation.run import Run, Steps, joined
from momentum_lab.simulation.segments import Segment, segments_of

MOST_LOOKED_AT: Final = 50
"""Steps from the start, and as many before a ball was lost, at which curvature and rate are looked at."""


def beyond_limit(run: Run, ball: int, since: int) -> FrozenMapping[float] | None:
    """Return rate, curvature, product and limit where they were most beyond it before a ball was lost.

    None if they were not, or where no limit is known.

    What the weight decay adds is in the curvature. Rate, decay and limit are those in force at each step.
    """
    looked_at = before(run, ball, since)
    in_force = [segment.ball for segment in _segments(run, ball, looked_at)]
    limits = {each: _limit(each) for each in dict.fromkeys(in_force)}
    if None in limits.values():
        return None
    steepnesses = curvatures(run.experiment.landscape.build(), looked_at.position)
    found = []
    for rate, each, curvature in zip(rates(run, ball, looked_at), in_force, steepnesses, strict=True):
        limit = limits[each]
        if curvature is not None and limit is not None:
            steepest = float(curvature[-1]) + float(Pull.on(each).within)
            if rate * steepest > limit:
                found.append((rate, steepest, limit))
    if not found:
        return None
    rate, steepest, limit = max(
        found, key=lambda at: (at[0] * at[1] / at[2] if at[2] else math.inf, at[0] * at[1])
    )
    return FrozenMapping(rate=rate, curvature=steepest, product=rate * steepest, limit=limit)


def _limit(ball: Ball) -> float | None:
    """Return the largest product of rate and curvature at which a ball without changes is stable."""
    optimizer = OPTIMIZERS[ball.optimizer]
    return stability_limit(optimizer, optimizer.pack(ball.hyperparameters))


def before(run: Run, ball: int, since: int) -> Steps:
    """Return the first steps of a ball and those right before it was lost."""
    first = run.steps(ball, 0, min(since, MOST_LOOKED_AT))
    late = max(since - MOST_LOOKED_AT, MOST_LOOKED_AT)
    return joined([first, run.steps(ball, late, since)]) if late < since else first


def rates(run: Run, ball: int, steps: Steps) -> list[float]:
    """Return the learning rates of the steps that led on from some."""
    factor = run.experiment.balls[ball].schedule.factors()
    return [
        float(segment.ball.hyperparameters[LEARNING_RATE]) * factor(step)
        for step, segment in zip(steps.step.tolist(), _segments(run, ball, steps), strict=True)
    ]


def _segments(run: Run, ball: int, steps: Steps) -> list[Segment]:
    """Return of the steps that led on from some what was in force."""
    segments = segments_of(run.experiment.balls[ball])
    firsts = [segment.first for segment in segments]
    return [segments[bisect_right(firsts, step) - 1] for step in steps.step.tolist()]


def curvatures(landscape: Landscape, places: Floats) -> Iterable[Floats | None]:
    """Yield the curvatures at places along the axes of the Hessian, ascending; None where there are none."""
    for place in places.tolist():
        try:
            hessian = np.array(landscape.hessian(place), dtype=np.float64)
        except (ArithmeticError, ValueError):
            yield None
            continue
        yield (
            np.asarray(np.linalg.eigvalsh(hessian), dtype=np.float64) if np.isfinite(hessian).all() else None
        )
