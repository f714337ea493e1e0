"""The learning rate as it is set, at every step."""

from __future__ import annotations

from typing import NamedTuple

from momentum_lab.core.schedule import Schedule


class Hyper(NamedTuple):
    """There is nothing to set."""


def factor(step: float, hyper: Hyper) -> float:
    """Return 1."""
    return 1.0


def suited(steps: int) -> dict[str, float]:
    """Return nothing: there is nothing to set."""
    return {}


SCHEDULE = Schedule(
    name="constant",
    title="Constant",
    hyper=Hyper,
    factor=factor,
    suited=suited,
    equation="ηₜ = η",
    teaches="What the rate is at the start it stays; noise keeps the ball swinging for ever.",
    reference="Robbins & Monro (1951), Ann. Math. Stat. 22(3), for why it should fall.",
)
