"""The beginning and the end of a batch as machine code: balls are put into blocks, and judged in them.

The functions are plain Python, one ball after the other, and the same for all rules and landscapes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any, NamedTuple

from momentum_lab.core.arrays import Floats, Ints, Statuses
from momentum_lab.core.clipping import SMALL
from momentum_lab.core.machine_code import generated
from momentum_lab.core.numba_internals import entry_point
from momentum_lab.experiment.modifiers import CLIPPINGS
from momentum_lab.formulas.native import WIDTH
from momentum_lab.simulation.derived_steps import CONVERGED, DIVERGED, ESCAPED, MOVING, STALLED
from momentum_lab.simulation.status import FAR, STILL

_BY_NORM, _BY_VALUE = CLIPPINGS.index("norm"), CLIPPINGS.index("value")


class BlockLayout(NamedTuple):
    """How many numbers a block has for each of its balls, and the rows where what is needed here begins."""

    rows: int
    points: int
    counts: int
    places: int
    hyper: int
    first_loss: int


class Scales(NamedTuple):
    """What balls are judged by that is a number.

    The square of the longest step at rest, the strongest pull there, the last step of the run, and the number
    of the clipping with its bound.
    """

    still: float
    flat: float
    end: float
    clip: float
    limit: float


class ScaleArrays(NamedTuple):
    """What they are judged by that is an array.

    Attributes
    ----------
    middles, halves, minima
        (dimension,) and (minima, dimension), as in ``Measures``.
    firsts, pulls
        (segments,) the steps with which segments of the run begin, and (segments, 3, balls) the pull of the
        weight decay in each: within the gradient, beside it, and the rate; or (segments, 3, 1) for all.
    factors
        (steps,): what the rate was multiplied by in each step; or (1,) if that is always the same.
    """

    middles: Floats
    halves: Floats
    minima: Floats
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


def put_at_start(blocks: Floats, layout: BlockLayout, starts: Floats, balls: int) -> None:
    """Put balls where they start, (balls, dimension) or (1, dimension) for all.

    Those that fill up the last block are as the last one, and do not roll.
    """
    for number in range(blocks.shape[0] // layout.rows):
        row, place = min(number, starts.shape[0] - 1), _place(number, layout)
        for axis in range(starts.shape[1]):
            blocks[place + WIDTH * (layout.points + axis)] = starts[row, axis] + 0.0  # a zero without a sign
        blocks[place + WIDTH * layout.counts] = 1.0 if number < balls else 0.0
        for count in range(1, 4):
            blocks[place + WIDTH * (layout.counts + count)] = 0.0


def put_hyper(blocks: Floats, layout: BlockLayout, hyper: Floats, columns: Ints, values: Floats) -> None:
    """Give balls the hyperparameters of all, but those of some ``columns`` of their own, (columns, balls)."""
    for number in range(blocks.shape[0] // layout.rows):
        place = _place(number, layout) + WIDTH * layout.hyper
        for index in range(hyper.shape[0]):
            blocks[place + WIDTH * index] = hyper[index]
        for index in range(columns.shape[0]):
            blocks[place + WIDTH * columns[index]] = values[index, min(number, values.shape[1] - 1)] + 0.0


def judge_balls(
    blocks: Floats, layout: BlockLayout, starts: Floats, scales: Scales, given: ScaleArrays, told: Told
) -> None:
    """Tell how balls have fared, as ``Judge`` does; ``starts`` holds where each of them began, or all."""
    size = given.middles.shape[0]
    for number in range(told.last.shape[0]):
        place = _place(number, layout)
        counts, now = place + WIDTH * layout.counts, place + WIDTH * layout.places
        last, since = blocks[counts + WIDTH], blocks[counts + 2 * WIDTH]
        loss = blocks[now + 2 * WIDTH * size]
        is_whole = last == scales.end and loss - loss == 0.0
        start = number * size if starts.shape[0] > size else 0
        status = _status(number, last, blocks, place, layout, starts[start : start + size], scales, given)
        if is_whole and since <= scales.end and (status == STALLED or blocks[counts + 3 * WIDTH] > 0.0):
            status = CONVERGED
        if not is_whole and (status != ESCAPED or loss - loss != 0.0):
            status = DIVERGED
        told.last[number], told.loss[number], told.status[number] = int(last), loss, status
        told.reached[number] = told.minimum[number] = -1
        if status == CONVERGED:
            told.reached[number], told.minimum[number] = int(since), _nearest(blocks, now, given.minima)
        for axis in range(size):
            told.position[number, axis] = blocks[now + WIDTH * axis]


def _status(
    number: int,
    last: float,
    blocks: Floats,
    place: int,
    layout: BlockLayout,
    start: Floats,
    scales: Scales,
    given: ScaleArrays,
) -> int:
    """Return how a ball fares as far as that has nothing to do with minima."""
    size, now = start.shape[0], place + WIDTH * layout.places
    before, segment, column = now + WIDTH * size, 0, min(number, given.pulls.shape[2] - 1)
    while segment + 1 < given.firsts.shape[0] and given.firsts[segment + 1] <= max(last - 1.0, 0.0):
        segment += 1
    within, beside = given.pulls[segment, 0, column], given.pulls[segment, 1, column]
    square, far = 0.0, _farness(blocks, now, WIDTH, given)
    for axis in range(size):
        step = blocks[now + WIDTH * axis] - blocks[before + WIDTH * axis]
        square += step * step
    if square <= scales.still:
        factor = given.factors[min(int(max(last - 1.0, 0.0)), given.factors.shape[0] - 1)]
        own = given.pulls[segment, 2, column] * factor * beside * _length(blocks, now, WIDTH, size)
        if own > 0.0:
            if math.sqrt(square) <= STILL * own and last > 0.0:
                return STALLED
        elif _is_balanced(blocks, now, size, within, scales):
            return STALLED
    if not far > max(FAR, _farness(start, 0, 1, given)):
        return MOVING
    height, first_height = blocks[now + 2 * WIDTH * size], blocks[place + WIDTH * layout.first_loss]
    away, first_away = _length(blocks, now, WIDTH, size), _length(start, 0, 1, size)
    if within > 0.0:
        height += 0.5 * within * (away * away)
        first_height += 0.5 * within * (first_away * first_away)
    if height > first_height and (beside == 0.0 or away > first_away):
        return DIVERGED
    return ESCAPED if far > _farness(blocks, before, WIDTH, given) else MOVING


def _is_balanced(blocks: Floats, position: int, size: int, within: float, scales: Scales) -> bool:
    """Return whether the slope that the optimizer sees, clipped and with the pull in it, is flat."""
    slope, share, total = position + WIDTH * (2 * size + 1), 1.0, 0.0
    if scales.clip == _BY_NORM:
        share = min(scales.limit / (_length(blocks, slope, WIDTH, size) + SMALL), 1.0)
    for axis in range(size):
        force = blocks[slope + WIDTH * axis] * share
        if scales.clip == _BY_VALUE:
            force = min(max(force, -scales.limit), scales.limit)
        force += within * blocks[position + WIDTH * axis]
        total += force * force
    pull = within * _length(blocks, position, WIDTH, size) if within != 0.0 else 0.0
    return math.sqrt(total) <= max(scales.flat, STILL * pull)


def _length(numbers: Floats, first: int, stride: int, size: int) -> float:
    """Return the length of a vector whose components are so far from each other."""
    total = 0.0
    for axis in range(size):
        component = numbers[first + stride * axis]
        total += component * component
    return math.sqrt(total)


def _farness(numbers: Floats, first: int, stride: int, given: ScaleArrays) -> float:
    """Return how far such a position is from the map's middle, in half widths."""
    far = 0.0
    for axis in range(given.middles.shape[0]):
        far = max(far, abs(numbers[first + stride * axis] - given.middles[axis]) / given.halves[axis])
    return far


