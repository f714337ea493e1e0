"""The same paths by PyTorch, step by step; nothing where it is not installed."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.mixture import RULES, START, STEPS

try:
    import torch
except ImportError:
    torch = None


def live() -> Callable[[], object] | None:
    """Return a function that computes all paths of the mixture."""
    if torch is None:
        return None

    def all_paths() -> None:
        for name, rate in RULES:
            position = torch.tensor(START, dtype=torch.float64, requires_grad=True)
            rule = _rule(name, position, rate)
            for _ in range(STEPS):
                rule.zero_grad()
                loss = (1 - position[0]) ** 2 + 100 * (position[1] - position[0] ** 2) ** 2
                loss.backward()
                rule.step()

    return all_paths


def _rule(name: str, position: torch.Tensor, rate: float) -> torch.optim.Optimizer:
    optim = torch.optim
    return {
        "gradient_descent": lambda: optim.SGD([position], rate),
        "momentum": lambda: optim.SGD([position], rate, momentum=0.9),
        "nesterov": lambda: optim.SGD([position], rate, momentum=0.9, nesterov=True),
        "adagrad": lambda: optim.Adagrad([position], rate),
        "rmsprop": lambda: optim.RMSprop([position], rate),
        "adadelta": lambda: optim.Adadelta([position], rate),
        "adam": lambda: optim.Adam([position], rate),
    }[name]()
