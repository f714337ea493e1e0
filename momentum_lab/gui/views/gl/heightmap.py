"""A ground as a height map in the box of the 3-D view, and where a place lies on it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.arrays import Bools, Floats, Singles
from momentum_lab.core.values import dataclass
from momentum_lab.figures.far_off import Placing
from momentum_lab.figures.heights import SUITED
from momentum_lab.gui.views.gl.geometry import Geometry
from momentum_lab.gui.views.loss_scale import LossScale, loss_scale
from momentum_lab.landscapes import Ground

SAMPLES: Final = 100
FINER: Final = 3
"""Points a side whose heights each point of the grid is the mean of: narrow valleys would look like saws."""
TOP: Final = 0.85
"""The height in the box of the highest loss that is shown."""
LONGEST: Final = 2.0
WIDEST_ASPECT: Final = 2.5
"""A domain that is longer than this times its width is shown as a square: it would become a strip."""
FAR: Final = 1e6
"""Beyond this, in units of the box, it makes no difference how far out a position is."""
_TURN = np.linspace(0.0, 2.0 * np.pi, 12, endpoint=False)
_RING = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=-1)
_DISC = np.concatenate([np.zeros((1, 2)), 0.3 * _RING[::2], 0.6 * _RING, 0.85 * _RING, 0.98 * _RING])
"""Places in a disc of radius 1, the first in its middle."""


@dataclass(frozen=True, slots=True, eq=False)
class HeightMap:
    """A landscape's heights over the box, whose middle is the origin and whose floor is z = 0.

    Attributes
    ----------
    low, high
        The corners of the shown domain, (2,).
    half
        Half the extent of the box in x and in y, (2,).
    z
        (row, column) heights in units of the box, 0 to :data:`TOP`; NaN where the landscape has no loss.
        Rows run along y, columns along x.
    normal
        (row, column, 3) unit normals of the surface, pointing up.
    """

    scale: LossScale
    low: Floats
    high: Floats
    half: Floats
    z: Floats
    normal: Floats

    def in_box(self, place: Floats) -> Floats:
        """Return places (…, 2) of the ground in units of the box; NaN stays NaN."""
        share = (np.asarray(place, dtype=np.float64) - self.low) / (self.high - self.low)
        return np.clip((2.0 * share - 1.0) * self.half, -FAR, FAR)

    @property
    def placing(self) -> Placing:
        """What does the same for lines, which are not bent where they lead far off."""
        scale = 2.0 * self.half / (self.high - self.low)
        return Placing(np.diag(scale), -(scale * self.low + self.half), FAR)

    def level(self, loss: Floats) -> Floats:
        """Return losses as heights in the box, from its floor to :data:`TOP`; NaN stays NaN."""
        return np.asarray(np.clip(self.scale.height(loss), 0.0, 1.0) * TOP)

    def put(self, points: Floats) -> Floats:
        """Return points (…, 2 or 3) of a scene in units of the box.

        What lies on the surface keeps two coordinates. What has a loss of its own gets a height by it, and
        that of the surface where the loss is NaN.
        """
        place = self.in_box(points[..., :2])
        if points.shape[-1] == 2:
            return place
        height = np.where(np.isnan(points[..., 2]), self.height_at(place), self.level(points[..., 2]))
        return np.concatenate([place, height[..., None]], axis=-1)

    def in_space(self, place: Floats, lift: float = 0.0) -> Floats:
        """Return what :meth:`put` gave as points (…, 3): those with two coordinates as :meth:`on_surface`."""
        return self.on_surface(place, lift) if place.shape[-1] == 2 else place

    def is_inside(self, place: Floats) -> Bools:
        """Whether places (…, 2) of the box are over the map (with a hair's breadth for rounding)."""
        inside = np.abs(place) <= self.half * (1.0 + 1e-9)
        return np.asarray(inside[..., 0] & inside[..., 1])

    def height_at(self, place: Floats) -> Floats:
        """Return the height of the surface, as it is drawn in triangles, at places (…, 2) of the box.

        Not the height of the loss itself: in a valley narrower than the grid that lies below the surface,
        and a ball put there could not be seen. NaN where there is no surface.
        """
        rows, columns = self.z.shape
        with np.errstate(invalid="ignore"):
            x = (place[..., 0] + self.half[0]) * ((columns - 1) / (2.0 * self.half[0]))
            y = (place[..., 1] + self.half[1]) * ((rows - 1) / (2.0 * self.half[1]))
            valid = self.is_inside(place)
        x = np.where(valid, x, 0.0)
        y = np.where(valid, y, 0.0)
        column = np.clip(x.astype(np.intp), 0, columns - 2)
        row = np.clip(y.astype(np.intp), 0, rows - 2)
        u, v = x - column, y - row
        flat, corner = self.z.ravel(), row * columns + column
        a, b = flat[corner], flat[corner + 1]
        c, d = flat[corner + columns], flat[corner + columns + 1]
        below = a + u * (b - a) + v * (c - a)
        above = d + (1.0 - u) * (c - d) + (1.0 - v) * (b - d)
        return np.where(valid, np.where(u + v <= 1.0, below, above), np.nan)

    def on_surface(self, place: Floats, lift: float = 0.0) -> Floats:
        """Return points (…, 3) of the surface at places (…, 2), lifted off it along its normal.

        Along the normal, and not towards the eye, so that what lies on a slope cannot be seen through it
        from behind.
        """
        points = np.concatenate([place, self.height_at(place)[..., None]], axis=-1)
        return points + lift * self.normal_at(place) if lift else points

    def normal_at(self, place: Floats) -> Floats:
        """Return the unit normals (…, 3) at the points of the grid nearest to places (…, 2)."""
        rows, columns = self.z.shape
        last = np.array([columns - 1, rows - 1])
        share = np.clip(0.5 * (np.nan_to_num(place) / self.half + 1.0), 0.0, 1.0)
        column, row = np.moveaxis(np.rint(share * last).astype(np.intp), -1, 0)
        return np.asarray(self.normal[row, column])

    def resting(self, place: Floats, radius: float) -> Floats:
        """Return the centres (…, 3) of balls of a radius that lie on the surface over places (…, 2).

        Each is as low as the surface beneath it allows: in a narrow valley a ball rests on both slopes.
        """
        offsets = radius * _DISC
        beneath = self.height_at(place[..., None, :] + offsets)
        reach = beneath + np.sqrt(radius**2 - (offsets**2).sum(axis=-1))
        return np.concatenate([place, np.fmax.reduce(reach, axis=-1)[..., None]], axis=-1)

    def point(self, place: Floats, loss: float) -> Floats:
        """Return a place (2,) of the ground and a loss as a point (3,) of the box."""
        return np.append(self.in_box(place), self.level(np.array(loss)))

    def mesh(self, colors: Singles) -> Geometry:
        """Return the surface as triangles, with vertex colours (row, column, 4) of the theme."""
        rows, columns = self.z.shape
        vertices = np.empty((rows, columns, 10), dtype=np.float32)
        vertices[..., 0] = np.linspace(-self.half[0], self.half[0], columns)
        vertices[..., 1] = np.linspace(-self.half[1], self.half[1], rows)[:, None]
        vertices[..., 2] = np.nan_to_num(self.z, nan=TOP)
        vertices[..., 3:6] = self.normal
        vertices[..., 6:9] = colors[..., :3]
        vertices[..., 9] = vertices[..., 2] / TOP
        return Geometry(vertices.reshape(-1, 10), self._faces())

    def _faces(self) -> NDArray[np.uint32]:
        rows, columns = self.z.shape
        a = np.arange(rows * columns, dtype=np.uint32).reshape(rows, columns)
        a, b, c, d = a[:-1, :-1], a[:-1, 1:], a[1:, :-1], a[1:, 1:]
        faces = np.stack([a, b, c, b, d, c], axis=-1).reshape(-1, 3)
        whole = np.isfinite(self.z.ravel())[faces].all(axis=1)
        return np.ascontiguousarray(faces[whole]).ravel()


@lru_cache(maxsize=8)
def height_map(ground: Ground, height: str = SUITED) -> HeightMap:
    """Return the height map of a ground of two dimensions, with heights as :func:`loss_scale` has them."""
    (x0, x1), (y0, y1) = ground.domain
    scale = loss_scale(ground, height=height)
    xs, ys = _fine_axis(x0, x1), _fine_axis(y0, y1)
    with np.errstate(all="ignore"):
        fine = np.clip(scale.height(ground.loss_grid(xs, ys)), 0.0, 1.0)
    z = TOP * _smoothed(fine.reshape(SAMPLES, FINER, SAMPLES, FINER).mean(axis=(1, 3)))
    aspect = (x1 - x0) / (y1 - y0)
    extent = np.array([LONGEST, LONGEST])
    if 1.0 / WIDEST_ASPECT <= aspect <= WIDEST_ASPECT:
        extent = LONGEST * np.array([min(aspect, 1.0), min(1.0 / aspect, 1.0)])
    half = 0.5 * extent
    return HeightMap(scale, np.array([x0, y0]), np.array([x1, y1]), half, z, _normals(z, half))


def _fine_axis(low: float, high: float) -> Floats:
    """Return points, :data:`FINER` around each of the grid's, that do not leave the domain."""
    cell = (high - low) / (SAMPLES - 1)
    around = (np.arange(FINER) - 0.5 * (FINER - 1)) * cell / FINER
    return np.clip(np.linspace(low, high, SAMPLES)[:, None] + around, low, high).ravel()


def _smoothed(heights: Floats) -> Floats:
    """Return heights averaged with their neighbours: a grid makes stairs of a narrow valley."""
    if not np.isfinite(heights).all():
        return heights
    wide = np.pad(heights, 1, mode="edge")
    rows = 0.25 * wide[:-2] + 0.5 * wide[1:-1] + 0.25 * wide[2:]
    return np.asarray(0.25 * rows[:, :-2] + 0.5 * rows[:, 1:-1] + 0.25 * rows[:, 2:])


def _normals(z: Floats, half: Floats) -> Floats:
    rows, columns = z.shape
    slope_y, slope_x = np.gradient(
        np.nan_to_num(z, nan=TOP),
        np.linspace(-half[1], half[1], rows),
        np.linspace(-half[0], half[0], columns),
    )
    normal = np.stack([-slope_x, -slope_y, np.ones_like(z)], axis=-1)
    return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True))


