"""Where the balls of a run lie on the surface, and where they have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.gui.views.gl.camera import Lens
from momentum_lab.gui.views.gl.heightmap import HeightMap
from momentum_lab.gui.views.gl.segments import Color, rgba
from momentum_lab.simulation.run import Run, Status

LEAST_RADIUS, MOST_RADIUS = 0.034, 0.07
"""Of a ball, in units of the box."""
RADIUS_PIXELS: Final = 6.0
"""Of a ball, in logical pixels, between these bounds."""
RIM: Final = 1.3
"""Width of the outline around a ball, in logical pixels."""
HIDDEN: Final = 0.22
"""Opacity of a ball or a mark that a hill hides."""
FAINT: Final = 0.4
"""Opacity of a ball that has diverged."""
DOT: Final = 0.42
"""Radius of a dot on a trail, in that of a ball."""
MOST_DOTS: Final = 400
"""On one trail; those of longer ones lie farther apart."""


@dataclass(frozen=True, slots=True)
class Sphere:
    """A ball to draw: the place (2,) in the box over which it lies on the surface, and its colour.

    ``size`` is its radius in that of a ball.
    """

    place: Floats
    color: Color
    size: float = 1.0


def ball_radius(lens: Lens) -> float:
    """Return the radius of a ball in units of the box: about the same on the screen in views of any size."""
    return min(max(LEAST_RADIUS, RADIUS_PIXELS / lens.pixels_per_unit), MOST_RADIUS)


def resting(heights: HeightMap, spheres: Sequence[Sphere], radius: float) -> Floats:
    """Return the centres (sphere, 3) of spheres that are all of one size."""
    return heights.resting(np.array([sphere.place for sphere in spheres]), spheres[0].size * radius)


def spheres_of(run: Run, heights: HeightMap, step: int) -> dict[int, Sphere]:
    """Return the balls where they are now; one off the map, or hidden by its owner, is not to be seen."""
    balls = run.experiment.balls
    places = heights.in_box(np.concatenate([run.at(i, step).position for i in range(len(balls))]))
    is_shown = np.isfinite(heights.height_at(places))
    spheres = {}
    for index, ball in enumerate(balls):
        if ball.visible and is_shown[index]:
            is_lost = run.status_at(index, step) is Status.DIVERGED
            spheres[index] = Sphere(places[index], rgba(ball.color, FAINT if is_lost else 1.0))
    return spheres


def dots_of(run: Run, heights: HeightMap, step: int, every: int) -> list[Sphere]:
    """Return a small sphere for every so many steps of each ball, up to a step; none when that is 0."""
    dots = []
    for index, ball in enumerate(run.experiment.balls if every else ()):
        if not ball.visible:
            continue
        places = heights.in_box(run.dotted(index, step, every, MOST_DOTS).position)
        color = rgba(ball.color)
        dots += [Sphere(place, color, DOT) for place in places[np.isfinite(heights.height_at(places))]]
    return dots
