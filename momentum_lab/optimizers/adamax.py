"""AdaMax: Adam that divides by the largest recent gradient instead of the root mean square."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import BELOW_ONE, Beta1, Epsilon, LearningRate, Number, WeightDecay
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.Adamax``."""

    learning_rate: LearningRate
    beta1: Beta1
    beta2: Annotated[
        float,
        Number(
            0.999, 0.0, BELOW_ONE, "memory of the largest gradient", "towards_one", (0.0, 0.999), symbol="β₂"
        ),
    ]
    epsilon: Epsilon
    weight_decay: WeightDecay


class State(NamedTuple):
    """Average of gradients (``mu``), the fading largest (``largest``), and what is left of mu's start."""

    mu: float
    largest: float
    beta1_power: float


def init(hyper: Hyper) -> State:
    """Return an average of nothing."""
    return State(0.0, 0.0, 1.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the mean gradient divided by the largest recent one; PyTorch adds epsilon to each of those."""
    mu = hyper.beta1 * state.mu + (1.0 - hyper.beta1) * gradient
    largest = max(hyper.beta2 * state.largest, abs(gradient) + hyper.epsilon)
    beta1_power = state.beta1_power * hyper.beta1
    step = -(hyper.learning_rate / (1.0 - beta1_power)) * (mu / largest) if mu != 0.0 else 0.0
    return step, State(mu, largest, beta1_power)


def correction(after: State, hyper: Hyper) -> float:
    """Return what the mean gradient lacks of its sum of weights."""
    return 1.0 - after.beta1_power


def effective_rate(gradient: float, before: State, after: State, hyper: Hyper) -> float:
    """Return the rate along the mean gradient."""
    return hyper.learning_rate / after.largest


OPTIMIZER = Optimizer(
    name="adamax",
    title="AdaMax",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        m = beta1*m + (1 - beta1)*g
        u = max(beta2*u, abs(g) + epsilon)
        m_hat = m/(1 - beta1**t)
        x = x - learning_rate*m_hat/u
        """,
        {"m": "mu", "u": "largest"},
        {"beta1**t": "beta1_power"},
    ),
    teaches="Hardly a step is longer than the rate, and one steep spot keeps them short long after it.",
    reference="Kingma & Ba (2015), ICLR, section 7.1; defined as torch.optim.Adamax.",
    velocity="mu",
    correction=correction,
    effective_rate=effective_rate,
    shared_state=("beta1_power",),
    weight_decay=DecayPlace.GRADIENT,
    momentum_parameter="beta1",
    torch=Counterpart(
        "Adamax",
        {"lr": "learning_rate", "betas": ("beta1", "beta2"), "eps": "epsilon"},
        {"weight_decay"},
    ),
    optax=Counterpart(
        "adamax",
        {"b1": "beta1", "b2": "beta2", "eps": "epsilon"},
        only={"weight_decay": (0.0, "optax.adamax has no weight decay")},
    ),
)
