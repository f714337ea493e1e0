"""The box around the landscape: floor, back panes, and where the axes are labelled."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import field
from itertools import product

import numpy as np
from PyQt6.QtCore import QPointF

from momentum_lab.core.arrays import Floats
from momentum_lab.core.values import dataclass
from momentum_lab.gui.views.gl.camera import FLOOR
from momentum_lab.gui.views.gl.geometry import Geometry
from momentum_lab.gui.views.gl.heightmap import TOP, HeightMap
from momentum_lab.gui.views.gl.segments import geometry_of
from momentum_lab.gui.views.loss_scale import LossScale, tick_texts

Project = Callable[[Floats], QPointF]
Tick = tuple[float, str]
SHORTEST_AXIS = 40.0
"""An axis shorter than this on the screen, in logical pixels, is seen end-on and carries no numbers."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text beside a point of the screen; ``outward`` is the unit vector to the side that is free.

    ``is_on_top``: it names its axis at the upper end, where no number is in its way.
    """

    text: str
    at: QPointF
    outward: QPointF
    is_name: bool = False
    is_on_top: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class BoxAxes:
    """Lines of the box in one geometry, and the ticks of its axes as (place in the box, text).

    ``stretches`` tells for the floor and for each of the four walls which segments are its own: (first,
    count), keyed by the wall's side, ``(0, 0)`` for the floor.
    """

    half: Floats
    x: tuple[Tick, ...]
    y: tuple[Tick, ...]
    loss: tuple[Tick, ...]
    geometry: Geometry
    loss_name: str
    stretches: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def behind(self, azimuth: float) -> list[tuple[int, int]]:
        """Return the floor and the two walls behind the landscape, seen from an azimuth in degrees."""
        side_x, side_y = _back(azimuth)
        return [self.stretches[key] for key in ((0, 0), (side_x, 0), (0, side_y))]

    def labels(self, azimuth: float, project: Project) -> list[Label]:
        """Return the labels of the edges that are seen against the background; names come first."""
        side_x, side_y = _back(azimuth)
        half_x, half_y = self.half
        middle = project(np.array([0.0, 0.0, FLOOR]))
        names: list[Label] = []
        ticks: list[Label] = []

        def add(name: str, line: Callable[[float], Floats], ends: Floats, marks: tuple[Tick, ...]) -> None:
            first, last = project(line(ends[0])), project(line(ends[1]))
            if math.hypot(last.x() - first.x(), last.y() - first.y()) < SHORTEST_AXIS:
                return
            outward = _outward(first, last, middle)
            if name == "loss":
                names.append(Label(self.loss_name, last, QPointF(0.0, -1.0), True, True))
            else:
                names.append(Label(name, 0.5 * (first + last), outward, True))
            ticks.extend(Label(text, project(line(place)), outward) for place, text in marks)

        add("x", lambda x: np.array([x, -side_y * half_y, FLOOR]), self.half[0] * _ENDS, self.x)
        add("y", lambda y: np.array([-side_x * half_x, y, FLOOR]), self.half[1] * _ENDS, self.y)
        corners = (side_x * half_x, -side_y * half_y), (-side_x * half_x, side_y * half_y)
        corner = min(corners, key=lambda c: project(np.array([*c, FLOOR])).x())
        add("loss", lambda z: np.array([*corner, z]), np.array([FLOOR, TOP]), self.loss)
        return names + ticks


_ENDS = np.array([-1.0, 1.0])


def axes_of(heights: HeightMap) -> BoxAxes:
    """Return the box of a height map."""
    x, y = (
        tuple(zip(map(float, places), tick_texts(values), strict=True))
        for values, places in (_even_ticks(heights, 0), _even_ticks(heights, 1))
    )
    loss = tuple((TOP * height, text) for height, text in heights.scale.labels())
    places = [np.array([place for place, _ in axis]) for axis in (x, y, loss)]
    lines, stretches = [], {}
    count = 0
    for key, wall in _walls(heights.half, *places).items():
        stretches[key] = (count, len(wall))
        count += len(wall)
        lines.append(wall)
    every = np.concatenate(lines)
    name = str(heights.scale.name)
    return BoxAxes(heights.half, x, y, loss, geometry_of(every[:, 0], every[:, 1]), name, stretches)


def _even_ticks(heights: HeightMap, axis: int) -> tuple[tuple[float, ...], Floats]:
    low, high = float(heights.low[axis]), float(heights.high[axis])
    values = LossScale(low, high).ticks(5)
    share = (np.array(values) - low) / (high - low)
    return values, (2.0 * share - 1.0) * float(heights.half[axis])


def _walls(half: Floats, x: Floats, y: Floats, z: Floats) -> dict[tuple[int, int], Floats]:
    """Return the lines (line, end, 3) of the floor and of each wall."""
    span_x, span_y, span_z = half[0] * _ENDS, half[1] * _ENDS, np.array([FLOOR, TOP])
    x, y, z = np.append(x, span_x), np.append(y, span_y), np.append(z, span_z)
    floor = np.array([FLOOR])
    walls = {(0, 0): _lines(1, x, span_y, floor) + _lines(0, span_x, y, floor)}
    for side in (-1, 1):
        at_x, at_y = side * half[:1], side * half[1:]
        walls[side, 0] = _lines(2, at_x, y, span_z) + _lines(1, at_x, span_y, z)
        walls[0, side] = _lines(2, x, at_y, span_z) + _lines(0, span_x, at_y, z)
    return {key: np.array(lines) for key, lines in walls.items()}


def _lines(axis: int, *values: Floats) -> list[list[Floats]]:
    """Return lines along an axis: ``values`` holds its two ends, and for the other axes where lines are."""
    others = [value for i, value in enumerate(values) if i != axis]
    return [[np.insert(np.array(place), axis, end) for end in values[axis]] for place in product(*others)]


def _back(azimuth: float) -> tuple[int, int]:
    """Return the sides of the walls that face an eye at an azimuth."""
    angle = math.radians(azimuth)
    return (-1 if math.cos(angle) > 0.0 else 1), (-1 if math.sin(angle) > 0.0 else 1)


def _outward(first: QPointF, last: QPointF, middle: QPointF) -> QPointF:
    along = last - first
    normal = QPointF(-along.y(), along.x()) / math.hypot(along.x(), along.y())
    away = 0.5 * (first + last) - middle
    return normal if QPointF.dotProduct(normal, away) > 0.0 else -normal
