"""The engine: an experiment's balls, rolled step by step into arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.ball import Columns, RollingBall, columns
from momentum_lab.simulation.diagnostics import Diagnostics
from momentum_lab.simulation.history import EXACT, History
from momentum_lab.simulation.native_ball import NativeSource, interpreted
from momentum_lab.simulation.replay import BLOCK, MarkedReplay
from momentum_lab.simulation.run import Run
from momentum_lab.simulation.status import Judge

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
        self._landscape = experiment.landscape.build()
        self._history = History(rolled)
        self._replay = MarkedReplay(experiment, balls, source)
        self._rolling = [RollingBall(experiment, ball, source) for ball in balls]
        self._places = np.array([experiment.start_of(ball) for ball in balls], dtype=np.float64)
        self._begin()

    @property
    def is_complete(self) -> bool:
        """Whether all the steps are there."""
        return self.computed == self.experiment.steps

    def advance(self, steps: int) -> None:
        """Roll every ball ``steps`` steps on, or to the end."""
        end = min(self.computed + steps, self.experiment.steps)
        while self.computed < end:
            self._mark()
            count = min(end - self.computed, BLOCK - self.computed % BLOCK)
            self._roll(count)
            self.computed += count

    def snapshot(self) -> Run:
        """Return what is there, as read-only views: later steps are added behind them."""
        return self._history.snapshot(self.computed, self._replay)

    def _begin(self) -> None:
        rows = self._new_rows(len(self._rolling), 1)
        finite = np.array([ball.begin(table) for ball, table in zip(self._rolling, rows, strict=True)])
        for ball in np.flatnonzero(finite == 0).tolist():
            self._history.put_start(ball, self.experiment.start_of(ball))
        loss, balls = Columns.of(rows).loss, np.flatnonzero(finite)
        for ball in balls.tolist():
            start = self._places[ball], loss[ball, 0]
            self._replay.judges[ball] = Judge(self._landscape, self.experiment.balls[ball], *start)
        self._put(balls, 0, rows[finite > 0], finite[finite > 0])

    def _mark(self) -> None:
        """Keep where the balls are at the end of a block, to go on from there again."""
        if self.computed % BLOCK == 0:
            for ball, rolling in enumerate(self._rolling):
                if rolling.is_rolling:
                    self._replay.put(ball, rolling.mark, self._history.nearness[ball])

    def _roll(self, count: int) -> None:
        balls = np.array([i for i, ball in enumerate(self._rolling) if ball.is_rolling], dtype=np.int64)
        rows = self._new_rows(len(balls), count)
        finite = [self._rolled(ball, table) for ball, table in zip(balls.tolist(), rows, strict=True)]
        self._put(balls, self.computed + 1, rows, np.array(finite, dtype=np.int64))

    def _rolled(self, ball: int, rows: Floats) -> int:
        """Put the next steps of a ball into rows, and marks on the way; return how many are finite."""
        rolling, done = self._rolling[ball], 0
        while done < len(rows) and rolling.is_rolling:
            done += rolling.roll(rows[done : done + self._piece])
            if rolling.is_rolling and self._piece < BLOCK:
                self._replay.put_between(ball, rolling.mark)
        rows[done:] = np.nan
        return done

    def _put(self, balls: Ints, first: int, rows: Floats, finite: Ints) -> None:
        if len(balls):
            judges = [self._replay.judges[ball] for ball in balls.tolist()]
            nearness = [self._history.nearness[ball] for ball in balls.tolist()]
            diagnostics = Diagnostics.of(judges, rows, first, self._places[balls], nearness)
            self._history.put(balls, first, rows, diagnostics, finite)
            self._places[balls] = Columns.of(rows).position[:, -1]

    def _new_rows(self, balls: int, steps: int) -> Floats:
        return np.empty((balls, steps, columns(len(self.experiment.start))))


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
