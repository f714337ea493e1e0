"""The learning rate falls as one over the root of the time."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.schedule import Schedule


class Hyper(NamedTuple):
    """``decay`` is how fast: after 3 / decay steps half of the rate is left."""

    decay: Annotated[
        float, Number(0.1, 0.0, 1e3, "three over the steps after which half is left", "linear", (0.0, 1.0))
    ]


def factor(step: float, hyper: Hyper) -> float:
    """Return 1 / sqrt(1 + decay t)."""
    return 1.0 / math.sqrt(1.0 + hyper.decay * step)


def suited(steps: int) -> dict[str, float]:
    """Return a fall to one tenth."""
    return {"decay": float(f"{99.0 / steps:.4g}")}


SCHEDULE = Schedule(
    name="inverse_sqrt",
    title="Inverse square root",
    hyper=Hyper,
    factor=factor,
    suited=suited,
    equation="ηₜ = η / √(1 + λ t)",
    teaches="A gentler fall than with time itself: for convex problems, or Transformers after a warm-up.",
    reference="Zinkevich (2003), ICML; Vaswani et al. (2017), NeurIPS.",
)
