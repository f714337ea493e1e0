"""A landscape that is no formula: an objective of any dimension that a program gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.values import dataclass
from momentum_lab.landscapes.ground import Ground
from momentum_lab.landscapes.landscape import Landscape
from momentum_lab.landscapes.minima import Domain, Minimum, Point
from momentum_lab.landscapes.objective import Objective

AT_ONCE: Final = 2**20
"""Numbers of positions that an objective is asked for at once where it is drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class GivenGround:
    """The line or plane of the first coordinates of an objective, with the others as they are at its start.

    It is equal to itself alone, as an objective need not be hashable.

    Attributes
    ----------
    objective
        Whose losses are drawn.
    middle
        A position on it.
    domain
        What is shown.
    minima
        The known minima, at their places.
    scenery
        What it is a ground of.
    """

    objective: Objective
    middle: Point
    domain: Domain
    minima: tuple[Minimum, ...]
    scenery: str

    @property
    def dimension(self) -> int:
        """1 for a line, 2 for a plane."""
        return len(self.domain)

    @property
    def is_exact(self) -> bool:
        """Whether there are no other coordinates."""
        return len(self.middle) == self.dimension

    def to_plane(self, positions: Floats) -> Floats:
        """Return the first coordinates."""
        return positions[..., : self.dimension]

    def from_plane(self, places: Floats) -> Floats:
        """Return the positions with the other coordinates of the middle."""
        others = np.broadcast_to(self.middle[self.dimension :], (*places.shape[:-1], self._others))
        return np.concatenate([places, others], axis=-1)

    def loss_grid(self, *axes: Floats) -> Floats:
        """Return the loss over a grid (second, first) or (first,), nan or inf where it is not defined."""
        places = np.stack(np.meshgrid(*axes), axis=-1)
        flat = places.reshape(-1, self.dimension)
        losses = [losses_of(self.objective, self.from_plane(part)) for part in self._parts(flat)]
        return np.concatenate(losses).reshape(places.shape[:-1])

    @property
    def _others(self) -> int:
        return len(self.middle) - self.dimension

    def _parts(self, places: Floats) -> Iterator[Floats]:
        count = max(1, AT_ONCE // len(self.middle))
        for first in range(0, len(places), count):
            yield places[first : first + count]


@dataclass(frozen=True, slots=True, eq=False)
class GivenLandscape(Landscape):
    """A problem whose objective is given, and no formula: what needs one says so when it is asked.

    It is equal to itself alone: objectives have data, which cannot be compared or hashed in general.

    Attributes
    ----------
    objective
        What is descended.
    drawn_on
        Its ground, if that is not the line or plane of its first coordinates.
    """

    objective: Objective = field(kw_only=True)
    drawn_on: Ground | None = field(kw_only=True, default=None)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __post_init__(self) -> None:
        object.__setattr__(self, "_bound", None)
        object.__setattr__(self, "ground", self.drawn_on or self._own_ground())

    @classmethod
    def of(
        cls,
        objective: Objective,
        start: Point,
        domain: Domain,
        minima: tuple[Minimum, ...] = (),
        title: str = "",
        drawn_on: Ground | None = None,
    ) -> GivenLandscape:
        """Return the landscape of an objective."""
        return cls(
            name=None,
            title=title,
            formula="",
            dimension=objective.dimension,
            parameters=FrozenMapping(),
            rotation=0.0,
            domain=domain,
            start=start,
            known_minima=minima,
            objective=objective,
            drawn_on=drawn_on,
        )

    def _own_ground(self) -> GivenGround:
        """Return the line or plane of its first coordinates."""
        shown = self.domain[:2]
        places = tuple(replace(each, position=each.position[: len(shown)]) for each in self.minima)
        return GivenGround(self.objective, self.start, shown, places, self.title)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima that are stated."""
        return self.known_minima or ()

    @property
    def loss_and_gradient(self) -> Callable[..., tuple[float, ...]]:
        """The function ``f(*position) -> (loss, *gradient)`` of plain floats."""
        return lambda *position: (self.loss(position), *self.gradient(position))

    def losses_and_gradients(self, positions: Floats) -> tuple[Floats, Floats]:
        """Return losses (n,) and gradients (n, dimension) at positions (n, dimension).

        Raises
        ------
        InputError
            The objective fails, or gives something else.
        """
        try:
            with np.errstate(all="ignore"):
                losses, gradients = self.objective.losses_and_gradients(positions)
        except (ArithmeticError, ValueError) as error:  # which elsewhere mean that there is no loss
            raise InputError(
                "the objective fails: {kind}: {error}", kind=type(error).__name__, error=str(error)
            ) from error
        losses, gradients = np.asarray(losses, np.float64), np.asarray(gradients, np.float64)
        if losses.shape != positions.shape[:1] or gradients.shape != positions.shape:
            raise InputError(
                "found losses {losses}, gradients {gradients} for {count} positions of {dimension} numbers",
                losses=losses.shape,
                gradients=gradients.shape,
                count=len(positions),
                dimension=positions.shape[1],
            )
        return losses, gradients

    def loss(self, position: Sequence[float]) -> float:
        """Return the loss at a position."""
        return self.objective.loss(position)

    def gradient(self, position: Sequence[float]) -> Point:
        """Return the gradient at a position."""
        return self.objective.gradient(position)

    def hessian(self, position: Sequence[float]) -> tuple[Point, ...]:
        """Return the rows of the matrix of second derivatives at a position, if somebody has stated them."""
        return self.objective.hessian(position)


def losses_of(objective: Objective, positions: Floats) -> Floats:
    """Return the losses (n,) at positions (n, dimension)."""
    with np.errstate(all="ignore"):
        return np.asarray(objective.losses_and_gradients(positions)[0], dtype=np.float64)
