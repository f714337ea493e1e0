"""What the lesson on the best values claims beyond the numbers that the program checks itself."""

from __future__ import annotations

import numpy as np
import pytest
from claims import experiment_of, is_claimed, run_of, run_with

from momentum_lab.analysis.best_values import best_values
from momentum_lab.analysis.modes import mode
from momentum_lab.analysis.summary import summarize
from momentum_lab.lessons import find_lesson, task_findings
from momentum_lab.lessons.lesson import Measure
from momentum_lab.lessons.measuring import measured

LESSON = "best_values"
FLAT, STEEP = 0.2, 4.0


def theory(run, key, ball=0):
    return measured(run, Measure(ball, theory=key))


def test_that_the_best_rate_makes_both_directions_equally_fast():
    run = run_of(LESSON, "rates")
    rate = theory(run, "best_rate")
    assert rate == pytest.approx(2.0 / (FLAT + STEEP))
    assert 1.0 - FLAT * rate == pytest.approx(-(1.0 - STEEP * rate))
    for index, ball in enumerate(run.experiment.balls):
        used = ball.hyperparameters["learning_rate"]
        left = max(abs(1.0 - FLAT * used), abs(1.0 - STEEP * used))
        assert theory(run, "factor", index) == pytest.approx(left)


def test_that_one_rate_is_a_third_too_small_and_another_a_twenty_fifth_too_large():
    small, best, large = (b.hyperparameters["learning_rate"] for b in experiment_of(LESSON, "rates").balls)
    assert 1.0 - small / best == pytest.approx(1.0 / 3.0, abs=0.05)
    assert large / best - 1.0 == pytest.approx(1.0 / 25.0, abs=0.001)


def test_that_the_rate_close_to_the_limit_waits_for_the_steep_direction():
    run = run_of(LESSON, "rates")
    y = run.position[2, :, 1]
    assert y[1:101] / y[:100] == pytest.approx(-0.98)
    assert abs(run.position[2, 100, 0]) < 0.001 < abs(y[100])


def test_that_critical_damping_is_the_largest_momentum_without_a_swing():
    critical = (1.0 - 0.1**0.5) ** 2
    assert experiment_of(LESSON, "damping").balls[1].hyperparameters["momentum"] == pytest.approx(
        critical, abs=5e-5
    )
    for share, passes in ((0.9, False), (1.0, False), (1.05, True)):
        x = run_with(LESSON, "damping", 1, momentum=critical * share).position[1, :, 0]
        assert bool(x.max() > 0.0) is passes


def test_that_one_step_is_best_for_a_single_direction():
    run = run_with(LESSON, "damping", 0, learning_rate=1.0, momentum=0.0)
    assert summarize(run)[0].steps_to_tolerance == 1


@pytest.mark.parametrize("rate", [0.05, 0.5, 2.0])
def test_that_what_is_left_of_a_swing_is_the_root_of_the_momentum(rate):
    balls = experiment_of(LESSON, "circle").balls
    ball = next(b for b in balls if b.hyperparameters["learning_rate"] == rate)
    found = np.roots([1.0, -(1.0 + 0.81 - rate), 0.81])
    assert np.abs(found) == pytest.approx(0.9)
    assert found.imag.all()
    assert mode(ball.optimizer, ball.hyperparameters, 1.0).convergence_factor == pytest.approx(0.9)


def test_that_the_largest_rate_swings_fastest():
    x = run_of(LESSON, "circle").position[:, :60, 0]
    turns = [int(np.count_nonzero(np.diff(np.sign(each)))) for each in x]
    assert turns == sorted(turns)
    assert turns[0] < turns[1] < turns[2]


def test_that_both_directions_are_damped_critically():
    run = run_of(LESSON, "both")
    rate, momentum = theory(run, "best_rate"), theory(run, "best_momentum")
    assert momentum**0.5 == pytest.approx(1.0 - (rate * FLAT) ** 0.5)
    assert momentum**0.5 == pytest.approx((rate * STEEP) ** 0.5 - 1.0)
    assert rate**0.5 == pytest.approx(2.0 / (FLAT**0.5 + STEEP**0.5))
    assert momentum**0.5 == pytest.approx((20.0**0.5 - 1.0) / (20.0**0.5 + 1.0))
    assert theory(run, "best_factor") == pytest.approx(momentum**0.5)


