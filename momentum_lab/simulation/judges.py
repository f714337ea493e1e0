"""Who judges the balls of a run: each in Python when it is asked for, all of them at once for machine code."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.modifiers import CLIPPINGS
from momentum_lab.landscapes import Landscape
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.derived_steps import Measures, Terms
from momentum_lab.simulation.pull import Pull
from momentum_lab.simulation.segments import segments_of
from momentum_lab.simulation.status import FLAT, STILL, Judge
from momentum_lab.simulation.yardstick import Yardstick, largest_square


class Judges:
    """The judges of balls on a landscape, from where they began: ``starts`` (ball, dimension), ``losses`` there."""

    def __init__(
        self, landscape: Landscape, balls: Sequence[Ball], starts: Floats, losses: Sequence[float]
    ) -> None:
        self._landscape, self._balls = landscape, balls
        self._starts, self._losses = starts, losses
        self._made: dict[int, Judge] = {}

    def __getitem__(self, ball: int) -> Judge:
        """Return the judge of a ball, whose numbers at the start are finite."""
        if ball not in self._made:
            start, loss = self._starts[ball], np.float64(self._losses[ball])
            self._made[ball] = Judge(self._landscape, self._balls[ball], start, loss)
        return self._made[ball]

    @cached_property
    def measures(self) -> Measures:
        """What is measured by."""
        return _measures(self._landscape)

    @cached_property
    def terms(self) -> Terms:
        """What the balls are judged by."""
        pulls = [_pulls(OPTIMIZERS[ball.optimizer], ball) for ball in self._balls]
        rows = [
            (*numbers, self._top(index, pull))
            for index, segments in enumerate(pulls)
            for numbers, pull in segments
        ]
        table = np.array(rows)
        counts = [0, *map(len, pulls)]
        return Terms(
            starts=self._starts,
            clips=np.array([CLIPPINGS.index(ball.clipping.by) for ball in self._balls]),
            limits=np.array([ball.clipping.limit for ball in self._balls]),
            begins=np.array(counts).cumsum(),
            firsts=table[:, 0].astype(np.int64),
            pulls=table[:, 1:].copy(),
        )

    def _top(self, ball: int, pull: Pull) -> float:
        """Return how high a ball began, with what a pull adds there."""
        loss = self._losses[ball]
        return loss + float(pull.height(self._starts[ball])) if pull.within else loss


@lru_cache(maxsize=64)
def _measures(landscape: Landscape) -> Measures:
    yardstick, domain = Yardstick.of(landscape), landscape.domain
    return Measures(
        still=largest_square(STILL * yardstick.size),
        near=largest_square(yardstick.tolerance),
        tolerance=yardstick.tolerance,
        floor_low=yardstick.floor[0],
        floor_high=yardstick.floor[1],
        narrow=yardstick.turns[0],
        wide=yardstick.turns[1],
        flat=FLAT * yardstick.steepness,
        middles=np.array([(low + high) / 2 for low, high in domain]),
        halves=np.array([(high - low) / 2 for low, high in domain]),
        minima=yardstick.places,
        rims=yardstick.rims,
    )


@lru_cache(maxsize=256)
def _pulls(_rule: AnyOptimizer, ball: Ball) -> tuple[tuple[tuple[float, ...], Pull], ...]:
    """Return of each segment of a ball its first step, its pulls and its rate, and the pull itself."""
    found = []
    for segment in segments_of(ball):
        pull = Pull.on(segment.ball)
        found.append(((segment.first, float(pull.within), float(pull.beside), float(pull.rate)), pull))
    return tuple(found)
