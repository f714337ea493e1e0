"""Lines that lead far off: what is drawn of them is there, and what is there is drawn."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from momentum_lab.figures.far_off import Placing, legs_of, line_of

LARGEST = float(np.finfo(np.float64).max)
VIEW = Fraction(1_000)
"""Half the side of what is looked at, in the units of the figure."""
PLACING = Placing(np.array([[63.7, 0.0], [0.0, -71.3]]), np.array([310.2, 244.9]), 1e5)
HAIR = Fraction(1, 10_000)


def size(draw) -> float:
    """A number of any size."""
    number = draw(st.floats(-1.0, 1.0)) * 10.0 ** draw(st.integers(-3, 308))
    return draw(st.sampled_from([number, number, number, LARGEST, -LARGEST, 0.0]))


@st.composite
def far_points(draw) -> np.ndarray:
    """Points of which many are far off, and many opposite to the one before, but for the last bits."""
    points = [[size(draw), size(draw)]]
    for _ in range(draw(st.integers(1, 5))):
        if draw(st.booleans()):
            factor = draw(st.floats(-3.0, 1.0))
            points.append([float(np.clip(factor * each, -LARGEST, LARGEST)) for each in points[-1]])
        else:
            points.append([size(draw), size(draw)])
    return np.array(points)


def seen_exactly(start: np.ndarray, end: np.ndarray, half: Fraction):
    """The ends of what a square shows of a leg, reckoned without rounding; None if that is nothing."""
    scale = [Fraction(PLACING.matrix[axis, axis]) for axis in (0, 1)]
    shift = [Fraction(each) for each in PLACING.shift.tolist()]
    one, other = (
        [f * Fraction(x) + s for f, x, s in zip(scale, p.tolist(), shift, strict=True)] for p in (start, end)
    )
    first, last = Fraction(0), Fraction(1)
    for begin, way in ((a, b - a) for a, b in zip(one, other, strict=True)):
        if way == 0:
            if abs(begin) > half:
                return None
            continue
        low, high = sorted(((-half - begin) / way, (half - begin) / way))
        first, last = max(first, low), min(last, high)
    if first > last:
        return None
    return [[a + share * (b - a) for a, b in zip(one, other, strict=True)] for share in (first, last)]


def clipped(start: np.ndarray, end: np.ndarray):
    """The same, of a leg of the figure's own, in floats."""
    way, first, last = end - start, 0.0, 1.0
    for begin, along in zip(start.tolist(), way.tolist(), strict=True):
        if along == 0.0:
            if abs(begin) > VIEW:
                return None
            continue
        low, high = sorted(((-float(VIEW) - begin) / along, (float(VIEW) - begin) / along))
        first, last = max(first, low), min(last, high)
    return None if first > last else np.stack([start + first * way, start + last * way])


@given(far_points())
@example(np.array([[1e300, 0.3e300], [-1e300, -0.3e300], [1e300, np.nextafter(0.3e300, 1e300)]]))
@example(np.array([[LARGEST, LARGEST], [-LARGEST, -LARGEST], [0.0, 0.0], [LARGEST, -LARGEST]]))
@example(np.array([[3.0, -2.0], [1e6, 4e6], [-2e6, -8e12], [1e6, 1.6e19]]))
def test_that_of_each_leg_just_what_is_there_is_drawn(points: np.ndarray) -> None:
    legs = legs_of(points, PLACING)
    for row in range(len(points) - 1):
        is_surely = seen_exactly(points[row], points[row + 1], VIEW - HAIR)
        is_perhaps = seen_exactly(points[row], points[row + 1], VIEW + HAIR)
        shown = clipped(legs.start[row], legs.end[row]) if legs.is_there[row] else None
        assert shown is not None or is_surely is None
        assert shown is None or is_perhaps is not None
        exact = seen_exactly(points[row], points[row + 1], VIEW)
        if shown is not None and is_surely is not None and exact is not None:
            for place in shown:
                assert _apart(place, exact) < HAIR


def _apart(place: np.ndarray, leg: list[list[Fraction]]) -> float:
    """How far a place is from a leg."""
    start, end = (np.array([float(each) for each in one]) for one in leg)
    way, to = end - start, place - start
    length = float(np.hypot(*way))
    share = min(max(float(to @ way) / length**2, 0.0), 1.0) if length else 0.0
    return math.dist(to, share * way)


@given(far_points())
def test_that_a_line_goes_around_what_is_seen_where_it_is_not_there(points: np.ndarray) -> None:
    line, legs = line_of(points, PLACING), legs_of(points, PLACING)
    assert np.isfinite(line.points).all()
    assert (np.diff(line.rows) >= 0).all()
    assert np.abs(line.points).max() <= PLACING.reach
    for start, end, row in zip(line.points[:-1], line.points[1:], line.rows[1:], strict=True):
        if clipped(start, end) is not None:
            leg = int(row) - 1
            assert legs.is_there[leg]
            assert np.allclose((start, end), (legs.start[leg], legs.end[leg]))
    for leg in np.flatnonzero(legs.is_there).tolist():
        ends = np.stack([line.points[:-1], line.points[1:]], axis=1)[line.rows[1:] == leg + 1]
        assert (ends == np.stack([legs.start[leg], legs.end[leg]])).all(axis=(1, 2)).any()


def test_that_a_line_within_reach_is_what_it_was() -> None:
    points = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, -1.0]])
    line = line_of(points, PLACING)
    assert not line.is_wide
    assert line.points == pytest.approx(points * np.diag(PLACING.matrix) + PLACING.shift)
    assert np.isnan(line_of(np.array([[0.0, 0.0], [np.nan, 1e300]]), PLACING).points[1, 0])
