"""Averaged gradient descent: a falling rate, and the average of all positions beside the path."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import LearningRate, Number
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.ASGD``."""

    learning_rate: LearningRate
    lambd: Annotated[
        float,
        Number(
            1e-4,
            0.0,
            1e3,
            "pull towards the origin, and how fast the rate falls",
            "log",
            (1e-6, 1.0),
            symbol="λ",
        ),
    ]
    alpha: Annotated[
        float, Number(0.75, 0.0, 10.0, "power by which the rate falls", "linear", (0.0, 1.0), symbol="α")
    ]
    t0: Annotated[
        float,
        Number(
            1e6, 0.0, 1e9, "step from which positions are averaged, beside the path", "log", (1.0, 1e6), True
        ),
    ]
    weight_decay: Annotated[
        float,
        Number(0.0, 0.0, 1e3, "pull towards the origin, added to the gradient", "linear", (0.0, 0.5), True),
    ]


class State(NamedTuple):
    """``rate`` of the next step, ``average`` of the positions (PyTorch's ``ax``), and steps taken."""

    rate: float
    average: float
    steps: float


def init(hyper: Hyper) -> State:
    """Return the full rate."""
    return State(hyper.learning_rate, 0.0, 0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the step of the path itself; the average follows it, and does not act on it."""
    step = -state.rate * (gradient + hyper.lambd * position)
    share = 1.0 / max(1.0, state.steps - hyper.t0)
    average = state.average + share * (position + step - state.average)
    steps = state.steps + 1.0
    rate = hyper.learning_rate / math.pow(1.0 + hyper.lambd * hyper.learning_rate * steps, hyper.alpha)
    return step, State(rate, average, steps)


OPTIMIZER = Optimizer(
    name="asgd",
    title="Averaged gradient descent",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        x = x - eta_t*(g + lambd*x)
        a = a + (x - a)/max(1, t - 1 - t0)
        eta_t = learning_rate/(1 + lambd*learning_rate*t)**alpha
        """,
        {"eta_t": "rate", "a": "average"},
    ),
    teaches="The ball shows the path, not its average: with λ turned up it slows down and noise dies away.",
    reference="Polyak & Juditsky (1992), SIAM J. Control Optim. 30(4); the raw iterate of torch.optim.ASGD.",
    shared_state=("rate", "steps"),
    weight_decay=DecayPlace.GRADIENT,
    own_decay={"lambd": DecayPlace.GRADIENT},
    torch=Counterpart("ASGD", {"lr": "learning_rate"}, {"weight_decay"}),
)
