"""A run on its ground: the signs that lie there, the trails and balls, and what overlays add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.messages import Message
from momentum_lab.figures.exits import Exit, exit_of, exit_sentence
from momentum_lab.figures.primitives import (
    MINIMUM,
    MINIMUM_OUTLINE,
    MINIMUM_SIZE,
    START,
    START_SIZE,
    Area,
    Arrow,
    Casing,
    Marker,
    Polyline,
    Primitive,
)
from momentum_lab.figures.scene import FLAT, Inks, Manner, RunScene, Wanted
from momentum_lab.figures.scene_trail import Trail
from momentum_lab.landscapes import Ground, Problem, minima_to_mark
from momentum_lab.landscapes.minima import Domain
from momentum_lab.simulation.run import Run, Steps

STALK: Final = 1.2
"""Width of the line from a ball that does not lie on the ground to the ground, in logical pixels."""
LEAST_EXIT: Final = 18.0
"""Length of the arrow to the edge of the map, however short the last step on it: so its head can be seen."""
EDGE: Final = 1.5
"""Width of the edge of a ground of one dimension."""


class GroundScene(RunScene):
    """The trails and balls of a run on its ground, in places; with their loss where that is not the ground's.

    On a ground of one dimension, which is seen from the side, every point has its loss.
    """

    def __init__(self, run: Run, manner: Manner = FLAT) -> None:
        self._problem: Final[Problem] = run.experiment.landscape.build()
        self.ground: Final[Ground] = self._problem.ground
        self.has_stalks = not self.ground.is_exact
        super().__init__(run, self._places, manner)
        self.starts: Final = [self._start(position) for position in self._start_positions()]
        """Where the experiment starts, and those visible balls that have a start of their own."""
        self.exits: Final[Mapping[Trail, Exit]] = {
            trail: found for trail in self.trails if (found := exit_of(trail, self.ground)) is not None
        }
        """Where trails leave the map for good."""

    def signs(self, inks: Inks) -> list[Marker]:
        """Return the signs of minima and starts, which stay where they are."""
        is_line = self.ground.dimension == 1
        minima = [
            (np.array([*m.position, m.loss] if is_line else m.position), m.kind == "global")
            for m in minima_to_mark(self.ground)
        ]
        return [*minimum_signs(minima, inks), *start_signs(self.starts, inks)]

    def at(self, step: int, inks: Inks, wanted: Wanted, seen: Domain | None = None) -> list[Primitive]:
        """Return what moves with the playhead."""
        added = [each for overlay in wanted.overlays for each in overlay(self.run, step, inks)]
        if wanted.arrows is not None:
            added += wanted.arrows(self.run, step, inks, self._part_seen(seen))
        under = [each for each in added if isinstance(each, Area)]
        over = [each for each in added if not isinstance(each, Area)]
        stalks = [] if self.ground.is_exact else [self._stalk(trail.at(step), inks) for trail in self.trails]
        return [*under, *stalks, *super().at(step, inks, wanted), *over]

    def _part_seen(self, seen: Domain | None) -> Domain:
        """Return which part of the ground is seen; all of it where none is."""
        every = self.ground.domain
        parts = tuple(
            (max(low, first), min(high, last))
            for (low, high), (first, last) in zip(every, seen or every, strict=False)
        )
        return parts if all(low < high for low, high in parts) else every

    def exits_by(self, step: int) -> list[tuple[Exit, Message]]:
        """Return where balls have left the map by a step, and what is said of each."""
        gone = [(trail, found) for trail, found in self.exits.items() if found.step < step]
        return [(found, exit_sentence(trail, found, step, self.ground.dimension)) for trail, found in gone]

    def _end_of(self, trail: Trail) -> int:
        return self.exits[trail].step if trail in self.exits else trail.last

    def _ends(self, trail: Trail, step: int, inks: Inks, wanted: Wanted) -> Iterator[Primitive]:
        """Yield the arrow to the edge of the map of a ball that has left it."""
        found = self.exits.get(trail)
        if found is not None and found.step < step:
            color, width = trail.look.color, wanted.line_width
            casing = self._casing(color, inks)
            yield Arrow(found.tail, found.tip, color, width, casing=casing, least=LEAST_EXIT)

    def _places(self, steps: Steps) -> Floats:
        places = self.ground.to_plane(steps.position)
        if self.ground.is_exact and self.ground.dimension == 2:
            return places
        return np.concatenate([places, steps.loss[:, None]], axis=-1)

    def _start_positions(self) -> list[tuple[float, ...]]:
        balls = self.run.experiment.balls
        return [self.run.experiment.start, *(b.start for b in balls if b.start is not None and b.visible)]

    def _start(self, position: tuple[float, ...]) -> Floats:
        place = self.ground.to_plane(np.array(position, dtype=np.float64))
        if self.ground.dimension == 2:
            return place
        try:
            loss = self._problem.loss(position)
        except (ArithmeticError, ValueError):
            loss = np.nan
        return np.append(place, loss)

    def _stalk(self, at: Floats, inks: Inks) -> Polyline:
        """Return the line from a ball (1, coordinate) to the ground under or over it."""
        ends = np.concatenate([at, at])
        ends[1, -1] = np.nan
        return Polyline(ends, inks.outline, STALK)


def minimum_signs(minima: Iterable[tuple[Floats, bool]], inks: Inks) -> list[Marker]:
    """Return the signs of minima (point, is global): stars, filled for the global ones."""
    # A basin may be as dark as the star where there are no colours.
    casing = Casing(inks.base, 1.85) if inks.is_grey else None
    color = inks.minimum
    return [
        Marker(at, MINIMUM, color if is_global else "", color, MINIMUM_SIZE, MINIMUM_OUTLINE, casing=casing)
        for at, is_global in minima
    ]


def start_signs(starts: Iterable[Floats], inks: Inks) -> list[Marker]:
    """Return the signs of starts: rings with a cross."""
    return [Marker(at, START, "", inks.text, START_SIZE, 1.5) for at in starts]


def curve(points: Floats, inks: Inks) -> list[Primitive]:
    """Return a ground of one dimension: what is below each finite stretch of points (n, 2), and its edge."""
    shown: list[Primitive] = []
    is_finite = np.isfinite(points[:, 1])
    ends = np.flatnonzero(np.diff(np.concatenate([[False], is_finite, [False]]).astype(int)))
    for first, last in ends.reshape(-1, 2):
        line = points[first:last]
        shown.append(Area(line, inks.landscape[1], is_below=True))
        shown.append(Polyline(line, inks.muted, EDGE, has_round_ends=False))
    return shown


def seen_from_side(ground: Ground, points: Floats) -> Floats:
    """Return points (n, 1 or 2) of a ground of one dimension as (place, loss), (n, 2)."""
    if points.shape[1] == 2 and not np.isnan(points[:, 1]).any():
        return points
    losses = ground.loss_grid(points[:, 0])
    losses[~np.isfinite(losses)] = np.nan
    if points.shape[1] == 2:
        losses = np.where(np.isnan(points[:, 1]), losses, points[:, 1])
    return np.stack([points[:, 0], losses], axis=-1)
