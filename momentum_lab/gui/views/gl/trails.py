"""Trails and other lines, laid onto the surface as segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats, Ints
from momentum_lab.core.values import dataclass
from momentum_lab.figures.far_off import legs_of
from momentum_lab.figures.scene import RunScene
from momentum_lab.gui.views.gl.geometry import Geometry
from momentum_lab.gui.views.gl.heightmap import FAR, HeightMap
from momentum_lab.gui.views.gl.segments import EMPTY, geometry_of, quads
from momentum_lab.simulation.run import Run

NEAR: Final = 0.004
"""About a pixel, in units of the box: steps that are closer together are drawn as one."""
PIECE: Final = 0.025
"""Length of the pieces that follow the surface, in units of the box: one or two cells of the grid."""
MOST_PIECES: Final = 40_000
"""For all balls together; beyond, pieces get longer."""
MOST_STEPS: Final = 24_000
"""For all balls together; beyond, later steps are looked at more and more rarely."""

LIFT: Final = 0.008
"""How far trails are lifted off the surface, in units of the box: more than half their width."""


@dataclass(frozen=True, slots=True, eq=False)
class Trails:
    """The trails of a scene, one for each visible ball, in one geometry.

    Attributes
    ----------
    first
        (trail + 1,): the first segment of each trail, and the number of all.
    step
        (segment,): the step at which a segment has been walked; it rises within a trail.
    """

    geometry: Geometry
    first: Ints
    step: Ints

    def walked(self, trail: int, step: int) -> int:
        """Return how many segments of a trail have been walked at a step."""
        low, high = self.first[trail], self.first[trail + 1]
        return int(np.searchsorted(self.step[low:high], step, side="right"))


@dataclass(frozen=True, slots=True, eq=False)
class LaidTrails:
    """The trails of a scene on the surface of a height map."""

    scene: RunScene
    heights: HeightMap
    trails: Trails


def trails_of(scene: RunScene, heights: HeightMap, before: LaidTrails | None = None) -> Trails:
    """Return the trails of a scene; what lies off the map, or is not finite, is left out.

    Those of balls that roll as they did ``before`` are taken from there.
    """
    same = _taken_over(scene, before) if before is not None and before.heights is heights else {}
    others = [index for index in range(len(scene.trails)) if index not in same]
    laid = _laid_out(scene, heights, others)
    if same and before is not None:
        laid = _spliced(laid, others, before.trails, same)
        if len(laid.step) > MOST_PIECES // 2:  # how long pieces are depends on all trails together
            laid = _laid_out(scene, heights, range(len(scene.trails)))
    return laid


def _laid_out(scene: RunScene, heights: HeightMap, wanted: Sequence[int]) -> Trails:
    """Return some of the trails of a scene."""
    if not wanted:
        return _none(0)
    looked_at, trails = _looked_at(scene.run), [scene.trails[index] for index in wanted]
    points = np.full((len(trails), len(looked_at), trails[0].points.shape[1]), np.nan)
    for way, trail in zip(points, trails, strict=True):
        rows = looked_at[: np.searchsorted(looked_at, len(trail.steps))]
        way[: len(rows)] = trail.points[rows]
    ball, column = np.nonzero(_worth_drawing(heights.in_box(points[..., :2])))
    steps = scene.run.kept[looked_at]
    return through(heights, points[ball, column], ball, steps[column], len(trails))


def _taken_over(scene: RunScene, before: LaidTrails) -> dict[int, int]:
    """Return which of the trails of a scene are as they were, and which they were."""
    former = {trail.ball: index for index, trail in enumerate(before.scene.trails)}
    if not np.array_equal(_steps_looked_at(scene.run), _steps_looked_at(before.scene.run)):
        return {}
    same = {}
    for index, trail in enumerate(scene.trails):
        was = former.get(trail.ball)
        if was is not None and np.array_equal(trail.points, before.scene.trails[was].points):
            same[index] = was
    return same


def _spliced(laid: Trails, others: Sequence[int], former: Trails, same: Mapping[int, int]) -> Trails:
    """Return trails some of which are laid anew, in their order, and the same others as they were."""
    sources = {index: (laid, number) for number, index in enumerate(others)}
    sources |= {index: (former, was) for index, was in same.items()}
    vertices, steps = [EMPTY.vertices], [np.zeros(0, dtype=np.int64)]
    for _, (source, number) in sorted(sources.items()):
        low, high = source.first[number], source.first[number + 1]
        vertices.append(source.geometry.vertices[4 * low : 4 * high])
        steps.append(source.step[low:high])
    first = np.cumsum([len(part) for part in steps])
    return Trails(quads(np.concatenate(vertices)), first, np.concatenate(steps))


def tails_of(scene: RunScene, heights: HeightMap, step: int) -> Trails | None:
    """Return the way of each ball from the end of its trail at a step to where it is; None if there is none.

    Of a long run the trails have some of the steps alone.
    """
    looked_at = _steps_looked_at(scene.run)
    if len(looked_at) > scene.run.computed:
        return None
    points, owners, steps = [], [], []
    for index, trail in enumerate(scene.trails):
        last = min(step, trail.last)
        first = int(looked_at[np.searchsorted(looked_at, last, side="right") - 1])
        if first < last:
            numbers, way = trail.all_between(first, last)
            points.append(way)
            owners.append(np.full(len(way), index))
            steps.append(numbers)
    if not points:
        return None
    owner, number = np.concatenate(owners), np.concatenate(steps)
    return through(heights, np.concatenate(points), owner, number, len(scene.trails))


def line_through(heights: HeightMap, points: Floats) -> Geometry:
    """Return a line through points (n, 2 or 3) of a scene: laid onto the surface, or straight over it."""
    owner = np.zeros(len(points), dtype=np.int64)
    return through(heights, points, owner, owner, 1).geometry


def lines_between(heights: HeightMap, begins: Floats, ends: Floats) -> Trails:
    """Return lines between pairs of places (line, 2 or 3) of the box, each as :func:`line_through`."""
    owner = np.arange(len(begins), dtype=np.int64)
    return _along(heights, begins, ends, owner, owner, len(begins))


def through(heights: HeightMap, points: Floats, ball: Ints, step: Ints, balls: int) -> Trails:
    """Return trails through points (n, 2 or 3) of balls, one after the other, on which they are at steps."""
    if not len(points):
        return _none(balls)
    legs = legs_of(points[:, :2], heights.placing)
    joined = (ball[1:] == ball[:-1]) & legs.is_there
    start, end = legs.start[joined], legs.end[joined]
    if points.shape[1] > 2:
        height = heights.put(points)[:, 2]
        low, way = height[:-1][joined], np.diff(height)[joined]
        start = np.column_stack([start, low + legs.first[joined] * way])
        end = np.column_stack([end, low + legs.last[joined] * way])
    return _along(heights, start, end, ball[1:][joined], step[1:][joined], balls)


def _along(heights: HeightMap, start: Floats, end: Floats, owner: Ints, step: Ints, balls: int) -> Trails:
    """Return trails of segments (segment, 2 or 3) of the box, each of a ball and walked at a step."""
    start, end, crossing = _clipped(start, end, heights.half)
    owner, step = owner[crossing], step[crossing]
    if not len(start):
        return _none(balls)
    segment, start, end = _subdivided(start, end)
    return _laid(heights, start, end, owner[segment], step[segment], balls)


def _none(balls: int) -> Trails:
    return Trails(EMPTY, np.zeros(balls + 1, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _looked_at(run: Run) -> Ints:
    """Return which of the rows that a run has kept are looked at."""
    return _rarer(len(run.kept), MOST_STEPS // len(run.experiment.balls))


def _steps_looked_at(run: Run) -> Ints:
    return run.kept[_looked_at(run)]


def _rarer(rows: int, most: int) -> Ints:
    """Return some of the rows: all, or the first half of ``most`` and then fewer and fewer.

    Balls travel at the beginning of a run; later on they mostly rest.
    """
    if rows <= most:
        return np.arange(rows)
    exact = most // 2
    later = np.geomspace(exact, rows - 1, most - exact).round().astype(np.int64)
    return np.unique(np.concatenate([np.arange(exact), later]))


def _worth_drawing(places: Floats) -> Bools:
    """Return which finite places (trail, step, 2) lie about :data:`NEAR` from the one before, or far off."""
    finite = np.isfinite(places[..., 0]) & np.isfinite(places[..., 1])
    way = np.diff(places, axis=1)
    lengths = np.nan_to_num(np.hypot(way[..., 0], way[..., 1]), nan=0.0, posinf=FAR)
    mark = np.floor(np.cumsum(lengths, axis=1) / NEAR)
    kept = np.abs(places).max(axis=-1) >= FAR  # where each of them is is not known here
    kept[:, 0] = True
    kept[:, 1:] |= np.diff(mark, axis=1, prepend=0.0) > 0.0
    # The end is kept as well: the ball must not lie off its trail.
    last = np.maximum(finite.shape[1] - 1 - np.argmax(finite[:, ::-1], axis=1), 0)
    kept[np.arange(len(last)), last] = True
    return kept & finite


def _clipped(start: Floats, end: Floats, half: Floats) -> tuple[Floats, Floats, Bools]:
    """Return the parts of segments (segment, 2 or 3) on the map, and which have one (Liang, Barsky 1984)."""
    flat, way = (end - start)[:, :2], end - start
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        one, other = (-half - start[:, :2]) / flat, (half - start[:, :2]) / flat
    still = flat == 0.0
    outside = still & (np.abs(start[:, :2]) > half)
    entering = np.where(still, 0.0, np.minimum(one, other)).max(axis=1, initial=0.0)
    leaving = np.where(still, 1.0, np.maximum(one, other)).min(axis=1, initial=1.0)
    crossing = (entering < leaving) & ~outside.any(axis=1)
    way, origin = way[crossing], start[crossing]
    most = np.append(half, np.inf)[: start.shape[1]]
    return (
        np.clip(origin + entering[crossing, None] * way, -most, most),
        np.clip(origin + leaving[crossing, None] * way, -most, most),
        crossing,
    )


def _subdivided(start: Floats, end: Floats) -> tuple[Ints, Floats, Floats]:
    """Return pieces of segments (segment, 2 or 3): the segment that each is of, its start and its end."""
    way = end - start
    lengths = np.hypot(way[:, 0], way[:, 1])
    piece = max(PIECE, float(lengths.sum()) / MOST_PIECES)
    counts = np.maximum(np.ceil(lengths / piece).astype(np.int64), 1)
    segment = np.repeat(np.arange(len(start)), counts)
    number = np.arange(len(segment)) - np.repeat(np.cumsum(counts) - counts, counts)
    origin, share = start[segment], way[segment] / counts[segment, None]
    return segment, origin + number[:, None] * share, origin + (number + 1)[:, None] * share


def _laid(heights: HeightMap, start: Floats, end: Floats, owner: Ints, step: Ints, balls: int) -> Trails:
    """Return pieces, of which each has a ball and a step, in space."""
    low, high = heights.in_space(start, LIFT), heights.in_space(end, LIFT)
    on_map = np.isfinite(low[:, 2]) & np.isfinite(high[:, 2])
    low, high, owner, step = low[on_map], high[on_map], owner[on_map], step[on_map]
    path = np.cumsum(np.sqrt(((high - low) ** 2).sum(axis=1)))
    first = np.searchsorted(owner, np.arange(balls + 1)).astype(np.int64)
    before = np.concatenate([[0.0], path])
    origin = before[first[owner]]  # each ball's dashes begin at its own start
    geometry = geometry_of(low, high, before[:-1] - origin, path - origin)
    return Trails(geometry, first, step)
