"""Pens and marker shapes: a ball looks the same in every view and in every picture."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from momentum_lab.core.arrays import Floats, Indices
from momentum_lab.experiment.appearance import DASHES
from momentum_lab.figures.primitives import BALL_SIZE, MINIMUM, MINIMUM_OUTLINE, MINIMUM_SIZE, Casing

FARTHEST: Final = 1e5
"""Pixels from the origin of a scene that Qt can draw; lines that lead farther off are cut off there."""
STRAIGHT: Final = 0.05
"""Pixels by which a line may be off where its points are."""
BLOCKS: Final = (16, 4)
"""How many legs of a line are drawn as one where they are straight enough."""
CROWDED: Final = 5
"""Points in a column of pixels, on the average, from which on most of them are left out."""


def line_pen(color: str, width: float, marker: str = "circle", alpha: float = 1.0) -> QPen:
    """Return the pen of a trail: the ball's colour, and the dash that goes with its marker."""
    return dashed_pen(color, width, DASHES[marker], alpha)


def dashed_pen(color: str, width: float, dash: tuple[float, ...], alpha: float = 1.0) -> QPen:
    """Return a pen; ``dash``: lengths of dash and gap in turn, in widths of the line, () for a solid one."""
    shade = QColor(color)
    shade.setAlphaF(alpha)
    pen = QPen(shade, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if dash else Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    if dash:
        pen.setDashPattern(dash)
    return pen


def _star_points(points: int, inner: float, turn: float = -math.pi / 2) -> list[QPointF]:
    """Return the corners of a star of unit radius; ``inner`` 1 gives a regular polygon's."""
    corners = []
    for i in range(2 * points):
        radius = 1.0 if i % 2 == 0 else inner
        angle = turn + i * math.pi / points
        corners.append(QPointF(radius * math.cos(angle), radius * math.sin(angle)))
    return corners


def _polygon(sides: int, turn: float = -math.pi / 2) -> QPolygonF:
    angles = [turn + i * 2 * math.pi / sides for i in range(sides)]
    return QPolygonF([QPointF(math.cos(a), math.sin(a)) for a in angles])


def _cross() -> QPolygonF:
    a, b = 0.36, 1.0
    corners = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a)]
    return QPolygonF([QPointF(x, y) for x, y in [*corners, (-b, -a), (-a, -a)]])


_SHAPES: Final[dict[str, Callable[[], QPolygonF]]] = {
    "square": lambda: QPolygonF(
        [QPointF(x, y) for x, y in ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8))]
    ),
    "triangle": lambda: _polygon(3),
    "diamond": lambda: _polygon(4),
    "star": lambda: QPolygonF(_star_points(5, 0.45)),
    MINIMUM: lambda: QPolygonF(_star_points(5, 0.45)),
    "pentagon": lambda: _polygon(5),
    "hexagon": lambda: _polygon(6, 0.0),
    "cross": _cross,
}


@lru_cache(maxsize=32)
def marker_path(marker: str) -> QPainterPath:
    """Return the outline of a marker of about unit radius around the origin."""
    path = QPainterPath()
    if marker == "circle":
        path.addEllipse(QPointF(0, 0), 0.92, 0.92)
    else:
        path.addPolygon(_SHAPES[marker]())
        path.closeSubpath()
    return path


def draw_marker(
    painter: QPainter,
    marker: str,
    at: QPointF,
    color: str,
    outline: str,
    size: float = BALL_SIZE,
    outline_width: float = 1.2,
    casing: Casing | None = None,
) -> None:
    """Draw a marker, ``size`` logical pixels across, with an outline; hollow where ``color`` is empty."""
    painter.save()
    painter.translate(at)
    painter.scale(size / 2, size / 2)
    if casing is not None:
        painter.setPen(_rim(casing.color, 2 * (outline_width + 2 * casing.width) / size))
        painter.setBrush(QColor(casing.color))
        painter.drawPath(marker_path(marker))
    painter.setPen(_rim(outline, 2 * outline_width / size))
    painter.setBrush(QColor(color) if color else Qt.BrushStyle.NoBrush)
    painter.drawPath(marker_path(marker))
    painter.restore()


