"""What is measured in a run is what the run, its results, its settings and theory say."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.analysis.results import ball_results
from momentum_lab.experiment import preset
from momentum_lab.lessons.lesson import Measure
from momentum_lab.lessons.measuring import RESULTS, THEORY, measured, series
from momentum_lab.simulation import simulate
from momentum_lab.wording.lessons import measure_words
from momentum_lab.wording.results import RESULT_COLUMNS


@pytest.fixture(scope="module")
def run():
    return simulate(preset("book_ravine_0.6"))


def test_that_every_quantity_is_measured_at_any_step(run):
    for key, quantity in QUANTITIES.items():
        for ball in range(2):
            for step in (0, 1, 7, run.computed):
                found = measured(run, Measure(ball, quantity=key, step=step))
                is_told = quantity.is_known(run) and quantity.is_of(run, ball) and step >= quantity.first_step
                wanted = quantity.of(run, run.at(ball, step))[0] if is_told else math.nan
                assert found == pytest.approx(wanted, nan_ok=True), (key, ball, step)


def test_that_the_step_left_out_is_the_last(run):
    assert measured(run, Measure(1, quantity="x")) == run.position[1, -1, 0]


def test_that_results_are_those_of_the_table_of_results(run):
    assert [*RESULTS] == [column.key for column in RESULT_COLUMNS if column.is_number]
    for step in (None, 20):
        for ball, result in enumerate(ball_results(run, step)):
            for column in RESULT_COLUMNS:
                if column.is_number:
                    value = column.value(result)
                    wanted = math.inf if value is None else value
                    assert measured(run, Measure(ball, result=column.key, step=step)) == wanted


def test_that_settings_are_those_at_the_start(run):
    assert measured(run, Measure(1, setting="momentum")) == 0.5
    assert math.isnan(measured(run, Measure(0, setting="momentum")))
    assert math.isnan(measured(run, Measure(1, setting="form")))


def test_that_theory_of_the_books_ravine_is_that_of_the_book(run):
    numbers = {key: measured(run, Measure(0, theory=key)) for key in THEORY}
    assert numbers["condition_number"] == pytest.approx(20.0)
    assert numbers["largest_curvature"] == pytest.approx(4.0)
    assert numbers["least_curvature"] == pytest.approx(0.2)
    assert numbers["largest_rate"] == pytest.approx(0.5)
    assert numbers["best_rate"] == pytest.approx(2.0 / 4.2)
    assert numbers["best_factor"] == pytest.approx(19.0 / 21.0)
    assert numbers["factor"] == pytest.approx(1.4)
    assert math.isnan(numbers["best_momentum"])
    root = (math.sqrt(20.0) - 1.0) / (math.sqrt(20.0) + 1.0)
    assert measured(run, Measure(1, theory="best_momentum")) == pytest.approx(root**2)
    assert measured(run, Measure(1, theory="best_factor")) == pytest.approx(root)
    assert measured(run, Measure(1, theory="largest_rate")) == pytest.approx(2.0 * 1.5 / 4.0)


def test_that_what_there_is_not_is_no_number(run):
    for measure in (
        Measure(7, quantity="loss"),
        Measure(0, quantity="loss", step=51),
        Measure(0, quantity="overshoot", step=0),
        Measure(0, quantity="velocity_x"),
        Measure(0, result="loss", step=51),
        Measure("any", quantity="loss"),
    ):
        assert math.isnan(measured(run, measure)), measure


def test_that_a_ball_beyond_all_numbers_has_no_bound():
    experiment = preset("book_ravine_0.6")
    wild = replace(experiment, balls=(experiment.balls[0].with_values(learning_rate=1e6),), steps=100)
    run = simulate(wild)
    assert run.last[0] < 100
    assert measured(run, Measure(0, quantity="loss")) == math.inf
    assert measured(run, Measure(0, quantity="distance")) == math.inf
    assert math.isnan(measured(run, Measure(0, quantity="x")))
    assert measured(run, Measure(0, quantity="loss", over="most")) == math.inf
    assert series(run, 0, "loss")[-1] == math.inf


@pytest.fixture(scope="module")
def long_run():
    return simulate(replace(preset("noisy_gradients"), steps=20_000))


@pytest.mark.parametrize(("over", "take"), [("least", np.min), ("most", np.max), ("mean", np.mean)])
def test_that_what_is_taken_over_steps_is_exact_in_long_runs_too(long_run, over, take):
    assert len(long_run.kept) < 20_001
    values = long_run.steps(0, 500, 14_001).loss
    measure = Measure(0, quantity="loss", over=over, since=500, step=14_000)
    assert measured(long_run, measure) == pytest.approx(take(values), rel=1e-12)


def test_that_a_measure_is_divided_by_another(run):
    x, loss = Measure(0, quantity="x", step=3), Measure(1, quantity="loss", step=5)
    assert measured(run, replace(x, per=loss)) == measured(run, x) / measured(run, loss)
    nothing = Measure(0, quantity="path_length", step=0)
    assert measured(run, replace(x, per=nothing)) == -math.inf


def test_that_everything_that_is_measured_has_words(run):
    labels = run.experiment.labels
    for key in RESULTS:
        assert "Momentum 0.5" in str(measure_words(Measure(1, result=key), labels))
    for key in THEORY:
        assert "Momentum 0.5" in str(measure_words(Measure(1, theory=key), labels))
