"""The engine: an experiment's balls, rolled step by step into arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.ball import Columns, RollingBall, columns
from momentum_lab.simulation.diagnostics import Diagnostics
from momentum_lab.simulation.history import EXACT, History
from momentum_lab.simulation.native_ball import NativeSource, interpreted
from momentum_lab.simulation.replay import BLOCK, LongReplay
from momentum_lab.simulation.run import Run
from momentum_lab.simulation.status import Judge

SLICE: Final = 2048
"""Steps until it is told how much is done."""


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
        self._landscape = experiment.landscape.build()
        self._history = History(rolled)
        self._replay = LongReplay(experiment, balls, source)
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
            count = end - self.computed
            if self.experiment.steps > EXACT:
                self._mark()
                count = min(count, BLOCK - self.computed % BLOCK)
            self._roll(count)
            self.computed += count

    def snapshot(self) -> Run:
        """Return what is there, as read-only views: later steps are added behind them."""
        return self._history.snapshot(self.computed, self._replay)

    def _begin(self) -> None:
        rows = self._new_rows(len(self._rolling), 1)
        finite = [ball.begin(table) for ball, table in zip(self._rolling, rows, strict=True)]
        choices, loss = self.experiment.balls, Columns.of(rows).loss
        for ball, (choice, place) in enumerate(zip(choices, self._places, strict=True)):
            if finite[ball]:
                self._replay.judges[ball] = Judge(self._landscape, choice, place, loss[ball, 0])
                self._put(ball, 0, rows[ball], 1)
            else:
                self._history.put_start(ball, self.experiment.start_of(ball))

    def _mark(self) -> None:
        """Keep where the balls are at the end of a block, to go on from there again."""
        if self.computed % BLOCK == 0:
            for ball, rolling in enumerate(self._rolling):
                if rolling.is_rolling:
                    self._replay.put(ball, rolling.mark, self._history.nearness[ball])

    def _roll(self, count: int) -> None:
        balls = [i for i, ball in enumerate(self._rolling) if ball.is_rolling]
        rows = self._new_rows(len(balls), count)
        for ball, table in zip(balls, rows, strict=True):
            self._put(ball, self.computed + 1, table, self._rolling[ball].roll(table))

    def _put(self, ball: int, first: int, rows: Floats, finite: int) -> None:
        judge, before = self._replay.judges[ball], self._places[ball]
        diagnostics = Diagnostics.of(judge, rows, first, before, self._history.nearness[ball])
        self._history.put(ball, first, rows, diagnostics, finite)
        self._places[ball] = Columns.of(rows).position[-1]

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
