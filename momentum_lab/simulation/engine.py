"""The engine: an experiment's balls, rolled step by step into arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.landscapes import GivenLandscape
from momentum_lab.simulation.asking import AskedTogether
from momentum_lab.simulation.ball import RollingBall
from momentum_lab.simulation.course import Course
from momentum_lab.simulation.history import History
from momentum_lab.simulation.judges import Judges
from momentum_lab.simulation.native_ball import NativeSource, interpreted, roll_abreast
from momentum_lab.simulation.replay import MarkedReplay
from momentum_lab.simulation.run import Run
from momentum_lab.simulation.storage import BLOCK, EXACT, Storage, storage_of

SLICE: Final = 2048
"""Steps until it is told how much is done."""
PIECE: Final = 256
"""Steps between two marks of a run that is not long: plain Python takes a millisecond for them."""


class Simulation:
    """A run that grows: :meth:`advance` adds steps, :meth:`snapshot` shows what is there.

    How many steps are taken at a time makes no difference to the numbers, to the last bit; nor does it
    whether ``source`` has machine code for a ball, or whether the others roll beside it: with ``only``, that
    ball of the experiment is rolled alone, with the noise that it has among them.
    """

    def __init__(
        self, experiment: Experiment, source: NativeSource = interpreted, only: int | None = None
    ) -> None:
        balls = range(len(experiment.balls)) if only is None else range(only, only + 1)
        rolled = experiment if only is None else replace(experiment, balls=(experiment.balls[only],))
        self.experiment = rolled
        self.computed = 0
        self._piece = PIECE if experiment.steps <= EXACT else BLOCK
        landscape = experiment.landscape.build()
        self._rolling = [RollingBall(experiment, ball, source, landscape) for ball in balls]
        courses = [ball.course for ball in self._rolling]
        self._is_steady = all(course.factor is None for course in courses)
        self._storage = _storage_of(experiment, courses if only is None else None)
        starts = np.array([experiment.start_of(ball) for ball in balls], dtype=np.float64)
        self._history = History(rolled, starts.copy(), self._storage)
        numbers = [ball.set_down() for ball in self._rolling]
        size = len(experiment.start)
        losses = [row[size] if row else np.nan for row in numbers]
        self._balls = balls
        self._asked = AskedTogether(experiment, landscape) if isinstance(landscape, GivenLandscape) else None
        self._judges = Judges(landscape, rolled.balls, courses, starts, losses)
        self._replay = MarkedReplay(experiment, balls, source, self._judges, self._storage)
        self._begin(numbers)

    @property
    def is_complete(self) -> bool:
        """Whether all the steps are there."""
        return self.computed == self.experiment.steps

    @property
    def is_compiled(self) -> bool:
        """Whether all the balls roll as machine code by now."""
        return all(ball.machine_code() is not None for ball in self._rolling if ball.is_rolling)

    def advance(self, steps: int) -> None:
        """Roll every ball ``steps`` steps on, or to the end."""
        end = min(self.computed + steps, self.experiment.steps)
        while self.computed < end:
            block = self._storage.block
            count = min(end - self.computed, block - self.computed % block)
            self._roll(count)
            self.computed += count
            if self.computed % self._storage.mark == 0:
                self._mark()

    def snapshot(self) -> Run:
        """Return what is there, as read-only views: later steps are added behind them."""
        self._show_start()
        return self._history.snapshot(self.computed, self._replay)

    def _begin(self, numbers: Sequence[Sequence[float]]) -> None:
        """Keep the starts, of which these are the numbers, or none."""
        rows, finite = self._history.room(0, 1), []
        for ball, row in enumerate(numbers):
            if row and all(map(math.isfinite, row)):
                rows[ball, 0] = row
                finite.append(ball)
            else:
                self._rolling[ball].is_rolling = False
                self._history.put_start(ball)
        self._starts = {ball: self._rolling[ball].mark for ball in finite}

    def _show_start(self) -> None:
        """Have what is derived of the starts put beside them, if that has not been done with later steps."""
        if self._starts:
            balls = np.array([*self._starts], dtype=np.int64)
            self._derive(balls, 0, 1, np.ones_like(balls))
            self._mark_starts()

    def _mark_starts(self) -> None:
        """Keep where balls begin."""
        for ball, mark in self._starts.items():
            self._replay.put(ball, mark, self._history.nearness_at_start(ball, self._judges))
        self._starts = {}

    def _mark(self) -> None:
        """Keep where balls are at the end of a block, to go on from there again."""
        for ball, rolling in enumerate(self._rolling):
            if rolling.is_rolling:
                self._replay.put(ball, rolling.mark, self._history.nearness(ball))

    def _roll(self, count: int) -> None:
        first = self.computed + 1
        balls = [i for i, ball in enumerate(self._rolling) if ball.is_rolling]
        if self._asked is None:
            found = self._rolled_abreast(balls, first, count)
            rows = self._history.room(first, count)
            finite = [found[b] if b in found else self._rolled(b, rows[b]) for b in balls]
        else:
            rows = self._history.room(first, count)
            walks = {self._balls[ball]: self._rolling[ball].walk(rows[ball]) for ball in balls}
            found = self._asked.roll(walks)
            finite = [found[self._balls[ball]] for ball in balls]
        self._derive_next(np.array(balls, dtype=np.int64), first, count, np.array(finite, dtype=np.int64))

    def _derive_next(self, balls: Ints, first: int, count: int, finite: Ints) -> None:
        """Have what is derived of the next steps put beside them, together with that of the starts."""
        if not self._starts:
            self._derive(balls, first, count, finite)
        elif first + count <= self._storage.exact:
            self._derive(balls, 0, count + 1, finite + 1)
            self._mark_starts()
        else:
            self._show_start()
            self._derive(balls, first, count, finite)

    def _rolled_abreast(self, balls: Sequence[int], first: int, count: int) -> dict[int, int]:
        """Roll all that can be rolled together as machine code; return how many steps of each are finite."""
        rolls = {b: roll for b in balls if (roll := self._rolling[b].beside_others(count)) is not None}
        if not rolls:
            return {}
        rows, low = self._history.place(first, count)
        numbers = np.array([*rolls], dtype=np.int64)
        noise = None
        if self.experiment.noise > 0.0:
            noise = np.array([self._rolling[ball].errors(count) for ball in rolls])
        factors = self._factors(numbers, first, count)
        finite = roll_abreast([*rolls.values()], rows, low, count, numbers, noise, factors).tolist()
        for ball, steps in zip(rolls, finite, strict=True):
            self._rolling[ball].came(steps, rows[ball, low : low + count])
        return dict(zip(rolls, finite, strict=True))

    def _rolled(self, ball: int, rows: Floats) -> int:
        """Put the next steps of a ball into rows, and marks on the way; return how many are finite."""
        rolling, done = self._rolling[ball], 0
        while done < len(rows) and rolling.is_rolling:
            piece = self._piece if rolling.machine_code() is None else BLOCK
            done += rolling.roll(rows[done : done + piece])
            if rolling.is_rolling and piece < BLOCK:
                self._replay.put_between(ball, rolling.mark)
        if done < len(rows):
            rows[done:] = np.nan
        return done

    def _derive(self, balls: Ints, first: int, count: int, finite: Ints) -> None:
        """Have what is derived of some balls' next steps put beside them."""
        if len(balls) == 0:
            return
        rolling = self._rolling
        native = next((code for b in balls.tolist() if (code := rolling[b].machine_code()) is not None), None)
        if native is None:
            self._history.derive(balls, first, count, finite, self._judges)
        else:
            factors = self._factors(balls, first, count)
            self._history.derive_natively(native.derive, balls, first, count, finite, self._judges, factors)

    def _factors(self, balls: Ints, first: int, count: int) -> Floats:
        """Return what the rates were multiplied by on the way to some steps; without numbers where by 1.

        To the start leads the rate of the first step.
        """
        if self._is_steady:
            return np.empty((len(balls), 0))
        courses = [self._rolling[ball].course for ball in balls.tolist()]
        if first > 0:
            return np.array([course.factors(first - 1, count) for course in courses])
        factors = np.array([course.factors(0, max(count - 1, 1)) for course in courses])
        return np.concatenate([factors[:, :1], factors], axis=1)[:, :count]


def _storage_of(experiment: Experiment, courses: Sequence[Course] | None = None) -> Storage:
    """Return what is kept of a run, the same of all balls; ``courses`` are theirs, if they are at hand."""
    dimension = len(experiment.start)
    courses = courses or [Course.of(ball, dimension) for ball in experiment.balls]
    return storage_of(experiment.steps, dimension, max(len(course.lanes.own_fields) for course in courses))


def simulate(
    experiment: Experiment, source: NativeSource = interpreted, progress: Progress = unwatched
) -> Run:
    """Return the whole run of an experiment; numbers that are not finite stop a ball, not the program.

    Raises
    ------
    CancelledError
        ``progress``, which is told the share that is done, returned False.
    """
    simulation = Simulation(experiment, source)
    while not simulation.is_complete:
        simulation.advance(SLICE)
        go_on(progress, simulation.computed / experiment.steps)
    return simulation.snapshot()
