"""The learning rate falls along half a wave of the cosine, and rises along the next half."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from momentum_lab.core.hyperparameters import Number
from momentum_lab.core.schedule import Schedule


class Hyper(NamedTuple):
    """As ``torch.optim.lr_scheduler.CosineAnnealingLR``: ``period`` is T_max, ``floor`` eta_min over lr."""

    period: Annotated[float, Number(100.0, 1.0, 1e6, "steps until it is down", "log", (1.0, 1000.0))]
    floor: Annotated[float, Number(0.0, 0.0, 1.0, "share of the rate that is left then")]


def factor(step: float, hyper: Hyper) -> float:
    """Return the wave: 1 at the start, ``floor`` after a period, 1 again after two, and so on."""
    return hyper.floor + (1.0 - hyper.floor) * (1.0 + math.cos(math.pi * step / hyper.period)) / 2.0


def suited(steps: int) -> dict[str, float]:
    """Return a wave as long as the run."""
    return {"period": float(steps), "floor": 0.0}


SCHEDULE = Schedule(
    name="cosine",
    title="Cosine",
    hyper=Hyper,
    factor=factor,
    suited=suited,
    equation="ηₜ = η (φ + (1 − φ) (1 + cos(π t / T)) / 2)",
    teaches="Long steps for most of the way, then a soft landing: it needs to know when the run ends, for "
    "after its period T the rate rises again.",
    reference="Loshchilov & Hutter (2017), ICLR; defined as torch.optim.lr_scheduler.CosineAnnealingLR.",
)
