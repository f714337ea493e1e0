"""The learning rate falls by the same factor at every step."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.schedule import Schedule


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.lr_scheduler.ExponentialLR``: ``decay`` is gamma."""

    decay: Annotated[
        float, Number(0.98, 0.0, 1.0, "what is left of the rate after a step", "towards_one", (0.5, 0.9999))
    ]


def factor(step: float, hyper: Hyper) -> float:
    """Return decay to the power of the step."""
    return math.pow(hyper.decay, step)


def suited(steps: int) -> dict[str, float]:
    """Return a fall to one hundredth."""
    lost = -math.expm1(math.log(0.01) / steps)
    digits = 3 - math.floor(math.log10(lost))  # four of what a step takes away: the decay may have many nines
    return {"decay": round(1.0 - lost, digits)}


SCHEDULE = Schedule(
    name="exponential",
    title="Exponential",
    hyper=Hyper,
    factor=factor,
    suited=suited,
    equation="ηₜ = η γᵗ",
    teaches="All steps together are bounded: fall too fast and the ball stops before it has arrived.",
    reference="Defined as torch.optim.lr_scheduler.ExponentialLR (PyTorch 2.13, 2026).",
)
