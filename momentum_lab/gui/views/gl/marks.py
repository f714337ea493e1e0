"""Marks lying on the surface: a star at each minimum, a ring where the balls start."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.arrays import Floats
from momentum_lab.gui.views.gl.geometry import Geometry
from momentum_lab.gui.views.gl.heightmap import HeightMap
from momentum_lab.gui.views.gl.segments import geometry_of

Lines = NDArray[np.float64]
"""Segments (segment, end, 3)."""
STAR: Final = 0.06
"""Radius of a minimum's star, in units of the box."""
RING: Final = 0.055
"""Radius of the ring around a start, in units of the box."""
LIFT: Final = 0.008
"""How far marks are lifted off the surface, in units of the box."""
_POINTS: Final = 5
_INNER: Final = 0.45


def filled_stars(heights: HeightMap, places: list[Floats]) -> Geometry | None:
    """Return a filled star on the surface around each place (2,); None for no place."""
    vertices, faces = [], []
    for number, place in enumerate(p for p in places if heights.is_inside(p)):
        corners = np.concatenate([heights.on_surface(place, LIFT)[None], _star(heights, place)])
        around = np.arange(2 * _POINTS)
        face = np.stack([np.zeros_like(around), 1 + around, 1 + (around + 1) % len(around)], axis=-1)
        vertices.append(corners)
        faces.append(face + number * len(corners))
    if not vertices:
        return None
    points = np.ones((sum(map(len, vertices)), 10), dtype=np.float32)
    points[:, :3] = np.concatenate(vertices)
    return Geometry(points, np.concatenate(faces).astype(np.uint32).ravel())


def star_outlines(heights: HeightMap, places: list[Floats]) -> list[Lines]:
    """Return the outline of a star on the surface around each place (2,)."""
    stars = [_star(heights, place) for place in places if heights.is_inside(place)]
    return [_joined(star, np.roll(star, -1, axis=0)) for star in stars]


def start_rings(heights: HeightMap, places: list[Floats], corners: int = 40) -> list[Lines]:
    """Return a ring with four short spokes on the surface around each place (2,)."""
    turn = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    circle = RING * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    spokes = circle[:: corners // 4]
    lines = []
    for place in places:
        if heights.is_inside(place):
            ring = _around(heights, place, circle)
            lines.append(_joined(ring, np.roll(ring, -1, axis=0)))
            lines.append(
                _joined(_around(heights, place, 0.65 * spokes), _around(heights, place, 1.35 * spokes))
            )
    return lines


def lines_of(lines: list[Lines]) -> Geometry:
    """Return lines as one geometry."""
    every = np.concatenate([np.empty((0, 2, 3)), *lines])
    return geometry_of(every[:, 0], every[:, 1])


def _joined(start: Floats, end: Floats) -> Lines:
    return np.stack([start, end], axis=1)


def _star(heights: HeightMap, place: Floats) -> Floats:
    turn = np.pi / 2 + np.arange(2 * _POINTS) * np.pi / _POINTS
    reach = np.where(np.arange(2 * _POINTS) % 2 == 0, 1.0, _INNER) * STAR
    return _around(heights, place, reach[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=-1))


def _around(heights: HeightMap, place: Floats, offsets: Floats) -> Floats:
    """Return points of the surface around a place, drawn in where they would hang over the edge."""
    spots = np.clip(place + offsets, -heights.half, heights.half)
    return np.nan_to_num(heights.on_surface(spots, LIFT))
