"""A scene as it lies in the box of the 3-D view: what OpenGL draws, and what draws without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import Message
from momentum_lab.figures.boldness import PLAIN, Boldness
from momentum_lab.figures.primitives import (
    BALL_SIZE,
    MINIMUM,
    MINIMUM_SIZE,
    PREDICTED,
    SECOND_HEAD,
    SIGNS,
    START_SIZE,
    Area,
    Arrow,
    Caption,
    Dots,
    Marker,
    Polyline,
    Primitive,
    Text,
)
from momentum_lab.figures.scene import Inks, Wanted
from momentum_lab.figures.scene_ground import GroundScene
from momentum_lab.figures.scene_trail import Stretch
from momentum_lab.gui.views.gl import marks
from momentum_lab.gui.views.gl.areas import area_of
from momentum_lab.gui.views.gl.geometry import Geometry, joined
from momentum_lab.gui.views.gl.heightmap import HeightMap
from momentum_lab.gui.views.gl.segments import Color, Stroke, geometry_of, rgba, stroke_of
from momentum_lab.gui.views.gl.spheres import Sphere
from momentum_lab.gui.views.gl.trails import (
    LaidTrails,
    Trails,
    line_through,
    lines_between,
    tails_of,
    trails_of,
)

PIXEL: Final = 1.0 / 150.0
"""A logical pixel of what is as large as it is whatever the lens, in units of the box: heads of arrows."""
BARB: Final = 0.4
"""Half the width of an arrow's head, in its length."""


@dataclass(frozen=True, slots=True)
class Fill:
    """A stretch of indices of triangles, drawn in one colour."""

    first: int
    count: int
    color: Color


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Flat shapes in one geometry."""

    geometry: Geometry
    fills: tuple[Fill, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines in one geometry."""

    geometry: Geometry
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """What is drawn, in this order: shapes, trails, other lines, then balls, those of one size together.

    ``texts`` are written over it, each with its point (3,) in the box, and ``captions`` in a corner, each
    with the points (n, 3) that it leaves free.
    """

    shapes: Shapes | None
    trails: Lines | None
    lines: Lines | None
    spheres: tuple[tuple[Sphere, ...], ...] = ()
    texts: tuple[tuple[Floats, Text], ...] = ()
    captions: tuple[tuple[Floats, Caption], ...] = ()


class SolidScene:
    """Puts what a scene shows into the box; trails are laid onto the surface once for all steps.

    Those of balls that roll as they did in the scene ``before`` stay as they lie.
    """

    def __init__(self, scene: GroundScene, heights: HeightMap, before: SolidScene | None = None) -> None:
        self.scene, self._heights = scene, heights
        laid = trails_of(scene, heights, None if before is None else before.laid)
        self.laid: Final[LaidTrails] = LaidTrails(scene, heights, laid)
        """The trails on the surface."""

    def exits_by(self, step: int) -> list[tuple[Floats, Message]]:
        """Return where in the box balls have left the map by a step, and what is said of each."""
        told = self.scene.exits_by(step)
        return [(self._heights.in_space(self._heights.put(found.tip)), sentence) for found, sentence in told]

    def signs(self, inks: Inks, boldness: Boldness = PLAIN) -> Solid:
        """Return the signs, which stay where they are."""
        return _SolidBuilder(self._heights).built(boldness.applied(self.scene.signs(inks)))

    def at(self, step: int, inks: Inks, wanted: Wanted) -> Solid:
        """Return what moves with the playhead."""
        number = {trail: index for index, trail in enumerate(self.scene.trails)}
        builder = _SolidBuilder(self._heights)
        on_trails: list[tuple[Polyline, Stretch]] = []
        others: list[Primitive] = []
        for each in wanted.boldness.applied(self.scene.at(step, inks, wanted)):
            match each:
                case Polyline(points=Stretch() as stretch) if stretch.trail in number:
                    on_trails.append((each, stretch))
                case _:
                    others.append(each)
        on_trails.sort(key=lambda pair: pair[0].opacity)  # what is faint lies under the rest
        trails = self.laid.trails
        strokes = [_along(trails, number[way.trail], line, way) for line, way in on_trails]
        tails = tails_of(self.scene, self._heights, step)
        if tails is not None:
            walked = [(line, way) for line, way in on_trails if way.is_walked]
            ends = [_along(tails, number[way.trail], line, way) for line, way in walked]
            builder.add_lines(tails.geometry, ends)
        return builder.built(others, Lines(trails.geometry, tuple(strokes)))


