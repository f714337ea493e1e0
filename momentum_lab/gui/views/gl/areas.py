"""Areas on the surface: polygons cut along the border of the map, in triangles small enough to follow it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.gui.views.gl.geometry import Geometry
from momentum_lab.gui.views.gl.heightmap import HeightMap
from momentum_lab.gui.views.gl.marks import white

PIECE: Final = 0.02
"""The longest side of a triangle, in units of the box: about a cell of the grid."""
MOST_PARTS: Final = 64
"""Into so many at most a side is divided; those of a large triangle are longer."""
LATTICES: Final = 8
"""How many lattices are kept, of up to 150 kB: those of the areas that are shown."""
LIFT: Final = 0.006
"""How far areas are lifted off the surface, in units of the box: less than lines."""


def area_of(heights: HeightMap, places: Floats) -> Geometry | None:
    """Return the inside of a polygon (corner, 2 or 3) of the box; None where nothing of it is on the map.

    One with two coordinates lies on the surface; one with three is as flat as its corners are.
    """
    corners = _cut(places, heights.half)
    triangles = _triangles(corners)
    if not len(triangles):
        return None
    points, faces, count = [], [], 0
    for triangle in (corners[each] for each in triangles):
        lattice, parts = _divided(triangle)
        points.append(heights.in_space(lattice, LIFT))
        faces.append(parts + count)
        count += len(lattice)
    every, cells = np.concatenate(points), np.concatenate(faces)
    is_there = np.asarray(np.isfinite(every).all(axis=1))
    cells = cells[is_there[cells].all(axis=1)]
    return white(np.nan_to_num(every), cells) if len(cells) else None


def _cut(places: Floats, half: Floats) -> Floats:
    """Return the part of a polygon on the map (Sutherland, Hodgman 1974)."""
    if not np.isfinite(places).all():
        return places[:0]
    for axis in (0, 1):
        for side in (-1.0, 1.0):
            beyond: list[float] = (side * places[:, axis] - half[axis]).tolist()
            kept = []
            for i, here in enumerate(beyond):
                before = beyond[i - 1]
                if (here > 0.0) != (before > 0.0):
                    share = before / (before - here)
                    kept.append(places[i - 1] + share * (places[i] - places[i - 1]))
                if here <= 0.0:
                    kept.append(places[i])
            places = np.array(kept).reshape(-1, places.shape[1])
    return places


def _triangles(corners: Floats) -> Ints:
    """Return triangles (triangle, 3) that make up a polygon: its ears, one after the other."""
    if len(corners) == 3:
        return np.arange(3).reshape(1, 3)
    left = list(range(len(corners)))
    x, y = corners[:, 0], corners[:, 1]
    if np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) < 0.0:
        left.reverse()
    found = []
    while len(left) > 2:
        ears = (i for i in range(len(left)) if _is_ear(corners, left, i))
        ear = next(ears, 0)  # of one that crosses itself, any
        found.append((left[ear - 1], left[ear], left[(ear + 1) % len(left)]))
        del left[ear]
    return np.array(found, dtype=np.int64).reshape(-1, 3)


def _is_ear(corners: Floats, left: list[int], i: int) -> bool:
    """Whether a corner, counter-clockwise among those left, can be cut off: no other lies in its triangle."""
    a, b, c = (corners[left[j % len(left)], :2] for j in (i - 1, i, i + 1))
    if _cross(b - a, c - a) <= 0.0:
        return False
    ends = {left[j % len(left)] for j in (i - 1, i, i + 1)}
    others = corners[[j for j in left if j not in ends]]
    inside = np.ones(len(others), dtype=np.bool_)
    for start, end in ((a, b), (b, c), (c, a)):
        inside &= _cross(end - start, others[:, :2] - start) > 0.0
    return not inside.any()


def _cross(one: Floats, other: Floats) -> Floats:
    return np.asarray(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])


def _divided(triangle: Floats) -> tuple[Floats, Ints]:
    """Return the points of a lattice over a triangle (3, coordinate), and its cells (cell, 3)."""
    sides = np.hypot(*(triangle - np.roll(triangle, 1, axis=0))[:, :2].T)
    shares, cells = _lattice(int(np.clip(np.ceil(sides.max() / PIECE), 1, MOST_PARTS)))
    return shares @ triangle, cells


@lru_cache(maxsize=LATTICES)
def _lattice(parts: int) -> tuple[Floats, Ints]:
    """Return the shares (point, 3) of the corners in a lattice with so many parts a side, and its cells."""
    row, column = (each.ravel() for each in np.meshgrid(*[np.arange(parts + 1)] * 2, indexing="ij"))
    inside = row + column <= parts
    number = np.cumsum(inside) - 1
    row, column = row[inside], column[inside]
    shares = np.stack([parts - row - column, row, column], axis=-1) / parts

    def at(rows: Ints, columns: Ints) -> Ints:
        return number[rows * (parts + 1) + columns]

    up = row + column < parts
    upward = [at(row[up], column[up]), at(row[up] + 1, column[up]), at(row[up], column[up] + 1)]
    down = row + column < parts - 1
    downward = [
        at(row[down] + 1, column[down]),
        at(row[down] + 1, column[down] + 1),
        at(row[down], column[down] + 1),
    ]
    return shares, np.concatenate([np.stack(each, axis=-1) for each in (upward, downward)])
