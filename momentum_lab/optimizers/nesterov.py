"""Nesterov's accelerated gradient, in PyTorch's form."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from momentum_lab.core.hyperparameters import LearningRate, Number, WeightDecay
from momentum_lab.core.optimizer import Optimizer


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.SGD(nesterov=True)``."""

    learning_rate: LearningRate
    momentum: Annotated[
        float, Number(0.9, 0.0, 1.0, "share of the velocity that is kept", "towards_one", (0.0, 0.999))
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
    gradient = gradient + hyper.weight_decay * position
    trace = hyper.momentum * state.trace + gradient
    return -hyper.learning_rate * (gradient + hyper.momentum * trace), State(trace)


def stability_limit(hyper: Hyper) -> float:
    """Return the largest learning rate times curvature.

    On one eigenmode the characteristic polynomial is z² − (1 + b)(1 − h) z + b (1 − h) with h the
    product; it leaves the unit circle at z = −1, where h = (2 + 2 b) / (1 + 2 b).
    """
    return (2.0 + 2.0 * hyper.momentum) / (1.0 + 2.0 * hyper.momentum)


OPTIMIZER = Optimizer(
    name="nesterov",
    title="Nesterov",
    hyper=Hyper,
    init=init,
    update=update,
    equation="v ← β v + g\nx ← x − η (g + β v)",
    teaches="It looks where the velocity leads and brakes before the far wall: less swing than momentum.",
    reference="Nesterov (1983), Soviet Math. Dokl. 27; as torch.optim.SGD(nesterov=True).",
    velocity="trace",
    stability_limit=stability_limit,
)
