"""What the lesson on three places claims beyond the numbers that the program checks itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from claims import experiment_of, is_claimed, run_elsewhere, run_of, run_with
from laboratory import ball

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.analysis.summary import summarize
from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.lessons import find_lesson, judged
from momentum_lab.simulation import Status, simulate

LESSON = "three_places"


def off_the_ridge(run, index):
    """The first step at which a ball is farther than 1 from the ridge."""
    return int(np.argmax(np.abs(run.position[index, :, 1]) > 1.0))


def test_that_gradient_descent_would_arrive_from_the_plain_after_some_hundred_steps():
    steps = summarize(run_elsewhere(LESSON, "plain", steps=500))[0].steps_to_tolerance
    assert steps is not None
    assert 200 < steps < 400


def test_that_the_well_is_as_far_away_as_it_says():
    assert run_of(LESSON, "plain").experiment.start == (-4.2, -1.5)
    assert np.hypot(4.2, 1.5) == pytest.approx(4.5, abs=0.05)


def test_that_the_curve_is_level_for_more_than_forty_steps_and_then_falls():
    loss = run_of(LESSON, "plain").loss[1]
    assert loss[:41].min() > 0.95
    assert loss[100:].max() < 5e-3
    assert loss[-1] < 1e-4


def test_that_a_curve_without_a_bend_is_not_taken_for_right():
    run = run_of(LESSON, "plain")
    steps = np.linspace(0.0, run.computed, 101)
    prediction = find_lesson(LESSON).pages[0].steps[0].prediction
    assert prediction is not None
    shapes = {
        "level": np.ones(101),
        "straight": 10.0 ** (-4.0 * steps / run.computed),
        "bent": 10.0 ** (-4.0 * np.maximum(steps - 50.0, 0.0) / (run.computed - 50.0)),
    }
    right = {name: judged(run, prediction, tuple(shape.tolist())).is_right for name, shape in shapes.items()}
    assert right == {"level": False, "straight": False, "bent": True}


def test_that_adam_hardly_notices_the_plain():
    experiment = replace(experiment_of(LESSON, "plain"), balls=(ball("adam", learning_rate=0.1),))
    assert np.linalg.norm(simulate(experiment).position[0, -1]) < 0.5


def test_that_momentum_leaves_the_saddle_first():
    run = run_of(LESSON, "beside")
    assert is_claimed(LESSON, "descent_off", off_the_ridge(run, 0))
    assert is_claimed(LESSON, "momentum_off", off_the_ridge(run, 1))


def test_that_a_start_ten_times_nearer_to_the_ridge_costs_a_fixed_number_of_steps():
    starts = [(1.0, 10.0**-digits) for digits in (3, 4, 5, 6)]
    runs = [run_elsewhere(LESSON, "beside", start=start, steps=400) for start in starts]
    for index in (0, 1):
        more = np.diff([off_the_ridge(run, index) for run in runs])
        assert np.ptp(more) <= 1


def test_that_a_step_takes_four_percent_off_x_and_adds_them_to_y():
    position = run_of(LESSON, "beside").position[0]
    assert position[1:100, 0] / position[:99, 0] == pytest.approx(0.96)
    assert position[1:100, 1] / position[:99, 1] == pytest.approx(1.04)


def test_that_nothing_leaves_the_ridge():
    run = run_of(LESSON, "ridge")
    assert not run.position[:, :, 1].any()
    x = run.position[1, :, 0]
    assert x.min() < -0.4, "it swings through the saddle"
    assert x[20:40].max() > 0.1, "and back"


def test_that_very_small_changes_leave_the_ridge():
    shaken = summarize(run_of(LESSON, "shaken"))[1]
    assert shaken.status is Status.ESCAPED
    assert shaken.since <= 100
    moved = summarize(run_elsewhere(LESSON, "ridge", start=(1.0, 1e-7)))[1]
    assert moved.status is Status.ESCAPED
    assert moved.since <= 150


def test_that_another_seed_goes_to_the_other_side():
    sides = {np.sign(run_elsewhere(LESSON, "shaken", seed=seed).position[1, 60, 1]) for seed in range(1, 7)}
    assert sides == {-1.0, 1.0}


def test_that_the_pass_is_as_high_as_it_says():
    landscape = experiment_of(LESSON, "basins").landscape.build()
    assert is_claimed(LESSON, "pass_height", landscape.loss(landscape.saddles[0]))


def test_that_gradient_descent_ends_in_the_first_valley():
    for name in ("basins", "lower", "right"):
        run = run_of(LESSON, name)
        assert summarize(run)[0].status is Status.CONVERGED
        assert np.sign(run.position[0, -1, 0]) == np.sign(run.experiment.start[0])


def test_that_the_lower_start_needs_more_than_a_momentum_of_0_point_94():
    ends = [run_with(LESSON, "lower", 1, momentum=m).position[1, -1, 0] for m in (0.9, 0.94, 0.95)]
    assert [bool(end > 0.0) for end in ends] == [False, False, True]


def test_that_friction_takes_the_height_before_the_ball_is_at_the_pass():
    run = run_of(LESSON, "lower")
    energy = QUANTITIES["total_energy"].of(run, run.steps(1, 0, 12))
    turning = int(np.argmax(run.position[1, :, 0]))
    landscape = run.experiment.landscape.build()
    assert energy[0] > 1.9 * landscape.loss(landscape.saddles[0])
    assert energy[turning] < landscape.loss(landscape.saddles[0])
    assert run.position[1, turning, 0] < landscape.saddles[0][0]


@pytest.mark.parametrize(
    ("momentum", "visits_left", "ends_left"),
    [(0.8, False, False), (0.9, True, True), (0.95, True, False), (0.97, True, True), (0.98, True, False)],
)
def test_that_where_the_ball_ends_changes_back_and_forth_with_its_momentum(momentum, visits_left, ends_left):
    experiment = experiment_of(LESSON, "right")
    balls = (experiment.balls[0], experiment.balls[1].with_values(momentum=momentum))
    run = simulate(replace(experiment, balls=balls, steps=600))
    x = run.position[1, :, 0]
    assert (bool(x.min() < -0.5), bool(x[-1] < 0.0)) == (visits_left, ends_left)
    assert summarize(run)[1].status is Status.CONVERGED


@pytest.mark.parametrize("momentum", [0.8, 0.9, 0.95, 0.97])
def test_that_the_table_says_where_the_ball_ends(momentum):
    assert summarize(run_with(LESSON, "right", 1, momentum=momentum))[1].status is Status.CONVERGED


def test_that_the_inflection_plateau_holds_gradient_descent_and_not_momentum():
    choice = LandscapeChoice(name="inflection_plateau", parameters={"slope": 0.0})
    balls = [ball("gradient_descent", learning_rate=0.01)]
    balls.append(ball("momentum", learning_rate=0.01, momentum=0.8))
    run = simulate(Experiment(choice, (2.4,), tuple(balls), steps=2000))
    assert run.position[0, -1, 0] > 1.0
    assert run.position[1, -1, 0] == pytest.approx(-2.0, abs=1e-3)
