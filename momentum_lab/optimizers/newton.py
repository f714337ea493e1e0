"""Newton's method with the exact Hessian, damped or made to leave saddles if wanted."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import LARGEST_RATE, SMALLEST_RATE, Flag, Number
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.symmetric import eigenpairs


class Hyper(NamedTuple):
    """Hyperparameters; with the defaults it is the method as Newton left it."""

    learning_rate: Annotated[
        float,
        Number(
            1.0,
            SMALLEST_RATE,
            LARGEST_RATE,
            "share of the way to where the parabola has its extremum",
            "log",
            (0.01, 2.0),
            symbol="η",
        ),
    ]
    damping: Annotated[
        float,
        Number(
            0.0,
            0.0,
            1e6,
            "added to the size of every curvature, for shorter steps",
            "linear",
            (0.0, 10.0),
            symbol="δ",
        ),
    ]
    saddle_free: Annotated[int, Flag(False, "go downhill where it curves down, too", is_rare=False)]


class State(NamedTuple):
    """Newton remembers nothing."""


def init(hyper: Hyper) -> State:
    """Return nothing."""
    return State()


def update(
    gradient: tuple[float, ...],
    hessian: tuple[float, ...],
    position: tuple[float, ...],
    state: State,
    hyper: Hyper,
) -> tuple[tuple[float, ...], State]:
    """Return the gradient divided by the curvature along each axis of the Hessian.

    Raises
    ------
    ZeroDivisionError
        It slopes along an axis without curvature, and there is no damping.
    """
    if len(gradient) == 1:
        return (_length(gradient[0], hessian[0], hyper),), state
    gx, gy = gradient
    (curvature, (ax, ay)), (other_curvature, (bx, by)) = eigenpairs(hessian)
    a = _length(gx * ax + gy * ay, curvature, hyper)
    b = _length(gx * bx + gy * by, other_curvature, hyper)
    return (a * ax + b * bx, a * ay + b * by), state


def _length(slope: float, curvature: float, hyper: Hyper) -> float:
    """Return how far to go along an axis: slope over curvature, against the slope."""
    if slope == 0.0:
        return 0.0
    size = abs(curvature) + hyper.damping
    divisor = size if hyper.saddle_free else math.copysign(size, curvature)
    return -hyper.learning_rate * (slope / divisor)


OPTIMIZER = Optimizer(
    name="newton",
    title="Newton",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        s = along_axes(g)
        size = abs(curvature) + damping
        signed = where(damping > 0, where(curvature < 0, -size, size), curvature)
        d = s/where(saddle_free, size, signed)
        x = x - learning_rate*from_axes(d)
        """,
    ),
    teaches="One step ends a quadratic, however narrow; where it curves down it climbs to a saddle or top.",
    reference="Nocedal & Wright (2006), Numerical Optimization; saddle-free: Dauphin et al. (2014), NeurIPS.",
    needs_hessian=True,
)
