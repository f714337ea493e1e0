"""One ball rolling: an update rule mapped over coordinates, in plain Python floats or as machine code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import repeat
from operator import add

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.landscapes import GivenLandscape
from momentum_lab.simulation.asking import AskedAlone, Walk
from momentum_lab.simulation.course import Course, Start
from momentum_lab.simulation.lane_memory import BallStanding, LaneMemory
from momentum_lab.simulation.lane_source import LaneSource
from momentum_lab.simulation.native_ball import NativeBall, NativeRoll, NativeSource, interpreted
from momentum_lab.simulation.noise import GradientNoise
from momentum_lab.simulation.segments import Segment, pieces


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a ball is, and all it remembers: what it takes to go on from there."""

    taken: int
    lanes: LaneSource
    standing: BallStanding
    noise: Mapping[str, object] | None

    @property
    def position(self) -> tuple[float, ...]:
        """Where it is."""
        return tuple(self.standing.position.tolist())

    @property
    def gradient(self) -> tuple[float, ...]:
        """The gradient there, with noise."""
        return tuple(self.standing.gradient.tolist())

    @property
    def hessian(self) -> tuple[float, ...]:
        """The second derivatives there, if the rule needs them."""
        return tuple(self.standing.hessian.tolist())

    @property
    def states(self) -> tuple[NumberTuple, ...]:
        """The states, one for each lane."""
        return tuple(self.standing.memory.states(self.lanes))


