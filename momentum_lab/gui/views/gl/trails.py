"""The trails of a run's balls, laid onto the surface as segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.experiment.appearance import DASHES
from momentum_lab.gui.theme.theme import Theme
from momentum_lab.gui.views.gl.geometry import Geometry
from momentum_lab.gui.views.gl.heightmap import FAR, HeightMap
from momentum_lab.gui.views.gl.segments import EMPTY, Stroke, geometry_of, rgba
from momentum_lab.gui.views.view import Drawing
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
EDGE: Final = 0.6
"""Width of a trail's edge to either side, in logical pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Trails:
    """The trails of all balls, in one geometry.

    Attributes
    ----------
    first
        (ball + 1,): the first segment of each ball, and the number of all.
    step
        (segment,): the step at which a segment has been walked; it rises within a ball.
    """

    geometry: Geometry
    first: Ints
    step: Ints

    def walked(self, ball: int, step: int) -> int:
        """Return how many segments of a ball have been walked at a step."""
        low, high = self.first[ball], self.first[ball + 1]
        return int(np.searchsorted(self.step[low:high], step, side="right"))


def trails_of(run: Run, heights: HeightMap) -> Trails:
    """Return the trails of a run; what lies off the map, or is not finite, is left out."""
    balls, rows = run.position.shape[:2]
    looked_at = _looked_at(rows, MOST_STEPS // balls)
    steps = run.kept[looked_at]
    shown = np.array([ball.visible for ball in run.experiment.balls])
    places = heights.in_box(run.position if len(steps) == rows else run.position[:, looked_at])
    kept = _worth_drawing(places) & shown[:, None]
    ball, column = np.nonzero(kept)
    return _through(heights, places[ball, column], ball, steps[column], balls)


def tails_of(run: Run, heights: HeightMap, step: int) -> Trails | None:
    """Return the way of each ball from the end of its trail at a step to where it is; None if there is none.

    Of a long run the trails have some of the steps alone.
    """
    balls, rows = run.position.shape[:2]
    looked_at = run.kept[_looked_at(rows, MOST_STEPS // balls)]
    if len(looked_at) > run.computed:
        return None
    ways = []
    for ball, look in enumerate(run.experiment.balls):
        last = run.last_step(ball, step)
        first = int(looked_at[np.searchsorted(looked_at, last, side="right") - 1])
        if look.visible and first < last:
            ways.append((ball, run.steps(ball, first, last + 1)))
    if not ways:
        return None
    owner = np.repeat([ball for ball, _ in ways], [len(way.step) for _, way in ways])
    places = heights.in_box(np.concatenate([way.position for _, way in ways]))
    return _through(heights, places, owner, np.concatenate([way.step for _, way in ways]), balls)


def _through(heights: HeightMap, points: Floats, ball: NDArray[np.intp], step: Ints, balls: int) -> Trails:
    """Return trails through points (n, 2) of balls, one ball after the other, on which they are at steps."""
    joined = ball[1:] == ball[:-1]
    start, end = points[:-1][joined], points[1:][joined]
    owner, step = ball[1:][joined], step[1:][joined]
    start, end, crossing = _clipped(start, end, heights.half)
    owner, step = owner[crossing], step[crossing]
    if not len(start):
        return Trails(EMPTY, np.zeros(balls + 1, dtype=np.int64), np.zeros(0, dtype=np.int64))
    segment, start, end = _subdivided(start, end)
    return _laid(heights, start, end, owner[segment], step[segment], balls)


def _looked_at(rows: int, most: int) -> Ints:
    """Return which rows are looked at: all, or the first half of ``most`` and then fewer and fewer.

    Balls travel at the beginning of a run; later on they mostly rest.
    """
    if rows <= most:
        return np.arange(rows)
    exact = most // 2
    later = np.geomspace(exact, rows - 1, most - exact).round().astype(np.int64)
    return np.unique(np.concatenate([np.arange(exact), later]))


def _worth_drawing(places: Floats) -> NDArray[np.bool_]:
    """Return which finite places (ball, step, 2) lie about :data:`NEAR` from the one before."""
    finite = np.isfinite(places[..., 0]) & np.isfinite(places[..., 1])
    way = np.diff(places, axis=1)
    lengths = np.nan_to_num(np.hypot(way[..., 0], way[..., 1]), nan=0.0, posinf=FAR)
    mark = np.floor(np.cumsum(lengths, axis=1) / NEAR)
    kept = np.ones(finite.shape, dtype=np.bool_)
    kept[:, 1:] = np.diff(mark, axis=1, prepend=0.0) > 0.0
    # The end is kept as well: the ball must not lie off its trail.
    last = np.maximum(finite.shape[1] - 1 - np.argmax(finite[:, ::-1], axis=1), 0)
    kept[np.arange(len(last)), last] = True
    return kept & finite


def _clipped(start: Floats, end: Floats, half: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the parts of segments (segment, 2) on the map, and which have one (Liang, Barsky 1984)."""
    way = end - start
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (-half - start) / way, (half - start) / way
    still = way == 0.0
    outside = still & (np.abs(start) > half)
    entering = np.where(still, 0.0, np.minimum(one, other)).max(axis=1, initial=0.0)
    leaving = np.where(still, 1.0, np.maximum(one, other)).min(axis=1, initial=1.0)
    crossing = (entering < leaving) & ~outside.any(axis=1)
    way, origin = way[crossing], start[crossing]
    return (
        np.clip(origin + entering[crossing, None] * way, -half, half),
        np.clip(origin + leaving[crossing, None] * way, -half, half),
        crossing,
    )


def _subdivided(start: Floats, end: Floats) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Return pieces of segments (segment, 2): the segment that each is of, its start and its end."""
    way = end - start
    lengths = np.hypot(way[:, 0], way[:, 1])
    piece = max(PIECE, float(lengths.sum()) / MOST_PIECES)
    counts = np.maximum(np.ceil(lengths / piece).astype(np.intp), 1)
    segment = np.repeat(np.arange(len(start)), counts)
    number = np.arange(len(segment)) - np.repeat(np.cumsum(counts) - counts, counts)
    origin, share = start[segment], way[segment] / counts[segment, None]
    return segment, origin + number[:, None] * share, origin + (number + 1)[:, None] * share


def _laid(
    heights: HeightMap, start: Floats, end: Floats, owner: NDArray[np.intp], step: Ints, balls: int
) -> Trails:
    """Return pieces, of which each has a ball and a step, laid onto the surface."""
    low, high = heights.on_surface(start, LIFT), heights.on_surface(end, LIFT)
    on_map = np.isfinite(low[:, 2]) & np.isfinite(high[:, 2])
    low, high, owner, step = low[on_map], high[on_map], owner[on_map], step[on_map]
    path = np.cumsum(np.sqrt(((high - low) ** 2).sum(axis=1)))
    first = np.searchsorted(owner, np.arange(balls + 1)).astype(np.int64)
    before = np.concatenate([[0.0], path])
    origin = before[first[owner]]  # each ball's dashes begin at its own start
    geometry = geometry_of(low, high, before[:-1] - origin, path - origin)
    return Trails(geometry, first, step)


def trail_strokes(trails: Trails, run: Run, step: int, theme: Theme, drawing: Drawing) -> list[Stroke]:
    """Return how the trails are drawn at a step: walked with an edge, ahead faintly."""
    walked_on, ahead = [], []
    width = drawing.line_width
    # Dark in both themes: a light edge would make a thin line pale.
    edge_color = rgba(theme.base if theme.is_dark else theme.outline, 0.5)
    for index, ball in enumerate(run.experiment.balls):
        first, end = int(trails.first[index]), int(trails.first[index + 1])
        walked = trails.walked(index, step)
        dash = DASHES[ball.marker]
        walked_on.append(
            Stroke(first, walked, rgba(ball.color), width, dash, width, EDGE, edge_color, not dash)
        )
        if drawing.path_ahead:
            faint = rgba(ball.color, 0.45)
            left = end - first - walked
            ahead.append(Stroke(first + walked, left, faint, 0.6 * width, dash, width, round_ends=False))
    return ahead + walked_on
