"""What the lesson on the ravine claims beyond the numbers that the program checks itself."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from claims import experiment_of, run_of, run_with

from momentum_lab.analysis.summary import summarize
from momentum_lab.api import anatomy
from momentum_lab.experiment.landscape_choice import LandscapeChoice
from momentum_lab.lessons import find_lesson
from momentum_lab.lessons.lesson import Measure
from momentum_lab.lessons.measuring import measured
from momentum_lab.simulation import Status, simulate

LESSON = "ravine"


@pytest.mark.parametrize(("name", "along", "across"), [("slow", 0.92, -0.6), ("fast", 0.88, -1.4)])
def test_that_each_step_multiplies_each_coordinate_by_its_factor(name, along, across):
    position = run_of(LESSON, name).position[0]
    assert position[1:, 0] / position[:-1, 0] == pytest.approx(along)
    assert position[1:, 1] / position[:-1, 1] == pytest.approx(across)


@pytest.mark.parametrize(
    ("name", "index", "x", "y"),
    [
        ("slow", 0, -0.943467, -0.000073),
        ("fast", 0, -0.387814, -1673.365109),
        ("three", 2, 0.007188, 0.002553),
        ("three", 1, -0.126340, -0.186632),
    ],
)
def test_that_the_balls_are_where_the_book_has_them(name, index, x, y):
    assert run_of(LESSON, name).position[index, 20] == pytest.approx((x, y), abs=1e-6)


def test_that_the_swings_of_the_smaller_momentum_die_slowly():
    quarter, half = summarize(run_of(LESSON, "three"))[1:]
    assert quarter.status is half.status is Status.CONVERGED
    assert half.steps_to_tolerance < quarter.steps_to_tolerance


@pytest.mark.parametrize("momentum", [0.0, 0.25, 0.5, 0.9])
def test_that_at_the_limit_a_ball_jumps_from_side_to_side_for_ever(momentum):
    limit = (2.0 + 2.0 * momentum) / 4.0
    run = run_with(LESSON, "edge", 0, momentum=momentum)
    assert measured(run, Measure(theory="largest_rate")) == pytest.approx(limit, rel=1e-9)
    at_limit = run_with(LESSON, "edge", 0, momentum=momentum, learning_rate=limit).position[0, -20:, 1]
    assert at_limit[1:] == pytest.approx(-at_limit[:-1], rel=1e-3)


@pytest.mark.parametrize(("rate", "status"), [(0.62, Status.MOVING), (0.63, Status.DIVERGED)])
def test_that_the_status_line_says_when_the_limit_is_passed(rate, status):
    assert summarize(run_with(LESSON, "edge", 0, learning_rate=rate))[0].status is status


def test_that_the_limit_is_a_straight_line():
    assert np.interp(0.25, [0.0, 0.5], [0.5, 0.75]) == (2.0 + 2.0 * 0.25) / 4.0


@pytest.mark.parametrize(("name", "index"), [("known", 0), ("known", 1), ("longer", 0), ("longer", 1)])
def test_that_each_has_its_best_values(name, index):
    run = run_of(LESSON, name)
    best = {"learning_rate": "best_rate"} | ({"momentum": "best_momentum"} if index else {})
    for setting, theory in best.items():
        used = run.experiment.balls[index].hyperparameters[setting]
        assert used == pytest.approx(measured(run, Measure(index, theory=theory)), rel=1e-5)


def steps_at_best(part: float) -> list[int]:
    """The steps of gradient descent and momentum, each at its best, with this parameter ``a``."""
    experiment = experiment_of(LESSON, "known")
    landscape = LandscapeChoice(
        name="elliptic_bowl", parameters={"a": part, "b": 2.0}, domain=experiment.landscape.domain
    )
    other = replace(experiment, landscape=landscape, steps=3000)
    run, balls = simulate(replace(other, steps=1)), []
    for index, ball in enumerate(other.balls):
        values = {"learning_rate": measured(run, Measure(index, theory="best_rate"))}
        if index:
            values["momentum"] = measured(run, Measure(index, theory="best_momentum"))
        balls.append(ball.with_values(**values))
    found = summarize(simulate(replace(other, balls=tuple(balls))))
    return [each.steps_to_tolerance or 0 for each in found]


def test_that_steps_grow_like_the_condition_number_and_like_its_root():
    steps = [steps_at_best(part) for part in (0.1, 0.025, 0.00625)]
    for before, after in itertools.pairwise(steps):
        assert after[0] / before[0] == pytest.approx(4.0, rel=0.05)
        assert after[1] / before[1] == pytest.approx(2.0, rel=0.15)


def test_that_the_best_values_in_the_long_run_take_more_steps_than_others():
    found = {
        (rate, momentum): summarize(run_with(LESSON, "tune", 0, learning_rate=rate, momentum=momentum))[0]
        for rate, momentum in ((0.5, 0.5), (0.667907, 0.402605))
    }
    assert [each.steps_to_tolerance for each in found.values()] == [17, 20]


def test_that_a_momentum_of_0_point_9_is_too_much():
    run = run_of(LESSON, "tune")
    assert run.position[0, :, 0].max() > 1.0, "it arrives soon, but swings past the minimum"
    for rate in np.linspace(0.01, 1.0, 100):
        steps = summarize(run_with(LESSON, "tune", 0, learning_rate=float(rate)))[0].steps_to_tolerance
        assert steps is None or steps > 25


def test_that_turning_the_ravine_changes_nothing():
    experiment = experiment_of(LESSON, "three")
    angle = np.radians(30.0)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([np.mean(limits) for limits in experiment.landscape.domain])
    start = tuple((middle + turn @ (np.array(experiment.start) - middle)).tolist())
    turned = replace(experiment, landscape=replace(experiment.landscape, rotation=30.0), start=start)
    assert simulate(turned).loss[1:] == pytest.approx(simulate(experiment).loss[1:], rel=1e-6, abs=1e-12)


def test_that_the_parts_of_the_second_step_point_against_each_other_across_the_ravine():
    second = anatomy(run_of(LESSON, "three"), 1, 2)
    assert second.carried[1] * second.gradient_part[1] < 0.0
    assert second.carried[0] * second.gradient_part[0] > 0.0, "and along it the same way"


def test_that_the_sign_across_changes_again_and_again():
    across = np.sign(run_of(LESSON, "three").position[:, :21, 1])
    changes = np.count_nonzero(np.diff(across, axis=1), axis=1)
    assert changes[1] == 20, "at every step with momentum 0.25"
    assert 10 < changes[2] < 20, "but not at every step with momentum 0.5"


def test_that_the_rate_that_can_be_read_off_is_not_taken_for_the_limit():
    step = next(page for page in find_lesson(LESSON).pages if page.id == "limit").steps[0]
    run = run_of(LESSON, "edge")
    shown = run.experiment.balls[0].hyperparameters["learning_rate"]
    limit = measured(run, Measure(theory="largest_rate"))
    assert summarize(run)[0].status is Status.MOVING
    assert abs(shown - limit) > step.prediction.near * limit


def test_that_a_ravine_four_times_flatter_has_contours_twice_as_long():
    known, longer = (experiment_of(LESSON, name).landscape.parameters["a"] for name in ("known", "longer"))
    assert known / longer == pytest.approx(4.0)
    assert (known / longer) ** 0.5 == pytest.approx(2.0)
