"""Rprop: the sign of the slope alone, and a step that learns its own length."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from momentum_lab.core.counterpart import Counterpart, LeftOutError, Values
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import LARGEST_RATE, SMALLEST_RATE, Number
from momentum_lab.core.optimizer import Optimizer


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.Rprop``: ``etas`` and ``step_sizes`` are two each here."""

    learning_rate: Annotated[
        float, Number(0.01, SMALLEST_RATE, LARGEST_RATE, "length of the first step", "log", (1e-5, 10.0))
    ]
    eta_minus: Annotated[float, Number(0.5, 0.0, 1.0, "factor on the step when the slope turns", symbol="η⁻")]
    eta_plus: Annotated[
        float,
        Number(
            1.2,
            1.0,
            10.0,
            "factor on the step while the slope keeps its sign",
            "linear",
            (1.0, 2.0),
            symbol="η⁺",
        ),
    ]
    step_min: Annotated[
        float, Number(1e-6, 0.0, 1e6, "shortest step", "log", (1e-9, 1.0), is_rare=True, symbol="s_min")
    ]
    step_max: Annotated[
        float, Number(50.0, 0.0, 1e6, "longest step", "log", (1e-3, 1e3), is_rare=True, symbol="s_max")
    ]


class State(NamedTuple):
    """Length of the next step, and the last gradient (0 after the slope has turned)."""

    length: float
    last_gradient: float


def init(hyper: Hyper) -> State:
    """Return a first step of the length of the learning rate."""
    return State(hyper.learning_rate, 0.0)


def update(gradient: float, position: float, state: State, hyper: Hyper) -> tuple[float, State]:
    """Return a longer step if the slope has kept its sign; where it has turned, wait and shorten the next."""
    agreement = gradient * state.last_gradient
    factor = 1.0
    if agreement > 0.0:
        factor = hyper.eta_plus
    elif agreement < 0.0:
        factor = hyper.eta_minus
        gradient = 0.0
    length = min(max(state.length * factor, hyper.step_min), hyper.step_max)
    step = 0.0
    if gradient > 0.0:
        step = -length
    elif gradient < 0.0:
        step = length
    return step, State(length, gradient)


def as_in_torch(values: Values, is_rate_constant: bool) -> Values:
    """Return the values if PyTorch allows them."""
    if not 0.0 < float(values["eta_minus"]) < 1.0 < float(values["eta_plus"]):
        raise LeftOutError("torch.optim.Rprop allows only factors below and above 1")
    return values


def effective_rate(gradient: float, before: State, after: State, hyper: Hyper) -> float:
    """Return the rate along the gradient with which a step has its length; 0 where it waits."""
    if after.last_gradient != gradient:
        return 0.0
    return after.length / abs(gradient)


OPTIMIZER = Optimizer(
    name="rprop",
    title="Rprop",
    hyper=Hyper,
    init=init,
    update=update,
    equations=Equations(
        """
        c = g*h
        g = where(c < 0, 0, g)
        s = min(max(where(c > 0, eta_plus*s, where(c < 0, eta_minus*s, s)), step_min), step_max)
        h = g
        x = x - s*sign(g)
        """,
        {"s": "length", "h": "last_gradient"},
    ),
    teaches="Steepness does not matter: steps grow while the slope keeps its sign and halve when it turns.",
    reference="Riedmiller & Braun (1993), IEEE Int. Conf. on Neural Networks; defined as torch.optim.Rprop.",
    effective_rate=effective_rate,
    torch=Counterpart(
        "Rprop",
        {
            "lr": "learning_rate",
            "etas": ("eta_minus", "eta_plus"),
            "step_sizes": ("step_min", "step_max"),
        },
        adapted=as_in_torch,
    ),
)
