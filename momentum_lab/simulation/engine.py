"""The engine: an experiment's balls, rolled step by step into arrays."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.ball import RollingBall, Stretch
from momentum_lab.simulation.native_ball import NativeSource, interpreted
from momentum_lab.simulation.run import Run, Status
from momentum_lab.simulation.status import statuses

Scalar = TypeVar("Scalar", bound=np.generic)


class Simulation:
    """A run that grows: :meth:`advance` adds steps, :meth:`snapshot` shows what is there.

    How many steps are taken at a time makes no difference to the numbers, to the last bit; nor does it
    whether ``source`` has machine code for a ball.
    """

    def __init__(self, experiment: Experiment, source: NativeSource = interpreted) -> None:
        self.experiment = experiment
        self.computed = 0
        self._landscape = experiment.landscape.build()
        balls, rows, dimension = len(experiment.balls), experiment.steps + 1, len(experiment.start)
        self._position = np.full((balls, rows, dimension), np.nan)
        self._gradient = np.full((balls, rows, dimension), np.nan)
        self._velocity = np.full((balls, rows, dimension), np.nan)
        self._update = np.full((balls, rows, dimension), np.nan)
        self._loss = np.full((balls, rows), np.nan)
        self._status = np.full((balls, rows), Status.DIVERGED, dtype=np.int8)
        self._last = np.zeros(balls, dtype=np.int64)
        self._rolling = [RollingBall(experiment, ball, source) for ball in range(balls)]
        self._starts: list[tuple[float, float]] = []
        for ball, rolling in enumerate(self._rolling):
            self._begin(ball, rolling)

    @property
    def is_complete(self) -> bool:
        """Whether all the steps are there."""
        return self.computed == self.experiment.steps

    def advance(self, steps: int) -> None:
        """Roll every ball ``steps`` steps on, or to the end."""
        first = self.computed + 1
        count = min(steps, self.experiment.steps - self.computed)
        for ball, rolling in enumerate(self._rolling):
            if rolling.is_rolling and count:
                self._put(ball, first, rolling.roll(count))
        self.computed += count

    def snapshot(self) -> Run:
        """Return what is there, as read-only views: later steps are added behind them."""
        rows = self.computed + 1
        last = self._last.copy()
        return Run(
            self.experiment,
            self.computed,
            position=_read_only(self._position[:, :rows]),
            loss=_read_only(self._loss[:, :rows]),
            gradient=_read_only(self._gradient[:, :rows]),
            velocity=_read_only(self._velocity[:, :rows]),
            update=_read_only(self._update[:, :rows]),
            status=_read_only(self._status[:, :rows]),
            last=_read_only(last),
        )

    def _begin(self, ball: int, rolling: RollingBall) -> None:
        stretch = rolling.begin()
        if stretch.steps:
            with np.errstate(over="ignore"):  # the square of a very steep slope may be too large for a double
                slope = float(np.linalg.norm(stretch.gradient[0]))
            self._starts.append((float(stretch.loss[0]), slope))
            self._put(ball, 0, stretch)
        else:  # a start at which the loss is not finite: the place is all that is known
            self._starts.append((0.0, 0.0))
            self._position[ball, 0] = self.experiment.start_of(ball)

    def _put(self, ball: int, first: int, stretch: Stretch) -> None:
        if not stretch.steps:
            return
        rows = slice(first, first + stretch.steps)
        self._position[ball, rows] = stretch.position
        self._loss[ball, rows] = stretch.loss
        self._gradient[ball, rows] = stretch.gradient
        self._velocity[ball, rows] = stretch.velocity
        before = self._position[ball, max(first - 1, 0) : first + stretch.steps]
        self._update[ball, rows] = np.diff(before, axis=0) if first else 0.0
        self._status[ball, rows] = statuses(
            self._landscape,
            stretch.position,
            stretch.loss,
            stretch.gradient,
            self._update[ball, rows],
            self._starts[ball],
        )
        last = first + stretch.steps - 1
        self._last[ball] = last
        if self._status[ball, last] == Status.ESCAPED:  # what overflows far downhill has not diverged
            self._status[ball, last + 1 :] = Status.ESCAPED
        else:
            self._status[ball, last + 1 :] = Status.DIVERGED


def simulate(experiment: Experiment, source: NativeSource = interpreted) -> Run:
    """Return the whole run of an experiment; numbers that are not finite stop a ball, not the program."""
    simulation = Simulation(experiment, source)
    simulation.advance(experiment.steps)
    return simulation.snapshot()


def _read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    view = array.view()
    view.flags.writeable = False
    return view
