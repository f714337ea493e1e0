"""The learning rate falls as one over the time."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.schedule import Schedule


class Hyper(NamedTuple):
    """``decay`` is how fast: after 1 / decay steps half of the rate is left."""

    decay: Annotated[
        float, Number(0.1, 0.0, 1e3, "one over the steps after which half is left", "linear", (0.0, 1.0))
    ]


def factor(step: float, hyper: Hyper) -> float:
    """Return 1 / (1 + decay t)."""
    return 1.0 / (1.0 + hyper.decay * step)


def suited(steps: int) -> dict[str, float]:
    """Return a fall to one tenth."""
    return {"decay": float(f"{9.0 / steps:.4g}")}


SCHEDULE = Schedule(
    name="inverse_time",
    title="Inverse time",
    hyper=Hyper,
    factor=factor,
    suited=suited,
    equation="ηₜ = η / (1 + λ t)",
    teaches="What theory asks for with noisy gradients: slow enough to arrive, fast enough to settle.",
    reference="Robbins & Monro (1951), Ann. Math. Stat. 22(3).",
)
