"""Lion: the sign of a short average decides, a long one remembers."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import BELOW_ONE, LearningRate, Number
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """Hyperparameters as ``optax.lion``."""

    learning_rate: LearningRate
    beta1: Annotated[
        float,
        Number(
            0.9, 0.0, BELOW_ONE, "share of the memory in the vote", "towards_one", (0.0, 0.999), symbol="β₁"
        ),
    ]
    beta2: Annotated[
        float,
        Number(0.99, 0.0, BELOW_ONE, "memory of the mean gradient", "towards_one", (0.0, 0.999), symbol="β₂"),
    ]
    weight_decay: Annotated[
        float,
        Number(
            1e-3,
            0.0,
            1e3,
            "pull towards the origin, apart from the gradient",
            "linear",
            (0.0, 0.5),
            is_rare=True,
            symbol="λ",
        ),
    ]


class State(NamedTuple):
    """Average of gradients."""

    mu: float


def init(hyper: Hyper) -> State:
    """Return an average of nothing."""
    return State(0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return a step of the length of the rate, by the sign of memory and gradient together.

    The pull to the origin is added to the sign, and both are multiplied by the rate at once, as in optax:
    beside the step it would be rounded otherwise. So it is done here.
    """
    vote = (1.0 - hyper.beta1) * gradient + hyper.beta1 * state.mu
    sign = 0.0
    if vote > 0.0:
        sign = 1.0
    elif vote < 0.0:
        sign = -1.0
    mu = (1.0 - hyper.beta2) * gradient + hyper.beta2 * state.mu
    return -hyper.learning_rate * (sign + hyper.weight_decay * position), State(mu)


def effective_rate(gradient: float, before: State, after: State, hyper: Hyper) -> float:
    """Return the rate along what is voted on with which a step has the length of the learning rate."""
    vote = (1.0 - hyper.beta1) * gradient + hyper.beta1 * before.mu
    return hyper.learning_rate / abs(vote)


OPTIMIZER = Optimizer(
    name="lion",
    title="Lion",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        c = beta1*m + (1 - beta1)*g
        m = beta2*m + (1 - beta2)*g
        x = x - learning_rate*(sign(c) + weight_decay*x)
        """,
        {"m": "mu"},
    ),
    teaches="Every step is as long as the rate, downhill or not: it cannot settle closer than that.",
    reference="Chen et al. (2023), NeurIPS, arXiv:2302.06675; defined as optax.lion.",
    velocity="mu",
    effective_rate=effective_rate,
    own_decay={"weight_decay": DecayPlace.STEP},
    momentum_parameter="beta1",
    optax=Counterpart("lion", {"b1": "beta1", "b2": "beta2"}),
)
