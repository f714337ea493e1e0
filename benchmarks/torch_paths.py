"""The same paths by PyTorch, step by step; nothing where it is not installed."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.mixture import RULES, START, STEPS
from momentum_lab.optimizers import OPTIMIZERS

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
    """Return PyTorch's rule for one of our optimizers, with the arguments that stand for its defaults."""
    optimizer = OPTIMIZERS[name]
    assert optimizer.torch is not None
    arguments = optimizer.torch.arguments_for(optimizer.checked({"learning_rate": rate}))
    return getattr(torch.optim, optimizer.torch.name)([position], **arguments)
