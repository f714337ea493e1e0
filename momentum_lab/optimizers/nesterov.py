"""Nesterov's accelerated gradient, in PyTorch's form."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart, KickPlace, Values
from momentum_lab.core.equations import Equations
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LearningRate, Number, WeightDecay
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.quadratic_theory import BestPoint, QuadraticTheory, Roots
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.SGD(nesterov=True)``."""

    learning_rate: LearningRate
    momentum: Annotated[
        float,
        Number(0.9, 0.0, 1.0, "share of the velocity that is kept", "towards_one", (0.0, 0.999), symbol="β"),
    ]
    weight_decay: WeightDecay


class State(NamedTuple):
    """``trace`` is the velocity."""

    trace: float


def init(hyper: Hyper) -> State:
    """Return a ball at rest."""
    return State(0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the step ``-lr (g + b v)`` with ``v ← b v + g``: the velocity, seen one step ahead."""
    trace = hyper.momentum * state.trace + gradient
    return -hyper.learning_rate * (gradient + hyper.momentum * trace), State(trace)


def look_ahead(after: State, hyper: Hyper) -> float:
    """Return what the velocity adds to the step once the gradient has been followed."""
    return -hyper.learning_rate * hyper.momentum * after.trace


def roots(hyper: Hyper, curvature: float) -> Roots:
    """Return sum and product of the roots."""
    left = 1.0 - hyper.learning_rate * curvature
    return (1.0 + hyper.momentum) * left, hyper.momentum * left


def stability_limit(hyper: Hyper) -> float:
    """Return the largest learning rate times curvature.

    On one eigenmode the characteristic polynomial is z² − (1 + b)(1 − h) z + b (1 − h) with h the
    product; it leaves the unit circle at z = −1, where h = (2 + 2 b) / (1 + 2 b).
    """
    return (2.0 + 2.0 * hyper.momentum) / (1.0 + 2.0 * hyper.momentum)


def best(hyper: Hyper, smallest: float, largest: float) -> BestPoint:
    """Return the values of Lessard, Recht and Packard (2016), SIAM J. Optim. 26(1), proposition 1."""
    root = math.sqrt(3.0 * largest / smallest + 1.0)
    values = FrozenMapping(
        learning_rate=4.0 / (3.0 * largest + smallest), momentum=(root - 2.0) / (root + 2.0)
    )
    return BestPoint(values, 1.0 - 2.0 / root)


def with_flag(values: Values, is_rate_constant: bool) -> Values:
    """Return the values with the flag, which PyTorch refuses without momentum: that is gradient descent."""
    return {**values, "nesterov": True} if values["momentum"] else values


OPTIMIZER = Optimizer(
    name="nesterov",
    title="Nesterov",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        v = momentum*v + g
        x = x - learning_rate*(g + momentum*v)
        """,
        {"v": "trace"},
    ),
    teaches="It looks where the velocity leads and brakes before the far wall: less swing than momentum.",
    reference="Nesterov (1983), Soviet Math. Dokl. 27; as torch.optim.SGD(nesterov=True).",
    velocity="trace",
    look_ahead=look_ahead,
    weight_decay=DecayPlace.GRADIENT,
    momentum_parameter="momentum",
    theory=QuadraticTheory(roots, stability_limit, best),
    torch=Counterpart(
        "SGD",
        {"lr": "learning_rate"},
        {"momentum", "weight_decay"},
        adapted=with_flag,
        kept_from_start={"momentum"},
        kicked=KickPlace("momentum_buffer", is_there_first=lambda values: True),
    ),
    optax=Counterpart(
        "sgd", only={"weight_decay": (0.0, "optax.sgd has no weight decay")}, adapted=with_flag
    ),
)
