"""An objective: the loss that is descended, with its derivatives, in any number of dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from momentum_lab.landscapes.minima import Point


class Objective(Protocol):
    """A loss of positions of ``dimension`` numbers.

    Its functions may raise ``ArithmeticError`` or ``ValueError`` where the loss is not defined or overflows,
    or give inf or nan.
    """

    @property
    def dimension(self) -> int:
        """The number of coordinates of a position."""
        ...

    def loss(self, position: Sequence[float]) -> float:
        """Return the loss at a position."""
        ...

    def gradient(self, position: Sequence[float]) -> Point:
        """Return the gradient at a position."""
        ...

    def hessian(self, position: Sequence[float]) -> tuple[Point, ...]:
        """Return the rows of the matrix of second derivatives at a position."""
        ...
