"""What the lesson on Nesterov claims beyond the numbers that the program checks itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from claims import experiment_of, is_claimed, run_of, run_with

from momentum_lab.analysis.modes import mode
from momentum_lab.analysis.summary import summarize
from momentum_lab.api import anatomy, torch_script
from momentum_lab.lessons.lesson import Measure
from momentum_lab.lessons.measuring import measured
from momentum_lab.simulation import Status, simulate

LESSON = "nesterov"


def as_in_books(experiment):
    """The places of Nesterov's ball as books write it, and those where its gradients are taken."""
    values, landscape = experiment.balls[0].hyperparameters, experiment.landscape.build()
    rate, kept = values["learning_rate"], values["momentum"]
    place = np.array(experiment.start)
    move = np.zeros_like(place)
    places, looks = [place], []
    for _ in range(experiment.steps):
        looks.append(place + kept * move)
        move = kept * move - rate * np.array(landscape.gradient(tuple(looks[-1].tolist())))
        place = place + move
        places.append(place)
    return np.array(places), np.array([*looks, place + kept * move])


def test_that_momentum_takes_its_first_step_like_gradient_descent():
    assert is_claimed(LESSON, "momentum_one", 1.0 - 0.01 * 1.0)


def test_that_the_ball_of_pytorch_is_where_that_of_the_books_looks():
    run = run_of(LESSON, "ahead")
    places, looks = as_in_books(run.experiment)
    assert run.position[0] == pytest.approx(looks, abs=1e-12)
    assert np.linalg.norm(places - looks, axis=1)[1:30].min() > 1e-3, "which is another path"


def test_that_both_meet_at_the_minimum():
    experiment = replace(experiment_of(LESSON, "ahead"), steps=600)
    places, looks = as_in_books(experiment)
    assert places[-1] == pytest.approx((0.0, 0.0), abs=1e-9)
    assert looks[-1] == pytest.approx((0.0, 0.0), abs=1e-9)


def test_that_the_corner_of_the_arrows_is_the_ball_of_the_books():
    run = run_of(LESSON, "ahead")
    places, _looks = as_in_books(run.experiment)
    for step in (1, 2, 5, 17):
        found = anatomy(run, 0, step)
        corner = run.position[0, step] - np.array(found.look_ahead)
        assert corner == pytest.approx(places[step], abs=1e-12)


def test_that_the_first_step_is_1_point_9_times_as_long():
    run = run_of(LESSON, "one")
    assert run.experiment.steps == 1
    assert 1.0 - run.position[0, 1, 0] == pytest.approx(1.9 * 0.01)
    assert run.position[0, 1, 0] == pytest.approx(0.99 + 0.9 * (-0.01))


def test_that_the_swings_of_momentum_go_on_and_those_of_nesterov_die():
    run = run_of(LESSON, "round")
    assert summarize(run)[1].status is Status.MOVING
    late = np.abs(run.position[:, 40:, 0]).max(axis=1)
    assert late[2] < 1e-3 < late[1]


def test_that_the_steeper_a_direction_the_more_nesterov_brakes():
    momentum, nesterov = experiment_of(LESSON, "ravine").balls
    for curvature in (0.2, 1.0, 4.0):
        steepness = 0.15 * curvature
        roots = np.roots([1.0, -1.9 * (1.0 - steepness), 0.9 * (1.0 - steepness)])
        assert np.prod(roots) == pytest.approx(0.9 * (1.0 - steepness))
        factor = mode("nesterov", nesterov.hyperparameters, curvature).convergence_factor
        assert factor == pytest.approx(np.abs(roots).max())
        assert mode("momentum", momentum.hyperparameters, curvature).convergence_factor == pytest.approx(
            0.9**0.5
        )
    assert mode("nesterov", nesterov.hyperparameters, 4.0).convergence_factor == pytest.approx(0.6)


def test_that_nothing_is_left_across_the_ravine_when_nesterov_arrives():
    run = run_of(LESSON, "ravine")
    assert abs(run.position[1, 40:, 1]).max() < 1e-4
    assert abs(run.position[0, 40:83, 1]).max() > 0.1


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_that_nesterov_bears_less_than_momentum(momentum):
    run = run_with(LESSON, "limit", 1, momentum=momentum)
    limit = (2.0 + 2.0 * momentum) / (1.0 + 2.0 * momentum)
    assert measured(run, Measure(1, theory="largest_rate")) == pytest.approx(limit / 4.0)
    assert limit <= 2.0 + 2.0 * momentum


@pytest.mark.parametrize(("rate", "arrives"), [(0.2, False), (0.3, True), (0.32, True), (0.34, False)])
def test_that_the_rate_has_to_be_close_below_the_limit(rate, arrives):
    steps = summarize(run_with(LESSON, "limit", 1, learning_rate=rate))[1].steps_to_tolerance
    assert (steps is not None and steps <= 75) is arrives


def test_that_pytorch_is_told_the_same_values():
    script = torch_script(experiment_of(LESSON, "limit"))
    assert "SGD(p, lr=0.36, momentum=0.9)" in script
    assert "SGD(p, lr=0.36, momentum=0.9, nesterov=True)" in script


def test_that_each_has_its_best_values():
    run = run_of(LESSON, "best")
    for index, ball in enumerate(run.experiment.balls):
        rate = measured(run, Measure(index, theory="best_rate"))
        assert ball.hyperparameters["learning_rate"] == pytest.approx(rate, rel=1e-5)
        if "momentum" in ball.hyperparameters:
            kept = measured(run, Measure(index, theory="best_momentum"))
            assert ball.hyperparameters["momentum"] == pytest.approx(kept, rel=1e-5)
    roots = 20.0**0.5, (3.0 * 20.0 + 1.0) ** 0.5
    assert measured(run, Measure(2, theory="best_factor")) == pytest.approx(
        (roots[0] - 1.0) / (roots[0] + 1.0)
    )
    assert measured(run, Measure(1, theory="best_factor")) == pytest.approx(1.0 - 2.0 / roots[1])


def test_that_a_longer_ravine_leaves_the_difference_across():
    experiment = experiment_of(LESSON, "ravine")
    longer = replace(experiment.landscape, parameters={"a": 0.02, "b": 2.0})
    run, other = simulate(experiment), simulate(replace(experiment, landscape=longer))
    assert other.position[:, :, 1] == pytest.approx(run.position[:, :, 1], abs=1e-12)
    assert (other.position[:, :, 0].max(axis=1) < run.position[:, :, 0].max(axis=1)).all()


def test_that_nesterov_overshoots_a_quarter_less_along_the_ravine():
    momentum, nesterov = run_of(LESSON, "ravine").position[:, :, 0].max(axis=1)
    assert nesterov / momentum == pytest.approx(0.75, abs=0.01)
