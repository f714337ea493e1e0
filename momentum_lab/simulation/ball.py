"""One ball rolling: an update rule mapped over coordinates, in plain Python floats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.noise import GradientNoise

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive steps of one ball; ``steps`` of them are finite. Arrays are (steps, dimension)."""

    steps: int
    position: Floats
    loss: Floats
    gradient: Floats
    velocity: Floats


class RollingBall:
    """Where one ball is, and how it goes on; it stops at the first number that is not finite."""

    def __init__(self, experiment: Experiment, ball: int) -> None:
        choice = experiment.balls[ball]
        optimizer = OPTIMIZERS[choice.optimizer]
        self._update = optimizer.update
        self._hyper = optimizer.pack(choice.hyperparameters)
        self._evaluate: Callable[..., tuple[float, ...]] = experiment.landscape.build().loss_and_gradient
        self._position = list(experiment.start_of(ball))
        self._dimension = len(self._position)
        self._states = [optimizer.init(self._hyper) for _ in self._position]
        fields = type(self._states[0])._fields
        self._velocity = fields.index(optimizer.velocity) if optimizer.velocity else None
        self._noise = GradientNoise(experiment, ball, self._dimension) if experiment.noise > 0.0 else None
        self._gradient: list[float] = []
        self.is_rolling = True

    def begin(self) -> Stretch:
        """Return step 0, the start; a start without a finite loss and gradient is one of no steps."""
        noise = self._noise.draw(1)[0].tolist() if self._noise else None
        numbers: list[float] = []
        try:
            self._arrive(noise, numbers)
        except (ArithmeticError, ValueError):
            self.is_rolling = False
        return self._stretch(numbers)

    def roll(self, steps: int) -> Stretch:
        """Return the next ``steps`` steps, or those until the numbers are no longer finite."""
        noise = self._noise.draw(steps).tolist() if self._noise else [None] * steps
        update, hyper, states, position = self._update, self._hyper, self._states, self._position
        axes = range(self._dimension)
        numbers: list[float] = []
        try:
            for row in noise:
                gradient = self._gradient
                for axis in axes:
                    x = position[axis]
                    step, states[axis] = update(gradient[axis], x, states[axis], hyper)
                    position[axis] = x + step
                self._arrive(row, numbers)
        except (ArithmeticError, ValueError):  # what compiled code calls inf or nan
            self.is_rolling = False
        return self._stretch(numbers)

    def _arrive(self, noise: list[float] | None, numbers: list[float]) -> None:
        """Take loss and gradient at the position; append position, loss, gradient and velocity."""
        loss, *gradient = self._evaluate(*self._position)
        if noise is not None:
            gradient = [exact + error for exact, error in zip(gradient, noise, strict=True)]
        self._gradient = gradient
        numbers += self._position
        numbers.append(loss)
        numbers += gradient
        field = self._velocity
        if field is not None:
            numbers += [state[field] for state in self._states]

    def _stretch(self, numbers: list[float]) -> Stretch:
        """Return the steps as arrays, up to the first that is not finite."""
        count = self._dimension
        columns = count * (2 if self._velocity is None else 3) + 1
        table = np.array(numbers, dtype=np.float64).reshape(-1, columns)
        broken = np.flatnonzero(~np.isfinite(table).all(axis=1))
        if broken.size:
            self.is_rolling = False
            table = table[: broken[0]]
        position, loss, gradient = table[:, :count], table[:, count], table[:, count + 1 : 2 * count + 1]
        velocity = np.zeros_like(position) if self._velocity is None else table[:, 2 * count + 1 :]
        return Stretch(len(table), position, loss, gradient, velocity)
