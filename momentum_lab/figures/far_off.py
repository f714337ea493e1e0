"""Lines whose points may lie however far off: the parts of them that a figure can draw, where they are.

A figure can draw within a square around its origin, as far as its ``reach``. A point beyond it cannot be
moved to its edge, for that would bend the lines through it. Each leg between two points is clipped instead:
from the end that is nearer, and, where both are far off, from the point between them that is nearest to the
origin.
Where rounding leaves open where that is, it is worked out in numbers with more digits.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from momentum_lab.core.arrays import Bools, Floats, Ints
from momentum_lab.core.values import dataclass

_POWER: Final = 512
_UNIT: Final = 2.0**_POWER
"""The unit, in those of the figure, in which places that are far off are reckoned: they would overflow."""
_LARGEST: Final = float(np.finfo(np.float64).max)
_ROUNDING: Final = 50.0
"""How wrong a place between two others is at most, in roundings of how far off the nearer is."""
_SPLIT: Final = 2.0**27 + 1.0
"""What a number is multiplied by to have the upper half of its digits."""
_PRECISE: Final = 1e-10
"""As a share of the reach: a place that is known so well is known well enough."""


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """An affine map of two coordinates to those of a figure, which can draw no farther off than ``reach``.

    Attributes
    ----------
    matrix, shift
        (2, 2) and (2,).
    """

    matrix: Floats
    shift: Floats
    reach: float

    def place(self, points: Floats, unit: float = 1.0) -> Floats:
        """Return where points (n, 2) are, in such units; infinite where that is beyond all numbers."""
        placed = np.empty_like(points)
        x, y = points[:, 0] / unit, points[:, 1] / unit
        # Not a product of matrices, for which numpy would wake threads up.
        with np.errstate(over="ignore", invalid="ignore"):
            for axis, (along, across) in enumerate(self.matrix.tolist()):
                placed[:, axis] = along * x + across * y + float(self.shift[axis]) / unit
        return placed

    def spots(self, points: Floats) -> Floats:
        """Return where points (n, 2) are, each for itself: one that is too far off is put somewhere off."""
        placed = self.place(points)
        return np.clip(placed, -self.reach, self.reach, out=placed)

    def is_near(self, placed: Floats) -> Bools:
        """Whether places (n, 2) of the figure are within its reach."""
        return np.asarray((np.abs(placed) <= self.reach).all(axis=-1))


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """What can be drawn of the legs from each point to the next.

    Attributes
    ----------
    start, end
        (leg, 2) in the figure.
    first, last
        (leg,): how much of the leg lies before the one and the other, 0 to 1.
    is_there
        (leg,): whether anything of it is within reach.
    """

    start: Floats
    end: Floats
    first: Floats
    last: Floats
    is_there: Bools


@dataclass(frozen=True, slots=True, eq=False)
class ClippedLine:
    """A line (n, 2) in the figure; where it is out of reach it goes around the square's edge.

    Attributes
    ----------
    rows
        (n,): the point that each belongs to; what is drawn of the leg that leads to it comes before it.
    is_wide
        Whether any of the points is out of reach.
    """

    points: Floats
    rows: Ints
    is_wide: bool


def legs_of(points: Floats, placing: Placing) -> Legs:
    """Return what a figure can draw of the legs through points (n, 2), which are not NaN."""
    points = np.clip(points, -_LARGEST, _LARGEST)
    placed, distant = placing.place(points), placing.place(points, _UNIT)
    near = placing.is_near(placed)
    start, end = placed[:-1].copy(), placed[1:].copy()
    first, last = np.zeros(len(start)), np.ones(len(start))
    is_there = near[:-1] | near[1:]
    leaving = np.flatnonzero(near[:-1] & ~near[1:])
    end[leaving], last[leaving] = _exits(placed[leaving], distant[leaving + 1], placing.reach)
    coming = np.flatnonzero(~near[:-1] & near[1:])
    start[coming], share = _exits(placed[coming + 1], distant[coming], placing.reach)
    first[coming] = 1.0 - share
    rows = np.flatnonzero(~is_there)
    passing, middle, part = _nearest(points, distant, rows, placing)
    start[passing], share = _exits(middle, distant[passing], placing.reach)
    first[passing] = part * (1.0 - share)
    end[passing], share = _exits(middle, distant[passing + 1], placing.reach)
    last[passing] = part + (1.0 - part) * share
    is_there[passing] = True
    return Legs(start, end, first, last, is_there)


def line_of(points: Floats, placing: Placing) -> ClippedLine:
    """Return the line through points (n, 2) in a figure; NaN stays, what is infinite is very far off."""
    placed = placing.place(points)
    near = placing.is_near(placed)
    if near.all() or len(points) < 2 or np.isnan(points).any():
        return ClippedLine(np.clip(placed, -placing.reach, placing.reach), np.arange(len(points)), False)
    legs = legs_of(points, placing)
    # Of each point: two corners around which the line comes back, where it does, where it leaves, and itself.
    ways = np.empty((len(points), 5, 2))
    drawn = np.zeros((len(points), 5), dtype=np.bool_)
    ways[1:, 2], ways[1:, 3], ways[:, 4] = legs.start, legs.end, placed
    drawn[1:, 2], drawn[1:, 3], drawn[:, 4] = legs.is_there & ~near[:-1], legs.is_there & ~near[1:], near
    if not near[0]:
        ways[0, 4], drawn[0, 4] = placing.spots(points[:1])[0], True
    back = np.flatnonzero(drawn[:, 2])
    left = ways[drawn[:, 3], 3] if near[0] else np.concatenate([ways[:1, 4], ways[drawn[:, 3], 3]])
    ways[back, :2] = detours(left[: len(back)], ways[back, 2], placing.reach)
    drawn[back, :2] = True
    return ClippedLine(ways[drawn], np.nonzero(drawn)[0], True)


def detours(start: Floats, end: Floats, reach: float) -> Floats:
    """Return the two places (n, 2, 2) by which one goes from edge to edge (n, 2) of a square around it."""
    begin = _along_edge(start / reach)
    way = (_along_edge(end / reach) - begin + 2.0) % 4.0 - 2.0
    is_back = way < 0.0
    corner = np.where(is_back, np.ceil(begin) - 1.0, np.floor(begin) + 1.0)
    turns = []
    for at in (corner, np.where(is_back, corner - 1.0, corner + 1.0)):
        place = np.where(is_back, np.maximum(at, begin + way), np.minimum(at, begin + way)) % 4.0
        x = np.interp(place, np.arange(5.0), [-reach, reach, reach, -reach, -reach])
        y = np.interp(place, np.arange(5.0), [-reach, -reach, reach, reach, -reach])
        turns.append(np.stack([x, y], axis=-1))
    return np.stack(turns, axis=1)


def _along_edge(place: Floats) -> Floats:
    """Return how far along the edge of the square from -1 to 1 places (n, 2) on it are: 4 is all around."""
    x, y = place[:, 0], place[:, 1]
    on_rows = np.abs(y) >= np.abs(x)
    rows = np.where(y < 0.0, 0.5 * (x + 1.0), 2.0 + 0.5 * (1.0 - x))
    columns = np.where(x > 0.0, 1.0 + 0.5 * (y + 1.0), 3.0 + 0.5 * (1.0 - y))
    return np.where(on_rows, rows, columns)


def _exits(near: Floats, distant: Floats, reach: float) -> tuple[Floats, Floats]:
    """Return where ways from near places (n, 2) to distant ones leave the square, and after what share."""
    way = distant - near / _UNIT
    size = np.abs(way).max(axis=1, initial=0.0)
    way /= size[:, None]
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        lengths = np.where(way == 0.0, np.inf, (np.copysign(reach, way) - near) / way)
    length = lengths.min(axis=1, initial=np.inf)
    return np.clip(near + length[:, None] * way, -reach, reach), length / _UNIT / size


def _nearest(points: Floats, distant: Floats, rows: Ints, placing: Placing) -> tuple[Ints, Floats, Floats]:
    """Return, of legs between distant points, which pass, where they are nearest, and after what share."""
    middle, share, error, may_pass = _roughly_nearest(distant[rows], distant[rows + 1], placing.reach)
    rows, middle, share, error = rows[may_pass], middle[may_pass], share[may_pass], error[may_pass]
    passes = np.ones(len(rows), dtype=np.bool_)
    unsure = np.flatnonzero(error > _PRECISE * placing.reach)
    first = points[rows[unsure]], points[rows[unsure] + 1]
    middle[unsure], share[unsure], passes[unsure] = _precisely_nearest(*first, placing)
    return rows[passes], middle[passes], share[passes]


def _roughly_nearest(start: Floats, end: Floats, reach: float) -> tuple[Floats, Floats, Floats, Bools]:
    """Return where legs are nearest, after what share, how wrong that is at most, and which may pass."""
    is_turned = np.abs(start).max(axis=1, initial=0.0) > np.abs(end).max(axis=1, initial=0.0)
    near, far = np.where(is_turned[:, None], (end, start), (start, end))
    way = far - near
    size = np.abs(way).max(axis=1, initial=0.0)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        way /= size[:, None]
        along = -(near * way).sum(axis=1) / (way * way).sum(axis=1)
        middle = (near + along[:, None] * way) * _UNIT
        share = np.where(is_turned, 1.0 - along / size, along / size)
        error = _ROUNDING * np.finfo(start.dtype).eps * np.abs(near).max(axis=1, initial=0.0) * _UNIT
        is_close = np.hypot(middle[:, 0], middle[:, 1]) <= reach + error
    return middle, share, error, is_close & (along > 0.0) & (along < size)


def _precisely_nearest(start: Floats, end: Floats, placing: Placing) -> tuple[Floats, Floats, Bools]:
    """Return where legs between distant points are nearest to the origin, after what share, and which pass.

    How far off a leg passes is its moment about the origin over its length. That of the points, before they
    are placed, is exact but for its last rounding, however large they are and however much of it cancels.
    """
    fine = np.frexp(np.abs(np.stack([start, end])).max(axis=(0, 2), initial=0.0))[1]
    coarse = int(np.frexp(np.abs(placing.matrix).max())[1])
    matrix = np.ldexp(placing.matrix, -coarse)
    begin, finish = np.ldexp(start, -fine[:, None]), np.ldexp(end, -fine[:, None])
    (to_x, skew_x), (skew_y, to_y) = matrix.tolist()
    leg = finish - begin
    way = np.stack([to_x * leg[:, 0] + skew_x * leg[:, 1], skew_y * leg[:, 0] + to_y * leg[:, 1]], axis=-1)
    length = np.hypot(way[:, 0], way[:, 1])
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        way /= length[:, None]
        turning = (to_x * to_y - skew_x * skew_y) * _moment(begin, finish) / length
        beside = np.ldexp(turning, fine + coarse)
        offset = beside + (float(placing.shift[0]) * way[:, 1] - float(placing.shift[1]) * way[:, 0])
        before, after = ((placing.place(each, _UNIT) * way).sum(axis=1) for each in (start, end))
        share = -before / np.ldexp(length, fine + coarse - _POWER)
        passes = (np.abs(offset) <= placing.reach) & (before < 0.0) & (after > 0.0)
        return offset[:, None] * np.stack([way[:, 1], -way[:, 0]], axis=-1), share, passes


def _moment(start: Floats, end: Floats) -> Floats:
    """Return x₁ y₂ − x₂ y₁ of pairs of points (n, 2) not beyond 1; what rounding leaves out is added."""
    one, one_rest = _product(start[:, 0], end[:, 1])
    other, other_rest = _product(end[:, 0], start[:, 1])
    large, large_rest = _sum(one, -other)
    small, small_rest = _sum(one_rest, -other_rest)
    middle, middle_rest = _sum(large_rest, small)
    return large + (middle + (middle_rest + small_rest))


def _sum(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Return sums and what is left out by rounding them (Knuth 1969)."""
    total = one + other
    part = total - one
    return total, (one - (total - part)) + (other - part)


def _product(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Return products and what is left out by rounding them (Dekker 1971)."""
    product = one * other
    (high, low), (tall, short) = _halves(one), _halves(other)
    return product, ((high * tall - product) + high * short + low * tall) + low * short


def _halves(numbers: Floats) -> tuple[Floats, Floats]:
    """Return numbers as sums of two with half as many digits (Veltkamp 1968)."""
    shifted = _SPLIT * numbers
    high = shifted - (shifted - numbers)
    return high, numbers - high
