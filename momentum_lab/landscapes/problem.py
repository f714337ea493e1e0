"""A problem: an objective, what is known of it, and the ground on which it is drawn."""

from __future__ import annotations

from typing import Protocol

from momentum_lab.landscapes.ground import Ground
from momentum_lab.landscapes.minima import Domain, Minimum, Point
from momentum_lab.landscapes.objective import Objective


class Problem(Objective, Protocol):
    """What an optimizer is set to, and a figure shows: an :class:`Objective` with a :class:`Ground`."""

    @property
    def domain(self) -> Domain:
        """(low, high) for each coordinate of a position: the region of interest."""
        ...

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima that are known."""
        ...

    @property
    def start(self) -> Point:
        """Where a ball may well begin."""
        ...

    @property
    def ground(self) -> Ground:
        """What is drawn."""
        ...
