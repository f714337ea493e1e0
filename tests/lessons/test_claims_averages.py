"""What the lesson on averages claims beyond single numbers is so."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from claims import experiment_of, is_claimed, run_elsewhere, run_of, run_with

from momentum_lab.analysis.frequencies import gain_at
from momentum_lab.analysis.memory import memory
from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.export.torch_script import torch_script

LESSON = "averages"


def lengths(run, ball):
    """The lengths of the steps, from the first on."""
    return np.linalg.norm(np.diff(run.position[ball], axis=0), axis=1)


def velocities(run, ball):
    return QUANTITIES["velocity_norm"].of(run, run.steps(ball, 1, run.computed + 1))


@pytest.mark.parametrize(("ball", "momentum"), [(1, 0.5), (2, 0.9)])
def test_that_a_single_push_is_worth_the_window_of_steps(ball, momentum):
    run = run_of(LESSON, "push")
    steps = lengths(run, ball)
    assert steps[:40] == pytest.approx(momentum ** np.arange(40), rel=1e-9)
    assert steps.sum() == pytest.approx(1.0 / (1.0 - momentum), rel=1e-4)
    assert lengths(run, 0).sum() == pytest.approx(1.0), "without momentum it is one step"


def test_that_the_leaky_sum_is_a_geometric_series():
    velocity = velocities(run_of(LESSON, "slope"), 1)
    steps = np.arange(1, len(velocity) + 1)
    assert velocity == pytest.approx((1.0 - 0.9**steps) / 0.1, rel=1e-12)
    assert (np.diff(velocity) > 0.0).all(), "it always rises"
    assert (np.diff(velocity, 2) < 0.0).all(), "and ever more slowly"


def test_that_the_ten_newest_gradients_are_two_thirds_of_the_sum():
    weights = np.asarray(memory(run_of(LESSON, "slope"), 1, 60).in_velocity)
    assert weights == pytest.approx(0.9 ** np.arange(60), rel=1e-12)
    assert weights[:10].sum() / 10.0 == pytest.approx(0.65, abs=0.005)


def test_that_the_average_is_a_tenth_of_the_sum_at_every_step():
    run = run_of(LESSON, "average")
    assert velocities(run, 1) == pytest.approx(velocities(run, 0) / 10.0, rel=1e-12)


def test_that_ten_times_the_rate_makes_average_and_sum_agree_and_pytorch_has_the_rate_of_the_sum():
    run = run_of(LESSON, "average_solved")
    assert run.position[1] == pytest.approx(run.position[0], rel=1e-12)
    rates = re.findall(r"lr=([^,)]+)", torch_script(run.experiment))
    assert [float(rate) for rate in rates] == pytest.approx([0.1, 0.1], rel=1e-12)


def test_that_dampening_in_pytorch_lets_the_first_gradient_in_whole():
    run = run_with(LESSON, "average", 1, form="leaky", dampening=0.9)
    assert lengths(run, 1)[0] == pytest.approx(lengths(run, 0)[0])
    assert velocities(run, 1)[-1] == pytest.approx(1.0, abs=0.01), "in the end it is the average"


def test_that_the_corrected_average_is_gradient_descent_on_a_slope_and_the_plain_one_is_nine_steps_late():
    run = run_of(LESSON, "correction")
    assert run.position[2] == pytest.approx(run.position[0], rel=1e-12)
    assert (run.position[0] - run.position[1])[-1] == pytest.approx(9 * 0.1, rel=0.01)
    assert lengths(run, 1)[-1] == pytest.approx(0.1, rel=0.01), "it is as fast in the end"


def test_that_three_spellings_take_one_path_and_no_rate_makes_the_corrected_one_take_it():
    run = run_of(LESSON, "spellings")
    for ball in (1, 2):
        assert run.position[ball] == pytest.approx(run.position[0], abs=1e-12)
    # To agree in the first step it would need a tenth of its rate; its second step differs all the same.
    shorter = run_with(LESSON, "spellings", 3, learning_rate=0.04)
    assert shorter.position[3, 1] == pytest.approx(run.position[0, 1], rel=1e-12)
    assert np.abs(shorter.position[3, 2] - run.position[0, 2]).max() > 0.05


def test_that_a_new_rate_acts_on_the_whole_sum_but_not_on_what_the_velocity_has_gathered():
    run = run_of(LESSON, "rate_drops")
    assert run.position[1, :16] == pytest.approx(run.position[0, :16], abs=1e-12)
    before, leaky, velocity = lengths(run, 0)[14], lengths(run, 0)[15], lengths(run, 1)[15]
    assert leaky < 0.2 * before
    assert velocity > 0.8 * before


def test_that_the_filter_lets_rest_through_whole_and_little_of_the_fastest_wiggle():
    gain = gain_at(experiment_of(LESSON, "rain"), 1)
    assert gain is not None
    assert gain.velocity[0] == pytest.approx(1.0)
    assert is_claimed(LESSON, "fastest", float(gain.velocity[-1]))
    assert gain.velocity[-1] == pytest.approx(1.0 / 19.0)


def test_that_the_rain_moves_sum_and_average_alike_with_many_seeds():
    for seed in range(30):
        run = run_elsewhere(LESSON, "rain", seed=seed)
        ends = run.position[:, -1, 0]
        assert abs(ends[0] - ends[1]) < 4.5, "they are near each other, wherever that is"
        assert lengths(run, 1).sum() < 0.6 * lengths(run, 0).sum()
    wiggles = [np.diff(run.position[ball, 20:, 0]).std() for ball in (0, 1)]
    assert wiggles[1] / wiggles[0] == pytest.approx(math.sqrt(1.0 / 19.0), rel=0.25)
