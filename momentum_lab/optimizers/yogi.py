"""Yogi: Adam whose mean square moves by no more than the newest gradient's share."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import Beta1, Beta2, LearningRate, Number
from momentum_lab.core.optimizer import Optimizer


class Hyper(NamedTuple):
    """Hyperparameters as ``optax.yogi``; ``initial_accumulator`` belongs to its ``scale_by_yogi``."""

    learning_rate: LearningRate
    beta1: Beta1
    beta2: Beta2
    epsilon: Annotated[
        float,
        Number(1e-3, 0.0, 1.0, "keeps the division finite", "log", (1e-12, 1.0), is_rare=True, symbol="ε"),
    ]
    initial_accumulator: Annotated[
        float, Number(1e-6, 0.0, 1e6, "where both averages begin", "log", (1e-12, 10.0), True)
    ]


class State(NamedTuple):
    """Averages of gradients (``mu``) and squares (``nu``), and what is left of their starts."""

    mu: float
    nu: float
    beta1_power: float
    beta2_power: float


def init(hyper: Hyper) -> State:
    """Return averages that both begin at the initial accumulator, as in optax."""
    return State(hyper.initial_accumulator, hyper.initial_accumulator, 1.0, 1.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the mean gradient divided by the root of a square that is led towards g², not drawn to it."""
    mu = hyper.beta1 * state.mu + (1.0 - hyper.beta1) * gradient
    square = gradient * gradient
    nu = state.nu
    if nu > square:
        nu = nu - (1.0 - hyper.beta2) * square
    elif nu < square:
        nu = nu + (1.0 - hyper.beta2) * square
    beta1_power = state.beta1_power * hyper.beta1
    beta2_power = state.beta2_power * hyper.beta2
    scale = _scale(nu, beta2_power, hyper)
    step = -hyper.learning_rate * (mu / (1.0 - beta1_power) / scale) if mu != 0.0 else 0.0
    return step, State(mu, nu, beta1_power, beta2_power)


def _scale(nu: float, beta2_power: float, hyper: Hyper) -> float:
    """Return what the mean gradient is divided by."""
    return math.sqrt(nu / (1.0 - beta2_power)) + hyper.epsilon


def correction(after: State, hyper: Hyper) -> float:
    """Return what the mean gradient lacks of its sum of weights."""
    return 1.0 - after.beta1_power


def effective_rate(gradient: float, before: State, after: State, hyper: Hyper) -> float:
    """Return the rate along the mean gradient."""
    return hyper.learning_rate / _scale(after.nu, after.beta2_power, hyper)


OPTIMIZER = Optimizer(
    name="yogi",
    title="Yogi",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        m = beta1*m + (1 - beta1)*g
        v = v - (1 - beta2)*sign(v - g**2)*g**2
        m_hat = m/(1 - beta1**t)
        v_hat = v/(1 - beta2**t)
        x = x - learning_rate*m_hat/(sqrt(v_hat) + epsilon)
        """,
        {"m": "mu", "v": "nu"},
        {"beta1**t": "beta1_power", "beta2**t": "beta2_power"},
    ),
    teaches="It forgets a steep stretch slowly: on the plain behind, steps stay short where Adam's grow.",
    reference="Zaheer et al. (2018), NeurIPS 31; defined as optax.yogi.",
    velocity="mu",
    correction=correction,
    effective_rate=effective_rate,
    shared_state=("beta1_power", "beta2_power"),
    momentum_parameter="beta1",
    optax=Counterpart(
        "yogi",
        {"b1": "beta1", "b2": "beta2", "eps": "epsilon"},
        only={"initial_accumulator": (1e-6, "optax.yogi begins its averages at 1e-6")},
    ),
)
