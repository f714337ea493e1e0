"""What is derived of steps, one after the other: the arithmetic that machine code is made of.

These functions are written to be translated, and that is how they are called. In plain Python ``Diagnostics``
and ``History`` say the same of all steps at once, in the same bits; there it is defined.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from momentum_lab.core.arrays import Floats, Ints, Statuses
from momentum_lab.core.clipping import SMALL
from momentum_lab.simulation.run import LEAST_SQUARE, Status
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


class LandscapeMeasures(NamedTuple):
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


class KeptSteps(NamedTuple):
    """Steps, and what is derived of them, (ball, row) or (ball, row, …): as in :class:`Run`.

    ``rows`` (ball, row, columns) are position, loss, gradient and velocity.
    """

    rows: Floats
    update: Floats
    status: Statuses
    status_since: Ints
    near_since: Ints
    travelled: Floats
    least_loss: Floats


class Taken(NamedTuple):
    """The next steps of some balls.

    Attributes
    ----------
    finite, balls
        (n,): how many of them are finite, and of which balls they are.
    factors
        (n, steps), or (n, 0) where they are all 1: what the rate was multiplied by on the way to each.
    first, low
        The number of the first step, and the row that it is in.
    """

    finite: Ints
    balls: Ints
    factors: Floats
    first: int
    low: int


class Moment(NamedTuple):
    """A step of a ball: its number, its row and the first one, the segment, and what the rate was times."""

    ball: int
    step: int
    row: int
    low: int
    segment: int
    factor: float


def derive(
    taken: Taken, measures: LandscapeMeasures, terms: Terms, carried: Carried, kept: KeptSteps, size: int
) -> None:
    """Put what is derived of the next steps of some balls beside them; ``size`` is the dimension."""
    factors, firsts, low = taken.factors, terms.firsts, taken.low
    for n in range(len(taken.balls)):
        ball, end = taken.balls[n], low + taken.finite[n]
        segment, last, begun = terms.begins[ball], terms.begins[ball + 1] - 1, low
        while begun < end:
            step = taken.first + begun - low
            ended = min(begun + (GLANCE if step > 0 else 1), end)  # at the start it does not move
            if _add_up(ball, low, begun, ended, measures, carried, kept, size):
                for row in range(begun, ended):
                    step = taken.first + row - low
                    while segment < last and firsts[segment + 1] < step:
                        segment += 1
                    factor = factors[n, row - low] if factors.shape[1] > 0 else 1.0
                    moment = Moment(ball, step, row, low, segment, factor)
                    _judge(moment, measures, terms, carried, kept, size)
            else:
                _move(carried.counts, ball, step, begun, ended, kept)
            begun = ended
        if low < end:
            for axis in range(size):
                carried.places[ball, axis] = kept.rows[ball, end - 1, axis]


def _add_up(
    ball: int,
    low: int,
    begun: int,
    ended: int,
    measures: LandscapeMeasures,
    carried: Carried,
    kept: KeptSteps,
    size: int,
) -> bool:
    """Put the ways to some steps, and way and least loss up to each; return whether to look closer at them.

    If not, it is plain that the ball moves, on the map and near no minimum.
    """
    rows, update, places = kept.rows, kept.update, carried.places
    way, least, seen = carried.totals[ball, 0], carried.totals[ball, 1], 0
    for row in range(begun, ended):
        square = 0.0
        for axis in range(size):
            place = rows[ball, row, axis]
            step = place - (rows[ball, row - 1, axis] if row > low else places[ball, axis])
            update[ball, row, axis] = step
            square += step * step
            seen += not abs(place - measures.middles[axis]) <= ON_THE_MAP * measures.halves[axis]
        way += math.sqrt(square) if LEAST_SQUARE <= square < math.inf else _long_way(update, ball, row, size)
        loss = rows[ball, row, size]
        if not least <= loss:
            least = loss + 0.0  # a zero without a sign
        kept.travelled[ball, row], kept.least_loss[ball, row] = way, least
        seen += (square <= measures.still) | ((loss >= measures.floor_low) & (loss <= measures.floor_high))
        for m in range(len(measures.rims)):
            seen += _square_to(measures.minima, m, rows, ball, row, size) <= measures.near
    carried.totals[ball, 0], carried.totals[ball, 1] = way, least
    return seen > 0


def _long_way(update: Floats, ball: int, row: int, size: int) -> float:
    """Return the length of a step whose squares are too large for a double, or lose digits, as numpy does."""
    length: float = abs(update[ball, row, 0])
    for axis in range(1, size):
        length = math.hypot(length, update[ball, row, axis])
    return length


def _move(counts: Ints, ball: int, step: int, begun: int, ended: int, kept: KeptSteps) -> None:
    """Put that a ball moves from a step on, near no minimum."""
    if counts[ball, 0] != MOVING:
        counts[ball, 0], counts[ball, 1] = MOVING, step
    counts[ball, 2], counts[ball, 3] = -1, 0
    since = counts[ball, 1]
    for row in range(begun, ended):
        kept.status[ball, row] = MOVING
        kept.status_since[ball, row] = since
        kept.near_since[ball, row] = -1


def _judge(
    moment: Moment, measures: LandscapeMeasures, terms: Terms, carried: Carried, kept: KeptSteps, size: int
) -> None:
    """Put how a ball fares at a step, since when, and since when it is near a minimum."""
    ball, row, rows, counts, way, far = moment.ball, moment.row, kept.rows, carried.counts, 0.0, 0.0
    for axis in range(size):
        way += kept.update[ball, row, axis] * kept.update[ball, row, axis]
        far = max(far, abs(rows[ball, row, axis] - measures.middles[axis]) / measures.halves[axis])
    is_near, status = _look_around(moment, way, measures, counts, rows, size), MOVING
    if way <= measures.still and _is_balanced(moment, math.sqrt(way), measures.flat, terms, rows, size):
        status = STALLED
    elif far > FAR:
        before = carried.places[ball] if row == moment.low else rows[ball, row - 1, :size]
        status = _far_off(moment, far, before, measures, terms, rows, size)
    if is_near and (status == STALLED or counts[ball, 3] != 0):
        status = CONVERGED
    if status != counts[ball, 0]:
        counts[ball, 0], counts[ball, 1] = status, moment.step
    kept.status[ball, row] = status
    kept.status_since[ball, row] = counts[ball, 1]
    kept.near_since[ball, row] = counts[ball, 2]


def _look_around(
    moment: Moment, way: float, measures: LandscapeMeasures, counts: Ints, rows: Floats, size: int
) -> bool:
    """Return whether a ball is near a minimum; carry on since when, and whether it has settled.

    ``way`` is the square of its last step.
    """
    ball, row = moment.ball, moment.row
    square = rim = math.inf
    for m in range(len(measures.rims)):
        other = _square_to(measures.minima, m, rows, ball, row, size)
        if m == 0 or other < square:
            square, rim = other, measures.rims[m]
    loss = rows[ball, row, size]
    on_floor = measures.floor_low <= loss <= measures.floor_high
    if not (square <= measures.near or on_floor):
        counts[ball, 2], counts[ball, 3] = -1, 0
        return False
    if counts[ball, 2] < 0:
        counts[ball, 2] = moment.step
    steps = float(moment.step - counts[ball, 2])
    is_wide = on_floor and math.sqrt(way) * AS_LONG_AGAIN > measures.tolerance
    turned = way * (steps * steps) >= (measures.wide if is_wide else measures.narrow)
    apart = math.sqrt(square)
    if on_floor:
        height = measures.floor_high - measures.floor_low
        apart = measures.tolerance * math.sqrt((loss - measures.floor_low) / height)
    to_go = math.sqrt(way) * (AS_LONG_AGAIN * (steps + 1.0))
    if turned or (apart + to_go <= measures.tolerance and (on_floor or loss <= rim)):
        counts[ball, 3] = 1
    return True


def _is_balanced(moment: Moment, way: float, flat: float, terms: Terms, rows: Floats, size: int) -> bool:
    """Return whether nothing pulls at a ball whose last step was short; ``way`` is how long it was."""
    here, pulls = rows[moment.ball, moment.row], terms.pulls[moment.segment]
    within, length = pulls[0], _length(here, 0, size)
    own = pulls[2] * moment.factor * pulls[1] * length
    if own > 0.0:
        return moment.step > 0 and way <= STILL * own
    clip, limit, share = terms.clips[moment.ball], terms.limits[moment.ball], 1.0
    if clip == 1:
        share = min(limit / (_length(here, size + 1, size) + SMALL), 1.0)
    square = 0.0
    for axis in range(size):
        force = here[size + 1 + axis] * share
        if clip == 2:
            force = min(max(force, -limit), limit)
        if within != 0.0:
            force += within * here[axis]
        square += force * force
    pull = within * length if within != 0.0 else 0.0
    return math.sqrt(square) <= max(flat, STILL * pull)


def _far_off(
    moment: Moment,
    far: float,
    before: Floats,
    measures: LandscapeMeasures,
    terms: Terms,
    rows: Floats,
    size: int,
) -> int:
    """Return how a ball fares that is so far off the map, and not at rest; ``before`` is where it was."""
    start, here, pulls = terms.starts[moment.ball], rows[moment.ball, moment.row], terms.pulls[moment.segment]
    if far <= _farness(start, measures.middles, measures.halves):
        return MOVING
    within, beside, top = pulls[0], pulls[1], pulls[3]
    length, height = _length(here, 0, size), here[size]
    if within > 0.0:
        height += 0.5 * within * (length * length)
    if height > top and (beside == 0.0 or length > _length(start, 0, size)):
        return DIVERGED
    return ESCAPED if far > _farness(before, measures.middles, measures.halves) else MOVING


def _square_to(minima: Floats, m: int, rows: Floats, ball: int, row: int, size: int) -> float:
    """Return the square of the distance to a minimum."""
    square = 0.0
    for axis in range(size):
        apart = rows[ball, row, axis] - minima[m, axis]
        square += apart * apart
    return square


def _length(numbers: Floats, begin: int, size: int) -> float:
    """Return the length of the vector in some numbers that begins with one of them."""
    square = 0.0
    for axis in range(begin, begin + size):
        square += numbers[axis] * numbers[axis]
    return math.sqrt(square)


def _farness(place: Floats, middles: Floats, halves: Floats) -> float:
    """Return how far a place is from the map's middle, in half widths."""
    far = 0.0
    for axis in range(len(middles)):
        far = max(far, abs(place[axis] - middles[axis]) / halves[axis])
    return far
