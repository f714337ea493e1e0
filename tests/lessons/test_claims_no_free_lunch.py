"""What the lesson against free lunches claims beyond single numbers is so."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from claims import experiment_of, is_claimed, run_elsewhere, run_of, run_with

from momentum_lab.analysis.comparison import RUNS, compare
from momentum_lab.analysis.modes import mode
from momentum_lab.analysis.summary import summarize
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.simulation import Status

LESSON = "no_free_lunch"


def arrivals(run):
    return [summary.steps_to_tolerance for summary in summarize(run)]


def on_bowl(a):
    landscape = experiment_of(LESSON, "bowls").landscape
    return arrivals(
        run_elsewhere(LESSON, "bowls", landscape=replace(landscape, parameters=FrozenMapping(a=a, b=1.0)))
    )


def test_that_momentum_needs_as_long_on_every_bowl_and_gradient_descent_longer_on_longer_ones():
    found = [on_bowl(a) for a in (1.0, 0.8, 0.5, 0.3, 0.2, 0.15, 0.12, 0.1, 0.08)]
    descent, momentum = zip(*found, strict=True)
    assert all(100 < steps < 120 for steps in momentum)
    assert [*descent] == sorted(descent)
    assert math.log(360) / math.log(1 / math.sqrt(0.9)) == pytest.approx(112, abs=0.5)


def test_that_the_two_meet_where_it_is_said():
    longer, shorter = on_bowl(0.12), on_bowl(0.15)
    assert longer[0] > longer[1]
    assert shorter[0] < shorter[1]
    assert 1.0 / 0.15 < 7.0 < 8.0 < 1.0 / 0.12


def test_that_less_momentum_is_faster_on_the_round_bowl_and_the_usual_one_is_for_long_ravines():
    found = {beta: arrivals(run_with(LESSON, "round", 1, momentum=beta))[1] for beta in (0.05, 0.13)}
    assert found[0.13] < found[0.05] < 12
    assert (1.0 - math.sqrt(0.4)) ** 2 == pytest.approx(0.135, abs=0.001)
    root = (1.0 + math.sqrt(0.9)) / (1.0 - math.sqrt(0.9))
    assert root**2 == pytest.approx(1400, rel=0.05), "the condition number whose best momentum is 0.9"


def test_that_momentum_rolls_through_the_deeper_valley_and_over_the_hill_once():
    run = run_of(LESSON, "hill")
    x = run.position[1, :, 0]
    assert x[0] > 1.0
    crossings = np.count_nonzero(np.diff(np.sign(x)))
    assert crossings == 1
    deep, shallow = run.loss[0, -1], run.loss[1, -1]
    assert deep < shallow


@pytest.mark.parametrize("start", [1.8, 1.9, 2.0, 2.1, 2.2])
def test_that_from_the_starts_that_the_notes_name_momentum_ends_on_the_left(start):
    assert run_elsewhere(LESSON, "hill", start=(start,)).position[1, -1, 0] < 0.0


@pytest.mark.parametrize("start", [2.4, 2.5, 2.6])
def test_that_from_farther_away_it_ends_on_the_right_again(start):
    assert run_elsewhere(LESSON, "hill", start=(start,)).position[1, -1, 0] > 0.0


def test_that_the_largest_rate_is_thrown_back_and_a_larger_one_diverges():
    run = run_of(LESSON, "three_rates")
    assert run.position[2, 1, 0] > 1.0
    assert run.position[2, 2, 0] < 0.0
    assert is_claimed(LESSON, "rates_diverge", 0.23)
    bolder = run_with(LESSON, "three_rates", 2, learning_rate=0.23)
    assert bolder.status[2, -1] == Status.DIVERGED


def test_that_the_loss_of_the_ten_good_steps_turns_at_the_tenth():
    run = run_of(LESSON, "ten_steps")
    losses = run.loss[0]
    assert int(losses.argmin()) == 10
    assert (np.diff(losses[:11]) < 0.0).all()
    assert (np.diff(losses[10:]) > 0.0).all()
    flat, steep = 0.173686, 2.098483
    assert flat * 2.0**2 / 2.0 > 0.99 * losses[0], "nearly all of it is along the flat direction"
    assert run.position[0, -1, 1] == pytest.approx(-0.05 * (1.0 - steep) ** 60, rel=1e-9)
    assert run_of(LESSON, "ten_steps_solved").loss[0, -1] < 1e-9, (
        "and with its best rate it is below a billionth"
    )


def test_that_each_at_its_best_does_what_is_said():
    rows = compare(experiment_of(LESSON, "same_rate"), RUNS).rows
    for row, name in zip(rows, ("best_descent", "best_momentum", "best_adam"), strict=True):
        assert is_claimed(LESSON, name, row.best.steps_to_tolerance)
    assert min(rows, key=lambda row: row.best.loss).label == "Momentum"


def test_that_each_momentum_leaves_its_root_of_a_swing_in_the_round_bowl():
    for ball, beta in ((1, 0.9), (2, 0.5)):
        values = experiment_of(LESSON, "round").balls[ball].hyperparameters
        assert values["momentum"] == beta
        assert mode("momentum", values, 2.0).convergence_factor == pytest.approx(beta**0.5)
    assert math.sqrt(0.5) == pytest.approx(0.71, abs=0.005)