def test_that_the_edge_of_the_map_is_a_straight_line():
    limits = [
        theory(run_with(LESSON, "both", 0, momentum=kept), "largest_rate") for kept in (0.0, 0.3, 0.6, 0.9)
    ]
    assert np.diff(limits) == pytest.approx(2.0 * 0.3 / STEEP)


def test_that_no_rate_makes_momentum_0_point_9_as_quick_as_gradient_descent():
    factors = [
        max(
            mode("momentum", ball.hyperparameters, curvature).convergence_factor
            for curvature in (FLAT, STEEP)
        )
        for rate in np.linspace(0.01, 0.95, 95)
        for ball in [experiment_of(LESSON, "more").balls[0].with_values(learning_rate=float(rate))]
    ]
    assert min(factors) >= 0.9**0.5 - 1e-9
    assert min(factors) > theory(run_of(LESSON, "more"), "factor", 1)


def test_that_0_point_9_is_the_best_momentum_of_the_condition_number_that_is_told():
    condition = ((1.0 + 0.9**0.5) / (1.0 - 0.9**0.5)) ** 2
    assert condition == pytest.approx(1400.0, rel=0.05)
    assert ((condition**0.5 - 1.0) / (condition**0.5 + 1.0)) ** 2 == pytest.approx(0.9)


def test_that_the_best_values_of_theory_do_the_task():
    run = run_of(LESSON, "tune")
    assert theory(run, "best_momentum") ** 0.5 == pytest.approx(9.0 / 11.0)
    used = experiment_of(LESSON, "computed").balls[0]
    best = best_values(run.experiment.balls[0], (0.04, 4.0))
    assert best is not None
    assert used == run.experiment.balls[0].with_values(**best.values), "what the button takes"
    task = next(step.task for page in find_lesson(LESSON).pages for step in page.steps if step.task)
    assert all(finding.is_met for finding in task_findings(run_of(LESSON, "computed"), task))


@pytest.mark.parametrize(("rate", "momentum"), [(0.826, 0.669), (0.8264, 0.6694)])
def test_that_three_digits_of_the_best_values_do_the_task_as_well(rate, momentum):
    found = summarize(run_with(LESSON, "tune", 0, learning_rate=rate, momentum=momentum))[0]
    assert found.steps_to_tolerance <= 50


def test_that_two_digits_lead_to_the_edge():
    run = run_with(LESSON, "tune", 0, learning_rate=0.83, momentum=0.67)
    assert is_claimed(LESSON, "rounded_steps", summarize(run)[0].steps_to_tolerance)
    assert 0.99 < 0.83 / theory(run, "largest_rate") < 1.0
    away = summarize(run_with(LESSON, "tune", 0, learning_rate=0.83, momentum=0.7))[0]
    assert away.steps_to_tolerance <= 50


@pytest.mark.parametrize(
    ("rate", "creeps", "jumps"), [(0.009, True, False), (0.5, False, False), (3.65, False, True)]
)
def test_that_the_kind_of_the_roots_says_how_a_ball_moves(rate, creeps, jumps):
    roots = np.roots([1.0, -(1.0 + 0.81 - rate), 0.81])
    assert bool(np.isreal(roots).all()) is (creeps or jumps)
    x = run_with(LESSON, "circle", 1, learning_rate=rate).position[1, :60, 0]
    assert bool((x < 0.0).all()) is creeps, "it stays on the side where it starts"
    assert bool((x[1:] * x[:-1] < 0.0).all()) is jumps, "it is on the other side after every step"


def test_that_it_is_better_to_guess_the_condition_number_too_large():
    ball = experiment_of(LESSON, "both").balls[0]

    def factor_with_guess(flat):
        best = best_values(ball, (flat, STEEP))
        assert best is not None
        values = ball.with_values(**best.values).hyperparameters
        return max(mode("momentum", values, true).convergence_factor for true in (FLAT, STEEP))

    too_large, too_small = factor_with_guess(FLAT / 4.0), factor_with_guess(FLAT * 4.0)
    assert (too_large, too_small) == (pytest.approx(0.80, abs=0.005), pytest.approx(0.89, abs=0.005))


def test_that_0_point_9_beats_gradient_descent_from_the_condition_number_in_the_notes():
    assert (37.0 - 1.0) / (37.0 + 1.0) < 0.9**0.5 < (38.0 - 1.0) / (38.0 + 1.0)
