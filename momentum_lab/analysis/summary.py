"""How each ball has fared: its loss, its distance to a minimum, its status, and why."""

from __future__ import annotations

import numpy as np

from momentum_lab.analysis.labelled import Labelled
from momentum_lab.analysis.reasons import Reason, reason_for
from momentum_lab.core.messages import Message
from momentum_lab.core.values import dataclass
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.run import Run, Status, Steps
from momentum_lab.simulation.yardstick import length


@dataclass(frozen=True, slots=True)
class BallSummary(Labelled):
    """How one ball stands at a step.

    Attributes
    ----------
    step
        The last step up to the one asked for at which its numbers are finite.
    distance
        To the nearest known minimum; None where none is known, and beside a level floor, each point of which
        is one.
    steps_to_tolerance
        The first step from which it is within 0.1 % of the map's diagonal of the minimum at which it has
        arrived; None if it is at none.
    since
        The first step from which it has kept its status; at a minimum, from which it is near it.
    reason
        Why it fares so; None if there is nothing to say, or nothing is known.
    """

    ball: int
    shown_label: Message
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
    here = run.at(ball, step)
    status = run.status_at(ball, step)
    since = run.since(ball, step)
    tolerance = None
    if status is Status.CONVERGED:
        since = tolerance = int(here.near_since[0])
    return BallSummary(
        ball=ball,
        shown_label=run.experiment.shown_labels[ball],
        optimizer=run.experiment.balls[ball].optimizer,
        step=int(here.step[0]),
        loss=float(here.loss[0]),
        distance=_distance(run.experiment.landscape.build(), here),
        steps_to_tolerance=tolerance,
        status=status,
        since=since,
        reason=reason_for(run, ball, step, status, since),
    )


def _distance(landscape: Landscape, here: Steps) -> float | None:
    """Return the distance to the nearest minimum, if that is a point."""
    if not landscape.minima:
        return None
    apart = [float(length(here.position[0] - np.array(m.position))) for m in landscape.minima]
    nearest = int(np.argmin(apart))
    return apart[nearest] if landscape.minima[nearest].is_isolated else None
