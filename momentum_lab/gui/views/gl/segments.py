"""Lines as thin quads: OpenGL's own lines wider than a pixel do not exist in core profiles."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
from PyQt6.QtGui import QColor

from momentum_lab.core.arrays import Floats, Singles
from momentum_lab.core.values import dataclass
from momentum_lab.figures.primitives import Polyline
from momentum_lab.gui.views.gl.geometry import Geometry

Color = tuple[float, float, float, float]
"""Red, green, blue and opacity, 0 to 1."""
INDICES: Final = 6
"""Indices of one segment: two triangles."""
_CORNERS = np.array([[0.0, -1.0], [0.0, 1.0], [1.0, -1.0], [1.0, 1.0]], dtype=np.float32)
_TRIANGLES = np.array([0, 1, 2, 2, 1, 3], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A stretch of segments drawn in one go.

    Attributes
    ----------
    first, count
        Which segments.
    width
        In logical pixels.
    dash
        Lengths of dash and gap in turn, in units of ``dash_width``; () for a solid line.
    dash_width
        In logical pixels.
    edge, edge_color
        Width of the edge to either side, in logical pixels beyond ``width``, and its colour.
    round_ends
        Whether ends, and with them joints, are round; off for what is transparent, where joints show.
    """

    first: int
    count: int
    color: Color
    width: float
    dash: tuple[float, ...] = ()
    dash_width: float = 1.0
    edge: float = 0.0
    edge_color: Color = (0.0, 0.0, 0.0, 0.0)
    round_ends: bool = True

    def moved(self, first: int) -> Stroke:
        """Return this stroke of segments that come after so many others."""
        return replace(self, first=self.first + first)


def stroke_of(line: Polyline, first: int, count: int) -> Stroke:
    """Return how a line is drawn that has become so many segments, the first of which has that number."""
    casing = line.casing
    return Stroke(
        first,
        count,
        rgba(line.color, line.opacity),
        line.width,
        line.dash,
        line.dash_unit or line.width,
        casing.width if casing else 0.0,
        rgba(casing.color, casing.opacity) if casing else (0.0, 0.0, 0.0, 0.0),
        line.has_round_ends and not line.dash and line.opacity == 1.0,
    )


def geometry_of(
    start: Floats, end: Floats, start_path: Floats | None = None, end_path: Floats | None = None
) -> Geometry:
    """Return segments from ``start`` to ``end`` (segment, 3), with the path's lengths there (segment,)."""
    count = len(start)
    vertices = np.empty((count, 4, 10), dtype=np.float32)
    vertices[..., 0:3] = start[:, None, :]
    vertices[..., 3] = 0.0 if start_path is None else start_path[:, None]
    vertices[..., 4:7] = end[:, None, :]
    vertices[..., 7] = 0.0 if end_path is None else end_path[:, None]
    vertices[..., 8:10] = _CORNERS
    return quads(vertices.reshape(-1, 10))


def quads(vertices: Singles) -> Geometry:
    """Return segments whose vertices (4 · segment, 10) are there."""
    indices = _TRIANGLES + 4 * np.arange(len(vertices) // 4, dtype=np.uint32)[:, None]
    return Geometry(vertices, indices.ravel())


EMPTY: Final = geometry_of(np.zeros((0, 3)), np.zeros((0, 3)))


@lru_cache(maxsize=256)
def rgba(color: str, opacity: float = 1.0) -> Color:
    """Return ``#rrggbb`` as red, green, blue and opacity, 0 to 1."""
    shade = QColor(color)
    return shade.redF(), shade.greenF(), shade.blueF(), opacity
