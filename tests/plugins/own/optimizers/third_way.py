"""Momentum that keeps a third of its velocity in every step."""

from typing import NamedTuple

from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import LearningRate
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.quadratic_theory import QuadraticTheory


class Hyper(NamedTuple):
    """The learning rate is all there is to set."""

    learning_rate: LearningRate


class State(NamedTuple):
    """The velocity."""

    trace: float


def init(hyper: Hyper) -> State:
    """Return a ball at rest."""
    return State(0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the step of one coordinate."""
    trace = state.trace / 3.0 + gradient
    return -hyper.learning_rate * trace, State(trace)


OPTIMIZER = Optimizer(
    name="third_way",
    title="Third way",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations("v = v/3 + g\nx = x - learning_rate*v", {"v": "trace"}),
    teaches="A third of the velocity is kept: hardly more than gradient descent.",
    reference="Polyak (1964), USSR Comp. Math. 4(5), with a momentum of one third.",
    velocity="trace",
    theory=QuadraticTheory(),
)
