"""Momentum as an average of the gradients, with all that an optimizer can say of itself."""

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart, LeftOutError, Values
from momentum_lab.core.equations import Equations
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LearningRate, Number, WeightDecay
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.quadratic_theory import BestPoint, QuadraticTheory
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """The learning rate, what is kept of the average, and a pull to the origin."""

    learning_rate: LearningRate
    kept: Annotated[
        float, Number(0.8, 0.0, 1.0, "memory of the average", "towards_one", (0.0, 0.999), symbol="κ")
    ]
    weight_decay: WeightDecay


class State(NamedTuple):
    """The average of the gradients."""

    average: float


def init(hyper: Hyper) -> State:
    """Return an average of nothing."""
    return State(0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the step of one coordinate."""
    average = hyper.kept * state.average + (1.0 - hyper.kept) * gradient
    return -hyper.learning_rate * average, State(average)


def best(hyper: Hyper, smallest: float, largest: float) -> BestPoint:
    """Return what damps the flattest and the steepest direction critically."""
    low, high = math.sqrt(smallest), math.sqrt(largest)
    factor = (high - low) / (high + low)
    rate = (2.0 / (low + high)) ** 2 / (1.0 - factor**2)
    return BestPoint(FrozenMapping(learning_rate=rate, kept=factor**2), factor)


def as_sum(values: Values, is_rate_constant: bool) -> Values:
    """Return the rate with which a sum of the gradients takes the path of their average."""
    kept = float(values["kept"])
    if kept == 1.0:
        raise LeftOutError("an average that nothing enters is no sum")
    return {**values, "learning_rate": float(values["learning_rate"]) * (1.0 - kept)}


OPTIMIZER = Optimizer(
    name="slow_average",
    title="Slow average",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations("v = kept*v + (1 - kept)*g\nx = x - learning_rate*v", {"v": "average"}),
    teaches="An average follows the gradient late: with more memory it needs a larger rate.",
    reference="Polyak (1964), USSR Comp. Math. 4(5), as an average instead of a sum.",
    velocity="average",
    weight_decay=DecayPlace.GRADIENT,
    momentum_parameter="kept",
    theory=QuadraticTheory(best=best),
    torch=Counterpart(
        "SGD", {"lr": "learning_rate", "momentum": "kept"}, {"momentum", "weight_decay"}, adapted=as_sum
    ),
)
