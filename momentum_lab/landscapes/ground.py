"""A ground: the line or the plane on which positions of any dimension are drawn."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.values import dataclass
from momentum_lab.landscapes.bound_formula import BoundFormula
from momentum_lab.landscapes.minima import Domain, Minimum, find_minima, with_isolation
from momentum_lab.landscapes.transformation import Region


class Ground(Hashable, Protocol):
    """A line or a plane, with the losses on it; positions of the objective have places there.

    A place has one coordinate or two. Grounds are hashable, and those that are equal are drawn alike.
    """

    @property
    def scenery(self) -> str:
        """What it is a ground of; a camera stays where it is while this does, whatever the numbers in it."""
        ...

    @property
    def domain(self) -> Domain:
        """What is shown: (low, high) for each coordinate of a place."""
        ...

    @property
    def dimension(self) -> int:
        """1 for a line, 2 for a plane."""
        ...

    @property
    def is_exact(self) -> bool:
        """Whether each position is its place: then a ball's loss is that of the ground under it."""
        ...

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima that are known, at their places."""
        ...

    def to_plane(self, positions: Floats) -> Floats:
        """Return the places (…, 1 or 2) of positions (…, dimension of the objective); NaN stays NaN."""
        ...

    def from_plane(self, places: Floats) -> Floats:
        """Return the positions (…, dimension of the objective) that lie on the ground at places."""
        ...

    def loss_grid(self, *axes: Floats) -> Floats:
        """Return the loss over a grid, nan or inf where it is not defined.

        Parameters
        ----------
        axes
            The first coordinates of places, and the second where there are two.

        Returns
        -------
        array of shape (len(second), len(first)), or (len(first),)
        """
        ...


@dataclass(frozen=True, slots=True)
class FormulaGround:
    """The ground of a formula in one or two variables, which is all there is of its objective.

    Attributes
    ----------
    scenery
        The formula as it was typed.
    formula
        The loss.
    domain
        What is shown.
    known_minima, known_in
        As those of :class:`~momentum_lab.landscapes.Landscape`.
    """

    scenery: str
    formula: BoundFormula
    domain: Domain
    known_minima: tuple[Minimum, ...] | None = None
    known_in: Region | None = None

    @property
    def dimension(self) -> int:
        """1 for a line, 2 for a plane."""
        return len(self.domain)

    @property
    def is_exact(self) -> bool:
        """Every position is its own place."""
        return True

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima of the domain, where they lie after the rotation; searched once, when asked for.

        What is stated of a landscape is stated of a part of it. Where the domain shows more than that, the
        rest is searched. Stated minima that lie outside of the domain are among them: a ball that has left
        the map may well have arrived at one.
        """
        if self.known_minima is not None and self.known_in is None:
            return with_isolation(self.formula, self.domain, self.known_minima)
        return find_minima(self.formula, self.domain, self.known_minima or (), self.known_in)

    def to_plane(self, positions: Floats) -> Floats:
        """Return the positions as they are."""
        return positions

    def from_plane(self, places: Floats) -> Floats:
        """Return the places as they are."""
        return places

    def loss_grid(self, *axes: Floats) -> Floats:
        """Return the loss over a grid (second, first) or (first,), nan or inf where it is not defined."""
        return self.formula.loss_over(*np.meshgrid(*axes, sparse=True))


def minima_to_mark(ground: Ground) -> tuple[Minimum, ...]:
    """Return the minima that are marked; none of a level floor, each point of which is one."""
    return tuple(minimum for minimum in ground.minima if minimum.is_isolated)
