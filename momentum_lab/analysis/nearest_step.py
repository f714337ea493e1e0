"""Which step of which ball lies nearest to a place."""

from __future__ import annotations

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.values import dataclass
from momentum_lab.simulation.run import Run


@dataclass(frozen=True, slots=True)
class NearestStep:
    """A step of a ball, and its loss there."""

    ball: int
    step: int
    loss: float


def nearest_step(run: Run, place: tuple[float, ...], step: int) -> NearestStep | None:
    """Return the step up to ``step`` of a visible ball that comes nearest to a place of the ground.

    Of a path that is very long, the steps near the nearest of those that are kept are looked at.
    Distances are measured in shares of the shown domain; farther than a twentieth of it is not near.
    """
    ground = run.ground
    size = np.array([high - low for low, high in ground.domain])
    best: NearestStep | None = None
    nearest = 0.05**2
    for ball, look in enumerate(run.experiment.balls):
        if not look.visible:
            continue
        kept = run.rows(ball)[: run.row(run.last_step(ball, step)) + 1]
        row = int(np.argmin(_apart(ground.to_plane(kept.position), place, size)))
        low, high = kept.step[max(row - 1, 0)], kept.step[min(row + 1, len(kept.step) - 1)]
        near = run.steps(ball, int(low), min(int(high), step) + 1)
        fine = _apart(ground.to_plane(near.position), place, size)
        index = int(np.argmin(fine))
        if fine[index] < nearest:
            nearest = float(fine[index])
            best = NearestStep(ball, int(near.step[index]), float(near.loss[index]))
    return best


def _apart(path: Floats, place: tuple[float, ...], size: Floats) -> Floats:
    """Return the squared distances of a path (step, dimension) to a place, in shares of the domain."""
    with np.errstate(over="ignore"):
        result: Floats = np.sum(((path - place) / size) ** 2, axis=1)
    return result
