"""Of what a step of a ball consists, as arrows: the gradient part, the carried part, and their sum.

They begin where the ball is before the step that is shown (:func:`step_shown`), the carried part where the
gradient part ends. All of it is enlarged about that point by one factor, which is said in a corner.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np

from momentum_lab.analysis.step_shown import step_shown
from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import Message, message
from momentum_lab.figures.arrow_choice import EVERY, OFF, ZOOMS
from momentum_lab.figures.contrast import EDGES, contrast
from momentum_lab.figures.primitives import Area, Arrow, Caption, Casing, Marker, Polyline, Primitive
from momentum_lab.figures.scene import Inks
from momentum_lab.landscapes import Ground
from momentum_lab.landscapes.minima import Domain
from momentum_lab.simulation.anatomy import Anatomy, anatomy
from momentum_lab.simulation.run import Run, Steps

LONGEST: Final = 0.3
"""The longest of some steps is at most as long as this, in the shorter side of what is seen of the ground."""
AROUND: Final = 0.01
"""Those steps are this share of all, before and after the one that is shown; so the factor changes rarely."""
LEAST_AROUND: Final = 1
LANE: Final = 4.7
"""Between two arrows that lie on one line, as on a ground of one dimension, in widths of trails."""
HEAD: Final = 3.8
"""Length of a head, in widths of its arrow."""
SUM, PART = 2.2, 1.1
"""Widths of the arrow of a whole step and of its parts, in those of trails."""
LOOK_AHEAD_SIZE: Final = 9.0
DASH: Final = (4.0, 3.0)
CORNERS: Final = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0))
MOST_POINTS: Final = 30
"""Of the way of a ball, that what is said in a corner is kept away from."""
FAINT: Final = 0.12
"""Opacity of the box."""
_STEP: Final = message("step {step:,}: arrows ×{zoom:g}")
_STEPS: Final = message("steps {steps}: arrows ×{zoom:g}")
"""Of several balls, of which some have taken their last step before the others."""


@dataclass(frozen=True, slots=True)
class ArrowInks:
    """Colours of the arrows, which differ for those as well who do not see all hues."""

    gradient: str
    carried: str
    movement: str


def arrow_inks(inks: Inks) -> ArrowInks:
    """Return the colours that suit a theme; no ball has one of them by itself."""
    if inks.is_grey:
        return ArrowInks("#6a6a6a", "#c4c4c4", inks.text)
    return (
        ArrowInks("#ff5a9d", "#5f7bff", inks.text)
        if inks.is_dark
        else ArrowInks("#e0006c", "#2f55ff", inks.text)
    )


@dataclass(frozen=True, slots=True)
class StepArrows:
    """Shows a step of one ball, or of all, on their ground; what cannot be seen is left out.

    Attributes
    ----------
    ball
        The number of the ball; None for all that are visible.
    zoom
        How much the arrows are enlarged; None for what suits the steps around the one that is shown.
    line_width
        That of the trails, in logical pixels.
    """

    ball: int | None
    zoom: float | None = None
    line_width: float = 1.9

    def __call__(self, run: Run, step: int, inks: Inks, seen: Domain) -> Iterator[Primitive]:
        """Yield what is shown at a playhead where a part of the ground is seen."""
        taken = shown_steps(run, self.balls(run), step)
        zoom = self.zoom_at(run, step, seen)
        enlarged = [_Enlarged(run.ground, each, zoom, self.line_width, inks) for each in taken]
        parts = [list(each.primitives()) for each in enlarged]
        steps = {step.step for step, shown in zip(taken, parts, strict=True) if shown}
        if steps:
            yield from chain.from_iterable(parts)
            said = _told(sorted(steps), zoom)
            ways = [each.trail(run.rows(each.ball)) for each in enlarged]
            yield Caption(str(said), inks.text, np.concatenate(ways), Casing(inks.base, 2.0, 0.8))

    def balls(self, run: Run) -> list[int]:
        """Return the balls whose steps are shown, of which the first lies over the others."""
        visible = [index for index, ball in enumerate(run.experiment.balls) if ball.visible]
        return [index for index in reversed(visible) if self.ball in (None, index)]

    def zoom_at(self, run: Run, step: int, seen: Domain) -> float:
        """Return how much the arrows are enlarged at a playhead where a part of the ground is seen."""
        if self.zoom is not None:
            return self.zoom
        longest = max((_longest_step(run, ball, step) for ball in self.balls(run)), default=0.0)
        room = LONGEST * min(high - low for low, high in seen)
        return max((zoom for zoom in ZOOMS if 0.0 < zoom * longest <= room), default=ZOOMS[0])


def _told(steps: list[int], zoom: float) -> Message:
    """Return which steps it is whose arrows are seen, ascending, and how much they are enlarged."""
    if len(steps) == 1:
        return _STEP.filled(step=steps[0], zoom=zoom)
    return _STEPS.filled(steps=", ".join(f"{step:,}" for step in steps), zoom=zoom)


def _longest_step(run: Run, ball: int, step: int) -> float:
    """Return the length on the ground of the longest step on the map around one."""
    around = max(round(AROUND * run.experiment.steps), LEAST_AROUND)
    kept = run.rows(ball)
    first, last = np.searchsorted(kept.step, (max(step - around, 1), step + around + 1))
    some, ground = kept[min(int(first), run.row(step)) : int(last)], run.ground
    low, high = np.array(ground.domain).T
    tails = ground.to_plane(some.position - some.update)
    lengths = np.linalg.norm(ground.to_plane(some.position) - tails, axis=-1)
    return float(lengths[((tails >= low) & (tails <= high)).all(axis=-1)].max(initial=0.0))


def shown_steps(run: Run, balls: list[int], playhead: int) -> list[Anatomy]:
    """Return the steps of some balls that are shown at a playhead; nothing of a ball that has taken none."""
    numbers = [(ball, step_shown(run, ball, playhead)) for ball in balls]
    return [anatomy(run, ball, number) for ball, number in numbers if number is not None]


def arrows_of(whose: str, ball: int, zoom: float | None, line_width: float) -> StepArrows | None:
    """Return the arrows of the chosen ball or of all, as one of ``WHOSE`` says; None for no arrows."""
    if whose == OFF:
        return None
    return StepArrows(None if whose == EVERY else ball, zoom, line_width)


class _Enlarged:
    """A step enlarged about where it begins, on a ground."""

    def __init__(self, ground: Ground, step: Anatomy, zoom: float, line_width: float, inks: Inks):
        self.ball, self._ground, self._step, self._zoom = step.ball, ground, step, zoom
        self._width, self._inks, self._colors = line_width, inks, arrow_inks(inks)
        self._low, self._high = np.array(ground.domain).T

    def primitives(self) -> Iterator[Primitive]:
        """Yield the box, the arrows and the look-ahead; the parts lie over their sum."""
        step, colors, wide = self._step, self._colors, SUM * self._width
        turn, thin = np.array(step.gradient_part), PART * self._width
        yield from self._box()
        way, ring = self._look_ahead()
        yield from way
        yield from self._arrow(np.zeros_like(turn), np.array(step.update), colors.movement, wide, 1)
        yield from self._arrow(np.zeros_like(turn), turn, colors.gradient, thin, 2)
        yield from self._arrow(turn, turn + np.array(step.carried), colors.carried, thin, 3)
        yield from ring

    def trail(self, kept: Steps) -> Floats:
        """Return some points of the whole way of the ball, and the ends of its arrows."""
        some = kept[:: 1 + len(kept.step) // MOST_POINTS]
        turn, end = np.array(self._step.gradient_part), np.array(self._step.update)
        ends = np.array([self._place(way) for way in (turn, end)])
        places = np.concatenate([self._ground.to_plane(some.position), ends])
        if self._ground.dimension == 2 and self._ground.is_exact:
            return places
        return np.column_stack([places, [*some.loss, self._step.loss, self._step.loss]])

    def _place(self, way: Floats) -> Floats:
        """Return where on the ground an enlarged way from the begin of the step leads to."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self._ground.to_plane(np.array(self._step.position) + self._zoom * way)

    def _inside(self, begin: Floats, end: Floats) -> tuple[Floats, Floats, bool] | None:
        """Return the part of the map between two ways, and whether it leads on out of that."""
        return part_inside(self._place(begin), self._place(end), self._low, self._high)

    def _point(self, place: Floats) -> Floats:
        """Return a place of the ground as a point of the scene: at the height of the ball if it has one."""
        if self._ground.dimension == 2 and self._ground.is_exact:
            return place
        return np.append(place, self._step.loss)

    def _arrow(self, begin: Floats, end: Floats, color: str, width: float, lane: int) -> Iterator[Arrow]:
        """Yield the arrow from one way to another as far as it is on the map, if any of it is."""
        found = self._inside(begin, end)
        if found is not None:
            tail, tip, is_cut = found
            yield Arrow(
                self._point(tail),
                self._point(tip),
                color,
                width,
                head=HEAD * width,
                casing=arrow_casing(color, self._inks, self._width),
                offset=(0.0, -LANE * lane * self._width if self._ground.dimension == 1 else 0.0),
                is_cut=is_cut,
            )

    def _look_ahead(self) -> tuple[list[Polyline], list[Marker]]:
        """Return the way to the point in which Nesterov's rule takes the next gradient, and that point.

        It begins where the textbook's ball stays, which this rule is ahead of.
        """
        if self._step.look_ahead is None:
            return [], []
        end = np.array(self._step.update)
        found = self._inside(end - np.array(self._step.look_ahead), end)
        if found is None:
            return [], []
        tail, tip, is_cut = found
        color, ends = self._colors.movement, np.array([self._point(tail), self._point(tip)])
        casing = arrow_casing(color, self._inks, self._width)
        ring = Marker(ends[1], "circle", "", color, LOOK_AHEAD_SIZE, self._width, casing=casing)
        way = Polyline(ends, color, 0.6 * self._width, dash=DASH, casing=casing)
        return [way], [] if is_cut else [ring]

    def _box(self) -> Iterator[Primitive]:
        """Yield a box whose sides are to each other as the rates of the coordinates.

        From its middle to a corner it is as far as the step goes. On a ground on which coordinates cannot be
        told apart there is none.
        """
        if self._step.scale is None or self._ground.dimension < 2 or not self._ground.is_exact:
            return
        rates, length = np.abs(np.array(self._step.scale)), math.hypot(*self._step.update)
        size = math.hypot(*rates)
        if not (0.0 < size < np.inf and 0.0 < length < np.inf):
            return
        half = length / size * rates
        corners = np.array([self._place(np.array(sign) * half) for sign in CORNERS])
        places = np.clip(corners, self._low, self._high)
        color = self._colors.gradient
        casing = arrow_casing(color, self._inks, 0.5 * self._width)
        yield Area(places[:-1], color, FAINT)
        yield Polyline(places, color, 0.6 * self._width, dash=DASH, casing=casing)


