"""What a ball's path follows from, besides where it is: made once for all balls that are equal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.clipping import clipped_value, norm_share
from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.schedule import AnySchedule
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.landscapes import Landscape
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import SCHEDULES
from momentum_lab.simulation.lane_memory import BallStanding, LaneMemory
from momentum_lab.simulation.lane_source import LaneSource
from momentum_lab.simulation.pull import Pull
from momentum_lab.simulation.rule import Rule
from momentum_lab.simulation.segments import Segment, segments_of

Evaluate: TypeAlias = Callable[..., tuple[float, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """How a ball goes on from anywhere; nothing in it changes.

    Attributes
    ----------
    optimizer, segments, rules
        Its optimizer, the parts of its run with the same hyperparameters, and the rule in each.
    numbers
        The hyperparameters in each of those parts, as machine code takes them.
    lanes, states
        How machine code has its states, and these before the first step: of each coordinate, or the one of
        the ball.
    velocity
        Which of their fields is the velocity, if one is.
    clipping, clip
        What bounds its gradient, and the function that does it.
    schedule, factor
        What the learning rate follows, and what it is multiplied by in a step; None where it stays.
    pulls
        What pulls at it to the origin, in each of those parts.
    """

    optimizer: AnyOptimizer
    segments: tuple[Segment, ...]
    rules: tuple[Rule, ...]
    numbers: tuple[Floats, ...]
    lanes: LaneSource
    states: tuple[NumberTuple, ...]
    velocity: int | None
    clipping: Clipping
    clip: Callable[[Sequence[float]], list[float]] | None
    schedule: RateSchedule
    factor: Callable[[int], float] | None
    pulls: tuple[Pull, ...]

    @staticmethod
    def of(ball: Ball, dimension: int) -> Course:
        """Return that of a ball in so many dimensions."""
        return _course(OPTIMIZERS[ball.optimizer], SCHEDULES[ball.schedule.name], ball, dimension)

    def factors(self, taken: int, steps: int) -> Floats:
        """Return what the learning rate is multiplied by in the next steps after some; read-only."""
        if self.factor is None:
            return _ones(steps)
        return _factors(SCHEDULES[self.schedule.name], self.schedule, taken, steps)


@lru_cache(maxsize=64)
def _course(optimizer: AnyOptimizer, schedule: AnySchedule, ball: Ball, dimension: int) -> Course:
    segments = segments_of(ball)
    rules = tuple(Rule(optimizer, segment.hyper) for segment in segments)
    hyper, factor = segments[0].hyper, None if ball.schedule.is_constant else ball.schedule.factors()
    first = hyper if factor is None else optimizer.with_rate_factor(hyper, factor(0))
    states = tuple(rules[0].initial(dimension, first))
    return Course(
        optimizer=optimizer,
        segments=segments,
        rules=rules,
        numbers=tuple(_read_only(np.array(segment.hyper, dtype=np.float64)) for segment in segments),
        lanes=LaneSource.of(optimizer, dimension),
        states=states,
        velocity=states[0]._fields.index(optimizer.velocity) if optimizer.velocity else None,
        clipping=ball.clipping,
        clip=_clip(ball.clipping),
        schedule=ball.schedule,
        factor=factor,
        pulls=tuple(Pull.on(segment.ball) for segment in segments),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """A ball where it is set down; nothing in it changes.

    Attributes
    ----------
    evaluate
        Of a position: loss, gradient, and second derivatives where the rule needs them.
    numbers
        Position, loss, gradient and velocity; none where there is no loss or gradient.
    gradient, hessian
        Those there.
    standing
        Where it is and what it remembers, as machine code has it.
    """

    evaluate: Evaluate
    numbers: tuple[float, ...]
    gradient: tuple[float, ...]
    hessian: tuple[float, ...]
    standing: BallStanding

    @staticmethod
    def of(course: Course, landscape: Landscape | Evaluate, position: tuple[float, ...]) -> Start:
        """Return the start at a position of a landscape, the same one for the same; or of any function."""
        if isinstance(landscape, Landscape):
            return _at_hand(course.lanes, course.states, landscape, position)
        return _start(course.lanes, course.states, landscape, position)


@lru_cache(maxsize=64)
def _at_hand(
    lanes: LaneSource, states: tuple[NumberTuple, ...], landscape: Landscape, position: tuple[float, ...]
) -> Start:
    bound = landscape.bound
    evaluate = (
        bound.loss_gradient_and_hessian if lanes.optimizer.needs_hessian else landscape.loss_and_gradient
    )
    return _start(lanes, states, evaluate, position)


def _start(
    lanes: LaneSource, states: tuple[NumberTuple, ...], evaluate: Evaluate, position: tuple[float, ...]
) -> Start:
    size, field = len(position), lanes.optimizer.velocity
    numbers: tuple[float, ...] = ()
    gradient: tuple[float, ...] = ()
    hessian: tuple[float, ...] = ()
    with suppress(ArithmeticError, ValueError):
        loss, *slopes = evaluate(*position)
        gradient, hessian = tuple(slopes[:size]), tuple(slopes[size:])
        velocity = [0.0] * size if field is None else [getattr(state, field) for state in states]
        numbers = (*position, loss, *gradient, *velocity)
    standing = BallStanding.at(position, gradient, hessian, LaneMemory.of(lanes, states))
    return Start(evaluate, numbers, gradient, hessian, standing)


@lru_cache(maxsize=4)
def _ones(steps: int) -> Floats:
    return _read_only(np.ones(steps))


@lru_cache(maxsize=32)
def _factors(_schedule: AnySchedule, schedule: RateSchedule, taken: int, steps: int) -> Floats:
    """Return the factors of a schedule, which somebody may give another meaning while the program runs."""
    return _read_only(np.array([*map(schedule.factors(), range(taken, taken + steps))], dtype=np.float64))


def _read_only(numbers: Floats) -> Floats:
    numbers.flags.writeable = False
    return numbers


def _clip(clipping: Clipping) -> Callable[[Sequence[float]], list[float]] | None:
    if clipping.by == "off":
        return None
    limit = clipping.limit

    def by_norm(gradient: Sequence[float]) -> list[float]:
        share = norm_share(gradient, limit)
        return [g * share for g in gradient]

    def by_value(gradient: Sequence[float]) -> list[float]:
        return [clipped_value(g, limit) for g in gradient]

    return by_norm if clipping.by == "norm" else by_value
