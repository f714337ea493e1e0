"""What the lesson on the rolling ball claims beyond the numbers that the program checks itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from claims import experiment_of, is_claimed, run_of, run_with

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.analysis.summary import summarize
from momentum_lab.simulation import Status, simulate

LESSON = "rolling_ball"


def test_that_the_hill_is_as_high_as_it_says():
    landscape = experiment_of(LESSON, "hill").landscape.build()
    between = np.linspace(-0.9, 0.9, 2001)
    assert is_claimed(LESSON, "hill_height", max(landscape.loss((x,)) for x in between.tolist()))


def test_that_gradient_descent_is_fastest_at_the_start_and_momentum_at_the_bottom():
    run = run_of(LESSON, "past")
    steps = np.abs(run.update[:, 1:, 0])
    assert np.argmax(steps[0]) == 0
    longest = int(np.argmax(steps[1])) + 1
    assert longest <= 10, "it is seen within the ten steps that are looked at"
    assert run.position[1, longest - 1, 0] < 0.0 < run.position[1, longest, 0]


def test_that_momentum_loses_at_each_step_what_it_does_not_keep():
    run = run_of(LESSON, "hill")
    assert run.experiment.balls[1].hyperparameters["momentum"] == 0.82
    energy = QUANTITIES["total_energy"].of(run, run.steps(1, 0, 13))
    assert np.all(np.diff(energy) < 0.0)


@pytest.mark.parametrize(
    ("momentum", "arrives"), [(0.82, False), (0.84, False), (0.85, True), (0.88, True), (0.9, False)]
)
def test_that_a_small_interval_of_momenta_gets_over_the_hill_in_time(momentum, arrives):
    run = run_with(LESSON, "hill", 1, momentum=momentum)
    steps = summarize(run)[1].steps_to_tolerance
    is_right = bool(run.position[1, -1, 0] > 0.5)
    assert (is_right and steps is not None and steps <= 90) is arrives


def test_that_energy_would_not_change_at_all_if_steps_were_infinitely_short():
    def wobble(parts: int) -> float:
        experiment = experiment_of(LESSON, "no_friction")
        ball = experiment.balls[0]
        shorter = ball.with_values(time_step=ball.hyperparameters["time_step"] / parts)
        run = simulate(replace(experiment, balls=(shorter,), steps=experiment.steps * parts))
        return float(np.ptp(QUANTITIES["total_energy"].of(run, run.steps(0, 0, run.computed + 1))))

    wobbles = [wobble(parts) for parts in (1, 4, 16)]
    assert wobbles[1] < 0.35 * wobbles[0]
    assert wobbles[2] < 0.35 * wobbles[1]


@pytest.mark.parametrize(
    ("friction", "ends"), [(1.0, "right"), (1.5, "right"), (2.0, "left"), (5.0, "left"), (10.0, "left")]
)
def test_that_friction_decides_in_which_valley_the_ball_ends(friction, ends):
    run = run_with(LESSON, "no_friction", 0, friction=friction)
    assert summarize(run)[0].status is Status.CONVERGED
    assert ("right" if run.position[0, -1, 0] > 0.0 else "left") == ends


@pytest.mark.parametrize("friction", [0.5, 20.0])
def test_that_with_little_or_much_friction_the_ball_is_not_at_rest_at_the_end(friction):
    assert summarize(run_with(LESSON, "no_friction", 0, friction=friction))[0].status is Status.MOVING


def test_that_with_very_little_friction_the_valley_changes_back_and_forth():
    runs = [run_with(LESSON, "no_friction", 0, friction=friction) for friction in (0.2, 0.3, 0.5)]
    assert [bool(run.position[0, -1, 0] > 0.0) for run in runs] == [True, False, True]


@pytest.mark.parametrize("name", ["one_motion", "translated"])
def test_that_the_physical_ball_and_momentum_take_the_same_path(name):
    run = run_of(LESSON, name)
    body, other = (ball.hyperparameters for ball in run.experiment.balls)
    mass, friction, time = body["mass"], body["friction"], body["time_step"]
    assert other["learning_rate"] == pytest.approx(time**2 / mass, rel=1e-12)
    assert other["momentum"] == pytest.approx(1.0 - friction * time / mass, rel=1e-12)
    assert run.position[1] == pytest.approx(run.position[0], abs=1e-12)


def test_that_a_ball_with_enough_friction_is_gradient_descent():
    ball = experiment_of(LESSON, "one_motion").balls[0].hyperparameters
    run = run_with(LESSON, "one_motion", 0, friction=ball["mass"] / ball["time_step"])
    descent = run_with(LESSON, "one_motion", 1, momentum=0.0)
    assert run.position[0] == pytest.approx(descent.position[1], abs=1e-12)


def test_that_the_momenta_of_the_heaviest_and_the_lightest_are_as_told():
    kept = {}
    for ball in experiment_of(LESSON, "masses").balls:
        values = ball.hyperparameters
        kept[values["mass"]] = 1.0 - values["friction"] * values["time_step"] / values["mass"]
    assert kept[4.0] == pytest.approx(0.975, rel=1e-12)
    assert kept[0.25] == pytest.approx(0.6, rel=1e-12)


def test_that_half_the_time_step_takes_a_quarter_of_the_rate_and_half_of_what_is_lost():
    values = experiment_of(LESSON, "one_motion").balls[0].hyperparameters
    time = values["time_step"]
    half = run_with(LESSON, "one_motion", 0, time_step=time / 2.0)
    kept = 1.0 - (1.0 - 0.9) / 2.0
    same = run_with(LESSON, "one_motion", 1, learning_rate=0.01 / 4.0, momentum=kept)
    assert half.position[0] == pytest.approx(same.position[1], abs=1e-12)


def test_that_the_first_step_tells_the_rate_whatever_the_momentum():
    first = [run_with(LESSON, "translate", 1, momentum=kept).position[1, 1] for kept in (0.0, 0.5, 0.99)]
    assert np.ptp(first, axis=0) == pytest.approx(0.0)


def test_that_critical_damping_of_curvature_one_is_twice_the_root_of_the_mass():
    experiment = experiment_of(LESSON, "masses")
    for mass in (0.25, 1.0, 4.0):
        ball = experiment.balls[0].with_values(time_step=0.001, mass=mass)
        runs = {
            share: simulate(
                replace(experiment, balls=(ball.with_values(friction=2.0 * mass**0.5 * share),), steps=30_000)
            )
            for share in (1.01, 0.9)
        }
        assert runs[1.01].position[0, :, 0].max() < 0.0
        assert runs[0.9].position[0, :, 0].max() > 0.0


@pytest.mark.parametrize("mass", [0.25, 1.0, 4.0])
def test_that_longer_steps_of_time_are_damped_critically_with_a_little_less_friction(mass):
    experiment = experiment_of(LESSON, "masses")
    time_step = experiment.balls[0].hyperparameters["time_step"]

    def farthest(friction):
        ball = experiment.balls[0].with_values(mass=mass, friction=friction)
        return simulate(replace(experiment, balls=(ball,), steps=2_000)).position[0, :, 0].max()

    critical = 2.0 * mass**0.5 - time_step
    assert farthest(critical + 1e-3) <= 0.0
    assert farthest(critical * 0.9) > 0.0
