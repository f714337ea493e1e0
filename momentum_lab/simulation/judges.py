"""Who judges the balls of a run: one judge for each in Python, and all that machine code needs to know."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.modifiers import CLIPPINGS
from momentum_lab.landscapes import Landscape
from momentum_lab.simulation.course import Course
from momentum_lab.simulation.derived_steps import LandscapeMeasures, Terms
from momentum_lab.simulation.status import FLAT, STILL, Judge
from momentum_lab.simulation.yardstick import Yardstick, largest_square


class Judges:
    """The judges of balls on a landscape, which began at ``starts`` (ball, dimension) with some losses."""

    def __init__(
        self,
        landscape: Landscape,
        balls: Sequence[Ball],
        courses: Sequence[Course],
        starts: Floats,
        losses: Sequence[float],
    ) -> None:
        """Take the measures; ``courses`` are those of the balls."""
        self._landscape, self._balls, self._courses = landscape, balls, courses
        self._starts, self._losses = starts, losses
        self._made: dict[int, Judge] = {}

    def __getitem__(self, ball: int) -> Judge:
        """Return the judge of a ball, whose numbers at the start are finite."""
        if ball not in self._made:
            start, loss = self._starts[ball], np.array(self._losses[ball])
            self._made[ball] = Judge(self._landscape, self._balls[ball], start, loss)
        return self._made[ball]

    @cached_property
    def measures(self) -> LandscapeMeasures:
        """What is measured by."""
        return measures_of(self._landscape)

    @cached_property
    def terms(self) -> Terms:
        """What the balls are judged by."""
        firsts, pulls, begins = [], [], [0]
        for course, start, loss in zip(self._courses, self._starts, self._losses, strict=True):
            for segment, pull in zip(course.segments, course.pulls, strict=True):
                top = loss + float(pull.height(start)) if pull.within else loss
                firsts.append(segment.first)
                pulls.append((pull.within, pull.beside, pull.rate, top))
            begins.append(len(firsts))
        clippings = [course.clipping for course in self._courses]
        return Terms(
            starts=self._starts,
            clips=np.array([CLIPPINGS.index(clipping.by) for clipping in clippings]),
            limits=np.array([clipping.limit for clipping in clippings]),
            begins=np.array(begins),
            firsts=np.array(firsts),
            pulls=np.array(pulls, dtype=np.float64),
        )


@lru_cache(maxsize=64)
def measures_of(landscape: Landscape) -> LandscapeMeasures:
    """Return what is measured by on a landscape."""
    yardstick, domain = Yardstick.of(landscape), landscape.domain
    return LandscapeMeasures(
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
