"""A ball's run in segments, between which its hyperparameters change or it is kicked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.ball import Ball
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.optimizers import OPTIMIZERS


@dataclass(frozen=True, slots=True)
class Segment:
    """Steps with the same hyperparameters, which follow from the number of steps taken and nothing else.

    Attributes
    ----------
    first
        The position that the first of its steps leaves.
    ball
        The ball without changes, with the hyperparameters in force.
    hyper
        The same as the arithmetic takes them.
    kick
        What is added to the velocity before the first of its steps; None for nothing.
    changed
        The hyperparameters that have been changed by then.
    """

    first: int
    ball: Ball
    hyper: NumberTuple
    kick: tuple[float, ...] | None = None
    changed: frozenset[str] = frozenset()


def segments_of(ball: Ball) -> tuple[Segment, ...]:
    """Return the segments of a ball's run, of which the first begins at the start."""
    return _segments_with(OPTIMIZERS[ball.optimizer], ball)


@lru_cache(maxsize=64)  # asked for by whoever rolls a ball again, if only for a step
def _segments_with(rule: AnyOptimizer, ball: Ball) -> tuple[Segment, ...]:
    at = {change.step: change for change in ball.changes}
    found: list[Segment] = []
    changed: frozenset[str] = frozenset()
    current = replace(ball, changes=()) if ball.changes else ball
    for first in sorted({0, *at}):
        kick = None
        if first in at:
            current = current.with_values(**at[first].values)
            changed, kick = changed | set(at[first].values), at[first].kick
        found.append(Segment(first, current, rule.pack(current.hyperparameters), kick, changed))
    return tuple(found)


def pieces(segments: tuple[Segment, ...], taken: int, steps: int) -> Iterator[tuple[Segment, int]]:
    """Yield the segments of the next steps after some were taken, each with how many of them are in it."""
    if len(segments) == 1 and steps > 0:
        yield segments[0], steps
        return
    ends = [segment.first for segment in segments[1:]]
    for segment, end in zip(segments, [*ends, taken + steps], strict=True):
        count = min(end, taken + steps) - max(segment.first, taken)
        if count > 0:
            yield segment, count


def in_part(ball: Ball, first: int, end: int) -> Iterator[Segment]:
    """Yield the segments of the steps that leave the positions from ``first`` to before ``end``."""
    return (segment for segment, _ in pieces(segments_of(ball), first, end - first))


def unchanging(experiment: Experiment, ball: int) -> Iterator[Experiment]:
    """Yield the experiment with each of the balls without changes that one of its balls is in turn."""
    if not experiment.balls[ball].changes:
        yield experiment
        return
    for segment in segments_of(experiment.balls[ball]):
        yield experiment.with_ball(ball, segment.ball)
