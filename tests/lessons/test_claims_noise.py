"""What the lesson on noise claims of many seeds, and by formulas, is so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from claims import experiment_of, is_claimed, run_elsewhere

from momentum_lab.analysis.ensemble import ensemble
from momentum_lab.lessons import find_lesson

LESSON = "noise"
SEEDS = 200


def floor_of(rate, momentum=0.0, curvature=1.0, noise=1.0):
    """The formula of the lesson."""
    return (
        rate
        * noise**2
        * (1.0 + momentum)
        / (curvature * (1.0 - momentum) * (2.0 * (1.0 + momentum) - rate * curvature))
    )


def late_mean(run, ball, since):
    return float(run.loss[ball, since:].mean())


def test_that_the_formula_without_momentum_gives_what_is_said():
    said = {"rates_theory_large": 0.6, "rates_theory_middle": 0.2, "rates_theory_small": 0.05}
    for fact, rate in said.items():
        assert is_claimed(LESSON, fact, floor_of(rate))


def test_that_the_formula_with_momentum_gives_what_is_said():
    assert is_claimed(LESSON, "floor_theory", floor_of(0.1, 0.9))
    assert floor_of(0.001, 0.9) == pytest.approx(0.5 * 0.001 / 0.1, rel=0.001), "half the effective rate"


@pytest.mark.parametrize(("name", "steps"), [("rates", 300), ("averaging", 400), ("floor", 400)])
def test_that_the_floor_of_many_seeds_is_that_of_the_formula(name, steps):
    experiment = replace(experiment_of(LESSON, name), steps=steps)
    for ball, found in zip(experiment.balls, ensemble(experiment, SEEDS).balls, strict=True):
        expected = floor_of(ball.hyperparameters["learning_rate"], ball.hyperparameters.get("momentum", 0.0))
        assert found.floor == pytest.approx(expected, rel=0.08), found.label


def test_that_half_the_noise_makes_a_quarter_of_the_floor():
    experiment = replace(experiment_of(LESSON, "floor"), steps=400)
    whole, half = (ensemble(replace(experiment, noise=noise), SEEDS).balls[0] for noise in (1.0, 0.5))
    assert half.floor == pytest.approx(whole.floor / 4.0, rel=0.02)


def test_that_without_noise_the_ball_would_be_at_the_minimum_soon():
    still = run_elsewhere(LESSON, "thrown", noise=0.0)
    assert np.linalg.norm(still.position[0, 25]) < 1e-3


def test_that_a_large_rate_is_first_and_a_small_one_is_low_with_every_seed():
    for seed in range(20):
        run = run_elsewhere(LESSON, "rates", seed=seed)
        early, late = run.loss[:, 3], [late_mean(run, ball, 300) for ball in range(3)]
        assert early[2] > early[1] > early[0]
        assert late[2] < late[1] < late[0]


def test_that_averaging_changes_the_steps_and_not_the_floor_with_every_seed():
    for seed in range(20):
        run = run_elsewhere(LESSON, "averaging", seed=seed)
        floors = [late_mean(run, ball, 200) for ball in range(3)]
        steps = np.linalg.norm(np.diff(run.position[:, 200:], axis=1), axis=2).mean(axis=1)
        assert 0.6 < floors[1] / floors[0] < 1.1
        assert floors[1] / floors[2] > 5.0, "at the same rate momentum is several times as noisy"
        assert steps[1] < 0.3 * steps[0]


def test_that_a_falling_rate_ends_lowest_and_a_small_one_is_on_its_way_with_every_seed():
    for seed in range(40):
        run = run_elsewhere(LESSON, "plans", seed=seed)
        large, small, cosine = (late_mean(run, ball, 150) for ball in range(3))
        assert cosine < large < small
        assert run.loss[1, 1:].argmin() > 150


def test_that_a_single_seed_tells_little_of_which_ball_is_better():
    experiment = experiment_of(LESSON, "one_seed")
    wins = 0
    for seed in range(experiment.seed, experiment.seed + SEEDS):
        last = run_elsewhere(LESSON, "one_seed", seed=seed).loss[:, -1]
        wins += bool(last[1] < last[0])
    assert is_claimed(LESSON, "seeds_lower", wins)
    assert floor_of(0.03, 0.9) < floor_of(0.3), "though its floor is the lower one"


def test_that_all_three_ways_to_halve_the_floor_are_open():
    page = next(page for page in find_lesson(LESSON).pages if page.id == "formula")
    assert not {"learning_rate", "momentum", "noise"} & set(page.locks)
    assert floor_of(0.05, 0.9) == pytest.approx(floor_of(0.1, 0.9) / 2.0, rel=0.05)
    assert floor_of(0.1, 0.8) == pytest.approx(floor_of(0.1, 0.9) / 2.0, rel=0.05)
