"""NAdam: Adam with Nesterov's look ahead."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import Beta1, Beta2, Epsilon, Flag, LearningRate, Number, WeightDecay
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.weight_decay import DecayPlace

WARM_UP = 0.96  # Dozat's base of the momentum schedule, which is fixed in PyTorch too


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.NAdam``."""

    learning_rate: LearningRate
    beta1: Beta1
    beta2: Beta2
    momentum_decay: Annotated[
        float,
        Number(
            4e-3,
            0.0,
            1e3,
            "how fast momentum grows from half of beta1",
            "linear",
            (0.0, 1.0),
            is_rare=True,
            symbol="ψ",
        ),
    ]
    epsilon: Epsilon
    weight_decay: WeightDecay
    decoupled_weight_decay: Annotated[int, Flag(False, "weight decay apart from the gradient, as AdamW")]


class State(NamedTuple):
    """Averages of gradients (``mu``) and squares (``nu``), and running products.

    ``warm_up`` is 0.96 to the power of steps times momentum_decay, ``momentum_product`` the product of
    all momenta so far.
    """

    mu: float
    nu: float
    warm_up: float
    momentum_product: float
    beta2_power: float


def init(hyper: Hyper) -> State:
    """Return averages of nothing."""
    return State(0.0, 0.0, 1.0, 1.0, 1.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return this gradient and the mean one, weighted by the momenta of this step and the next."""
    mu = hyper.beta1 * state.mu + (1.0 - hyper.beta1) * gradient
    nu = hyper.beta2 * state.nu + (1.0 - hyper.beta2) * gradient * gradient
    factor = math.pow(WARM_UP, hyper.momentum_decay)
    warm_up = state.warm_up * factor
    momentum = hyper.beta1 * (1.0 - 0.5 * warm_up)
    product = state.momentum_product * momentum
    beta2_power = state.beta2_power * hyper.beta2
    here = (1.0 - momentum) / (1.0 - product) * gradient
    direction = here + _ahead(mu, warm_up, product, hyper)
    step = -hyper.learning_rate * (direction / _scale(nu, beta2_power, hyper)) if direction != 0.0 else 0.0
    return step, State(mu, nu, warm_up, product, beta2_power)


def _ahead(mu: float, warm_up: float, product: float, hyper: Hyper) -> float:
    """Return the mean gradient with the momentum of the next step."""
    momentum = hyper.beta1 * (1.0 - 0.5 * (warm_up * math.pow(WARM_UP, hyper.momentum_decay)))
    return momentum / (1.0 - product * momentum) * mu


def _scale(nu: float, beta2_power: float, hyper: Hyper) -> float:
    """Return what the step is divided by."""
    return math.sqrt(nu / (1.0 - beta2_power)) + hyper.epsilon


def look_ahead(after: State, hyper: Hyper) -> float:
    """Return what the mean gradient adds to the step with the momentum of the next one."""
    ahead = _ahead(after.mu, after.warm_up, after.momentum_product, hyper)
    return -hyper.learning_rate * (ahead / _scale(after.nu, after.beta2_power, hyper))


def effective_rate(gradient: float, before: State, after: State, hyper: Hyper) -> float:
    """Return the rate along the weighted gradient and mean gradient."""
    return hyper.learning_rate / _scale(after.nu, after.beta2_power, hyper)


OPTIMIZER = Optimizer(
    name="nadam",
    title="NAdam",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        m = beta1*m + (1 - beta1)*g
        v = beta2*v + (1 - beta2)*g**2
        mu_t = beta1*(1 - 0.5*0.96**(momentum_decay*t))
        mu_next = beta1*(1 - 0.5*0.96**(momentum_decay*t)*0.96**momentum_decay)
        p = mu_t*p
        m_hat = mu_next*m/(1 - mu_next*p) + (1 - mu_t)*g/(1 - p)
        v_hat = v/(1 - beta2**t)
        x = x - learning_rate*m_hat/(sqrt(v_hat) + epsilon)
        """,
        {"m": "mu", "v": "nu", "p": "momentum_product"},
        {"beta2**t": "beta2_power", "0.96**(momentum_decay*t)": "warm_up"},
    ),
    teaches="It brakes a little earlier than Adam: the newest gradient counts at once, not a step later.",
    reference="Dozat (2016), ICLR workshop; defined as torch.optim.NAdam.",
    velocity="mu",
    look_ahead=look_ahead,
    effective_rate=effective_rate,
    shared_state=("warm_up", "momentum_product", "beta2_power"),
    weight_decay=DecayPlace.CHOSEN,
    momentum_parameter="beta1",
    torch=Counterpart(
        "NAdam",
        {"lr": "learning_rate", "betas": ("beta1", "beta2"), "eps": "epsilon"},
        {"weight_decay", "decoupled_weight_decay"},
    ),
)