@lru_cache(maxsize=128)
def _rim(color: str, width: float) -> QPen:
    return QPen(QColor(color), width)


def draw_minimum(painter: QPainter, at: QPointF, is_global: bool, color: str) -> None:
    """Draw where a minimum is: a star, filled for the global one and hollow for a local one."""
    draw_marker(painter, MINIMUM, at, color if is_global else "", color, MINIMUM_SIZE, MINIMUM_OUTLINE)


def draw_start(painter: QPainter, at: QPointF, color: str, size: float, width: float) -> None:
    """Draw where the balls start: a ring ``size`` across with a cross, which can be dragged."""
    painter.setPen(QPen(QColor(color), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = size / 2
    painter.drawEllipse(at, radius, radius)
    inner, outer = 2 * radius / 3, 4 * radius / 3
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        painter.drawLine(at + QPointF(inner * dx, inner * dy), at + QPointF(outer * dx, outer * dy))


def draw_cross(painter: QPainter, at: QPointF, color: str, size: float, width: float) -> None:
    """Draw a slanting cross, ``size`` across: a place that somebody has foretold."""
    pen = QPen(QColor(color), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    reach = size / 2 / math.sqrt(2.0)
    for slant in (1.0, -1.0):
        way = QPointF(reach, slant * reach)
        painter.drawLine(at - way, at + way)


def thinned(points: Floats, apart: float) -> Floats:
    """Return the points that are :func:`worth_drawing`."""
    return points[worth_drawing(points, apart)]


def worth_drawing(points: Floats, apart: float) -> Indices:
    """Return which points (n, 2) of a line make a difference to it, in pixels ``apart`` wide.

    The first and the last do. One that falls on the same spot as the one before does not: a ball at rest has
    thousands of them. Of points that follow each other in one column of pixels, those at its two ends and the
    highest and the lowest do: of a loss that swings all along a million steps nothing else is to be seen.
    """
    across, down = np.floor(points.T / apart)
    is_kept = np.ones(len(points), dtype=np.bool_)
    is_kept[1:-1] = ((across[1:] != across[:-1]) | (down[1:] != down[:-1]))[:-1]
    rows: Indices = np.flatnonzero(is_kept)
    if not len(points):
        return rows
    columns = across[rows]
    has_another = columns[1:] != columns[:-1]
    if len(rows) < CROWDED * (int(np.count_nonzero(has_another)) + 1):
        return rows
    column = np.concatenate([[0], np.cumsum(has_another)])
    ends = np.flatnonzero(np.diff(column, append=column[-1] + 1))
    begins = np.concatenate([[0], ends[:-1] + 1])
    by_height = np.lexsort((points[rows, 1], column))
    return rows[np.unique(np.concatenate([begins, by_height[begins], by_height[ends], ends]))]


def corners_of(points: Floats, along: Floats) -> Indices:
    """Return which points (n, 2) of a line make a difference of more than :data:`STRAIGHT` to it.

    ``along`` (n,) is the length of the line up to each. Of some points in a row those between the first and
    the last are left out if the way through them is hardly longer than the straight one: then none is far
    off it.
    """
    is_kept = np.ones(len(points), dtype=np.bool_)
    for count in BLOCKS:
        begins = np.arange(0, len(points) - count, count)
        if not len(begins):
            continue
        across, down = (points[begins + count] - points[begins]).T
        way = along[begins + count] - along[begins]
        straight = begins[way * way - across * across - down * down <= 4.0 * STRAIGHT * STRAIGHT]
        is_kept[(straight[:, None] + np.arange(1, count)).ravel()] = False
    return np.flatnonzero(is_kept)


def polygon(points: Floats) -> QPolygonF:
    """Return points (n, 2) as Qt's own, without a Python object for each."""
    result: QPolygonF = pg.functions.arrayToQPolygonF(points[:, 0], points[:, 1])
    return result
