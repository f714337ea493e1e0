"""AdaBelief: long steps where gradients come as expected, short ones where they surprise."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import BELOW_ONE, Beta1, LearningRate, Number
from momentum_lab.core.optimizer import Optimizer


class Hyper(NamedTuple):
    """Hyperparameters as ``optax.adabelief``; ``epsilon_root`` is ``eps_root`` there."""

    learning_rate: LearningRate
    beta1: Beta1
    beta2: Annotated[
        float,
        Number(
            0.999,
            0.0,
            BELOW_ONE,
            "memory of the mean squared surprise",
            "towards_one",
            (0.0, 0.999),
            symbol="β₂",
        ),
    ]
    epsilon: Annotated[
        float,
        Number(1e-16, 0.0, 1.0, "keeps the division finite", "log", (1e-16, 1.0), is_rare=True, symbol="ε"),
    ]
    epsilon_root: Annotated[
        float,
        Number(
            1e-16,
            0.0,
            1.0,
            "added to the mean square in each step",
            "log",
            (1e-16, 1.0),
            is_rare=True,
            symbol="ε̄",
        ),
    ]


class State(NamedTuple):
    """Averages of gradients (``mu``) and squared surprises (``nu``), and what is left of their starts."""

    mu: float
    nu: float
    beta1_power: float
    beta2_power: float


def init(hyper: Hyper) -> State:
    """Return averages of nothing."""
    return State(0.0, 0.0, 1.0, 1.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the mean gradient divided by the root mean square of what it did not foresee."""
    mu = hyper.beta1 * state.mu + (1.0 - hyper.beta1) * gradient
    surprise = gradient - mu
    nu = hyper.beta2 * state.nu + (1.0 - hyper.beta2) * surprise * surprise + hyper.epsilon_root
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
    name="adabelief",
    title="AdaBelief",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        m = beta1*m + (1 - beta1)*g
        s = beta2*s + (1 - beta2)*(g - m)**2 + epsilon_root
        m_hat = m/(1 - beta1**t)
        s_hat = s/(1 - beta2**t)
        x = x - learning_rate*m_hat/(sqrt(s_hat) + epsilon)
        """,
        {"m": "mu", "s": "nu"},
        {"beta1**t": "beta1_power", "beta2**t": "beta2_power"},
    ),
    teaches="On an even slope, where nothing surprises it, its steps grow beyond Adam's.",
    reference="Zhuang et al. (2020), NeurIPS, arXiv:2010.07468; defined as optax.adabelief.",
    velocity="mu",
    correction=correction,
    effective_rate=effective_rate,
    shared_state=("beta1_power", "beta2_power"),
    momentum_parameter="beta1",
    optax=Counterpart(
        "adabelief", {"b1": "beta1", "b2": "beta2", "eps": "epsilon", "eps_root": "epsilon_root"}
    ),
)
