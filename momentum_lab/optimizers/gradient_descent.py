"""Gradient descent: a step against the gradient, and no memory."""

from __future__ import annotations

from typing import NamedTuple

from momentum_lab.core.counterpart import Counterpart
from momentum_lab.core.equations import Equations
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LearningRate, WeightDecay
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.quadratic_theory import BestPoint, QuadraticTheory, Roots
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """Hyperparameters; ``learning_rate`` and ``weight_decay`` as ``torch.optim.SGD``."""

    learning_rate: LearningRate
    weight_decay: WeightDecay


class State(NamedTuple):
    """Gradient descent remembers nothing."""


def init(hyper: Hyper) -> State:
    """Return the empty state."""
    return State()


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the step ``-learning_rate * gradient``."""
    return -hyper.learning_rate * gradient, state


def roots(hyper: Hyper, curvature: float) -> Roots:
    """Return sum and product of the roots: there is but one that is not 0."""
    return 1.0 - hyper.learning_rate * curvature, 0.0


def best(hyper: Hyper, smallest: float, largest: float) -> BestPoint:
    """Return the rate that shrinks the flattest and the steepest direction alike (Goh, 2017)."""
    factor = (largest - smallest) / (largest + smallest)
    return BestPoint(FrozenMapping(learning_rate=2.0 / (smallest + largest)), factor)


OPTIMIZER = Optimizer(
    name="gradient_descent",
    title="Gradient descent",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations("x = x - learning_rate*g"),
    teaches="In a ravine the steepest direction sets the largest rate, and the flat one has to live with it.",
    reference="Cauchy (1847), Comptes rendus 25; defined as torch.optim.SGD without momentum.",
    weight_decay=DecayPlace.GRADIENT,
    theory=QuadraticTheory(roots, lambda hyper: 2.0, best),
    torch=Counterpart("SGD", {"lr": "learning_rate"}, {"weight_decay"}),
    optax=Counterpart("sgd", only={"weight_decay": (0.0, "optax.sgd has no weight decay")}),
)
