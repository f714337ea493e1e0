"""Quasi-hyperbolic momentum: a mean of the gradient and its running average."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import LearningRate, Number, WeightDecay
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.quadratic_theory import QuadraticTheory, Roots
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """Hyperparameters as the paper, with the defaults that it recommends."""

    learning_rate: LearningRate
    beta: Annotated[
        float, Number(0.999, 0.0, 1.0, "memory of the mean gradient", "towards_one", (0.0, 0.999), symbol="β")
    ]
    nu: Annotated[float, Number(0.7, 0.0, 1.0, "share of the mean gradient in the step", symbol="ν")]
    weight_decay: WeightDecay


class State(NamedTuple):
    """``trace`` is the average of gradients."""

    trace: float


def init(hyper: Hyper) -> State:
    """Return an average of nothing."""
    return State(0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the step against (1 − ν) g + ν v, with v ← β v + (1 − β) g."""
    trace = hyper.beta * state.trace + (1.0 - hyper.beta) * gradient
    return -hyper.learning_rate * ((1.0 - hyper.nu) * gradient + hyper.nu * trace), State(trace)


def roots(hyper: Hyper, curvature: float) -> Roots:
    """Return sum and product of the roots."""
    step = hyper.learning_rate * curvature
    return (
        1.0 + hyper.beta - step * (1.0 - hyper.nu * hyper.beta),
        hyper.beta * (1.0 - step * (1.0 - hyper.nu)),
    )


def stability_limit(hyper: Hyper) -> float:
    """Return the largest learning rate times curvature.

    On one eigenmode the characteristic polynomial is z² − (1 + β − h (1 − ν β)) z + β (1 − h (1 − ν)) with
    h the product; it leaves the unit circle at z = −1, where h = (2 + 2 β) / (1 + β − 2 ν β).
    """
    divisor = 1.0 + hyper.beta - 2.0 * hyper.nu * hyper.beta
    return (2.0 + 2.0 * hyper.beta) / divisor if divisor > 0.0 else float("inf")


OPTIMIZER = Optimizer(
    name="qhm",
    title="Quasi-hyperbolic momentum",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        v = beta*v + (1 - beta)*g
        x = x - learning_rate*((1 - nu)*g + nu*v)
        """,
        {"v": "trace"},
    ),
    teaches="From gradient descent (ν = 0) to momentum (ν = 1), with Nesterov on the way (ν = β).",
    reference="Ma & Yarats (2018), arXiv:1810.06801 (ICLR 2019), whose definition is followed.",
    velocity="trace",
    weight_decay=DecayPlace.GRADIENT,
    momentum_parameter="beta",
    theory=QuadraticTheory(roots, stability_limit),
)
