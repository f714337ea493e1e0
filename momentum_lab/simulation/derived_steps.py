"""What is derived of steps, one after the other: the arithmetic that machine code is made of.

These functions are written to be translated, and that is how they are called. In plain Python
:class:`~momentum_lab.simulation.diagnostics.Diagnostics` and :class:`~momentum_lab.simulation.history.History`
say the same of all steps at once, in the same bits; there it is defined.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from momentum_lab.core.arrays import Floats, Ints, Statuses
from momentum_lab.core.clipping import SMALL
from momentum_lab.simulation.run import Status
from momentum_lab.simulation.status import FAR, STILL
from momentum_lab.simulation.yardstick import AS_LONG_AGAIN

GLANCE: Final = 64
"""Steps that are looked at together: mostly a ball moves, and is far from all minima, in all of them."""
ON_THE_MAP: Final = 0.9 * FAR
"""What is surely not far off the map, however that is rounded: so many half widths from its middle."""
MOVING: Final = int(Status.MOVING)
CONVERGED: Final = int(Status.CONVERGED)
STALLED: Final = int(Status.STALLED)
ESCAPED: Final = int(Status.ESCAPED)
DIVERGED: Final = int(Status.DIVERGED)


class Measures(NamedTuple):
    """What positions, losses and slopes on a landscape are measured by: what ``Yardstick`` has, and the map.

    Attributes
    ----------
    still, near
        The squares of the longest step at rest, and of the distance that is near.
    tolerance, floor_low, floor_high, narrow, wide
        The distance that is near, the losses of the floor, and the squares of the ways that turn round.
    flat
        The strongest pull on a ball at rest.
    middles, halves
        (dimension,): the middle of the map, and its half widths.
    minima, rims
        (minima, dimension) and (minima,).
    """

    still: float
    near: float
    tolerance: float
    floor_low: float
    floor_high: float
    narrow: float
    wide: float
    flat: float
    middles: Floats
    halves: Floats
    minima: Floats
    rims: Floats


class Terms(NamedTuple):
    """What balls are judged by, each by itself.

    Attributes
    ----------
    starts
        (ball, dimension): where they began.
    clips, limits
        (ball,): the number of their clipping, and its bound.
    begins, firsts, pulls
        Segments ``begins[ball]`` to before ``begins[ball + 1]`` are those of a ball. (segment,): the position
        that the first of its steps leaves; (segment, 4): the pull in the gradient, the one beside the step,
        the rate, and how high the ball began, with what the pull adds there.
    """

    starts: Floats
    clips: Ints
    limits: Floats
    begins: Ints
    firsts: Ints
    pulls: Floats


class Carried(NamedTuple):
    """What goes on from one step to the next.

    Attributes
    ----------
    counts
        (ball, 4): the status, since when, since when it is near a minimum, -1 if it is not, and whether it
        has settled there.
    totals
        (ball, 2): its way, and its least loss, nan before the first.
    places
        (ball, dimension): where it is.
    """

    counts: Ints
    totals: Floats
    places: Floats


class Kept(NamedTuple):
    """What there is of steps, (ball, row) or (ball, row, dimension), as in :class:`Run`."""

    position: Floats
    loss: Floats
    gradient: Floats
    velocity: Floats
    update: Floats
    status: Statuses
    status_since: Ints
    near_since: Ints
    travelled: Floats
    least_loss: Floats


def derive(
    rows: Floats,
    finite: Ints,
    balls: Ints,
    factors: Floats,
    first: int,
    low: int,
    measures: Measures,
    terms: Terms,
    carried: Carried,
    kept: Kept,
    size: int,
) -> None:
    """Keep the next steps of some balls, and what is derived of them.

    Parameters
    ----------
    rows, finite, balls
        (n, steps, columns), how many of the steps of each are finite, and which balls they are.
    factors
        (n, steps), or (n, 0) where they are all 1: what the rate was multiplied by on the way to each.
    first, low
        The number of the first step, and the row that it is kept in.
    measures, terms, carried, kept
        Of all balls.
    size
        The dimension.
    """
    for n in range(len(balls)):
        ball, count = balls[n], finite[n]
        _put(rows, n, ball, count, low, carried, kept, size)
        _add_up(ball, count, low, carried, kept, size)
        segment, begun = terms.begins[ball], 0
        while begun < count:
            ended = min(begun + GLANCE, count)
            if _all_move(ball, low + begun, low + ended, measures, kept, size):
                _go_on(ball, first + begun, low + begun, low + ended, carried, kept, size)
            else:
                for i in range(begun, ended):
                    while segment + 1 < terms.begins[ball + 1] and terms.firsts[segment + 1] < first + i:
                        segment += 1
                    factor = factors[n, i] if factors.shape[1] > 0 else 1.0
                    _judge(ball, first + i, low + i, segment, factor, measures, terms, carried, kept, size)
            begun = ended


def _put(
    rows: Floats, n: int, ball: int, count: int, low: int, carried: Carried, kept: Kept, size: int
) -> None:
    """Keep the numbers of steps, and the way to each."""
    for i in range(count):
        row = low + i
        kept.loss[ball, row] = rows[n, i, size]
        for axis in range(size):
            kept.position[ball, row, axis] = rows[n, i, axis]
            kept.gradient[ball, row, axis] = rows[n, i, size + 1 + axis]
            kept.velocity[ball, row, axis] = rows[n, i, 2 * size + 1 + axis]
    for i in range(count):
        for axis in range(size):
            before = rows[n, i - 1, axis] if i > 0 else carried.places[ball, axis]
            kept.update[ball, low + i, axis] = rows[n, i, axis] - before


def _add_up(ball: int, count: int, low: int, carried: Carried, kept: Kept, size: int) -> None:
    """Keep way and least loss up to each step."""
    way, least = carried.totals[ball, 0], carried.totals[ball, 1]
    for row in range(low, low + count):
        length = abs(kept.update[ball, row, 0])
        for axis in range(1, size):
            length = math.hypot(length, kept.update[ball, row, axis])
        way += length
        loss = kept.loss[ball, row]
        if not least <= loss:
            least = loss
        kept.travelled[ball, row] = way
        kept.least_loss[ball, row] = least
    carried.totals[ball, 0] = way
    carried.totals[ball, 1] = least


def _all_move(ball: int, low: int, high: int, measures: Measures, kept: Kept, size: int) -> bool:
    """Return whether it is plain that a ball moves, near no minimum, in all the steps of some rows."""
    seen = 0
    for row in range(low, high):
        square = 0.0
        for axis in range(size):
            step = kept.update[ball, row, axis]
            square += step * step
            away = abs(kept.position[ball, row, axis] - measures.middles[axis])
            seen += not away <= ON_THE_MAP * measures.halves[axis]
        loss = kept.loss[ball, row]
        seen += (square <= measures.still) | ((loss >= measures.floor_low) & (loss <= measures.floor_high))
    for m in range(len(measures.rims)):
        for row in range(low, high):
            seen += _square_to(m, ball, row, measures, kept, size) <= measures.near
    return seen == 0


def _go_on(ball: int, step: int, low: int, high: int, carried: Carried, kept: Kept, size: int) -> None:
    """Keep that a ball moves, near no minimum, from a step on, in some rows."""
    counts = carried.counts
    if counts[ball, 0] != MOVING:
        counts[ball, 0], counts[ball, 1] = MOVING, step
    counts[ball, 2], counts[ball, 3] = -1, 0
    since = counts[ball, 1]
    for row in range(low, high):
        kept.status[ball, row] = MOVING
        kept.status_since[ball, row] = since
        kept.near_since[ball, row] = -1
    for axis in range(size):
        carried.places[ball, axis] = kept.position[ball, high - 1, axis]


def _judge(
    ball: int,
    step: int,
    row: int,
    segment: int,
    factor: float,
    measures: Measures,
    terms: Terms,
    carried: Carried,
    kept: Kept,
    size: int,
) -> None:
    """Keep how a ball fares at a step, since when, and since when it is near a minimum."""
    counts, way = carried.counts, 0.0
    for axis in range(size):
        way += kept.update[ball, row, axis] * kept.update[ball, row, axis]
    is_near = _look_around(ball, step, row, way, measures, carried, kept, size)
    status, far = MOVING, _farness(kept.position, ball, row, measures, size)
    if way <= measures.still and _is_balanced(
        ball, step, row, segment, factor, math.sqrt(way), measures, terms, kept, size
    ):
        status = STALLED
    elif far > FAR:
        status = _far_off(ball, row, segment, far, measures, terms, carried, kept, size)
    if is_near and (status == STALLED or counts[ball, 3] != 0):
        status = CONVERGED
    if status != counts[ball, 0]:
        counts[ball, 0], counts[ball, 1] = status, step
    kept.status[ball, row] = status
    kept.status_since[ball, row] = counts[ball, 1]
    kept.near_since[ball, row] = counts[ball, 2]
    for axis in range(size):
        carried.places[ball, axis] = kept.position[ball, row, axis]


def _look_around(
    ball: int, step: int, row: int, way: float, measures: Measures, carried: Carried, kept: Kept, size: int
) -> bool:
    """Return whether a ball is near a minimum; carry on since when, and whether it has settled.

    ``way`` is the square of its last step.
    """
    counts, square, rim = carried.counts, math.inf, math.inf
    for m in range(len(measures.rims)):
        other = _square_to(m, ball, row, measures, kept, size)
        if m == 0 or other < square:
            square, rim = other, measures.rims[m]
    loss = kept.loss[ball, row]
    on_floor = measures.floor_low <= loss <= measures.floor_high
    if not (square <= measures.near or on_floor):
        counts[ball, 2], counts[ball, 3] = -1, 0
        return False
    if counts[ball, 2] < 0:
        counts[ball, 2] = step
    steps = float(step - counts[ball, 2])
    turned = way * (steps * steps) >= (measures.wide if on_floor else measures.narrow)
    apart = 0.0 if on_floor else math.sqrt(square)
    to_go = math.sqrt(way) * (AS_LONG_AGAIN * (steps + 1.0))
    if turned or (apart + to_go <= measures.tolerance and (on_floor or loss <= rim)):
        counts[ball, 3] = 1
    return True


def _is_balanced(
    ball: int,
    step: int,
    row: int,
    segment: int,
    factor: float,
    way: float,
    measures: Measures,
    terms: Terms,
    kept: Kept,
    size: int,
) -> bool:
    """Return whether nothing pulls at a ball whose last step was short; ``way`` is how long it was."""
    within, beside, rate = terms.pulls[segment, 0], terms.pulls[segment, 1], terms.pulls[segment, 2]
    length = _length(kept.position, ball, row, size)
    own = rate * factor * beside * length
    if own > 0.0:
        return step > 0 and way <= STILL * own
    clip, limit, share = terms.clips[ball], terms.limits[ball], 1.0
    if clip == 1:
        share = min(limit / (_length(kept.gradient, ball, row, size) + SMALL), 1.0)
    square = 0.0
    for axis in range(size):
        force = kept.gradient[ball, row, axis] * share
        if clip == 2:
            force = min(max(force, -limit), limit)
        if within != 0.0:
            force += within * kept.position[ball, row, axis]
        square += force * force
    pull = within * length if within != 0.0 else 0.0
    return math.sqrt(square) <= max(measures.flat, STILL * pull)


def _far_off(
    ball: int,
    row: int,
    segment: int,
    far: float,
    measures: Measures,
    terms: Terms,
    carried: Carried,
    kept: Kept,
    size: int,
) -> int:
    """Return how a ball fares that is far off the map and not at rest; ``far`` is how far."""
    if far <= _farness_of(terms.starts, ball, measures, size):
        return MOVING
    within, beside, top = terms.pulls[segment, 0], terms.pulls[segment, 1], terms.pulls[segment, 3]
    length, height = _length(kept.position, ball, row, size), kept.loss[ball, row]
    if within > 0.0:
        height += 0.5 * within * (length * length)
    is_up = height > top
    if is_up and beside != 0.0:
        square = 0.0
        for axis in range(size):
            square += terms.starts[ball, axis] * terms.starts[ball, axis]
        is_up = length > math.sqrt(square)
    if is_up:
        return DIVERGED
    return ESCAPED if far > _farness_of(carried.places, ball, measures, size) else MOVING


def _square_to(m: int, ball: int, row: int, measures: Measures, kept: Kept, size: int) -> float:
    """Return the square of the distance to a minimum."""
    square = 0.0
    for axis in range(size):
        apart = kept.position[ball, row, axis] - measures.minima[m, axis]
        square += apart * apart
    return square


def _length(vectors: Floats, ball: int, row: int, size: int) -> float:
    """Return the length of one of vectors (ball, row, dimension)."""
    square = 0.0
    for axis in range(size):
        square += vectors[ball, row, axis] * vectors[ball, row, axis]
    return math.sqrt(square)


def _farness(position: Floats, ball: int, row: int, measures: Measures, size: int) -> float:
    """Return how far one of positions (ball, row, dimension) is from the map's middle, in half widths."""
    far = 0.0
    for axis in range(size):
        far = max(far, abs(position[ball, row, axis] - measures.middles[axis]) / measures.halves[axis])
    return far


def _farness_of(places: Floats, ball: int, measures: Measures, size: int) -> float:
    """Return how far one of places (ball, dimension) is, in the same measure."""
    far = 0.0
    for axis in range(size):
        far = max(far, abs(places[ball, axis] - measures.middles[axis]) / measures.halves[axis])
    return far
