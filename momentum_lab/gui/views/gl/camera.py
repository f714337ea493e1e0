"""The camera's lens: what of the widget the box fills, at every size and from every side."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from PyQt6.QtGui import QMatrix4x4, QVector3D

from momentum_lab.core.values import dataclass
from momentum_lab.gui.views.gl.heightmap import TOP
from momentum_lab.gui.views.outlook import Viewpoint

DISTANCE: Final = 6.0
"""From the eye to what it looks at, in units of the box; it sets how strong the perspective is."""
MIDDLE: Final = 0.5 * TOP
FLOOR: Final = -0.05
"""Where the floor of the box lies, a little below the lowest valley."""
LEAST_ZOOM: Final = 0.4
MOST_ZOOM: Final = 10.0
_NEAR: Final = 1.0
_BEYOND: Final = 14.0


@dataclass(frozen=True, slots=True)
class Margins:
    """Logical pixels around the box that the labels of the axes need."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Lens:
    """A picture ``width`` × ``height`` and, in its logical pixels, how large and where the box is.

    ``focal`` pixels are one unit of the box at a distance of one unit; ``x`` and ``y``, from the top left, is
    where what the eye looks at is seen.
    """

    width: float
    height: float
    focal: float
    x: float
    y: float

    @property
    def pixels_per_unit(self) -> float:
        """Logical pixels to a unit of the box at the middle of the picture."""
        return self.focal / DISTANCE

    def projection(self) -> QMatrix4x4:
        """Return the matrix from what the eye sees to OpenGL's clip space."""
        scale = _NEAR / self.focal
        matrix = QMatrix4x4()
        matrix.frustum(
            -self.x * scale,
            (self.width - self.x) * scale,
            (self.y - self.height) * scale,
            self.y * scale,
            _NEAR,
            _BEYOND,
        )
        return matrix


def view_from(viewpoint: Viewpoint) -> QMatrix4x4:
    """Return the matrix from the box to what an eye at a viewpoint sees; how far it zooms is the lens'."""
    matrix = QMatrix4x4()
    matrix.translate(0.0, 0.0, -DISTANCE)
    matrix.rotate(viewpoint.elevation - 90.0, 1.0, 0.0, 0.0)
    matrix.rotate(viewpoint.azimuth + 90.0, 0.0, 0.0, -1.0)
    matrix.translate(-QVector3D(*viewpoint.center))
    return matrix


@lru_cache(maxsize=4)
def lens(width: float, height: float, margins: Margins, radius: float, elevation: float, zoom: float) -> Lens:
    """Return the lens with which the box fits inside the margins.

    The box is taken as the cylinder of ``radius`` that it sweeps when it turns, so that it neither grows nor
    leaves the picture while it is orbited. ``elevation`` is in degrees; ``zoom`` 1 is the fitted size.
    """
    sine, cosine = math.sin(math.radians(elevation)), math.cos(math.radians(elevation))

    def slope(z: float, away: float) -> float:
        return (z * cosine + away * sine) / (DISTANCE - z * sine + away * cosine)

    highest = max(slope(TOP - MIDDLE, radius), slope(TOP - MIDDLE, -radius))
    lowest = min(slope(FLOOR - MIDDLE, radius), slope(FLOOR - MIDDLE, -radius))
    widest = radius / math.sqrt((DISTANCE - 0.5 * MIDDLE * sine) ** 2 - (radius * cosine) ** 2)
    inner_width = max(width - margins.left - margins.right, 0.4 * width, 1.0)
    inner_height = max(height - margins.top - margins.bottom, 0.4 * height, 1.0)
    fitted = min(inner_width / (2.0 * widest), inner_height / (highest - lowest))
    x = margins.left + 0.5 * (width - margins.left - margins.right)
    y = margins.top + 0.5 * (height - margins.top - margins.bottom) + 0.5 * (highest + lowest) * fitted
    return Lens(max(width, 1.0), max(height, 1.0), fitted * zoom, x, y)
