"""Axes, and grids that become finer."""

from __future__ import annotations

import numpy as np
import pytest
from laboratory import ball, on_formula

from momentum_lab.analysis.grid import Axis, refined_cells
from momentum_lab.core.errors import CancelledError, InputError
from momentum_lab.simulation.batch import Batch

BOWL = on_formula("x**2 + 4*y**2", (-5.0, -2.0), ball("momentum", learning_rate=0.1), steps=5)


@pytest.mark.parametrize(
    ("scale", "middle"), [("linear", 0.5), ("log", np.sqrt(0.1 * 0.9)), ("towards_one", 1 - 0.3)]
)
def test_that_an_axis_holds_both_ends_and_its_scale(scale, middle):
    axis = Axis("momentum", 0.1, 0.9, 5, scale)
    assert (axis.values[0], axis.values[-1]) == (0.1, 0.9)
    assert axis.values[2] == pytest.approx(middle, rel=1e-12)
    assert axis.share(axis.values) == pytest.approx([0.0, 0.25, 0.5, 0.75, 1.0], abs=1e-12)
    assert not axis.values.flags.writeable


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((1.0, 1.0, 4, "linear"), "x: found 1 to 1, allowed is a range that rises"),
        ((0.0, np.inf, 4, "linear"), "x: found 0 to inf, allowed is a range that rises"),
        ((0.0, 1.0, 4, "log"), "x: found 0, allowed is a number above 0: the axis is logarithmic"),
        ((0.0, 1.0, 4, "towards_one"), "x: found 1, allowed is a number below 1: the axis runs towards 1"),
        ((0.0, 1.0, 1, "linear"), "x: points: found 1, allowed is a whole number from 2 to 1,024"),
    ],
)
def test_that_what_is_no_axis_is_refused(values, words):
    with pytest.raises(InputError) as caught:
        Axis("x", *values)
    assert str(caught.value) == words


def test_that_a_coarse_grid_has_the_middle_of_each_group():
    axis = Axis("x", 0.0, 1.0, 256)
    assert axis.picked(1).tolist() == list(range(256))
    assert axis.picked(8).tolist() == list(range(4, 256, 8))
    assert Axis("x", 0.0, 1.0, 10).picked(8).tolist() == [4, 9]
    assert Axis("x", 0.0, 1.0, 5).picked(8).tolist() == [2]


def counted(asked):
    first, second = Axis("learning_rate", 0.01, 0.3, 9, "log"), Axis("momentum", 0.0, 0.9, 6)

    def make(row, column):
        asked.append(row.size)
        values = {"learning_rate": first.values[column], "momentum": second.values[row]}
        return Batch(BOWL, 0, values=values)

    return first, second, make


def test_that_nothing_is_computed_twice_and_finer_grids_hold_the_coarser_ones():
    asked = []
    first, second, make = counted(asked)
    (four, coarse), (two, middle), (one, fine) = refined_cells(
        first, second, make, (4, 2, 1), lambda share: True
    )
    assert (four, two, one) == (4, 2, 1)
    assert (coarse.loss.shape, middle.loss.shape, fine.loss.shape) == ((2, 3), (3, 5), (6, 9))
    assert sum(asked) == 54
    for stride, cells in ((4, coarse), (2, middle)):
        picked = np.ix_(second.picked(stride), first.picked(stride))
        assert np.array_equal(cells.loss, fine.loss[picked])
        assert np.array_equal(cells.status, fine.status[picked])
    assert not fine.loss.flags.writeable


def test_that_progress_rises_over_all_grids_and_can_cancel():
    shares = []
    first, second, make = counted([])

    def told(share):
        shares.append(share)
        return len(shares) < 3  # that is soon enough, however fast the grids are

    with pytest.raises(CancelledError):
        list(refined_cells(first, second, make, (4, 1), told))
    assert shares == sorted(shares)
    assert shares[-1] < 1.0
    shares.clear()
    list(refined_cells(first, second, make, (4, 1), lambda share: shares.append(share) or True))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("strides", [(), (8, 2), (1, 1), (1, 2, 1)])
def test_that_strides_fall_to_one(strides):
    first, second, make = counted([])
    with pytest.raises(InputError, match="allowed are numbers that fall to 1"):
        list(refined_cells(first, second, make, strides, lambda share: True))
