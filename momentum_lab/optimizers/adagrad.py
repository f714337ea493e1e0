"""AdaGrad: every coordinate has its own rate, and it only ever shrinks."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.hyperparameters import LearningRate, Number, WeightDecay
from momentum_lab.core.optimizer import Optimizer


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.Adagrad``."""

    learning_rate: LearningRate
    learning_rate_decay: Annotated[
        float, Number(0.0, 0.0, 1e3, "how fast the rate falls with the steps", "linear", (0.0, 0.1), True)
    ]
    initial_accumulator: Annotated[
        float, Number(0.0, 0.0, 1e6, "squared gradients to begin with", "linear", (0.0, 10.0), True)
    ]
    epsilon: Annotated[float, Number(1e-10, 0.0, 1.0, "keeps the division finite", "log", (1e-12, 1.0), True)]
    weight_decay: WeightDecay


class State(NamedTuple):
    """``accumulator`` is the sum of squared gradients; ``steps`` the steps taken."""

    accumulator: float
    steps: float


def init(hyper: Hyper) -> State:
    """Return the accumulator that the hyperparameters ask for."""
    return State(hyper.initial_accumulator, 0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the gradient divided by the root of the sum of its squares."""
    gradient = gradient + hyper.weight_decay * position
    accumulator = state.accumulator + gradient * gradient
    rate = hyper.learning_rate / (1.0 + state.steps * hyper.learning_rate_decay)
    scale = math.sqrt(accumulator) + hyper.epsilon
    step = -rate * (gradient / scale) if gradient != 0.0 else 0.0
    return step, State(accumulator, state.steps + 1.0)


OPTIMIZER = Optimizer(
    name="adagrad",
    title="AdaGrad",
    hyper=Hyper,
    init=init,
    update=update,
    equation="s ← s + g²\nx ← x − η g / (√s + ε)",
    teaches="It levels steep and flat directions at once, then grows tired: the rate never recovers.",
    reference="Duchi, Hazan & Singer (2011), JMLR 12; defined as torch.optim.Adagrad.",
    shared_state=("steps",),
)
