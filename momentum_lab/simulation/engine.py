"""The engine: an experiment's balls, rolled step by step into arrays."""

from __future__ import annotations

import numpy as np

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.ball import RollingBall, Stretch
from momentum_lab.simulation.history import EXACT, History
from momentum_lab.simulation.native_ball import NativeSource, interpreted
from momentum_lab.simulation.replay import BLOCK, BallReplay, LongReplay, room
from momentum_lab.simulation.run import Run


class Simulation:
    """A run that grows: :meth:`advance` adds steps, :meth:`snapshot` shows what is there.

    How many steps are taken at a time makes no difference to the numbers, to the last bit; nor does it
    whether ``source`` has machine code for a ball.
    """

    def __init__(self, experiment: Experiment, source: NativeSource = interpreted) -> None:
        self.experiment = experiment
        self.computed = 0
        self._history = History(experiment)
        self._is_long = experiment.steps > EXACT
        balls = range(len(experiment.balls))
        self._replays = [BallReplay(experiment, ball, source) for ball in balls]
        self._rolling = [RollingBall(experiment, ball, source) for ball in balls]
        self._places = [np.array([experiment.start_of(ball)]) for ball in balls]
        for ball in balls:
            self._begin(ball)

    @property
    def is_complete(self) -> bool:
        """Whether all the steps are there."""
        return self.computed == self.experiment.steps

    def advance(self, steps: int) -> None:
        """Roll every ball ``steps`` steps on, or to the end."""
        end = min(self.computed + steps, self.experiment.steps)
        for ball, rolling in enumerate(self._rolling):
            done = self.computed
            while rolling.is_rolling and done < end:
                count = end - done
                if self._is_long:
                    if done % BLOCK == 0:
                        self._replays[ball].put(rolling.mark)
                    count = min(count, room(done))
                self._put(ball, done + 1, rolling.roll(count))
                done += count
        self.computed = end

    def snapshot(self) -> Run:
        """Return what is there, as read-only views: later steps are added behind them."""
        return self._history.snapshot(self.computed, LongReplay(self._replays))

    def _begin(self, ball: int) -> None:
        stretch = self._rolling[ball].begin()
        if not stretch.steps:
            self._history.put_start(ball, self.experiment.start_of(ball))
            return
        with np.errstate(over="ignore"):  # the square of a very steep slope may be too large for a double
            slope = float(np.linalg.norm(stretch.gradient[0]))
        self._replays[ball].start = float(stretch.loss[0]), slope
        self._put(ball, 0, stretch)

    def _put(self, ball: int, first: int, stretch: Stretch) -> None:
        if stretch.steps:
            steps, apart = self._replays[ball].judged(stretch, first, self._places[ball])
            self._history.put(ball, steps, apart)
            self._places[ball] = stretch.position[-1:]
        if not self._rolling[ball].is_rolling:
            self._history.end(ball)


def simulate(experiment: Experiment, source: NativeSource = interpreted) -> Run:
    """Return the whole run of an experiment; numbers that are not finite stop a ball, not the program."""
    simulation = Simulation(experiment, source)
    simulation.advance(experiment.steps)
    return simulation.snapshot()
