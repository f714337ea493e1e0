"""RMSProp: AdaGrad that forgets."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart, LeftOutError, Values
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import Epsilon, Flag, LearningRate, Number, WeightDecay
from momentum_lab.core.optimizer import Optimizer
from momentum_lab.core.weight_decay import DecayPlace


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.RMSprop``, whose ``alpha`` is ``decay`` here."""

    learning_rate: LearningRate
    decay: Annotated[
        float,
        Number(
            0.99,
            0.0,
            1.0,
            "memory of the average of squared gradients",
            "towards_one",
            (0.0, 0.999),
            symbol="γ",
        ),
    ]
    momentum: Annotated[
        float,
        Number(0.0, 0.0, 1.0, "share of the velocity that is kept", "towards_one", (0.0, 0.999), symbol="β"),
    ]
    centered: Annotated[int, Flag(False, "divide by the deviation from the mean gradient instead")]
    epsilon: Epsilon
    epsilon_in_root: Annotated[
        int, Flag(False, "add epsilon under the root, as TensorFlow and Dive into Deep Learning do")
    ]
    weight_decay: WeightDecay


class State(NamedTuple):
    """``nu`` averages squared gradients, ``mu`` gradients (when centered); ``trace`` is the velocity."""

    nu: float
    mu: float
    trace: float


def init(hyper: Hyper) -> State:
    """Return averages of nothing and a ball at rest."""
    return State(0.0, 0.0, 0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return the gradient divided by its recent root mean square, through momentum if there is any."""
    nu = hyper.decay * state.nu + (1.0 - hyper.decay) * gradient * gradient
    mu = hyper.decay * state.mu + (1.0 - hyper.decay) * gradient
    direction = gradient / _scale(nu, mu, hyper) if gradient != 0.0 else 0.0
    trace = hyper.momentum * state.trace + direction
    return -hyper.learning_rate * trace, State(nu, mu, trace)


def _scale(nu: float, mu: float, hyper: Hyper) -> float:
    """Return what the gradient is divided by."""
    variance = nu - mu * mu if hyper.centered else nu
    if hyper.epsilon_in_root:
        return math.sqrt(variance + hyper.epsilon)
    return math.sqrt(variance) + hyper.epsilon


def effective_rate(gradient: float, before: State, after: State, hyper: Hyper) -> float:
    """Return the rate along the gradient, with which it comes into the velocity."""
    return hyper.learning_rate / _scale(after.nu, after.mu, hyper)


def as_in_optax(values: Values, is_rate_constant: bool) -> Values:
    """Return the values if it makes no difference that the velocity has the learning rate in it."""
    if values["momentum"] and not is_rate_constant:
        raise LeftOutError("in optax.rmsprop a schedule does not act on what was gathered before")
    return values


OPTIMIZER = Optimizer(
    name="rmsprop",
    title="RMSProp",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        s = decay*s + (1 - decay)*g**2
        m = decay*m + (1 - decay)*g
        q = where(centered, s - m**2, s)
        v = momentum*v + g/where(epsilon_in_root, sqrt(q + epsilon), sqrt(q) + epsilon)
        x = x - learning_rate*v
        """,
        {"s": "nu", "m": "mu", "v": "trace"},
    ),
    teaches="Steps of about equal length whatever the slope: quick everywhere, restless at the minimum.",
    reference="Tieleman & Hinton (2012), Coursera lecture 6.5; defined as torch.optim.RMSprop.",
    velocity="trace",
    effective_rate=effective_rate,
    weight_decay=DecayPlace.GRADIENT,
    momentum_parameter="momentum",
    torch=Counterpart(
        "RMSprop",
        {"lr": "learning_rate", "alpha": "decay", "eps": "epsilon"},
        {"momentum", "centered", "weight_decay"},
        {"epsilon_in_root": (False, "torch.optim.RMSprop adds epsilon beside the root")},
    ),
    optax=Counterpart(
        "rmsprop",
        {"eps": "epsilon", "eps_in_sqrt": "epsilon_in_root"},
        only={"weight_decay": (0.0, "optax.rmsprop has no weight decay")},
        adapted=as_in_optax,
    ),
)
