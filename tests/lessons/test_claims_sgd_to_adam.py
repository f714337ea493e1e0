"""What the lesson from SGD to Adam claims beyond single numbers is so."""

from __future__ import annotations

import math

import numpy as np
import pytest
from claims import experiment_of, run_of, run_with

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.export.torch_script import torch_script
from momentum_lab.simulation import Status

LESSON = "sgd_to_adam"


def updates(run, ball):
    return np.diff(run.position[ball], axis=0)


def test_that_the_first_step_of_adagrad_is_as_long_along_both_axes_whatever_the_gradient():
    run = run_of(LESSON, "first_step")
    assert updates(run, 1)[0] == pytest.approx([1.0, 1.0])
    assert run.gradient[1, 0] == pytest.approx([-1.0, -8.0])


def test_that_adagrad_tires_as_the_root_of_the_steps():
    steps = updates(run_of(LESSON, "tires"), 0)[:, 0]
    number = np.arange(1, len(steps) + 1)
    assert steps == pytest.approx(1.0 / np.sqrt(number), rel=1e-9)
    assert steps.sum() == pytest.approx(2.0 * math.sqrt(100), rel=0.08), "about 2 √t"


def test_that_the_rate_of_adagrad_only_falls_and_gradient_descent_would_not_bear_its_better_one():
    run = run_of(LESSON, "forgets")
    for axis in "xy":
        rates = QUANTITIES[f"effective_rate_{axis}"].of(run, run.steps(1, 1, 21))
        assert (np.diff(rates) <= 0.0).all()
    bold = run_with(LESSON, "forgets_solved", 0, learning_rate=2.0)
    assert bold.status[0, -1] == Status.DIVERGED


def test_that_adam_begins_with_its_rate_and_three_times_it_uncorrected():
    run = run_of(LESSON, "start")
    adam, uncorrected, rmsprop = (updates(run, ball)[:, 0] for ball in range(3))
    assert adam == pytest.approx(np.full(60, 0.1), rel=1e-6), "on a slope it is never any other"
    assert uncorrected[0] / adam[0] == pytest.approx(0.1 / math.sqrt(0.001), rel=1e-6)
    assert rmsprop[0] == pytest.approx(10 * 0.1, rel=1e-6)


def test_that_adagrad_and_adam_do_not_see_the_scale_of_the_loss():
    before, after = run_of(LESSON, "as_it_was"), run_of(LESSON, "steeper")
    assert after.loss[0, 0] == pytest.approx(100.0 * before.loss[0, 0])
    for ball in (2, 3):
        assert after.position[ball] == pytest.approx(before.position[ball], abs=1e-6)
    assert (before.loss[:, -1] < before.loss[:, 0]).all(), "as it was, all came nearer"
    hundredth = run_with(LESSON, "steeper", 0, learning_rate=0.004)
    assert hundredth.position[0] == pytest.approx(before.position[0], rel=1e-9)


def test_that_turning_the_valley_turns_the_paths_of_some_and_breaks_coordinate_wise_rules():
    straight, turned = run_of(LESSON, "straight"), run_of(LESSON, "turned")
    half = math.sqrt(0.5)
    turn = np.array([[half, -half], [half, half]])
    for ball in (0, 1):
        assert turned.position[ball] == pytest.approx(straight.position[ball] @ turn.T, abs=1e-9)
    for ball in (2, 3):
        assert np.abs(turned.position[ball] - straight.position[ball] @ turn.T).max() > 0.5


def test_that_adam_can_be_made_into_rmsprop_to_the_last_digits():
    run = run_of(LESSON, "knobs_solved")
    assert run.position[1] == pytest.approx(run.position[0], rel=1e-9)


def test_that_pytorch_has_no_adam_without_correction():
    script = torch_script(experiment_of(LESSON, "start"))
    assert "torch.optim always corrects the averages for their start" in script
    assert script.count("torch.optim.Adam(") == 1
