"""What the lesson on the end of theory claims beyond single numbers is so."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from claims import experiment_of, is_claimed, run_elsewhere, run_of, run_with

from momentum_lab.analysis.summary import summarize
from momentum_lab.experiment.modifiers import RateSchedule
from momentum_lab.simulation import Status, simulate

LESSON = "end_of_theory"
CYCLE = (0.646531, -1.802449, 2.115918)


def slope(x):
    """The derivative as the lesson prints it; of fractions, exactly."""
    if x < 1:
        return 25 * x
    return x + 24 if x < 2 else 25 * x - 24


def near_cycle(run, ball):
    last = np.sort(run.position[ball, -3:, 0])
    return bool(np.allclose(last, np.sort(CYCLE), atol=1e-5))


def test_that_the_typed_function_has_the_printed_derivative_and_its_curvature():
    landscape = experiment_of(LESSON, "bends").landscape.build()
    for x in (-4.0, -1.8, 0.0, 0.65, 0.999, 1.001, 1.5, 1.999, 2.001, 2.1, 3.3, 4.0):
        assert landscape.gradient((x,))[0] == pytest.approx(slope(x), rel=1e-12)
        assert landscape.hessian((x,))[0][0] in (1.0, 25.0)


def test_that_the_cycle_is_exact():
    """Three linear equations have the cycle as their solution; the rule, in fractions, keeps it for ever."""
    rate, momentum = Fraction(1, 9), Fraction(4, 9)
    low, left, right = (Fraction(number, 1225) for number in (792, -2208, 2592))
    for exact, printed in zip((low, left, right), CYCLE, strict=True):
        assert float(exact) == pytest.approx(printed, abs=5e-7)
    before, here = right, low
    for place in (left, right, low) * 3:
        before, here = here, here + momentum * (here - before) - rate * slope(here)
        assert here == place


def test_that_balls_near_the_cycle_come_back_to_it():
    shrink = np.array([[1 + 4 / 9 - 25 / 9, -4 / 9], [1.0, 0.0]])
    moduli = np.abs(np.linalg.eigvals(shrink))
    assert moduli == pytest.approx([2 / 3, 2 / 3], rel=1e-6)
    factor = np.abs(np.linalg.eigvals(np.linalg.matrix_power(shrink, 3))).max()
    assert is_claimed(LESSON, "round_factor", float(factor))


def test_that_the_ball_circles_for_as_long_as_one_looks():
    run = run_elsewhere(LESSON, "bends", steps=10_000)
    assert near_cycle(run, 1)
    assert run.loss[1, 20:].min() > 5.2


def test_that_gradient_descent_and_nesterov_arrive_from_every_start():
    for start in np.linspace(-4.0, 4.0, 81):
        summaries = summarize(run_elsewhere(LESSON, "bends", start=(float(start),)))
        assert [summaries[ball].status for ball in (0, 2)] == [Status.CONVERGED] * 2


def test_that_about_one_start_in_eight_leads_into_the_cycle():
    experiment = replace(experiment_of(LESSON, "bends"), steps=400)
    one = replace(experiment, balls=(experiment.balls[1],))
    circling = 0
    for start in np.linspace(-4.0, 4.0, 801):
        run = simulate(replace(one, start=(float(start),)))
        is_lost = summarize(run)[0].status is not Status.CONVERGED
        assert is_lost == near_cycle(run, 0), "it either arrives or circles"
        circling += is_lost
    assert is_claimed(LESSON, "starts_circling", circling)
    assert 1 / 9 < circling / 801 < 1 / 7


def test_that_less_momentum_is_over_the_limit_and_the_best_one_is_near_it():
    product = 25 / 9
    assert product > 2 + 2 * 0.2
    assert product < 2 + 2 * 4 / 9 < 2.9
    assert product == pytest.approx(2.78, abs=0.005)


def test_that_a_smaller_rate_is_slower_on_the_bowl():
    rate, momentum = 0.08, 4 / 9
    factors = []
    for curvature in (1.0, 25.0):
        step = [[1 + momentum - rate * curvature, -momentum], [1.0, 0.0]]
        factors.append(np.abs(np.linalg.eigvals(np.array(step))).max())
    assert is_claimed(LESSON, "slower_factor", float(max(factors)))


def test_that_the_walls_throw_back_what_starts_beyond_a_border():
    border = 2.18
    assert math.sinh(border) == pytest.approx(2 * border, rel=0.01)
    for start, status in ((border - 0.01, Status.CONVERGED), (border + 0.01, Status.DIVERGED)):
        experiment = replace(experiment_of(LESSON, "steep_walls"), start=(start,), steps=200)
        run = simulate(replace(experiment, balls=(experiment.balls[0],)))
        assert run.status[0, -1] == status


def test_that_a_warm_up_tames_the_walls_too():
    experiment = experiment_of(LESSON, "steep_walls")
    balls = [*experiment.balls]
    balls[2] = replace(balls[2], schedule=RateSchedule("constant", warmup=5))
    assert simulate(replace(experiment, balls=tuple(balls))).status[2, -1] == Status.CONVERGED


def test_that_the_notes_name_other_starts_that_circle():
    for start in (2.85, -3.3):
        assert near_cycle(run_elsewhere(LESSON, "bends", start=(start,)), 1)


def test_that_the_first_ball_is_the_one_that_circles_in_the_task():
    assert near_cycle(run_of(LESSON, "other"), 0)
    slower = run_with(LESSON, "other", 0, learning_rate=0.08)
    assert summarize(slower)[0].status is Status.CONVERGED


def test_that_a_start_near_the_minimum_can_lead_into_the_cycle():
    assert near_cycle(run_elsewhere(LESSON, "bends", start=(1.0,)), 1)
