"""Gradient descent: a step against the gradient, and no memory."""

from __future__ import annotations

from typing import NamedTuple

from momentum_lab.core.hyperparameters import LearningRate, WeightDecay
from momentum_lab.core.optimizer import Optimizer


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
    gradient = gradient + hyper.weight_decay * position
    return -hyper.learning_rate * gradient, state


OPTIMIZER = Optimizer(
    name="gradient_descent",
    title="Gradient descent",
    hyper=Hyper,
    init=init,
    update=update,
    equation="g ← ∇f(x) + λ x\nx ← x − η g",
    teaches="In a ravine the steepest direction sets the largest rate, and the flat one has to live with it.",
    reference="Cauchy (1847), Comptes rendus 25; defined as torch.optim.SGD without momentum.",
    stability_limit=lambda hyper: 2.0,
)