def part_inside(tail: Floats, tip: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, bool] | None:
    """Return the part of a way between two places that is within a box, and whether it leads on out of it.

    None where nothing is, also of a way without length (Liang, Barsky 1984).
    """
    if not np.isfinite(tail).all() or np.isnan(tip).any():
        return None
    way = np.clip(tip, -_FARTHEST, _FARTHEST) - tail
    if not way.any():
        return None
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        one, other = (low - tail) / way, (high - tail) / way
    is_still = way == 0.0
    if (is_still & ((tail < low) | (tail > high))).any():
        return None
    first = max(float(np.where(is_still, 0.0, np.minimum(one, other)).max()), 0.0)
    last = min(float(np.where(is_still, 1.0, np.maximum(one, other)).min()), 1.0)
    if not first < last:
        return None
    begin, end = (np.clip(tail + share * way, low, high) for share in (first, last))
    return begin, end, last < 1.0


_FARTHEST: Final = 1e300


def arrow_casing(color: str, inks: Inks, line_width: float) -> Casing:
    """Return what sets an arrow off from whatever is behind it: a map, trails, other arrows."""
    edge = EDGES[0] if inks.is_dark else EDGES[1]
    if inks.is_grey:
        edge = max(EDGES, key=lambda each: contrast(color, each))
    return Casing(edge, 0.5 * line_width)
