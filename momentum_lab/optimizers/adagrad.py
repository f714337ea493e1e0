"""AdaGrad: every coordinate has its own rate, and it only ever shrinks."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart, LeftOutError, Values
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import LearningRate, Number, WeightDecay
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.Adagrad``."""

    learning_rate: LearningRate
    learning_rate_decay: Annotated[
        float, Number(0.0, 0.0, 1e3, "how fast the rate falls with the steps", "linear", (0.0, 0.1), True)
    ]
    initial_accumulator: Annotated[
        float, Number(0.0, 0.0, 1e6, "squared gradients to begin with", "linear", (0.0, 10.0), True)
    ]
    epsilon: Annotated[
        float,
        Number(1e-10, 0.0, 1.0, "keeps the division finite", "log", (1e-12, 1.0), is_rare=True, symbol="ε"),
    ]
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
    accumulator = state.accumulator + gradient * gradient
    rate = hyper.learning_rate / (1.0 + state.steps * hyper.learning_rate_decay)
    scale = math.sqrt(accumulator) + hyper.epsilon
    step = -rate * (gradient / scale) if gradient != 0.0 else 0.0
    return step, State(accumulator, state.steps + 1.0)


def as_in_optax(values: Values, is_rate_constant: bool) -> Values:
    """Return the values if it makes no difference where epsilon is added."""
    if values["epsilon"]:
        raise LeftOutError("optax.adagrad adds epsilon under the root")
    return values


def effective_rate(gradient: float, before: State, after: State, hyper: Hyper) -> float:
    """Return the rate along the gradient."""
    rate = hyper.learning_rate / (1.0 + before.steps * hyper.learning_rate_decay)
    return rate / (math.sqrt(after.accumulator) + hyper.epsilon)


OPTIMIZER = Optimizer(
    name="adagrad",
    title="AdaGrad",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        s = s + g**2
        eta_t = learning_rate/(1 + learning_rate_decay*(t - 1))
        x = x - eta_t*g/(sqrt(s) + epsilon)
        """,
        {"s": "accumulator"},
    ),
    teaches="It levels steep and flat directions at once, then grows tired: the rate never recovers.",
    reference="Duchi, Hazan & Singer (2011), JMLR 12; defined as torch.optim.Adagrad.",
    effective_rate=effective_rate,
    shared_state=("steps",),
    weight_decay=DecayPlace.GRADIENT,
    torch=Counterpart(
        "Adagrad",
        {
            "lr": "learning_rate",
            "lr_decay": "learning_rate_decay",
            "initial_accumulator_value": "initial_accumulator",
            "eps": "epsilon",
        },
        {"lr_decay", "initial_accumulator_value", "weight_decay"},
    ),
    optax=Counterpart(
        "adagrad",
        {"initial_accumulator_value": "initial_accumulator", "eps": "epsilon"},
        only={
            "learning_rate_decay": (0.0, "optax.adagrad has no decay of the learning rate"),
            "weight_decay": (0.0, "optax.adagrad has no weight decay"),
        },
        adapted=as_in_optax,
    ),
)
