"""The learning rate falls by a factor every so many steps."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.schedule import Schedule


class Hyper(NamedTuple):
    """Hyperparameters as ``torch.optim.lr_scheduler.StepLR``: ``every`` is step_size, ``decay`` gamma.

    There, step_size is whole. Here a drop may be due between two steps, and then it comes with the later one.
    """

    every: Annotated[float, Number(30.0, 1.0, 1e6, "steps between two drops", "log", (1.0, 1000.0))]
    decay: Annotated[float, Number(0.5, 0.0, 1.0, "what is left of the rate after a drop")]


def factor(step: float, hyper: Hyper) -> float:
    """Return decay to the power of the drops so far."""
    drops = float(math.floor(step / hyper.every))  # as an integer, some compilers would make products
    return math.pow(hyper.decay, drops)


def suited(steps: int) -> dict[str, float]:
    """Return four levels, each half of the one before."""
    return {"every": float(max(1, steps // 4)), "decay": 0.5}


SCHEDULE = Schedule(
    name="step",
    title="Steps",
    hyper=Hyper,
    factor=factor,
    suited=suited,
    equation="ηₜ = η γ^⌊t / s⌋",
    teaches="The loss drops in stairs: at every fall of the rate the ball stops swinging and settles lower.",
    reference="He et al. (2016), CVPR, for its use; defined as torch.optim.lr_scheduler.StepLR.",
)
