"""A ball with mass on a slope with friction: Newton's law of motion, in steps of time."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.optimizer import Optimizer


class Hyper(NamedTuple):
    """Hyperparameters of m x″ = −∇f(x) − c x′."""

    mass: Annotated[float, Number(1.0, 1e-6, 1e6, "inertia of the ball", "log", (0.01, 100.0))]
    friction: Annotated[
        float, Number(1.5, 0.0, 1e6, "force against the velocity, in units of it", "linear", (0.0, 10.0))
    ]
    time_step: Annotated[float, Number(0.04, 1e-9, 1e3, "time that one step takes", "log", (1e-3, 1.0))]


class State(NamedTuple):
    """``velocity`` in units of length per time."""

    velocity: float


def init(hyper: Hyper) -> State:
    """Return a ball at rest."""
    return State(0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the way of one step of time (semi-implicit Euler: the new velocity moves the ball)."""
    force = -gradient - hyper.friction * state.velocity
    velocity = state.velocity + hyper.time_step * (force / hyper.mass)
    return hyper.time_step * velocity, State(velocity)


def from_rate(rate: float) -> dict[str, float]:
    """Return a ball of mass 1 that is heavy-ball momentum at this rate, with a momentum of 0.9."""
    time_step = float(f"{math.sqrt(rate):.3g}")
    return {"mass": 1.0, "friction": float(f"{0.1 / time_step:.3g}"), "time_step": time_step}


OPTIMIZER = Optimizer(
    name="physical_ball",
    title="Physical ball",
    hyper=Hyper,
    init=init,
    update=update,
    equation="v ← v − h (∇f(x) + c v) / m\nx ← x + h v",
    teaches="Momentum as mechanics: it is heavy-ball momentum with η = h² / m and β = 1 − c h / m, exactly.",
    reference="Polyak (1964), USSR Comp. Math. 4(5); Qian (1999), Neural Networks 12(1), for the mechanics.",
    velocity="velocity",
    from_rate=from_rate,
)
