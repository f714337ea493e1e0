"""Which step of which ball lies nearest to a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from momentum_lab.simulation.run import Run

MOST_LOOKED_AT: Final = 20_000


@dataclass(frozen=True, slots=True)
class NearestStep:
    """A step of a ball, and its loss there."""

    ball: int
    step: int
    loss: float


def nearest_step(run: Run, place: tuple[float, ...], step: int) -> NearestStep | None:
    """Return the step up to ``step`` of a visible ball that comes nearest to a place.

    Of a path that is very long, the parts near the nearest of some thousand steps are looked at. Distances
    are measured in shares of the shown domain; farther than a twentieth of it is not near.
    """
    size = np.array([high - low for low, high in run.experiment.landscape.build().domain])
    best: NearestStep | None = None
    nearest = 0.05**2
    for ball, look in enumerate(run.experiment.balls):
        if not look.visible:
            continue
        end = run.last_step(ball, step) + 1
        stride = 1 + end // MOST_LOOKED_AT
        coarse = _apart(run.position[ball, :end:stride], place, size)
        around = stride * int(np.argmin(coarse))
        first = max(0, around - stride)
        fine = _apart(run.position[ball, first : min(end, around + stride + 1)], place, size)
        index = int(np.argmin(fine))
        if fine[index] < nearest:
            nearest = float(fine[index])
            best = NearestStep(ball, first + index, float(run.loss[ball, first + index]))
    return best


def _apart(
    path: NDArray[np.float64], place: tuple[float, ...], size: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the squared distances of a path (step, dimension) to a place, in shares of the domain."""
    with np.errstate(over="ignore"):
        result: NDArray[np.float64] = np.sum(((path - place) / size) ** 2, axis=1)
    return result
