"""Basins of attraction: the numbers of single runs, over the whole domain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.basins import basin_axes, basin_maps, refined
from momentum_lab.analysis.summary import summarize
from momentum_lab.core.errors import CancelledError, InputError
from momentum_lab.simulation import Status, simulate

VALLEYS = on_library(
    "himmelblau",
    ball("gradient_descent", learning_rate=0.01),
    ball("momentum", learning_rate=0.03, start=(1.0, 1.0)),
    steps=60,
)
LINE = on_library("double_well", ball("momentum", learning_rate=0.01), steps=150)


@pytest.mark.parametrize("experiment", [VALLEYS, LINE], ids=["plane", "line"])
def test_that_cells_are_single_runs_to_the_last_bit(experiment):
    random = np.random.default_rng(5)
    minima = experiment.landscape.build().minima
    for result in basin_maps(experiment, 8):
        for row, column in random.integers((result.minimum.shape[0], 8), size=(8, 2)):
            changed = replace(experiment.balls[result.ball], start=result.start_at(row, column))
            run = simulate(experiment.with_ball(result.ball, changed))
            last = int(run.last[result.ball])
            reached = summarize(run)[result.ball].steps_to_tolerance
            reached = None if last < experiment.steps else reached
            assert result.reached[row, column] == (-1 if reached is None else reached)
            assert result.cells.loss[row, column] == run.loss[result.ball, last]
            nearest = [np.linalg.norm(run.position[result.ball, last] - m.position) for m in minima]
            expected = -1 if reached is None else int(np.argmin(nearest))
            assert result.minimum[row, column] == expected


def test_that_gradient_descent_keeps_to_its_side_of_the_hill():
    (result,) = basin_maps(
        on_formula("(x**2 - 1)**2", (0.5,), ball("gradient_descent"), domain=((-2, 2),), steps=400), 8
    )
    left, right = result.minimum[0, :4], result.minimum[0, 4:]
    assert result.minimum.shape == (1, 8)
    assert result.axes[0].values[[0, -1]].tolist() == [-1.75, 1.75]
    assert len(set(left)) == len(set(right)) == 1
    assert result.minima[left[0]].position == pytest.approx((-1.0,))
    assert result.minima[right[0]].position == pytest.approx((1.0,))


def test_that_cells_fill_the_domain():
    low, high = VALLEYS.landscape.build().domain[0]
    axis = basin_axes(VALLEYS, 10)[0]
    width = axis.values[1] - axis.values[0]
    assert axis.values[0] - width / 2 == pytest.approx(low)
    assert axis.values[-1] + width / 2 == pytest.approx(high)


def test_that_coarse_maps_of_all_balls_come_first():
    maps = list(refined(VALLEYS, 16))
    assert [(m.stride, m.ball) for m in maps] == [(8, 0), (8, 1), (1, 0), (1, 1)]
    assert np.array_equal(maps[0].minimum, maps[2].minimum[4::8, 4::8])
    assert [m.ball for m in refined(VALLEYS, 16, balls=[1])] == [1, 1]


def test_that_what_never_arrives_is_told():
    (result,) = basin_maps(on_formula("x + y", (0.0, 0.0), ball("gradient_descent"), steps=3), 3)
    assert (result.minimum == -1).all()
    assert (result.reached == -1).all()
    assert (result.cells.status == Status.MOVING).all()
    assert result.minima == ()


def test_that_progress_rises_to_one_and_can_cancel():
    shares = []
    list(refined(VALLEYS, 9, lambda share: shares.append(share) or True))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(CancelledError):
        basin_maps(VALLEYS, 4, lambda share: False)


def test_that_one_point_is_too_few():
    with pytest.raises(InputError, match="points: found 1, allowed is a whole number from 2"):
        refined(VALLEYS, 1)