def _place(number: int, layout: BlockLayout) -> int:
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


class CompiledEnds(NamedTuple):
    """The functions above as machine code."""

    put_at_start: Callable[..., None]
    put_hyper: Callable[..., None]
    judge_balls: Callable[..., None]


@lru_cache(maxsize=1)
def compiled_ends() -> CompiledEnds:
    """Return them; it takes a moment, once for ever."""
    from numba import types

    number, whole = types.float64, types.int64
    row, table, wholes = number[::1], number[:, ::1], whole[::1]
    layout = types.NamedUniTuple(whole, len(BlockLayout._fields), BlockLayout)
    scales = types.NamedUniTuple(number, len(Scales._fields), Scales)
    given = types.NamedTuple((row, row, table, wholes, number[:, :, ::1], row), ScaleArrays)
    told = types.NamedTuple((wholes, wholes, wholes, types.int8[::1], table, row), Told)
    return CompiledEnds(
        _compiled(put_at_start, row, layout, table, whole),
        _compiled(put_hyper, row, layout, row, wholes, table),
        _compiled(judge_balls, row, layout, row, scales, given, told),
    )


def _compiled(function: Callable[..., None], *arguments: Any) -> Callable[..., None]:
    from numba import types

    assert isinstance(function, FunctionType)
    given = ", ".join(f"given{i}" for i in range(len(arguments)))
    name = f"compiled_{function.__name__}"
    source = f"def {name}({given}):\n    {function.__name__}({given})\n"
    return entry_point(generated(source, name, {function.__name__: function}, types.void(*arguments)))
