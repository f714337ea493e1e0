"""One ball rolling: an update rule mapped over coordinates, in plain Python floats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from momentum_lab.core.clipping import clipped_value, norm_share
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.wrapping import CLIPPINGS, Clipping
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.native_ball import NativeBall, NativeSource, interpreted
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


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a ball is, and all it remembers: what it takes to go on from there."""

    taken: int
    position: tuple[float, ...]
    gradient: tuple[float, ...]
    hessian: tuple[float, ...]
    states: tuple[Any, ...]
    noise: Mapping[str, Any] | None


class RollingBall:
    """Where one ball is, and how it goes on; it stops at the first number that is not finite.

    It rolls as machine code where there is some, else in plain Python; the numbers are the same.
    """

    def __init__(self, experiment: Experiment, ball: int, source: NativeSource = interpreted) -> None:
        choice = experiment.balls[ball]
        optimizer = OPTIMIZERS[choice.optimizer]
        landscape = experiment.landscape.build()
        self._source = partial(source, experiment, ball)
        self._native: NativeBall | None = None
        self._update = optimizer.update
        self._hyper = optimizer.pack(choice.hyperparameters)
        self._factor = None if choice.schedule.is_constant else choice.schedule.factors()
        self._clipping = choice.clipping
        self._clip = _clip(choice.clipping)
        self._evaluate: Callable[..., tuple[float, ...]] = (
            landscape.bound.loss_gradient_and_hessian if optimizer.is_whole else landscape.loss_and_gradient
        )
        self._move = self._move_whole if optimizer.is_whole else self._move_coordinates
        self._position = list(experiment.start_of(ball))
        self._dimension = len(self._position)
        self._taken = 0
        first = next(self._hypers(1))
        self._states = [optimizer.init(first) for _ in ([0] if optimizer.is_whole else self._position)]
        fields = type(self._states[0])._fields
        self._velocity = fields.index(optimizer.velocity) if optimizer.velocity else None
        self._noise = (
            GradientNoise.of_ball(experiment, ball, self._dimension) if experiment.noise > 0.0 else None
        )
        self._gradient: list[float] = []
        self._hessian: tuple[float, ...] = ()
        self.is_rolling = True

    @classmethod
    def resumed(cls, experiment: Experiment, ball: int, source: NativeSource, mark: Mark) -> RollingBall:
        """Return a ball that goes on from a mark as if it had rolled there."""
        rolling = cls(experiment, ball, source)
        rolling._taken = mark.taken
        rolling._position, rolling._gradient = list(mark.position), list(mark.gradient)
        rolling._hessian, rolling._states = mark.hessian, list(mark.states)
        if rolling._noise is not None and mark.noise is not None:
            rolling._noise.state = mark.noise
        return rolling

    @property
    def mark(self) -> Mark:
        """Where the ball is now."""
        noise = None if self._noise is None else self._noise.state
        place, slope = tuple(self._position), tuple(self._gradient)
        return Mark(self._taken, place, slope, self._hessian, tuple(self._states), noise)

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
        noise = self._noise.draw(steps) if self._noise else None
        if self._native is None:  # it may be ready by now
            self._native = self._source()
        if self._native is None:
            stretch = self._roll_plainly(steps, noise)
        else:
            stretch = self._roll(self._native, steps, noise)
        self._taken += steps
        return stretch

    def _roll_plainly(self, steps: int, noise: Floats | None) -> Stretch:
        rows = repeat(None, steps) if noise is None else noise.tolist()
        clip, move = self._clip, self._move
        numbers: list[float] = []
        try:
            for row, hyper in zip(rows, self._hypers(steps), strict=True):
                move(self._gradient if clip is None else clip(self._gradient), hyper)
                self._arrive(row, numbers)
        except (ArithmeticError, ValueError):  # what machine code calls inf or nan
            self.is_rolling = False
        return self._stretch(numbers)

    def _roll(self, native: NativeBall, steps: int, noise: Floats | None) -> Stretch:
        ball = np.array([*self._position, *self._gradient, *self._hessian])
        states = np.array(self._states, dtype=np.float64).reshape(len(self._states), -1)
        factor, taken = self._factor, self._taken
        factors = np.ones(steps) if factor is None else np.array([*map(factor, range(taken, taken + steps))])
        rows = np.empty((steps, self._columns))
        native.path(
            native.landscape,
            native.parameters,
            ball,
            states,
            np.array(self._hyper, dtype=np.float64),
            factors,
            np.empty((0, self._dimension)) if noise is None else noise,
            CLIPPINGS.index(self._clipping.by),
            self._clipping.limit,
            rows,
        )
        size, state_class = self._dimension, type(self._states[0])
        self._position, self._gradient = ball[:size].tolist(), ball[size : 2 * size].tolist()
        self._hessian = tuple(ball[2 * size :].tolist())
        self._states = [state_class(*state) for state in states.tolist()]
        return self._cut(rows)

    def _hypers(self, steps: int) -> Iterator[Any]:
        """Yield the hyperparameters of the next steps: the same, or with the rate that the schedule gives."""
        if self._factor is None:
            yield from repeat(self._hyper, steps)
            return
        rate = self._hyper.learning_rate
        for step in range(self._taken, self._taken + steps):
            yield self._hyper._replace(learning_rate=rate * self._factor(step))

    def _move_coordinates(self, gradient: list[float], hyper: Any) -> None:
        update, states, position = self._update, self._states, self._position
        for axis, slope in enumerate(gradient):
            x = position[axis]
            step, states[axis] = update(slope, x, states[axis], hyper)
            position[axis] = x + step

    def _move_whole(self, gradient: list[float], hyper: Any) -> None:
        position = tuple(self._position)
        step, self._states[0] = self._update(tuple(gradient), self._hessian, position, self._states[0], hyper)
        self._position[:] = [x + s for x, s in zip(position, step, strict=True)]

    def _arrive(self, noise: list[float] | None, numbers: list[float]) -> None:
        """Take loss and gradient at the position; append position, loss, gradient and velocity."""
        values = self._evaluate(*self._position)
        gradient = list(values[1 : self._dimension + 1])
        self._hessian = values[self._dimension + 1 :]
        if noise is not None:
            gradient = [exact + error for exact, error in zip(gradient, noise, strict=True)]
        self._gradient = gradient
        numbers += self._position
        numbers.append(values[0])
        numbers += gradient
        field = self._velocity
        if field is not None:
            numbers += [state[field] for state in self._states]

    @property
    def _columns(self) -> int:
        return self._dimension * (2 if self._velocity is None else 3) + 1

    def _stretch(self, numbers: list[float]) -> Stretch:
        """Return steps that are one list of numbers as arrays, up to the first that is not finite."""
        return self._cut(np.array(numbers, dtype=np.float64).reshape(-1, self._columns))

    def _cut(self, table: Floats) -> Stretch:
        count = self._dimension
        broken = np.flatnonzero(~np.isfinite(table).all(axis=1))
        if broken.size:
            self.is_rolling = False
            table = table[: broken[0]]
        position, loss, gradient = table[:, :count], table[:, count], table[:, count + 1 : 2 * count + 1]
        velocity = np.zeros_like(position) if self._velocity is None else table[:, 2 * count + 1 :]
        return Stretch(len(table), position, loss, gradient, velocity)


def _clip(clipping: Clipping) -> Callable[[list[float]], list[float]] | None:
    if clipping.by == "off":
        return None
    limit = clipping.limit

    def by_norm(gradient: list[float]) -> list[float]:
        share = norm_share(gradient, limit)
        return [g * share for g in gradient]

    def by_value(gradient: list[float]) -> list[float]:
        return [clipped_value(g, limit) for g in gradient]

    return by_norm if clipping.by == "norm" else by_value
