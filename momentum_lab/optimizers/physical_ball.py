"""A ball with mass on a slope with friction: Newton's law of motion, in steps of time."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.equations import Equations
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.heavy_ball import HeavyBall
from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.quadratic_theory import BestPoint, QuadraticTheory, Roots


class Hyper(NamedTuple):
    """Hyperparameters of m x″ = −∇f(x) − c x′."""

    mass: Annotated[float, Number(1.0, 1e-6, 1e6, "inertia of the ball", "log", (0.01, 100.0), symbol="m")]
    friction: Annotated[
        float,
        Number(
            1.5, 0.0, 1e6, "force against the velocity, in units of it", "linear", (0.0, 10.0), symbol="c"
        ),
    ]
    time_step: Annotated[
        float, Number(0.04, 1e-9, 1e3, "time that one step takes", "log", (1e-3, 1.0), symbol="h")
    ]


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


def rate(hyper: Hyper) -> float:
    """Return the rate that it is momentum with."""
    return hyper.time_step * hyper.time_step / hyper.mass


def momentum(hyper: Hyper) -> float:
    """Return the share of the velocity that it keeps."""
    return 1.0 - hyper.friction * hyper.time_step / hyper.mass


def at_rate_and_momentum(hyper: Hyper, rate: float, momentum: float) -> dict[str, float]:
    """Return the friction and the time step with which a ball of this mass is momentum with these."""
    time_step = math.sqrt(rate * hyper.mass)
    return {"friction": (1.0 - momentum) * hyper.mass / time_step, "time_step": time_step}


def roots(hyper: Hyper, curvature: float) -> Roots:
    """Return sum and product of the roots."""
    kept = momentum(hyper)
    return 1.0 + kept - hyper.time_step * hyper.time_step / hyper.mass * curvature, kept


def largest_time_step(hyper: Hyper, curvature: float) -> float:
    """Return the time step from which on the ball diverges."""
    root = math.sqrt(hyper.friction * hyper.friction + 4.0 * hyper.mass * curvature)
    return 4.0 * hyper.mass / (hyper.friction + root)


def best(hyper: Hyper, smallest: float, largest: float) -> BestPoint:
    """Return Polyak's best heavy ball as friction and time step of this mass."""
    low, high = math.sqrt(smallest), math.sqrt(largest)
    factor = (high - low) / (high + low)
    time = 2.0 / (low + high) * math.sqrt(hyper.mass)
    values = FrozenMapping(friction=(1.0 - factor * factor) * hyper.mass / time, time_step=time)
    return BestPoint(values, factor)


OPTIMIZER = Optimizer(
    name="physical_ball",
    title="Physical ball",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        v = v - time_step*(g + friction*v)/mass
        x = x + time_step*v
        """,
        {"v": "velocity"},
    ),
    teaches="Momentum as mechanics: it is heavy-ball momentum with η = h² / m and β = 1 − c h / m, exactly.",
    reference="Polyak (1964), USSR Comp. Math. 4(5); Qian (1999), Neural Networks 12(1), for the mechanics.",
    velocity="velocity",
    from_rate=from_rate,
    heavy_ball=HeavyBall(rate, momentum, at_rate_and_momentum),
    theory=QuadraticTheory(roots, best=best, step_parameter="time_step", largest_step=largest_time_step),
)