class RollingBall:
    """Where one ball is, and how it goes on; it stops at the first number that is not finite.

    It rolls as machine code where there is some, else in plain Python; the numbers are the same. Each step is
    put into a row of :func:`columns` numbers: position, loss, gradient and velocity.
    """

    def __init__(self, experiment: Experiment, ball: int, source: NativeSource = interpreted) -> None:
        position = experiment.start_of(ball)
        landscape = experiment.landscape.build()
        self.course = course = Course.of(experiment.balls[ball], len(position))
        self._ask = AskedAlone(experiment, ball, landscape) if isinstance(landscape, GivenLandscape) else None
        self._start = start = Start.of(course, self._ask or landscape, position)
        self._evaluate = start.evaluate
        self._source = partial(source, experiment, ball)
        self._native: NativeRoll | None = None
        self.rule, self._segment = course.rules[0], 0
        self._position, self._dimension = list(position), len(position)
        self._gradient: Sequence[float] = start.gradient
        self._hessian: tuple[float, ...] = start.hessian
        self._states: Sequence[NumberTuple] = course.states
        self._taken = 0
        self._kicked_at: int | None = None
        self._noise = (
            GradientNoise.of_ball(experiment, ball, self._dimension) if experiment.noise > 0.0 else None
        )
        self.is_rolling = True

    @classmethod
    def resumed(cls, experiment: Experiment, ball: int, source: NativeSource, mark: Mark) -> RollingBall:
        """Return a ball that goes on from a mark as if it had rolled there."""
        rolling = cls(experiment, ball, source)
        rolling._taken = mark.taken
        rolling._be_at(mark.standing)
        if rolling._noise is not None and mark.noise is not None:
            rolling._noise.state = mark.noise
        return rolling

    @property
    def mark(self) -> Mark:
        """Where the ball is now."""
        noise = None if self._noise is None else self._noise.state
        standing = self._standing() if self._native is None else self._native.standing.copy()
        return Mark(self._taken, self.course.lanes, standing, noise)

    def without_noise(self) -> tuple[float, tuple[float, ...]]:
        """Return the landscape's own loss and gradient where the ball is."""
        position = self._place()
        values = self._evaluate(*(position if isinstance(position, list) else position.tolist()))
        return values[0], values[1 : self._dimension + 1]

    def clipped(self, gradient: Sequence[float]) -> Sequence[float]:
        """Return a gradient as short as the ball's clipping allows."""
        clip = self.course.clip
        return gradient if clip is None else clip(gradient)

    def begin(self, rows: Floats) -> int:
        """Put step 0, the start, into the one row; return 1, or 0 if its loss or gradient is not finite."""
        return self._stopped(self._put(self.set_down(), rows), rows)

    def set_down(self) -> Sequence[float]:
        """Return the numbers of step 0, the start; none where there is no loss or gradient."""
        start = self._start
        if self._noise is None:
            return start.numbers
        noise = self._noise.draw(1)[0].tolist()
        if not start.numbers:
            return ()
        self._gradient = [exact + error for exact, error in zip(start.gradient, noise, strict=True)]
        size = self._dimension
        return (*start.numbers[: size + 1], *self._gradient, *start.numbers[2 * size + 1 :])

    def machine_code(self) -> NativeBall | None:
        """Return what rolls it from here on: machine code, which may be ready by now, or None for Python."""
        if self._native is None and (native := self._source()) is not None:
            standing, hyper = self._standing().copy(), self.course.numbers[self._segment]
            self._native = NativeRoll(native, standing, hyper)
        return None if self._native is None else self._native.native

    def roll(self, rows: Floats) -> int:
        """Put the next steps into rows, and NaN where numbers are no longer finite; return how many are."""
        if self._ask is not None:
            return self._ask.roll(self.walk(rows))
        noise = self._noise.draw(len(rows)) if self._noise else None
        is_on_machine = self.machine_code() is not None
        done = finite = 0
        for segment, steps in pieces(self.course.segments, self._taken, len(rows)):
            self._enter(segment)
            part, errors = rows[done : done + steps], None if noise is None else noise[done : done + steps]
            finite += self._roll_on(part, errors) if is_on_machine else self._roll_plainly(part, errors)
            self._taken, done = self._taken + steps, done + steps
            if finite < done:
                break
        return self._stopped(finite, rows)

    def walk(self, rows: Floats) -> Walk:
        """Do what :meth:`roll` does for who knows the loss: yield each position, be sent what is there."""
        noise = self._noise.draw(len(rows)) if self._noise else None
        is_on_machine = self.machine_code() is not None
        finite = 0
        for segment, steps in pieces(self.course.segments, self._taken, len(rows)):
            self._enter(segment)
            factors = self.course.factors(self._taken, steps).tolist()
            for factor, hyper in zip(factors, self.hypers(steps), strict=True):
                if not (self._step_on_machine(factor) if is_on_machine else self._step_plainly(hyper)):
                    return self._stopped(finite, rows)
                loss, gradient = yield self._place()
                row = rows[finite]
                self._take(loss, gradient if noise is None else gradient + noise[finite], row)
                if not np.isfinite(row).all():
                    return self._stopped(finite, rows)
                finite += 1
            self._taken += steps
        return finite

    def _step_on_machine(self, factor: float) -> bool:
        assert self._native is not None
        self._native.step(factor, self.course.clipping)
        return True

    def _step_plainly(self, hyper: NumberTuple) -> bool:
        """Move by a step; return whether there is a number for it."""
        x, clip = self._position, self.course.clip
        try:
            slope = self.rule.given(self._gradient if clip is None else clip(self._gradient), x, hyper)
            way, self._states = self.rule.step(slope, self._hessian, x, self._states, hyper)
        except (ArithmeticError, ValueError):
            return False
        self._position = [*map(add, x, way)]
        return True

    def _place(self) -> Floats | list[float]:
        """Return where the ball is, as those have it who roll it."""
        return self._position if self._native is None else self._native.standing.position

    def _take(self, loss: float, gradient: Floats, row: Floats) -> None:
        """Take what is at the position, and put the step into its row."""
        size, field = self._dimension, self.course.velocity
        row[:size], row[size], row[size + 1 : 2 * size + 1] = self._place(), loss, gradient
        velocity: Floats | list[float] | float = 0.0
        if self._native is None:
            self._gradient = gradient.tolist()
            if field is not None:
                velocity = [state[field] for state in self._states]
        else:
            self._native.standing.gradient[:] = gradient
            if (own := self.course.lanes.velocity_field) is not None:
                velocity = self._native.standing.memory.own[own]
        row[2 * size + 1 :] = velocity

    def set_out(self) -> None:
        """Be as the next step finds the ball: with what is in force there, and kicked if that is there.

        A mark is made before that.
        """
        for segment, _ in pieces(self.course.segments, self._taken, 1):
            self._enter(segment)

    def _enter(self, segment: Segment) -> None:
        """Go on with the hyperparameters of a segment; where it begins the ball may be kicked."""
        number = self.course.segments.index(segment)
        if number != self._segment:
            self._segment, self.rule = number, self.course.rules[number]
            if self._native is not None:
                self._native.hyper = self.course.numbers[number]
        if segment.kick is not None and segment.first == self._taken != self._kicked_at:
            self._kick(segment.kick)
            self._kicked_at = self._taken

    def _kick(self, kick: tuple[float, ...]) -> None:
        """Add to the velocity of each coordinate."""
        if self._native is not None:
            self._native.kick(kick)
            return
        velocity = self.course.velocity
        assert velocity is not None
        make: Callable[..., NumberTuple] = type(self._states[0])
        kicked = []
        for state, by in zip(self._states, kick, strict=True):
            fields = list(state)
            fields[velocity] += by
            kicked.append(make(*fields))
        self._states = kicked

    def _roll_on(self, rows: Floats, noise: Floats | None) -> int:
        assert self._native is not None
        factors = self.course.factors(self._taken, len(rows))
        return self._native.roll(rows, noise, factors, self.course.clipping)

    def _roll_plainly(self, rows: Floats, noise: Floats | None) -> int:
        steps = len(rows)
        errors = repeat(None, steps) if noise is None else noise.tolist()
        clip, given, step = self.course.clip, self.rule.given, self.rule.step
        numbers: list[float] = []
        with suppress(ArithmeticError, ValueError):  # what machine code calls inf or nan
            for error, hyper in zip(errors, self.hypers(steps), strict=True):
                x = self._position
                slope = given(self._gradient if clip is None else clip(self._gradient), x, hyper)
                way, self._states = step(slope, self._hessian, x, self._states, hyper)
                self._position = [*map(add, x, way)]
                self._arrive(error, numbers)
        return self._put(numbers, rows)

    def _standing(self) -> BallStanding:
        """Return where it is, and what it remembers, when plain Python rolls it; not to be changed."""
        start, course = self._start, self.course
        if self._gradient is start.gradient and self._states is course.states:
            return start.standing
        memory = LaneMemory.of(course.lanes, self._states)
        return BallStanding.at(self._position, self._gradient, self._hessian, memory)

    def _be_at(self, standing: BallStanding) -> None:
        """Go on from there."""
        memory = standing.memory
        self._position, self._gradient = standing.position.tolist(), standing.gradient.tolist()
        self._hessian, self._states = tuple(standing.hessian.tolist()), memory.states(self.course.lanes)

    def hypers(self, steps: int) -> Iterator[NumberTuple]:
        """Yield the hyperparameters of the next steps: those in force, with the scheduled rate."""
        taken, factor = self._taken, self.course.factor
        for segment, count in pieces(self.course.segments, taken, steps):
            if factor is None:
                yield from repeat(segment.hyper, count)
            else:
                for step in range(taken, taken + count):
                    yield self.course.optimizer.with_rate_factor(segment.hyper, factor(step))
            taken += count

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
        field = self.course.velocity
        numbers += [0.0] * self._dimension if field is None else [state[field] for state in self._states]

    def _stopped(self, count: int, rows: Floats) -> int:
        """Stop for good if not all the rows are finite, of which so many are."""
        if count < len(rows):
            self.is_rolling = False
            rows[count:] = np.nan
        return count

    def _put(self, numbers: Sequence[float], rows: Floats) -> int:
        """Put steps that are one list of numbers into rows; return how many are finite, the first ones."""
        table = np.array(numbers, dtype=np.float64).reshape(-1, rows.shape[1])
        rows[: len(table)] = table
        broken = np.flatnonzero(~np.isfinite(table).all(axis=1))
        return int(broken[0]) if broken.size else len(table)


@dataclass(frozen=True, slots=True)
class Columns:
    """The parts of rows (…, columns), as views."""

    position: Floats
    loss: Floats
    gradient: Floats
    velocity: Floats

    @classmethod
    def of(cls, rows: Floats) -> Columns:
        """Return the parts."""
        size = rows.shape[-1] // 3
        gradient, velocity = rows[..., size + 1 : 2 * size + 1], rows[..., 2 * size + 1 :]
        return cls(rows[..., :size], rows[..., size], gradient, velocity)


def columns(dimension: int) -> int:
    """Return how many numbers there are of a step: position, loss, gradient and velocity."""
    return 3 * dimension + 1
