"""Signs lying on the surface: the star of a minimum, the ring of a start."""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.gui.views.gl.geometry import Geometry
from momentum_lab.gui.views.gl.heightmap import HeightMap

"""Segments (segment, end, 3)."""
STAR: Final = 0.06
"""Radius of a minimum's star, in units of the box."""
RING: Final = 0.055
"""Radius of the ring around a start, in units of the box."""
LIFT: Final = 0.008
"""How far marks are lifted off the surface, in units of the box."""
_POINTS: Final = 5
_INNER: Final = 0.45


def filled_star(heights: HeightMap, place: Floats, size: float = 1.0) -> Geometry:
    """Return a filled star on the surface around a place (2,), so many times as large as usual."""
    corners = np.concatenate([heights.on_surface(place, LIFT)[None], _star(heights, place, size)])
    around = np.arange(2 * _POINTS)
    face = np.stack([np.zeros_like(around), 1 + around, 1 + (around + 1) % len(around)], axis=-1)
    return white(corners, face)


def star_outline(heights: HeightMap, place: Floats, size: float = 1.0) -> Floats:
    """Return the outline of a star on the surface around a place (2,)."""
    star = _star(heights, place, size)
    return _joined(star, np.roll(star, -1, axis=0))


def start_ring(heights: HeightMap, place: Floats, size: float = 1.0, corners: int = 40) -> Floats:
    """Return a ring with four short spokes on the surface around a place (2,)."""
    turn = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    circle = size * RING * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    spokes = circle[:: corners // 4]
    ring = _around(heights, place, circle)
    ends = _around(heights, place, 0.65 * spokes), _around(heights, place, 1.35 * spokes)
    return np.concatenate([_joined(ring, np.roll(ring, -1, axis=0)), _joined(*ends)])


def cross(heights: HeightMap, place: Floats, size: float = 1.0, pieces: int = 8) -> Floats:
    """Return a slanting cross on the surface around a place (2,), in so many pieces from end to end."""
    along = np.linspace(-1.0, 1.0, pieces + 1)[:, None] * (size * RING)
    bars = [_around(heights, place, along * np.array([1.0, slant])) for slant in (1.0, -1.0)]
    return np.concatenate([_joined(bar[:-1], bar[1:]) for bar in bars])


def white(corners: Floats, faces: Ints) -> Geometry:
    """Return triangles (face, 3) between corners (corner, 3), which take the colour they are drawn in."""
    vertices = np.ones((len(corners), 10), dtype=np.float32)
    vertices[:, :3] = corners
    return Geometry(vertices, faces.astype(np.uint32).ravel())


def _joined(start: Floats, end: Floats) -> Floats:
    return np.stack([start, end], axis=1)


def _star(heights: HeightMap, place: Floats, size: float) -> Floats:
    turn = np.pi / 2 + np.arange(2 * _POINTS) * np.pi / _POINTS
    reach = np.where(np.arange(2 * _POINTS) % 2 == 0, 1.0, _INNER) * (size * STAR)
    return _around(heights, place, reach[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=-1))


def _around(heights: HeightMap, place: Floats, offsets: Floats) -> Floats:
    """Return points of the surface around a place, drawn in where they would hang over the edge."""
    spots = np.clip(place + offsets, -heights.half, heights.half)
    return np.nan_to_num(heights.on_surface(spots, LIFT))
