"""An objective of any number of dimensions, and lines and planes on which it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.experiment import LandscapeChoice
from momentum_lab.landscapes import Minimum


@dataclass(frozen=True)
class Bowl:
    """The sum of curvature · x² / 2 over the coordinates."""

    curvatures: tuple[float, ...]

    @property
    def dimension(self) -> int:
        return len(self.curvatures)

    def loss(self, position: Sequence[float]) -> float:
        return sum(0.5 * c * x * x for c, x in zip(self.curvatures, position, strict=True))

    def gradient(self, position: Sequence[float]) -> tuple[float, ...]:
        return tuple(c * x for c, x in zip(self.curvatures, position, strict=True))

    def hessian(self, position: Sequence[float]) -> tuple[tuple[float, ...], ...]:
        return tuple(map(tuple, np.diag(self.curvatures).tolist()))

    def losses_and_gradients(self, positions: Floats) -> tuple[Floats, Floats]:
        return 0.5 * positions**2 @ np.array(self.curvatures), positions * np.array(self.curvatures)


@dataclass(frozen=True)
class Flat:
    """A line or a plane through a point, along directions of length 1 at right angles to each other."""

    objective: Bowl
    middle: tuple[float, ...]
    directions: tuple[tuple[float, ...], ...]
    domain: tuple[tuple[float, float], ...]
    scenery: str = "a bowl"
    is_exact: bool = False

    @property
    def dimension(self) -> int:
        return len(self.directions)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        place = self.to_plane(np.zeros(self.objective.dimension))
        return (Minimum(tuple(place.tolist()), 0.0, "global"),)

    def to_plane(self, positions: Floats) -> Floats:
        return (positions - np.array(self.middle)) @ np.array(self.directions).T

    def from_plane(self, places: Floats) -> Floats:
        return places @ np.array(self.directions) + np.array(self.middle)

    def loss_grid(self, *axes: Floats) -> Floats:
        places = np.stack(np.meshgrid(*axes), axis=-1)
        return 0.5 * self.from_plane(places) ** 2 @ np.array(self.objective.curvatures)


@dataclass(frozen=True)
class BowlProblem:
    """A bowl that balls can be rolled on, and its ground."""

    objective: Bowl
    ground: Flat
    start: tuple[float, ...]

    @property
    def dimension(self) -> int:
        return self.objective.dimension

    @property
    def domain(self) -> tuple[tuple[float, float], ...]:
        return ((-4.0, 4.0),) * self.dimension

    @property
    def minima(self) -> tuple[Minimum, ...]:
        return (Minimum((0.0,) * self.dimension, 0.0, "global"),)

    @property
    def is_formula(self) -> bool:
        return False

    @property
    def loss_and_gradient(self) -> Callable[..., tuple[float, ...]]:
        return lambda *position: (self.loss(position), *self.gradient(position))

    def losses_and_gradients(self, positions: Floats) -> tuple[Floats, Floats]:
        return self.objective.losses_and_gradients(positions)

    def loss(self, position: Sequence[float]) -> float:
        return self.objective.loss(position)

    def gradient(self, position: Sequence[float]) -> tuple[float, ...]:
        return self.objective.gradient(position)

    def hessian(self, position: Sequence[float]) -> tuple[tuple[float, ...], ...]:
        return self.objective.hessian(position)


class Given(LandscapeChoice):
    """In the place of a formula: the problem that is given."""

    __slots__ = ("problem",)

    def __init__(self, problem: BowlProblem) -> None:
        super().__init__(formula="x**2", domain=((-1.0, 1.0),))
        object.__setattr__(self, "problem", problem)

    def build(self) -> BowlProblem:
        return self.problem


BOWL = Bowl((0.2, 1.0, 0.5, 0.3))
PLANE = Flat(
    BOWL,
    (0.0, 0.2, 0.0, -0.3),
    ((0.8, 0.6, 0.0, 0.0), (0.0, 0.0, -0.6, 0.8)),
    ((-3.0, 3.0), (-2.5, 2.5)),
)
LINE = Flat(BOWL, (0.0, 0.2, 0.0, -0.3), ((0.8, 0.6, 0.0, 0.0),), ((-3.0, 3.0),))
START = (-0.4, 1.9, -1.9, 0.3)