def coarse_sphere() -> Geometry:
    """Return a sphere that is round enough for some pixels."""
    return sphere(4, 7)


@lru_cache(maxsize=2)
def sphere(rows: int = 12, columns: int = 18) -> Geometry:
    """Return a white sphere of radius 1, its faces counter-clockwise seen from outside."""
    polar = np.linspace(0.0, np.pi, rows + 1)[:, None]
    azimuth = np.linspace(0.0, 2.0 * np.pi, columns + 1)[None, :]
    vertices = np.ones((rows + 1, columns + 1, 10), dtype=np.float32)
    vertices[..., 0] = np.sin(polar) * np.cos(azimuth)
    vertices[..., 1] = np.sin(polar) * np.sin(azimuth)
    vertices[..., 2] = np.cos(polar) * np.ones_like(azimuth)
    vertices[..., 3:6] = vertices[..., :3]
    a = np.arange((rows + 1) * (columns + 1), dtype=np.uint32).reshape(rows + 1, columns + 1)
    a, b, c, d = a[:-1, :-1], a[:-1, 1:], a[1:, :-1], a[1:, 1:]
    faces = np.stack([a, c, b, b, c, d], axis=-1)
    return Geometry(vertices.reshape(-1, 10), np.ascontiguousarray(faces).ravel())


def spheres(centers: Floats, radii: Floats, colors: Floats, one: Geometry) -> Geometry:
    """Return a sphere around each of ``centers`` (n, 3), in ``colors`` (n, 4), one after the other."""
    vertices = np.repeat(one.vertices[None], len(centers), axis=0)
    vertices[..., :3] = vertices[..., :3] * radii[:, None, None] + centers[:, None]
    vertices[..., 6:9] = colors[:, None, :3]
    first = np.arange(len(centers), dtype=np.uint32)[:, None] * np.uint32(len(one.vertices))
    return Geometry(vertices.reshape(-1, 10), (one.indices + first).ravel())
