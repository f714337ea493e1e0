"""An objective of any number of dimensions, and lines and planes on which it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.experiment.experiment import LandscapeChoice
from momentum_lab.experiment.landscape_choice import GivenChoice
from momentum_lab.landscapes import GivenLandscape, Minimum


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


BOWL = Bowl((0.2, 1.0, 0.5, 0.3))
PLANE = Flat(
    BOWL,
    (0.0, 0.2, 0.0, -0.3),
    ((0.8, 0.6, 0.0, 0.0), (0.0, 0.0, -0.6, 0.8)),
    ((-3.0, 3.0), (-2.5, 2.5)),
)
LINE = Flat(BOWL, (0.0, 0.2, 0.0, -0.3), ((0.8, 0.6, 0.0, 0.0),), ((-3.0, 3.0),))
START = (-0.4, 1.9, -1.9, 0.3)


def bowl_on(ground: Flat) -> LandscapeChoice:
    """The bowl as a problem that balls can be rolled on, drawn on a line or a plane."""
    minima = (Minimum((0.0,) * BOWL.dimension, 0.0, "global"),)
    domain = ((-4.0, 4.0),) * BOWL.dimension
    return GivenChoice(given=GivenLandscape.of(BOWL, START, domain, minima, "A bowl", ground))
