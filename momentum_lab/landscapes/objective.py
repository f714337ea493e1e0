"""An objective: the loss that is descended, with its derivatives, in any number of dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.errors import InputError
from momentum_lab.landscapes.minima import Point


class Objective(Protocol):
    """A loss of positions of ``dimension`` numbers.

    A class that inherits from this one has to have ``dimension`` and :meth:`losses_and_gradients`; the rest
    follows from them. The engine asks for all balls at once. ``loss``, ``gradient`` and ``hessian`` may raise
    ``ArithmeticError`` or ``ValueError`` where the loss is not defined or overflows, or give inf or nan.
    """

    @property
    def dimension(self) -> int:
        """The number of coordinates of a position."""
        ...

    def losses_and_gradients(self, positions: Floats) -> tuple[Floats, Floats]:
        """Return losses (n,) and gradients (n, dimension) at positions (n, dimension).

        Where the loss is not defined or overflows they are inf or nan. What is said of a row depends on that
        row and on how many there are, and on nothing else, to the last bit: then any step of a run can be
        computed again. The positions are to be read only, and at once.
        """
        ...

    def loss(self, position: Sequence[float]) -> float:
        """Return the loss at a position."""
        return float(self.losses_and_gradients(_row(position))[0][0])

    def gradient(self, position: Sequence[float]) -> Point:
        """Return the gradient at a position."""
        return tuple(np.asarray(self.losses_and_gradients(_row(position))[1], dtype=np.float64)[0].tolist())

    def hessian(self, position: Sequence[float]) -> tuple[Point, ...]:
        """Return the rows of the matrix of second derivatives at a position.

        Raises
        ------
        InputError
            Nobody has stated them.
        """
        raise InputError("the second derivatives of this objective are not stated")


def _row(position: Sequence[float]) -> Floats:
    return np.array([position], dtype=np.float64)
