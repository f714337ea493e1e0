"""The beginning and the end of a batch as machine code: balls are put into blocks, and judged in them.

The functions are plain Python, one ball after the other, and the same for all rules and landscapes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from momentum_lab.core.arrays import Floats, Ints, Statuses
from momentum_lab.core.clipping import SMALL
from momentum_lab.core.machine_code import generated
from momentum_lab.core.numba_internals import entry_point
from momentum_lab.experiment.modifiers import CLIPPINGS
from momentum_lab.formulas.native import WIDTH
from momentum_lab.simulation.run import Status
from momentum_lab.simulation.status import FAR, FLAT, STILL

_MOVING: Final = int(Status.MOVING)
_CONVERGED: Final = int(Status.CONVERGED)
_STALLED: Final = int(Status.STALLED)
_ESCAPED: Final = int(Status.ESCAPED)
_DIVERGED: Final = int(Status.DIVERGED)
_BY_NORM, _BY_VALUE = CLIPPINGS.index("norm"), CLIPPINGS.index("value")


class Layout(NamedTuple):
    """How many numbers a block has for each of its balls, and the rows where those begin that are used here."""

    rows: int
    points: int
    counts: int
    places: int
    hyper: int
    first_loss: int


class Measures(NamedTuple):
    """What balls are judged by: the map's diagonal and steepness, the last step, how gradients are clipped."""

    diagonal: float
    steepness: float
    end: float
    clip: float
    limit: float


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
    blocks: Floats,
    layout: Layout,
    measures: Measures,
    starts: Floats,
    domain: Floats,
    minima: Floats,
    firsts: Ints,
    pulls: Floats,
    factors: Floats,
    lasts: Ints,
    reached: Ints,
    nearest: Ints,
    statuses: Statuses,
    positions: Floats,
    losses: Floats,
) -> None:
    """Tell how balls have fared, as :class:`~momentum_lab.simulation.status.Judge` does for one.

    Parameters
    ----------
    blocks, layout
        Where they are.
    measures, starts
        By what they are judged; where they began, (balls, dimension) or (1, dimension) for all.
    domain
        (2, dimension): the map's middle, and half of its width.
    minima
        (minima, dimension).
    firsts, pulls
        (segments,) the steps with which segments of the run begin, and (segments, 3, balls) the pull of the
        weight decay in each: within the gradient, beside it, and the rate; or (segments, 3, 1) for all.
    factors
        (steps,): what the rate was multiplied by in each step; or (1,) if that is always the same.
    lasts, reached, nearest, statuses, positions, losses
        What is told, as in :class:`~momentum_lab.simulation.batch.BatchResult`.
    """
    size = domain.shape[1]
    for number in range(statuses.shape[0]):
        place = _place(number, layout)
        counts, now = place + WIDTH * layout.counts, place + WIDTH * layout.places
        before, slope = now + WIDTH * size, now + WIDTH * (2 * size + 1)
        last, since = blocks[counts + WIDTH], blocks[counts + 2 * WIDTH]
        loss, row = blocks[now + 2 * WIDTH * size], min(number, starts.shape[0] - 1)
        is_whole = last == measures.end and loss - loss == 0.0
        is_near = is_whole and since <= measures.end
        way = far = was_far = away = began_away = began_far = 0.0
        for axis in range(size):
            here, there, start = blocks[now + WIDTH * axis], blocks[before + WIDTH * axis], starts[row, axis]
            middle, half = domain[0, axis], domain[1, axis]
            far, was_far = max(far, abs(here - middle) / half), max(was_far, abs(there - middle) / half)
            began_far = max(began_far, abs(start - middle) / half)
            way, away = way + (here - there) * (here - there), away + here * here
            began_away = began_away + start * start
            positions[number, axis] = here
        way, away, began_away = math.sqrt(way), math.sqrt(away), math.sqrt(began_away)
        segment = 0
        while segment + 1 < firsts.shape[0] and firsts[segment + 1] <= max(last - 1.0, 0.0):
            segment += 1
        column = min(number, pulls.shape[2] - 1)
        within, beside, rate = pulls[segment, 0, column], pulls[segment, 1, column], pulls[segment, 2, column]
        rests = False
        if way <= STILL * measures.diagonal:
            force = _force(blocks, now, slope, size, within, measures)
            rests = force <= max(FLAT * measures.steepness, STILL * (within * away))
            own = rate * factors[min(int(max(last - 1.0, 0.0)), factors.shape[0] - 1)] * beside * away
            if own > 0.0:
                rests = way <= STILL * own and last > 0.0
        status = _STALLED if rests else _MOVING
        if far > max(FAR, began_far) and not rests:
            height, began_height = loss, blocks[place + WIDTH * layout.first_loss]
            if within > 0.0:
                height = loss + 0.5 * within * (away * away)
                began_height = began_height + 0.5 * within * (began_away * began_away)
            if height > began_height and (beside == 0.0 or away > began_away):
                status = _DIVERGED
            elif far > was_far:
                status = _ESCAPED
        if is_near and (rests or blocks[counts + 3 * WIDTH] > 0.0):
            status = _CONVERGED
        if not is_whole and (status != _ESCAPED or loss - loss != 0.0):
            status = _DIVERGED
        lasts[number], losses[number], statuses[number] = int(last), loss, status
        reached[number] = nearest[number] = -1
        if status == _CONVERGED:
            reached[number], nearest[number] = int(since), _nearest(blocks, now, minima)


def _place(number: int, layout: Layout) -> int:
    """Return where a ball's number in the first row of its block is."""
    return number // WIDTH * WIDTH * layout.rows + number % WIDTH


def _force(blocks: Floats, position: int, slope: int, size: int, within: float, measures: Measures) -> float:
    """Return the length of the slope that the optimizer sees: clipped, with the pull in it."""
    share = 1.0
    if measures.clip == _BY_NORM:
        total = 0.0
        for axis in range(size):
            total = total + blocks[slope + WIDTH * axis] * blocks[slope + WIDTH * axis]
        share = min(measures.limit / (math.sqrt(total) + SMALL), 1.0)
    total = 0.0
    for axis in range(size):
        gradient = blocks[slope + WIDTH * axis] * share
        if measures.clip == _BY_VALUE:
            gradient = min(max(gradient, -measures.limit), measures.limit)
        gradient = gradient + within * blocks[position + WIDTH * axis]
        total = total + gradient * gradient
    return math.sqrt(total)


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
    row, table = number[::1], number[:, ::1]
    layout = types.NamedUniTuple(whole, len(Layout._fields), Layout)
    measures = types.NamedUniTuple(number, len(Measures._fields), Measures)
    judged = (whole[::1], whole[::1], whole[::1], types.int8[::1], table, row)
    return Ends(
        _compiled(put_at_start, (row, layout, table, whole)),
        _compiled(put_hyper, (row, layout, row, whole[::1], table)),
        _compiled(
            judge_balls,
            (row, layout, measures, table, table, table, whole[::1], number[:, :, ::1], row, *judged),
        ),
    )


def _compiled(function: Callable[..., None], arguments: tuple[Any, ...]) -> Callable[..., None]:
    from numba import types

    given = ", ".join(f"given{i}" for i in range(len(arguments)))
    name = f"compiled_{function.__name__}"
    source = f"def {name}({given}):\n    {function.__name__}({given})\n"
    return entry_point(generated(source, name, {function.__name__: function}, types.void(*arguments)))
