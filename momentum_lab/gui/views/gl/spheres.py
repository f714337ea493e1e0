"""Balls of the 3-D view: where they lie on the surface, or float over it, and how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.values import dataclass
from momentum_lab.gui.views.gl.camera import Lens
from momentum_lab.gui.views.gl.heightmap import HeightMap
from momentum_lab.gui.views.gl.segments import Color

LEAST_RADIUS, MOST_RADIUS = 0.034, 0.07
"""Of a ball, in units of the box."""
RADIUS_PIXELS: Final = 6.0
"""Of a ball, in logical pixels, between these bounds."""
RIM: Final = 1.3
"""Width of the outline around a ball, in logical pixels."""
COARSE_SIZE: Final = 0.6
"""Those that are smaller, in that of a ball, need not be very round on the screen."""
TOLD_APART: Final = 0.7
"""Small ones nearer to each other than that, in their radius, are seen as one."""
HIDDEN: Final = 0.22
"""Opacity of a ball or a mark that a hill hides."""


@dataclass(frozen=True, slots=True)
class Sphere:
    """A ball to draw, in a colour, at a place of the box.

    ``place`` has two coordinates where it lies on the surface, three for the middle of one that floats.
    ``size`` is its radius in that of a ball; ``ball`` the number of the ball that it is, or None.
    """

    place: Floats
    color: Color
    size: float = 1.0
    ball: int | None = None


def ball_radius(lens: Lens) -> float:
    """Return the radius of a ball in units of the box: about the same on the screen in views of any size."""
    return min(max(LEAST_RADIUS, RADIUS_PIXELS / lens.pixels_per_unit), MOST_RADIUS)


def told_apart(spheres: Sequence[Sphere], radius: float) -> tuple[Sphere, ...]:
    """Return one of each that lie upon each other, of spheres of one size and colour a trail.

    ``radius`` is that of a ball.
    """
    cell = TOLD_APART * spheres[0].size * radius
    cells: dict[tuple[object, ...], Sphere] = {}
    for sphere in spheres:
        cells.setdefault((sphere.color, *np.floor(sphere.place / cell).tolist()), sphere)
    return tuple(cells.values())


def resting(heights: HeightMap, spheres: Sequence[Sphere], radius: float) -> Floats:
    """Return the centres (sphere, 3) of spheres that are all of one size."""
    centers = heights.resting(np.array([sphere.place[:2] for sphere in spheres]), spheres[0].size * radius)
    for center, sphere in zip(centers, spheres, strict=True):
        if len(sphere.place) == 3:
            center[:] = sphere.place
    return centers
