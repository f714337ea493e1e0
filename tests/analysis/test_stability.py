"""Stability maps: the numbers of single runs, and on quadratics what theory says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.grid import Axis
from momentum_lab.analysis.quadratic import best_point, eigenvalues
from momentum_lab.analysis.stability import (
    axis_between,
    default_axes,
    numbers_of,
    refined,
    stability_map,
)
from momentum_lab.analysis.summary import summarize
from momentum_lab.core.errors import InputError
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

RAVINE = "0.1*x**2 + 2*y**2"
BOOK = (-5.0, -2.0)


def run_of(result, row, column):
    """The run of one cell, alone."""
    experiment, index = result.experiment, result.ball
    changed = experiment.balls[index].with_values(**result.values_at(row, column))
    return simulate(experiment.with_ball(index, changed)), index


@pytest.mark.parametrize(
    ("experiment", "index"),
    [
        (on_library("rosenbrock", ball("gradient_descent"), ball("momentum"), steps=40), 1),
        (on_library("himmelblau", ball("adam"), steps=40, noise=0.3), 0),
        (on_library("double_well", ball("rmsprop", learning_rate=0.1), steps=40), 0),
        (on_library("saddle", ball("physical_ball"), steps=40), 0),
    ],
    ids=["rosenbrock", "himmelblau", "double_well", "saddle"],
)
def test_that_cells_are_single_runs_to_the_last_bit(experiment, index):
    result = stability_map(experiment, index, default_axes(experiment, index, 9))
    random = np.random.default_rng(3)
    for row, column in random.integers(9, size=(12, 2)):
        run, place = run_of(result, row, column)
        last = int(run.last[place])
        summary = summarize(run)[place]
        reached = summary.steps_to_tolerance if last == experiment.steps else None
        cells = result.cells
        assert cells.last[row, column] == last
        assert cells.loss[row, column] == run.loss[place, last]
        assert cells.status[row, column] == run.status[place, -1]
        assert cells.reached[row, column] == (-1 if reached is None else reached)


def test_that_a_coarse_map_comes_first_and_is_part_of_the_fine_one():
    experiment = on_library("rosenbrock", ball("nesterov"), steps=20)
    coarse, fine = refined(experiment, 0, default_axes(experiment, 0, 16))
    assert (coarse.stride, fine.stride) == (8, 1)
    assert (coarse.cells.loss.shape, fine.cells.loss.shape) == ((2, 2), (16, 16))
    assert np.array_equal(coarse.first, fine.first[4::8])
    assert np.array_equal(coarse.cells.loss, fine.cells.loss[4::8, 4::8])


@pytest.mark.parametrize("name", [n for n, o in OPTIMIZERS.items() if o.has_rate])
def test_that_every_optimizer_has_axes_that_hold_its_own_rate(name):
    experiment = on_library("rosenbrock", ball(name), steps=2)
    first, second = default_axes(experiment, 0, 3)
    names = {"adam": "beta1", "momentum": "momentum", "gradient_descent": "weight_decay"}
    assert second.name == names.get(name, second.name)
    if "learning_rate" in experiment.balls[0].hyperparameters:
        assert first.name == "learning_rate"
        assert first.scale == "log"
        assert first.low < experiment.balls[0].hyperparameters["learning_rate"] < first.high
    assert stability_map(experiment, 0, (first, second)).cells.loss.shape == (3, 3)


def test_that_wrong_axes_are_refused():
    experiment = on_formula(RAVINE, BOOK, ball("momentum"))
    assert numbers_of(experiment.balls[0])[:2] == ("learning_rate", "momentum")
    rate = Axis("learning_rate", 0.1, 1.0, 3, "log")
    for axes, words in [
        ((rate, rate), "found learning_rate twice"),
        ((rate, Axis("momentum", 0.0, 1.5, 3)), "momentum: found 1.5, allowed is a number from 0 to 1"),
        ((rate, Axis("form", 0.0, 1.0, 3)), "unknown number of momentum 'form'"),
        ((rate, Axis("momentun", 0.0, 1.0, 3)), "did you mean 'momentum'?"),
    ]:
        with pytest.raises(InputError) as caught:
            refined(experiment, 0, axes)
        assert words in str(caught.value)
    with pytest.raises(InputError, match="learning_rate: found -1"):
        axis_between(experiment, 0, "learning_rate", -1.0, 1.0, 3)


QUADRATICS = [
    ("gradient_descent", {}),
    ("momentum", {}),
    ("momentum", {"form": "velocity"}),
    ("momentum", {"form": "ema"}),
    ("momentum", {"form": "ema_corrected"}),
    ("momentum", {"dampening": 0.4}),
    ("momentum", {"weight_decay": 0.5}),
    ("nesterov", {}),
    ("qhm", {"nu": 0.6}),
]


@pytest.mark.parametrize(("name", "values"), QUADRATICS, ids=str)
def test_that_the_border_of_theory_is_the_border_that_is_measured_cell_by_cell(name, values):
    # A diverging ball is above its start after so many steps, a converging one below, at every cell.
    experiment = on_formula(RAVINE, BOOK, ball(name, **values), steps=1500)
    memory = {"gradient_descent": "weight_decay", "qhm": "beta"}.get(name, "momentum")
    axes = (Axis("learning_rate", 0.02, 12.0, 11, "log"), Axis(memory, 0.0, 0.9, 7))
    result = stability_map(experiment, 0, axes)
    measured = result.cells.loss < experiment.landscape.build().loss(BOOK)
    assert result.theory.eigenvalues == pytest.approx((0.2, 4.0), rel=1e-15)
    assert np.array_equal(measured, result.theory.converges)
    assert 5 < measured.sum() < measured.size - 5
    limits = np.interp(result.second, result.theory.border[:, 1], result.theory.border[:, 0])
    clear = np.abs(result.first / limits[:, np.newaxis] - 1.0) > 1e-3
    assert np.array_equal((result.first < limits[:, np.newaxis])[clear], measured[clear])


@pytest.mark.parametrize(
    ("name", "values", "limit"),
    [
        ("nesterov", {"momentum": 1.0}, 4 / 3),  # it looks ahead, and that damps it
        ("qhm", {"beta": 1.0, "nu": 0.0}, 2.0),
        ("qhm", {"beta": 1.0, "nu": 0.75}, 8.0),  # the memory stays empty
        ("qhm", {"beta": 1.0, "nu": 1.0}, 0.0),  # and nothing else moves it
        ("momentum", {"momentum": 1.0}, 0.0),
        ("momentum", {"momentum": 1.0, "form": "velocity"}, 0.0),
        ("momentum", {"momentum": 1.0, "form": "ema"}, 0.0),
        ("momentum", {"momentum": 1.0, "dampening": 0.5}, 0.0),
    ],
    ids=str,
)
def test_that_what_never_forgets_has_a_border_if_it_converges_all_the_same(name, values, limit):
    experiment = on_formula(RAVINE, BOOK, ball(name, **values), steps=3000)
    axes = (Axis("learning_rate", 0.1, 12.0, 11, "log"), Axis("weight_decay", 0.0, 1.0, 3))
    result = stability_map(experiment, 0, axes)
    expected = result.first * (4.0 + result.second[:, np.newaxis]) < limit
    assert np.array_equal(result.theory.converges, expected)
    undamped = result.second == 0.0
    arrived = result.cells.loss[undamped] < 1e-6 * experiment.landscape.build().loss(BOOK)
    assert np.array_equal(arrived, expected[undamped])


def test_that_the_border_of_momentum_is_gohs():
    axes = (Axis("momentum", 0.0, 0.999, 4), Axis("learning_rate", 0.1, 2.0, 5, "log"))
    result = stability_map(on_formula(RAVINE, BOOK, ball("momentum"), steps=2), 0, axes)
    kept, rate = result.theory.border.T
    assert rate * 4.0 == pytest.approx(2.0 + 2.0 * kept, rel=1e-12)
    assert result.theory.converges.shape == (5, 4)
    assert np.array_equal(result.theory.converges, result.second[:, np.newaxis] * 4 < 2 + 2 * result.first)


def test_that_without_a_rate_on_the_axes_there_is_no_curve_but_the_cells_are_told():
    axes = (Axis("momentum", 0.0, 0.9, 4), Axis("weight_decay", 0.0, 2.0, 3))
    result = stability_map(on_formula(RAVINE, BOOK, ball("momentum", learning_rate=0.6), steps=2), 0, axes)
    expected = 0.6 * (4.0 + result.second[:, np.newaxis]) < 2.0 + 2.0 * result.first
    assert result.theory.border.shape == (0, 2)
    assert np.array_equal(result.theory.converges, expected)


@pytest.mark.parametrize(
    ("name", "rate", "kept", "factor"),
    [
        ("gradient_descent", 0.476190, None, 0.904762),
        ("momentum", 0.667907, 0.402605, 0.634512),
    ],
)
def test_that_the_best_point_is_gohs(name, rate, kept, factor):
    point = best_point(ball(name), (0.2, 4.0))
    assert point.values["learning_rate"] == pytest.approx(rate, abs=5e-7)
    assert point.values.get("momentum") == (None if kept is None else pytest.approx(kept, abs=5e-7))
    assert point.convergence_factor == pytest.approx(factor, abs=5e-7)


FASTEST = [
    ("gradient_descent", {}),
    ("momentum", {}),
    ("momentum", {"form": "ema"}),
    ("momentum", {"dampening": 0.5}),
    ("nesterov", {}),
]


@pytest.mark.parametrize(("name", "values"), FASTEST, ids=str)
def test_that_the_best_rate_that_is_measured_is_that_of_theory_within_one_percent(name, values):
    choice = ball(name, **values)
    point = best_point(choice, (0.2, 4.0))
    rate, kept = point.values["learning_rate"], point.values.get("momentum")
    choice = choice if kept is None else choice.with_values(momentum=kept)
    steps = int(-200 / math.log(point.convergence_factor))  # down to 1e-87, far from the smallest double
    experiment = on_formula(RAVINE, BOOK, choice, steps=min(steps, 1000))
    axes = (Axis("learning_rate", 0.9 * rate, 1.1 * rate, 81, "log"), Axis("weight_decay", 0.0, 1.0, 2))
    losses = stability_map(experiment, 0, axes).cells.loss[0]
    best = int(np.argmin(losses))
    assert axes[0].values[best] == pytest.approx(rate, rel=0.01)
    start = experiment.landscape.build().loss(BOOK)
    per_step = (losses[best] / start) ** (0.5 / experiment.steps)
    assert per_step == pytest.approx(point.convergence_factor, rel=0.02)


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
def test_that_the_best_momentum_that_is_measured_is_that_of_theory_within_one_percent(name):
    point = best_point(ball(name), (0.2, 4.0))
    fastest = ball(name, **point.values)
    experiment = on_formula(RAVINE, BOOK, fastest, steps=400)
    kept = point.values["momentum"]
    axes = (Axis("momentum", 0.9 * kept, 1.1 * kept, 81), Axis("weight_decay", 0.0, 1.0, 2))
    losses = stability_map(experiment, 0, axes).cells.loss[0]
    assert axes[0].values[np.argmin(losses)] == pytest.approx(kept, rel=0.01)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("0.1*x**2 + 2*y**2", (0.2, 4.0)),
        ("x**2 + x*y + y**2 + 3*x - 7", (1.0, 3.0)),
        ("x**2 - y**2", (-2.0, 2.0)),
        ("(1 - x)**2 + (2 - y)**2", (2.0, 2.0)),
        ("x**2 + y**2 + abs(x)", None),
        ("x**4 + y**2", None),
        ("x**2 + y**2 + 0.001*sin(y)", None),
        ("sqrt(x)", None),
    ],
)
def test_that_a_quadratic_is_told_from_what_is_none(formula, expected):
    landscape = on_formula(formula, (3.0, 1.0), ball("momentum")).landscape.build()
    found = eigenvalues(landscape)
    assert found == (None if expected is None else pytest.approx(expected, rel=1e-14))


def test_that_a_turned_bowl_of_the_library_is_a_quadratic():
    landscape = on_library("conditioned_bowl", ball("momentum")).landscape.build()
    assert eigenvalues(landscape) is not None


@pytest.mark.parametrize(
    "experiment",
    [
        on_formula(RAVINE, BOOK, ball("adam"), steps=2),
        on_formula(RAVINE, BOOK, ball("momentum", schedule=RateSchedule("cosine")), steps=2),
        on_formula(RAVINE, BOOK, ball("momentum", clipping=Clipping("norm")), steps=2),
        on_formula("x**2 - y**2", BOOK, ball("momentum"), steps=2),
        on_formula("x**4 + y**2", BOOK, ball("momentum"), steps=2),
    ],
    ids=["adam", "schedule", "clipping", "saddle", "quartic"],
)
def test_that_there_is_no_theory_where_it_does_not_hold(experiment):
    assert stability_map(experiment, 0, default_axes(experiment, 0, 2)).theory is None


def test_that_the_best_cell_is_the_soonest_and_then_the_lowest():
    experiment = on_formula(RAVINE, BOOK, ball("momentum", learning_rate=0.5), steps=60)
    result = stability_map(experiment, 0, default_axes(experiment, 0, 12))
    row, column = result.best()
    reached = result.cells.reached
    assert reached[row, column] == reached[reached >= 0].min()
    losses = result.cells.loss[reached == reached[row, column]]
    assert result.cells.loss[row, column] == losses.min()
    nowhere = on_formula("x + y", BOOK, ball("momentum"), steps=2)
    assert stability_map(nowhere, 0, default_axes(nowhere, 0, 2)).best() is None
