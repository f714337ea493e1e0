"""How each ball has fared: its loss, its distance to a minimum, its status, and why it diverged."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import numpy as np

from momentum_lab.analysis.recurrence import stability_limit
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE, Number
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import is_inside
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import LOST, Run, Status
from momentum_lab.simulation.status import distance_to_minimum, is_far, steps_to_tolerance

MOST_LOOKED_AT: Final = 50
"""Steps of a diverged ball at which the curvature is looked at."""


class ReasonKind(Enum):
    """Why a ball fares as it does; the value is the key of it in code and tests."""

    OFF_THE_MAP = "off_the_map"
    """It rests, but not on the map."""
    DOWNHILL = "downhill"
    """The loss falls on and on where it went."""
    NOT_FINITE_AT_START = "not_finite_at_start"
    """The loss or its gradient at the start is not a finite number."""
    NOT_FINITE_NEXT = "not_finite_next"
    """From on the map, one step led to where numbers are not finite."""
    RATE_OVER_LIMIT = "rate_over_limit"
    """Rate times curvature is beyond the rule's limit: with
    ``rate``, ``curvature``, their ``product`` and ``limit``."""
    RATE_TOO_HIGH = "rate_too_high"
    """A smaller rate would have kept it; no limit is known to compare with."""
    GREW = "grew"
    """Its steps grew without end, and no rate is to blame."""
    FLAT_CURVATURE = "flat_curvature"
    """A step of slope over curvature, on the map, where the curvature is almost 0."""
    LONG_STEPS = "long_steps"
    """Steps of slope over curvature, off the map."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a ball fares as it does, and the numbers that show it; its words are made in ``wording``."""

    kind: ReasonKind
    numbers: FrozenMapping[float] = field(default_factory=FrozenMapping)


@dataclass(frozen=True, slots=True)
class BallSummary:
    """How one ball stands at a step.

    Attributes
    ----------
    step
        The last step up to the one asked for at which its numbers are finite.
    distance
        To the nearest known minimum; None where none is known.
    steps_to_tolerance
        The first step from which it stays within 0.1 % of the map's diagonal of a minimum; None if never.
    since
        The first step from which it has kept its status.
    reason
        Why it diverged or escaped, or where it is stuck if that is not on the map; None if there is none.
    """

    ball: int
    label: str
    optimizer: str
    step: int
    loss: float
    distance: float | None
    steps_to_tolerance: int | None
    status: Status
    since: int
    reason: Reason | None


def summarize(run: Run, step: int | None = None) -> tuple[BallSummary, ...]:
    """Return how every ball stands at ``step``, or at the end of the run."""
    at = run.computed if step is None else min(max(step, 0), run.computed)
    return tuple(_summary(run, ball, at) for ball in range(len(run.experiment.balls)))


def _summary(run: Run, ball: int, step: int) -> BallSummary:
    landscape = run.experiment.landscape.build()
    here = run.at(ball, step)
    last = int(here.step[0])
    status = run.status_at(ball, step)
    since = run.since(ball, step)
    distance = tolerance = None
    if landscape.minima:
        distance = float(distance_to_minimum(here.position[0], landscape))
        if last == step:
            tolerance = _steps_to_tolerance(run, ball, last)
    return BallSummary(
        ball=ball,
        label=run.experiment.labels[ball],
        optimizer=run.experiment.balls[ball].optimizer,
        step=last,
        loss=float(here.loss[0]),
        distance=distance,
        steps_to_tolerance=tolerance,
        status=status,
        since=since,
        reason=_reason(run, ball, status, since),
    )


def _steps_to_tolerance(run: Run, ball: int, last: int) -> int | None:
    """Return since when the ball has been near a minimum at a step; None if it is not."""
    row = run.row(last)
    first, since = int(run.kept[row]), int(run.near_since[ball, row])
    if first < last:
        later = run.steps(ball, first + 1, last + 1).position
        found = steps_to_tolerance(later, run.experiment.landscape.build())
        if found is None:
            return None
        since = since if found == 0 and since >= 0 else first + 1 + found
    return since if since >= 0 else None


def _reason(run: Run, ball: int, status: Status, since: int) -> Reason | None:
    if status is Status.STALLED:
        place = run.at(ball, since).position[0]
        is_off = is_far(place, run.experiment.landscape.build())
        return Reason(ReasonKind.OFF_THE_MAP) if is_off else None
    if status not in LOST:
        return None
    if kind := _long_step(run, ball, since):
        return Reason(kind)
    if status is Status.ESCAPED:
        return Reason(ReasonKind.DOWNHILL)
    if not math.isfinite(run.loss[ball, 0]):
        return Reason(ReasonKind.NOT_FINITE_AT_START)
    choice = run.experiment.balls[ball]
    optimizer = OPTIMIZERS[choice.optimizer]
    limit = stability_limit(optimizer, optimizer.pack(choice.hyperparameters))
    if limit is not None and choice.clipping.by == "off":
        rate = _largest_rate(choice, since)
        curvature = _curvature_on_the_way(run, ball, since)
        if rate * curvature > limit:
            numbers = FrozenMapping(rate=rate, curvature=curvature, product=rate * curvature, limit=limit)
            return Reason(ReasonKind.RATE_OVER_LIMIT, numbers)
    if since > int(run.last[ball]):  # it was on the map the step before
        return Reason(ReasonKind.NOT_FINITE_NEXT)
    declared = optimizer.hyperparameters.get(LEARNING_RATE)
    return Reason(ReasonKind.RATE_TOO_HIGH if isinstance(declared, Number) else ReasonKind.GREW)


def _long_step(run: Run, ball: int, since: int) -> ReasonKind | None:
    """Return what made the steps long of a rule that divides by the curvature; None for others.

    Below the rate 2 such a rule ends up at the extremum of any parabola.
    """
    choice = run.experiment.balls[ball]
    needs_hessian = OPTIMIZERS[choice.optimizer].needs_hessian
    if not needs_hessian or not 1 <= since <= int(run.last[ball]) or _largest_rate(choice, since) >= 2.0:
        return None
    before = tuple(run.at(ball, since - 1).position[0].tolist())
    if is_inside(before, run.experiment.landscape.build().domain):
        return ReasonKind.FLAT_CURVATURE
    return ReasonKind.LONG_STEPS


def _largest_rate(ball: Ball, steps: int) -> float:
    """Return the largest learning rate of the first steps; a schedule falls, after its warm-up."""
    factor = ball.schedule.factors()
    looked_at = (0, min(ball.schedule.warmup, max(steps - 1, 0)))
    return float(ball.hyperparameters[LEARNING_RATE]) * max(map(factor, looked_at))


def _curvature_on_the_way(run: Run, ball: int, since: int) -> float:
    """Return the largest curvature at the start, at the minima, and on the map before the ball left it."""
    landscape = run.experiment.landscape.build()
    first = run.steps(ball, 0, min(since, MOST_LOOKED_AT)).position
    places = [p for p in map(tuple, first.tolist()) if is_inside(p, landscape.domain)]
    places += [minimum.position for minimum in landscape.minima]
    largest = 0.0
    for place in places:
        try:
            hessian = np.array(landscape.hessian(place), dtype=np.float64)
        except (ArithmeticError, ValueError):
            continue
        if np.all(np.isfinite(hessian)):
            largest = max(largest, float(np.linalg.eigvalsh(hessian)[-1]))
    return largest
