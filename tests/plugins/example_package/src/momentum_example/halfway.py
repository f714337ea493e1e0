"""Momentum that forgets half of its velocity in every step."""

from typing import NamedTuple

from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import LearningRate
from momentum_lab.core.optimizer import Optimizer


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
    trace = 0.5 * state.trace + gradient
    return -hyper.learning_rate * trace, State(trace)


OPTIMIZER = Optimizer(
    name="halfway",
    title="Halfway",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations("v = v/2 + g\nx = x - learning_rate*v", {"v": "trace"}),
    teaches="Half of the velocity is kept: it swings less than with the usual nine tenths.",
    reference="Polyak (1964), USSR Comp. Math. 4(5), with a momentum of one half.",
    velocity="trace",
)
