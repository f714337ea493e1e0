"""The beginning and the end of a batch as machine code: balls are put into blocks, and judged in them.

The functions are plain Python, one ball after the other, and the same for all rules and landscapes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np

from momentum_lab.core.arrays import Floats, Ints, Statuses
from momentum_lab.core.machine_code import generated
from momentum_lab.core.numba_internals import entry_point
from momentum_lab.formulas.native import WIDTH
from momentum_lab.simulation.derived_steps import (
    CONVERGED,
    DIVERGED,
    ESCAPED,
    MOVING,
    ON_THE_MAP,
    Carried,
    Kept,
    LandscapeMeasures,
    Taken,
    Terms,
    derive,
)


class Layout(NamedTuple):
    """How many numbers a block has for each of its balls, and the rows where what is needed here begins."""

    rows: int
    points: int
    counts: int
    places: int
    hyper: int
    first_loss: int


class Given(NamedTuple):
    """What balls are judged by besides the landscape's measures.

    Attributes
    ----------
    end, clip, limit
        The last step of the run; the number of the clipping, and its bound.
    firsts, pulls
        (segments,) the steps with which segments of the run begin, and (segments, 3, balls) the pull of the
        weight decay in each: within the gradient, beside it, and the rate; or (segments, 3, 1) for all.
    factors
        (steps,): what the rate was multiplied by in each step; or (1,) if that is always the same.
    """

    end: int
    clip: int
    limit: float
    firsts: Ints
    pulls: Floats
    factors: Floats


class Told(NamedTuple):
    """What is told of balls, as in :class:`~momentum_lab.simulation.batch.BatchResult`."""

    last: Ints
    reached: Ints
    minimum: Ints
    status: Statuses
    position: Floats
    loss: Floats


def put_at_start(blocks: Floats, layout: Layout, starts: Floats, balls: int) -> None:
    """Put balls where they start, (balls, dimension) or (1, dimension) for all.

    Those that fill up the last block are as the last one, and do not roll.
    """
    for number in range(blocks.shape[0] // layout.rows):
        row, place = min(number, starts.shape[0] - 1), _place(number, layout)
        for axis in range(starts.shape[1]):
            blocks[place + WIDTH * (layout.points + axis)] = starts[row, axis]
        blocks[place + WIDTH * layout.counts] = 1.0 if number < balls else 0.0
        for count in range(1, 4):
            blocks[place + WIDTH * (layout.counts + count)] = 0.0


def put_hyper(blocks: Floats, layout: Layout, hyper: Floats, columns: Ints, values: Floats) -> None:
    """Give balls the hyperparameters of all, but those of some ``columns`` of their own, (columns, balls)."""
    for number in range(blocks.shape[0] // layout.rows):
        place = _place(number, layout) + WIDTH * layout.hyper
        for index in range(hyper.shape[0]):
            blocks[place + WIDTH * index] = hyper[index]
        for index in range(columns.shape[0]):
            blocks[place + WIDTH * columns[index]] = values[index, min(number, values.shape[1] - 1)]


def judge_balls(
    blocks: Floats, layout: Layout, starts: Floats, measures: LandscapeMeasures, given: Given, told: Told
) -> None:
    """Tell how balls have fared that began at ``starts``, (balls, dimension) or (1, dimension) for all."""
    size = starts.shape[1]
    paper = _paper(size)
    paper.terms.clips[0], paper.terms.limits[0] = given.clip, given.limit
    for number in range(told.last.shape[0]):
        place = _place(number, layout)
        counts, now = place + WIDTH * layout.counts, place + WIDTH * layout.places
        last, since, loss = (
            int(blocks[counts + WIDTH]),
            blocks[counts + 2 * WIDTH],
            blocks[now + WIDTH * 2 * size],
        )
        is_whole = last == given.end and loss - loss == 0.0
        for axis in range(size):
            told.position[number, axis] = blocks[now + WIDTH * axis]
        status = MOVING
        if (since <= given.end or not is_whole) or _may_rest_or_be_far(blocks, now, measures):
            paper.carried.counts[0, 2] = int(since) if is_whole and since <= given.end else -1
            paper.carried.counts[0, 3] = int(blocks[counts + 3 * WIDTH]) if is_whole else 0
            _copy_step(blocks, now, size, paper)
            _copy_terms(number, last, blocks[place + WIDTH * layout.first_loss], starts, given, paper)
            status = _status(last, measures, paper, size)
        if not is_whole and (status != ESCAPED or loss - loss != 0.0):
            status = DIVERGED
        told.last[number], told.loss[number], told.status[number] = last, loss, status
        told.reached[number] = told.minimum[number] = -1
        if status == CONVERGED:
            told.reached[number], told.minimum[number] = int(since), _nearest(blocks, now, measures.minima)


class _Paper(NamedTuple):
    """One step of one ball, as :func:`derive` takes it and leaves it."""

    factor: Floats
    terms: Terms
    carried: Carried
    kept: Kept


def _paper(size: int) -> _Paper:
    """Return room for it."""
    counts, begins = np.empty((1, 1), dtype=np.int64), np.array([0, 1])
    zero, limit, status = np.zeros(1, dtype=np.int64), np.zeros(1), np.empty((1, 1), dtype=np.int8)
    terms = Terms(np.empty((1, size)), np.zeros(1, dtype=np.int64), limit, begins, zero, np.empty((1, 4)))
    carried = Carried(np.zeros((1, 4), dtype=np.int64), np.zeros((1, 2)), np.empty((1, size)))
    rows, update = np.zeros((1, 1, 3 * size + 1)), np.empty((1, 1, size))
    near, way, least = np.empty((1, 1), dtype=np.int64), np.empty((1, 1)), np.empty((1, 1))
    kept = Kept(rows, update, status, counts, near, way, least)
    return _Paper(np.ones((1, 1)), terms, carried, kept)


def _copy_step(blocks: Floats, now: int, size: int, paper: _Paper) -> None:
    """Take a ball's last finite step down: position, loss and gradient, and the position before."""
    for axis in range(size):
        paper.kept.rows[0, 0, axis] = blocks[now + WIDTH * axis]
        paper.carried.places[0, axis] = blocks[now + WIDTH * (size + axis)]
    for index in range(size, 2 * size + 1):
        paper.kept.rows[0, 0, index] = blocks[now + WIDTH * (size + index)]


