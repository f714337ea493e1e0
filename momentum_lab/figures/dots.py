"""How far apart dots on a trail are: they show how long steps are."""

from __future__ import annotations

from itertools import cycle
from typing import Final

CHOICES: Final = (1, 2, 5, 10, 20, 50, 100, 1_000)
"""Steps from one dot to the next that are offered."""
ENOUGH: Final = 60
"""Of more dots than about that many on a trail, none tells anything more."""


def suiting_dots(steps: int) -> int:
    """Return a round number of steps from one dot to the next that suits a run of so many."""
    every = 1
    for factor in cycle((2.0, 2.5, 2.0)):
        if steps <= ENOUGH * every:
            break
        every = round(factor * every)
    return every
