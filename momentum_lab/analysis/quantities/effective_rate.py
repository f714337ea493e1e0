"""The effective learning rate of each coordinate, as the anatomy of a step defines it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.core.hyperparameters import NumberTuple
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.run import Run, Steps

_MOST_APART: Final = 256
"""Of steps that do not follow each other, each costs a way from a mark: only so many of them are told."""


def adapts_rate(run: Run, ball: int) -> bool:
    """Whether a ball's rule adapts its rate."""
    return OPTIMIZERS[run.experiment.balls[ball].optimizer].effective_rate is not None


def effective_rate(coordinate: int) -> Callable[[Run, Steps], Floats]:
    """Return the function that gives the rate along a coordinate with which each step was taken.

    It is NaN for the start, to which no step leads, and for rules that adapt none. Of the steps of a long run
    that are not all there, it is told of some, spread over all.
    """

    def rates(run: Run, steps: Steps) -> Floats:
        found = np.full(len(steps.step), np.nan)
        if adapts_rate(run, steps.ball):
            changes = [change.step + 1 for change in run.experiment.balls[steps.ball].changes]
            for rows in _stretches(steps.step, changes):
                found[rows] = _of_stretch(run, steps[rows], coordinate)
        return found

    return rates


def _stretches(steps: Ints, changes: Sequence[int]) -> Iterator[slice]:
    """Yield the rows of steps that follow each other with the same hyperparameters, the start left out.

    ``changes`` are the first steps with others.
    """
    breaks = (np.diff(steps) != 1) | np.isin(steps[1:], changes)
    ends = [0, *(np.flatnonzero(breaks) + 1).tolist(), len(steps)]
    found = [slice(low, high) for low, high in pairwise(ends) if high > low]
    if found and steps[found[0].start] == 0:
        found[0] = slice(found[0].start + 1, found[0].stop)
    together = [rows for rows in found if rows.stop - rows.start > 1]
    alone = [rows for rows in found if rows.stop - rows.start == 1]
    yield from together
    yield from alone[:: 1 + len(alone) // _MOST_APART]


def _of_stretch(run: Run, steps: Steps, coordinate: int) -> Floats:
    """Return the rates of steps that follow each other: the rule is applied to what it was given."""
    rolling = run.replay.rolling(steps.ball, int(steps.step[0]) - 1)
    rolling.set_out()
    rule, mark = rolling.rule, rolling.mark
    update, rate = rule.optimizer.coordinate_update, rule.optimizer.effective_rate
    assert rate is not None
    gradients = np.concatenate([[mark.gradient], steps.gradient[:-1]]).tolist()
    positions = np.concatenate([[mark.position], steps.position[:-1]]).tolist()
    state: NumberTuple = mark.states[coordinate]
    found = np.full(len(steps.step), np.nan)
    hypers = rolling.hypers(len(found))
    for row, (gradient, position, hyper) in enumerate(zip(gradients, positions, hypers, strict=True)):
        slope = rule.given(rolling.clipped(gradient), position, hyper)[coordinate]
        _, after = update(slope, position[coordinate], state, hyper)
        try:
            found[row] = rate(slope, state, after, hyper)
        except (ArithmeticError, ValueError):
            found[row] = math.nan
        state = after
    return found