def _copy_terms(
    number: int, last: int, first_loss: float, starts: Floats, given: Given, paper: _Paper
) -> None:
    """Take down where a ball began, how high, and what pulled at it in the step that led to the last one."""
    segment, column, away = 0, min(number, given.pulls.shape[2] - 1), 0.0
    while segment + 1 < given.firsts.shape[0] and given.firsts[segment + 1] < last:
        segment += 1
    for axis in range(starts.shape[1]):
        start = starts[min(number, starts.shape[0] - 1), axis]
        paper.terms.starts[0, axis] = start
        away += start * start
    for index in range(3):
        paper.terms.pulls[0, index] = given.pulls[segment, index, column]
    within, length = given.pulls[segment, 0, column], math.sqrt(away)
    paper.terms.pulls[0, 3] = first_loss + 0.5 * within * (length * length) if within > 0.0 else first_loss
    paper.factor[0, 0] = given.factors[min(max(last - 1, 0), given.factors.shape[0] - 1)]


def _status(last: int, measures: LandscapeMeasures, paper: _Paper, size: int) -> int:
    """Return how the ball fares whose step has been taken down."""
    one, first = np.ones(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    paper.carried.counts[0, 0] = -1
    taken = Taken(one, first, paper.factor, last, 0)
    derive(taken, measures, paper.terms, paper.carried, paper.kept, size)
    return int(paper.kept.status[0, 0])


def _may_rest_or_be_far(blocks: Floats, now: int, measures: LandscapeMeasures) -> bool:
    """Return whether a ball that is not near a minimum may not move."""
    size, square = measures.middles.shape[0], 0.0
    for axis in range(size):
        here, before = blocks[now + WIDTH * axis], blocks[now + WIDTH * (size + axis)]
        square += (here - before) * (here - before)
        if not abs(here - measures.middles[axis]) <= ON_THE_MAP * measures.halves[axis]:
            return True
    return square <= measures.still


def _place(number: int, layout: Layout) -> int:
    """Return where a ball's number in the first row of its block is."""
    return number // WIDTH * WIDTH * layout.rows + number % WIDTH


def _nearest(blocks: Floats, position: int, minima: Floats) -> int:
    """Return the number of the nearest minimum."""
    found, least = 0, math.inf
    for minimum in range(minima.shape[0]):
        total = 0.0
        for axis in range(minima.shape[1]):
            apart = blocks[position + WIDTH * axis] - minima[minimum, axis]
            total = total + apart * apart
        if math.sqrt(total) < least:
            found, least = minimum, math.sqrt(total)
    return found


class Ends(NamedTuple):
    """The functions above as machine code."""

    put_at_start: Callable[..., None]
    put_hyper: Callable[..., None]
    judge_balls: Callable[..., None]


@lru_cache(maxsize=1)
def compiled_ends() -> Ends:
    """Return them; it takes a moment, once for ever."""
    from numba import types

    number, whole = types.float64, types.int64
    row, table, wholes = number[::1], number[:, ::1], whole[::1]
    layout = types.NamedUniTuple(whole, len(Layout._fields), Layout)
    measures = types.NamedTuple((*[number] * 8, row, row, table, row), LandscapeMeasures)
    given = types.NamedTuple((whole, whole, number, wholes, number[:, :, ::1], row), Given)
    told = types.NamedTuple((wholes, wholes, wholes, types.int8[::1], table, row), Told)
    return Ends(
        _compiled(put_at_start, row, layout, table, whole),
        _compiled(put_hyper, row, layout, row, wholes, table),
        _compiled(judge_balls, row, layout, table, measures, given, told),
    )


def _compiled(function: Callable[..., None], *arguments: Any) -> Callable[..., None]:
    from numba import types

    assert isinstance(function, FunctionType)
    given = ", ".join(f"given{i}" for i in range(len(arguments)))
    name = f"compiled_{function.__name__}"
    source = f"def {name}({given}):\n    {function.__name__}({given})\n"
    return entry_point(generated(source, name, {function.__name__: function}, types.void(*arguments)))
