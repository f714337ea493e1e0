"""What came of each ball in a run: how it has fared, what that took, and to which minimum it led."""

from __future__ import annotations

import numpy as np

from momentum_lab.analysis.quantities import evaluations_of_a_step
from momentum_lab.analysis.summary import BallSummary, summarize
from momentum_lab.core.values import dataclass
from momentum_lab.landscapes.landscape import Landscape
from momentum_lab.landscapes.minima import Minimum
from momentum_lab.simulation.run import Run, Status
from momentum_lab.simulation.yardstick import Yardstick, length


@dataclass(frozen=True, slots=True)
class BallResult:
    """What came of one ball.

    Attributes
    ----------
    summary
        How it fares at the step that is asked about.
    gradient_evaluations
        How many gradients its steps have taken until then: one each, for every rule. A Hessian counts as
        many as there are coordinates.
    least_loss
        The least loss on its way, its start and where it is included.
    path_length
        The length of its whole way, in coordinates.
    minimum
        The one at which it is; None if it is at none. Of a level floor it is one of the points.
    """

    summary: BallSummary
    gradient_evaluations: int
    least_loss: float
    path_length: float
    minimum: Minimum | None


def ball_results(run: Run, step: int | None = None) -> tuple[BallResult, ...]:
    """Return what had come of every ball at ``step``, or at the end of the run."""
    landscape = run.experiment.landscape.build()
    return tuple(_result(run, landscape, summary) for summary in summarize(run, step))


def _result(run: Run, landscape: Landscape, summary: BallSummary) -> BallResult:
    way, least = run.totals(summary.ball, summary.step)
    return BallResult(
        summary=summary,
        gradient_evaluations=summary.step * evaluations_of_a_step(run, summary.ball),
        least_loss=least,
        path_length=way,
        minimum=_minimum(run, landscape, summary) if summary.status is Status.CONVERGED else None,
    )


def _minimum(run: Run, landscape: Landscape, summary: BallSummary) -> Minimum | None:
    """Return the minimum that a ball is near: a point of the level floor if it is on that, or the nearest."""
    here = run.at(summary.ball, summary.step)
    on_floor = bool(Yardstick.of(landscape).is_on_floor(here.loss)[0])
    near = [m for m in landscape.minima if not on_floor or (m.kind == "global" and not m.is_isolated)]
    return min(near, key=lambda m: float(length(here.position[0] - np.array(m.position))), default=None)
