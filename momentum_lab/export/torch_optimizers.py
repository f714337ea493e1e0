"""Which rule of ``torch.optim`` takes a ball's path, and with which arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from momentum_lab.core.errors import MomentumLabError
from momentum_lab.core.hyperparameters import HyperValue
from momentum_lab.experiment.ball import Ball

Arguments = dict[str, HyperValue | tuple[HyperValue, ...]]

_CLASSES: Final = {
    "gradient_descent": "SGD",
    "momentum": "SGD",
    "nesterov": "SGD",
    "adagrad": "Adagrad",
    "rmsprop": "RMSprop",
    "adadelta": "Adadelta",
    "adam": "Adam",
    "adamw": "AdamW",
    "adamax": "Adamax",
    "nadam": "NAdam",
    "radam": "RAdam",
    "rprop": "Rprop",
    "asgd": "ASGD",
}
_NAMES: Final = {
    "learning_rate": "lr",
    "epsilon": "eps",
    "learning_rate_decay": "lr_decay",
    "initial_accumulator": "initial_accumulator_value",
    "decay": "alpha",
}
_PAIRS: Final = {
    "betas": ("beta1", "beta2"),
    "etas": ("eta_minus", "eta_plus"),
    "step_sizes": ("step_min", "step_max"),
}
_ZERO_BY_DEFAULT: Final = frozenset(
    {
        *("momentum", "dampening", "amsgrad", "centered", "decoupled_weight_decay"),
        *("weight_decay", "lr_decay", "initial_accumulator_value"),
    }
)


class LeftOutError(MomentumLabError):
    """PyTorch has no rule that takes this path; the text says why."""


def torch_rule(ball: Ball) -> tuple[str, Arguments]:
    """Return the name of a class of ``torch.optim`` and its arguments.

    Raises
    ------
    LeftOutError
        There is none.
    """
    if ball.optimizer not in _CLASSES:
        raise LeftOutError(f"torch.optim has no rule like {ball.optimizer}")
    values = dict(ball.hyperparameters)
    if ball.optimizer in _SPECIAL:
        _SPECIAL[ball.optimizer](ball, values)
    arguments: Arguments = {}
    for name, (first, second) in _PAIRS.items():
        if first in values:
            arguments[name] = (values.pop(first), values.pop(second))
    arguments |= {_NAMES.get(name, name): value for name, value in values.items()}
    name = _CLASSES[ball.optimizer]
    decays = {"weight_decay"} if name == "AdamW" else set()
    return name, {
        key: value
        for key, value in sorted(arguments.items(), key=lambda item: item[0] != "lr")
        if value or key not in _ZERO_BY_DEFAULT - decays
    }


def _momentum(ball: Ball, values: dict[str, HyperValue]) -> None:
    """The forms differ from PyTorch's by a factor of the rate, or not at all while the rate is constant."""
    form, kept = values.pop("form"), float(values["momentum"])
    if form == "ema_corrected":
        raise LeftOutError("torch.optim.SGD does not correct the average for its start")
    if form == "velocity" and not ball.schedule.is_constant:
        raise LeftOutError("in the form velocity a schedule does not act on what was gathered before")
    if form == "ema":
        values["dampening"] = 0.0
        values["learning_rate"] = float(values["learning_rate"]) * (1.0 - kept)
    if kept == 0.0 and values["dampening"]:
        raise LeftOutError("without momentum, torch.optim.SGD has no dampening")


def _nesterov(ball: Ball, values: dict[str, HyperValue]) -> None:
    if values["momentum"]:  # else PyTorch refuses the flag, and it is gradient descent
        values["nesterov"] = True


def _rmsprop(ball: Ball, values: dict[str, HyperValue]) -> None:
    if values.pop("epsilon_in_root"):
        raise LeftOutError("torch.optim.RMSprop adds epsilon beside the root")


def _adam(ball: Ball, values: dict[str, HyperValue]) -> None:
    if not values.pop("bias_correction"):
        raise LeftOutError("torch.optim always corrects the averages for their start")


def _rprop(ball: Ball, values: dict[str, HyperValue]) -> None:
    if not 0.0 < float(values["eta_minus"]) < 1.0 < float(values["eta_plus"]):
        raise LeftOutError("torch.optim.Rprop allows only factors below and above 1")


_SPECIAL: Final[Mapping[str, Callable[[Ball, dict[str, HyperValue]], None]]] = {
    "momentum": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adamw": _adam,
    "rprop": _rprop,
}
