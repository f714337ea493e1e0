"""RAdam: Adam that does not divide before it has seen enough gradients to know by what."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import Beta1, Beta2, Epsilon, Flag, LearningRate, WeightDecay
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.weight_decay import DecayPlace

ENOUGH = 5.0  # length of the average of squares from which on PyTorch divides by it


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.RAdam``."""

    learning_rate: LearningRate
    beta1: Beta1
    beta2: Beta2
    epsilon: Epsilon
    weight_decay: WeightDecay
    decoupled_weight_decay: Annotated[int, Flag(False, "weight decay apart from the gradient, as AdamW")]


class State(NamedTuple):
    """Averages of gradients (``mu``) and squares (``nu``), what is left of their starts, and steps taken."""

    mu: float
    nu: float
    beta1_power: float
    beta2_power: float
    steps: float


def init(hyper: Hyper) -> State:
    """Return averages of nothing."""
    return State(0.0, 0.0, 1.0, 1.0, 0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the mean gradient, from the sixth step or so on divided by the root of the mean square."""
    mu = hyper.beta1 * state.mu + (1.0 - hyper.beta1) * gradient
    nu = hyper.beta2 * state.nu + (1.0 - hyper.beta2) * gradient * gradient
    beta1_power = state.beta1_power * hyper.beta1
    beta2_power = state.beta2_power * hyper.beta2
    steps = state.steps + 1.0
    step = 0.0
    if mu != 0.0:
        step = -hyper.learning_rate * (mu / (1.0 - beta1_power)) * _rectified(nu, beta2_power, steps, hyper)
    return step, State(mu, nu, beta1_power, beta2_power, steps)


def _rectified(nu: float, beta2_power: float, steps: float, hyper: Hyper) -> float:
    """Return the factor on the step: 1 as long as the average of squares is too short to be trusted."""
    longest = 2.0 / (1.0 - hyper.beta2) - 1.0
    correction = 1.0 - beta2_power
    length = longest - 2.0 * steps * beta2_power / correction
    if not length > ENOUGH:
        return 1.0
    variance = (length - 4.0) * (length - 2.0) * longest / ((longest - 4.0) * (longest - 2.0) * length)
    return math.sqrt(variance) * math.sqrt(correction) / (math.sqrt(nu) + hyper.epsilon)


def correction(after: State, hyper: Hyper) -> float:
    """Return what the mean gradient lacks of its sum of weights."""
    return 1.0 - after.beta1_power


def effective_rate(gradient: float, before: State, after: State, hyper: Hyper) -> float:
    """Return the rate along the mean gradient."""
    return hyper.learning_rate * _rectified(after.nu, after.beta2_power, after.steps, hyper)


OPTIMIZER = Optimizer(
    name="radam",
    title="RAdam",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        m = beta1*m + (1 - beta1)*g
        v = beta2*v + (1 - beta2)*g**2
        m_hat = m/(1 - beta1**t)
        v_hat = v/(1 - beta2**t)
        rho_inf = 2/(1 - beta2) - 1
        rho = rho_inf - 2*t*beta2**t/(1 - beta2**t)
        r = where(rho > 5, sqrt((rho - 4)*(rho - 2)*rho_inf/((rho_inf - 4)*(rho_inf - 2)*rho)), 1)
        d = where(rho > 5, sqrt(v_hat) + epsilon/sqrt(1 - beta2**t), 1)
        x = x - learning_rate*r*m_hat/d
        """,
        {"m": "mu", "v": "nu"},
        {"beta1**t": "beta1_power", "beta2**t": "beta2_power"},
    ),
    teaches="The first five steps are plain momentum, which a steep start can throw far; then it warms up.",
    reference="Liu et al. (2020), ICLR, arXiv:1908.03265; defined as torch.optim.RAdam.",
    velocity="mu",
    correction=correction,
    effective_rate=effective_rate,
    shared_state=("beta1_power", "beta2_power", "steps"),
    weight_decay=DecayPlace.CHOSEN,
    momentum_parameter="beta1",
    torch=Counterpart(
        "RAdam",
        {"lr": "learning_rate", "betas": ("beta1", "beta2"), "eps": "epsilon"},
        {"weight_decay", "decoupled_weight_decay"},
    ),
)
