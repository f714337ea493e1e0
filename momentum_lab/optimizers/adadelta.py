"""AdaDelta: the length of past steps takes the place of the learning rate."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import (
    LARGEST_RATE,
    SMALLEST_RATE,
    Number,
    WeightDecay,
)
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.Adadelta``."""

    learning_rate: Annotated[
        float,
        Number(
            1.0,
            SMALLEST_RATE,
            LARGEST_RATE,
            "factor on the step; 1 in the paper",
            "log",
            (1e-5, 10.0),
            symbol="η",
        ),
    ]
    rho: Annotated[
        float, Number(0.9, 0.0, 1.0, "memory of both averages", "towards_one", (0.0, 0.999), symbol="ρ")
    ]
    epsilon: Annotated[
        float,
        Number(1e-6, 0.0, 1.0, "how long the first step is", "log", (1e-12, 1.0), is_rare=True, symbol="ε"),
    ]
    weight_decay: WeightDecay


class State(NamedTuple):
    """Averages of squared gradients (``nu``) and of squared steps (``accumulated_step``)."""

    nu: float
    accumulated_step: float


def init(hyper: Hyper) -> State:
    """Return averages of nothing."""
    return State(0.0, 0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the gradient times the ratio of the root mean squares of steps and gradients."""
    nu = hyper.rho * state.nu + (1.0 - hyper.rho) * gradient * gradient
    delta = 0.0
    if gradient != 0.0:
        delta = math.sqrt(state.accumulated_step + hyper.epsilon) / math.sqrt(nu + hyper.epsilon) * gradient
    accumulated_step = hyper.rho * state.accumulated_step + (1.0 - hyper.rho) * delta * delta
    return -hyper.learning_rate * delta, State(nu, accumulated_step)


def effective_rate(gradient: float, before: State, after: State, hyper: Hyper) -> float:
    """Return the rate along the gradient."""
    ratio = math.sqrt(before.accumulated_step + hyper.epsilon) / math.sqrt(after.nu + hyper.epsilon)
    return hyper.learning_rate * ratio


OPTIMIZER = Optimizer(
    name="adadelta",
    title="AdaDelta",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        s = rho*s + (1 - rho)*g**2
        d = sqrt(u + epsilon)*g/sqrt(s + epsilon)
        u = rho*u + (1 - rho)*d**2
        x = x - learning_rate*d
        """,
        {"s": "nu", "u": "accumulated_step"},
    ),
    teaches="It finds its own rate, but from a cold start: the first steps are as short as √ε.",
    reference="Zeiler (2012), arXiv:1212.5701; defined as torch.optim.Adadelta.",
    effective_rate=effective_rate,
    weight_decay=DecayPlace.GRADIENT,
    torch=Counterpart("Adadelta", {"lr": "learning_rate", "eps": "epsilon"}, {"weight_decay"}),
    optax=Counterpart("adadelta", {"eps": "epsilon"}),
)