def _along(trails: Trails, index: int, line: Polyline, way: Stretch) -> Stroke:
    """Return how a line along a stretch of a trail is drawn."""
    begin, end = (trails.walked(index, step) for step in (way.first, way.last))
    return stroke_of(line, int(trails.first[index]) + begin, end - begin)


class _Body(NamedTuple):
    """What is a ball at each of its points (n, 2 or 3)."""

    points: Floats
    color: Color
    size: float
    ball: int | None


class _SolidBuilder:
    """Collects what primitives become in the box of a height map."""

    def __init__(self, heights: HeightMap) -> None:
        self._heights = heights
        self._areas: list[Geometry] = []
        self._fills: list[Fill] = []
        self._lines: list[Geometry] = []
        self._strokes: list[Stroke] = []
        self._shafts: list[tuple[Floats, Floats, Polyline]] = []
        self._bodies: list[_Body] = []
        self._texts: list[tuple[Floats, Text]] = []
        self._captions: list[tuple[Floats, Caption]] = []

    def built(self, primitives: Iterable[Primitive], trails: Lines | None = None) -> Solid:
        """Return primitives, and what was added before, as they lie in the box."""
        for each in primitives:
            self._add(each)
        self._lay_shafts()
        return Solid(
            Shapes(joined(self._areas), tuple(self._fills)) if self._areas else None,
            trails,
            Lines(joined(self._lines), tuple(self._strokes)) if self._lines else None,
            self._in_sizes(),
            tuple(self._texts),
            tuple(self._captions),
        )

    def add_lines(self, geometry: Geometry, strokes: Iterable[Stroke]) -> None:
        """Add lines whose strokes count from the first of them."""
        before = sum(len(part.vertices) for part in self._lines) // 4
        self._lines.append(geometry)
        self._strokes += [stroke.moved(before) for stroke in strokes]

    def _add(self, primitive: Primitive) -> None:
        match primitive:
            case Marker() if primitive.shape in SIGNS:
                self._add_sign(primitive)
            case Marker():
                color = rgba(primitive.color or primitive.outline, primitive.opacity)
                size = primitive.size / BALL_SIZE
                self._bodies.append(_Body(primitive.at[None], color, size, primitive.ball))
            case Dots():
                size = primitive.size / BALL_SIZE
                self._bodies.append(_Body(primitive.points, rgba(primitive.color), size, None))
            case Polyline(points=way):
                points = way.points if isinstance(way, Stretch) else way
                self._add_line(line_through(self._heights, points), primitive)
            case Arrow():
                self._add_arrow(primitive)
            case Area() if not primitive.is_below:  # here, nothing is below a line but the ground
                self._add_area(self._heights.put(primitive.points), rgba(primitive.color, primitive.opacity))
            case Text():
                point = self._heights.in_space(self._heights.put(primitive.at))
                if np.isfinite(point).all():
                    self._texts.append((point, primitive))
            case Caption():
                points = self._heights.in_space(self._heights.put(primitive.clear_of))
                self._captions.append((points[np.isfinite(points).all(axis=1)], primitive))

    def _add_sign(self, sign: Marker) -> None:
        place = self._heights.in_box(sign.at[:2])
        if not self._heights.is_inside(place):
            return
        if sign.shape == MINIMUM and sign.color:
            self._fill(
                marks.filled_star(self._heights, place, sign.size / MINIMUM_SIZE),
                rgba(sign.color, sign.opacity),
            )
            return
        if sign.shape == MINIMUM:
            lines = marks.star_outline(self._heights, place, sign.size / MINIMUM_SIZE)
        else:
            drawn = marks.cross if sign.shape == PREDICTED else marks.start_ring
            lines = drawn(self._heights, place, sign.size / START_SIZE)
        stroke = Stroke(0, len(lines), rgba(sign.outline, sign.opacity), sign.outline_width)
        self.add_lines(geometry_of(lines[:, 0], lines[:, 1]), [stroke])

    def _add_line(self, geometry: Geometry, line: Polyline) -> None:
        self.add_lines(geometry, [stroke_of(line, 0, len(geometry.vertices) // 4)])

    def _add_arrow(self, arrow: Arrow) -> None:
        tail, tip = self._heights.put(np.stack([arrow.tail, arrow.tip]))
        way = tip - tail
        length = float(np.linalg.norm(way))
        flat = float(np.hypot(way[0], way[1]))
        if not 0.0 < length < np.inf:
            return
        if (longer := arrow.least * PIXEL / length) > 1.0:
            tail, way, length, flat = tip - longer * way, longer * way, longer * length, longer * flat
        heads = (0.0, SECOND_HEAD) if arrow.is_cut else (0.0,)
        head = min(arrow.head * PIXEL, 0.5 * length / (1.0 + heads[-1]))
        back = head / length * way
        across = np.zeros_like(way)
        across[:2] = (-way[1], way[0]) if flat else (1.0, 0.0)
        across *= BARB * head / (flat or 1.0)
        neck = tip - (1.0 + heads[-1]) * back
        shaft = Polyline(np.stack([tail, neck]), arrow.color, arrow.width, arrow.opacity, casing=arrow.casing)
        self._shafts.append((tail, neck, shaft))
        for behind in heads:
            end = tip - behind * back
            corners = np.stack([end - back + across, end, end - back - across])
            self._add_area(corners, rgba(arrow.color, arrow.opacity))

    def _lay_shafts(self) -> None:
        """Lay the shafts of all arrows at once, which takes hardly longer than one."""
        for width in (2, 3):
            shafts = [shaft for shaft in self._shafts if len(shaft[0]) == width]
            if shafts:
                begins, ends, lines = zip(*shafts, strict=True)
                laid = lines_between(self._heights, np.array(begins), np.array(ends))
                counts = np.diff(laid.first).tolist()
                strokes = map(stroke_of, lines, laid.first.tolist(), counts)
                self.add_lines(laid.geometry, strokes)

    def _add_area(self, places: Floats, color: Color) -> None:
        geometry = area_of(self._heights, places)
        if geometry is not None:
            self._fill(geometry, color)

    def _fill(self, geometry: Geometry, color: Color) -> None:
        before = sum(len(part.indices) for part in self._areas)
        self._areas.append(geometry)
        self._fills.append(Fill(before, len(geometry.indices), color))

    def _spheres(self) -> Iterator[Sphere]:
        """Yield a ball for each point of a body that is on the map; all points are put there at once."""
        for width in (2, 3):
            bodies = [body for body in self._bodies if body.points.shape[1] == width]
            if not bodies:
                continue
            places = self._heights.put(np.concatenate([body.points for body in bodies]))
            is_there = np.isfinite(self._heights.height_at(places[:, :2])) & np.isfinite(places).all(axis=1)
            owners = np.repeat(np.arange(len(bodies)), [len(body.points) for body in bodies])
            for row in np.flatnonzero(is_there).tolist():
                body = bodies[owners[row]]
                yield Sphere(places[row], body.color, body.size, body.ball)

    def _in_sizes(self) -> tuple[tuple[Sphere, ...], ...]:
        """Return the balls of a run last and in their order, and the others, those of one size together."""
        balls: list[Sphere] = []
        others: dict[float, list[Sphere]] = {}
        for each in self._spheres():
            (others.setdefault(each.size, []) if each.ball is None else balls).append(each)
        balls.sort(key=lambda each: each.ball or 0)
        return tuple(tuple(group) for group in (*others.values(), balls) if group)
