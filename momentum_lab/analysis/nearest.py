"""Which step of which ball lies nearest to a place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from momentum_lab.simulation.run import Run


@dataclass(frozen=True, slots=True)
class NearestStep:
    """A step of a ball, and its loss there."""

    ball: int
    step: int
    loss: float


def nearest_step(run: Run, place: tuple[float, ...], step: int) -> NearestStep | None:
    """Return the step up to ``step`` of a visible ball that comes nearest to a place.

    Distances are measured in shares of the shown domain; farther than a twentieth of it is not near.
    """
    size = np.array([high - low for low, high in run.experiment.landscape.build().domain])
    best: NearestStep | None = None
    nearest = 0.05**2
    for ball, look in enumerate(run.experiment.balls):
        if not look.visible:
            continue
        path = run.position[ball, : run.last_step(ball, step) + 1]
        apart = np.sum(((path - place) / size) ** 2, axis=1)
        index = int(np.argmin(apart))
        if apart[index] < nearest:
            nearest = float(apart[index])
            best = NearestStep(ball, index, float(run.loss[ball, index]))
    return best
