"""AdamW: Adam whose weight decay goes past the averages, straight to the position."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import Beta1, Beta2, Epsilon, Flag, LearningRate, Number
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.AdamW``, whose bias correction is always on."""

    learning_rate: LearningRate
    beta1: Beta1
    beta2: Beta2
    epsilon: Epsilon
    amsgrad: Annotated[int, Flag(False, "divide by the largest average so far")]
    bias_correction: Annotated[int, Flag(True, "make up for averages that start at zero")]
    weight_decay: Annotated[
        float,
        Number(
            0.01,
            0.0,
            1e3,
            "pull towards the origin, apart from the gradient",
            "linear",
            (0.0, 0.5),
            symbol="λ",
        ),
    ]


class State(NamedTuple):
    """Averages of gradients (``mu``) and squares (``nu``), and what is left of their starts."""

    mu: float
    nu: float
    largest_nu: float
    beta1_power: float
    beta2_power: float


def init(hyper: Hyper) -> State:
    """Return averages of nothing."""
    return State(0.0, 0.0, 0.0, 1.0, 1.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return Adam's step for the bare gradient; the pull to the origin comes beside it."""
    mu = hyper.beta1 * state.mu + (1.0 - hyper.beta1) * gradient
    nu = hyper.beta2 * state.nu + (1.0 - hyper.beta2) * gradient * gradient
    largest_nu = max(state.largest_nu, nu)
    beta1_power = state.beta1_power * hyper.beta1
    beta2_power = state.beta2_power * hyper.beta2
    correction1 = 1.0 - beta1_power if hyper.bias_correction else 1.0
    scale = _scale(nu, largest_nu, beta2_power, hyper)
    step = -(hyper.learning_rate / correction1) * (mu / scale) if mu != 0.0 else 0.0
    return step, State(mu, nu, largest_nu, beta1_power, beta2_power)


def _scale(nu: float, largest_nu: float, beta2_power: float, hyper: Hyper) -> float:
    """Return what the mean gradient is divided by."""
    correction = 1.0 - beta2_power if hyper.bias_correction else 1.0
    square = largest_nu if hyper.amsgrad else nu
    return math.sqrt(square) / math.sqrt(correction) + hyper.epsilon


def correction(after: State, hyper: Hyper) -> float:
    """Return what the mean gradient lacks of its sum of weights, if that is made up for."""
    return 1.0 - after.beta1_power if hyper.bias_correction else 1.0


def effective_rate(gradient: float, before: State, after: State, hyper: Hyper) -> float:
    """Return the rate along the mean gradient."""
    return hyper.learning_rate / _scale(after.nu, after.largest_nu, after.beta2_power, hyper)


OPTIMIZER = Optimizer(
    name="adamw",
    title="AdamW",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        m = beta1*m + (1 - beta1)*g
        v = beta2*v + (1 - beta2)*g**2
        u = max(u, v)
        m_hat = where(bias_correction, m/(1 - beta1**t), m)
        v_hat = where(bias_correction, v/(1 - beta2**t), v)
        u_hat = where(bias_correction, u/(1 - beta2**t), u)
        x = x - learning_rate*m_hat/(sqrt(where(amsgrad, u_hat, v_hat)) + epsilon)
        """,
        {"m": "mu", "v": "nu", "u": "largest_nu"},
        {"beta1**t": "beta1_power", "beta2**t": "beta2_power"},
    ),
    teaches="Without weight decay it is Adam; with it, all coordinates are pulled alike, however steep.",
    reference="Loshchilov & Hutter (2019), ICLR, arXiv:1711.05101; defined as torch.optim.AdamW.",
    velocity="mu",
    correction=correction,
    effective_rate=effective_rate,
    shared_state=("beta1_power", "beta2_power"),
    weight_decay=DecayPlace.STEP,
    momentum_parameter="beta1",
    torch=Counterpart(
        "AdamW",
        {"lr": "learning_rate", "betas": ("beta1", "beta2"), "eps": "epsilon"},
        {"amsgrad"},
        {"bias_correction": (True, "torch.optim always corrects the averages for their start")},
    ),
    optax=Counterpart(
        "adamw",
        {"b1": "beta1", "b2": "beta2", "eps": "epsilon"},
        only={
            "amsgrad": (False, "optax.adamw divides by the newest average"),
            "bias_correction": (True, "optax always corrects the averages for their start"),
        },
    ),
)
