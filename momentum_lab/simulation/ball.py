"""One ball rolling: an update rule mapped over coordinates, in plain Python floats."""

from __future__ import annotations

import math
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
        self._position = experiment.start_of(ball)
        dimension = len(self._position)
        self._states = [optimizer.init(self._hyper) for _ in range(dimension)]
        state_fields = type(self._states[0])._fields
        self._velocity = state_fields.index(optimizer.velocity) if optimizer.velocity else None
        self._noise = GradientNoise(experiment, ball, dimension) if experiment.noise > 0.0 else None
        self._gradient: tuple[float, ...] = ()
        self.is_rolling = True

    def begin(self) -> Stretch:
        """Return step 0, the start; a start without a finite loss and gradient is one of no steps."""
        return self._collected(1, self._first)

    def roll(self, steps: int) -> Stretch:
        """Return the next ``steps`` steps, or those until the numbers are no longer finite."""
        return self._collected(steps, self._next)

    def _collected(
        self, steps: int, advance: Callable[[tuple[float, ...] | None], tuple[float, ...]]
    ) -> Stretch:
        noise = self._noise.draw(steps).tolist() if self._noise else [None] * steps
        dimension = len(self._position)
        rows: list[tuple[float, ...]] = []
        try:
            for row_noise in noise:
                row = advance(row_noise)
                if not math.isfinite(sum(row)) and not all(map(math.isfinite, row)):
                    self.is_rolling = False
                    break
                rows.append(row)
        except (ArithmeticError, ValueError):  # what compiled code calls inf or nan
            self.is_rolling = False
        table = np.array(rows, dtype=np.float64).reshape(len(rows), 1 + 3 * dimension)
        loss, *rest = np.split(table, [1, 1 + dimension, 1 + 2 * dimension], axis=1)
        return Stretch(len(rows), rest[0], loss[:, 0], rest[1], rest[2])

    def _first(self, noise: tuple[float, ...] | None) -> tuple[float, ...]:
        return self._row(self._position, noise)

    def _next(self, noise: tuple[float, ...] | None) -> tuple[float, ...]:
        update, hyper, states = self._update, self._hyper, self._states
        position = []
        for axis, (x, gradient) in enumerate(zip(self._position, self._gradient, strict=True)):
            step, states[axis] = update(gradient, x, states[axis], hyper)
            position.append(x + step)
        return self._row(tuple(position), noise)

    def _row(self, position: tuple[float, ...], noise: tuple[float, ...] | None) -> tuple[float, ...]:
        """Return (loss, position …, gradient …, velocity …) at a position, and stay there."""
        loss, *exact = self._evaluate(*position)
        gradient = exact if noise is None else [g + n for g, n in zip(exact, noise, strict=True)]
        self._position, self._gradient = position, tuple(gradient)
        field = self._velocity
        velocity = (0.0,) * len(position) if field is None else [state[field] for state in self._states]
        return (loss, *position, *gradient, *velocity)
