"""QHAdam: quasi-hyperbolic means in both halves of Adam's fraction."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import BELOW_ONE, Beta2, Epsilon, LearningRate, Number, WeightDecay
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """Hyperparameters as the paper, with the defaults that it recommends."""

    learning_rate: LearningRate
    beta1: Annotated[
        float,
        Number(
            0.995, 0.0, BELOW_ONE, "memory of the mean gradient", "towards_one", (0.0, 0.999), symbol="β₁"
        ),
    ]
    beta2: Beta2
    nu1: Annotated[float, Number(0.7, 0.0, 1.0, "share of the mean gradient above the line", symbol="ν₁")]
    nu2: Annotated[float, Number(1.0, 0.0, 1.0, "share of the mean square below the line", symbol="ν₂")]
    epsilon: Epsilon
    weight_decay: WeightDecay


class State(NamedTuple):
    """Averages of gradients (``mu``) and squares (``nu``), and what is left of their starts."""

    mu: float
    nu: float
    beta1_power: float
    beta2_power: float


def init(hyper: Hyper) -> State:
    """Return averages of nothing."""
    return State(0.0, 0.0, 1.0, 1.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return a mean of gradient and mean gradient, divided by the root of such a mean of squares."""
    mu = hyper.beta1 * state.mu + (1.0 - hyper.beta1) * gradient
    nu = hyper.beta2 * state.nu + (1.0 - hyper.beta2) * gradient * gradient
    beta1_power = state.beta1_power * hyper.beta1
    beta2_power = state.beta2_power * hyper.beta2
    direction = (1.0 - hyper.nu1) * gradient + hyper.nu1 * (mu / (1.0 - beta1_power))
    scale = _scale(gradient, nu, beta2_power, hyper)
    step = -hyper.learning_rate * (direction / scale) if direction != 0.0 else 0.0
    return step, State(mu, nu, beta1_power, beta2_power)


def _scale(gradient: float, nu: float, beta2_power: float, hyper: Hyper) -> float:
    """Return what the step is divided by."""
    square = (1.0 - hyper.nu2) * gradient * gradient + hyper.nu2 * (nu / (1.0 - beta2_power))
    return math.sqrt(square) + hyper.epsilon


def correction(after: State, hyper: Hyper) -> float:
    """Return what the mean gradient lacks of its sum of weights."""
    return 1.0 - after.beta1_power


def effective_rate(gradient: float, before: State, after: State, hyper: Hyper) -> float:
    """Return the rate along the mean of gradient and mean gradient."""
    return hyper.learning_rate / _scale(gradient, after.nu, after.beta2_power, hyper)


OPTIMIZER = Optimizer(
    name="qhadam",
    title="QHAdam",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        m = beta1*m + (1 - beta1)*g
        v = beta2*v + (1 - beta2)*g**2
        m_hat = m/(1 - beta1**t)
        v_hat = v/(1 - beta2**t)
        d = (1 - nu1)*g + nu1*m_hat
        s = (1 - nu2)*g**2 + nu2*v_hat
        x = x - learning_rate*d/(sqrt(s) + epsilon)
        """,
        {"m": "mu", "v": "nu"},
        {"beta1**t": "beta1_power", "beta2**t": "beta2_power"},
    ),
    teaches="Adam at ν₁ = ν₂ = 1, RMSProp with bias correction at ν₁ = 0; between them it swings less.",
    reference="Ma & Yarats (2018), arXiv:1810.06801 (ICLR 2019), whose definition is followed.",
    velocity="mu",
    correction=correction,
    effective_rate=effective_rate,
    shared_state=("beta1_power", "beta2_power"),
    weight_decay=DecayPlace.GRADIENT,
    momentum_parameter="beta1",
)
