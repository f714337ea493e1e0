"""How each ball has fared, in numbers and in plain words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.nearest_step import NearestStep, nearest_step
from momentum_lab.analysis.reasons import Reason, ReasonKind
from momentum_lab.analysis.results import ball_results
from momentum_lab.analysis.summary import summarize
from momentum_lab.experiment import preset
from momentum_lab.experiment.modifiers import RateSchedule
from momentum_lab.simulation import Simulation, Status, simulate
from momentum_lab.wording.results import result_heads, result_rows
from momentum_lab.wording.verdicts import reason_phrase, sentence


def sentences(experiment, step=None):
    return [str(sentence(summary)) for summary in summarize(simulate(experiment), step)]


def gd(rate, **more):
    return ball("gradient_descent", learning_rate=rate, **more)


def test_that_the_ravine_of_the_book_is_put_in_words():
    assert sentences(preset("book_ravine_0.6")) == [
        "Gradient descent: diverged at step 9: rate too high for the curvature "
        "(0.6 × 4 = 2.4, stable below 2)",
        "Momentum 0.5: loss 1.2e−14 at step 50, at a minimum since step 20",
        "Momentum 0.25: loss 7.6e−6 at step 50, at a minimum since step 40",
    ]


def test_that_each_limit_is_that_of_the_optimizer():
    experiment = on_formula(
        "2*x**2",
        (1.0,),
        gd(0.51),
        ball("momentum", learning_rate=0.9, momentum=0.5),
        ball("nesterov", learning_rate=0.5, momentum=0.5),
        ball("momentum", learning_rate=9.0, momentum=0.5, form="ema", label="Average"),
        steps=1500,
    )
    reasons = [str(reason_phrase(s.reason)) for s in summarize(simulate(experiment))]
    assert reasons == [
        "rate too high for the curvature (0.51 × 4 = 2.04, stable below 2)",
        "rate too high for the curvature (0.9 × 4 = 3.6, stable below 3)",
        "rate too high for the curvature (0.5 × 4 = 2, stable below 1.5)",
        "rate too high for the curvature (9 × 4 = 36, stable below 6)",
    ]


def test_that_an_optimizer_without_a_known_limit_is_only_told_that_its_rate_is_too_high():
    summary = summarize(simulate(on_formula("x**2", (1.0,), ball("adam", learning_rate=1e4), steps=3)))[0]
    assert (summary.status, summary.reason) == (
        Status.DIVERGED,
        Reason(ReasonKind.RATE_TOO_HIGH),
    )


def test_that_a_start_outside_the_formula_is_named():
    experiment = on_formula("log(x)", (-1.0,), gd(0.1))
    assert sentences(experiment) == [
        "Gradient descent: diverged at step 0: the loss or its gradient at its start is not a finite number"
    ]


def test_that_leaving_downhill_is_no_divergence():
    (sentence,) = sentences(on_formula("-x**2", (1.0,), gd(0.1), steps=60))
    assert sentence == "Gradient descent: left the map at step 26: downhill without end"
    assert 1.2**25 < 100.0 < 1.2**26


def test_that_a_long_step_of_newton_s_is_laid_to_the_curvature_and_not_to_the_rate():
    long = "slope over curvature is a long step where the curvature is almost 0"
    experiment = on_formula("sin(x) + cos(y)", (0.001, 0.5), ball("newton"), steps=20)
    early, late = sentences(experiment, 1), sentences(experiment)
    assert early == [f"Newton: diverged at step 1: {long}"]
    assert late == ["Newton: loss 2 at step 20, at rest since step 5, off the map"]
    below = on_formula("sin(x) + cos(y)", (-0.001, 0.1), ball("newton"), steps=20)
    assert sentences(below, 1) == [f"Newton: left the map at step 1: {long}"]
    assert sentences(on_formula("x**2", (1.0,), ball("newton", learning_rate=3.0), steps=20)) == [
        "Newton: diverged at step 7: rate too high"
    ]


def test_that_a_ball_on_a_saddle_is_at_rest():
    (sentence,) = sentences(on_library("saddle", gd(0.5, start=(1.0, 0.0)), steps=5))
    assert sentence == "Gradient descent: loss 0 at step 5, at rest since step 2"


def test_that_a_ball_on_its_way_is_told_by_its_loss_alone():
    assert sentences(on_formula("x**2", (1.0,), gd(0.1), steps=2)) == [
        "Gradient descent: loss 0.41 at step 2"
    ]


def test_that_the_numbers_are_those_of_the_run():
    run = simulate(on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), gd(0.4), steps=20))
    (summary,) = summarize(run)
    assert (summary.ball, summary.label, summary.optimizer) == (0, "Gradient descent", "gradient_descent")
    assert (summary.step, summary.status, summary.since) == (20, Status.MOVING, 0)
    assert summary.loss == run.loss[0, 20]
    assert summary.distance == pytest.approx(math.hypot(*run.position[0, 20]), abs=1e-7)
    assert summary.steps_to_tolerance is None
    assert summary.reason is None


def test_that_steps_to_tolerance_is_the_first_step_after_which_it_stays_near():
    run = simulate(on_formula("x**2/2", (1.0,), ball("momentum", learning_rate=0.5, momentum=0.7), steps=100))
    (summary,) = summarize(run)
    near = abs(run.position[0, :, 0]) <= 1e-3 * 20.0
    steps = summary.steps_to_tolerance
    assert near[steps:].all()
    assert not near[steps - 1]
    assert near[:steps].any(), "the ball swings through before it stays"


def test_that_a_ball_that_breaks_near_a_minimum_has_not_stayed_there():
    # From close to the minimum at 1 the first step leads out of the domain of the logarithm.
    experiment = on_formula("x - log(x)", (1.001,), gd(2000.0), steps=5, domain=((0.1, 10.0),))
    (summary,) = summarize(simulate(experiment))
    assert summary.distance == pytest.approx(0.001, abs=1e-6)
    assert (summary.step, summary.status) == (0, Status.DIVERGED)
    assert summary.steps_to_tolerance is None


def test_that_a_step_in_the_middle_is_summed_up_as_of_then():
    experiment = on_formula("x**2", (1.0,), gd(0.1), gd(1.5, label="wild"), steps=2000)
    run = simulate(experiment)
    for step in (0, 3):
        early = summarize(run, step)
        assert [s.step for s in early] == [step, step]
        assert [s.loss for s in early] == [run.loss[0, step], run.loss[1, step]]
        assert {s.status for s in early} == {Status.MOVING}
    assert [s.status for s in summarize(run)] == [Status.CONVERGED, Status.DIVERGED]
    assert summarize(run)[1].step == int(run.last[1]) < 2000
    assert summarize(run)[1].steps_to_tolerance is None


@pytest.mark.parametrize(("asked", "given"), [(-4, 0), (7, 7), (99, 10), (None, 10)])
def test_that_a_step_outside_the_run_is_its_nearest_end(asked, given):
    run = simulate(on_formula("x**2", (1.0,), gd(0.1), steps=10))
    assert summarize(run, asked)[0].step == given


def test_that_a_run_that_still_grows_is_summed_up_as_far_as_it_is():
    simulation = Simulation(on_formula("x**2", (1.0,), gd(0.1), steps=100))
    simulation.advance(10)
    assert summarize(simulation.snapshot())[0].step == 10


def test_that_the_distance_is_unknown_where_no_minimum_is():
    (summary,) = summarize(simulate(on_library("saddle", gd(0.1))))
    assert (summary.distance, summary.steps_to_tolerance) == (None, None)


def test_that_the_table_has_a_column_for_each_heading():
    experiment = on_formula("x**2", (1.0,), gd(0.1), gd(1.5, label="wild"), steps=60)
    table = result_rows(ball_results(simulate(experiment)))
    assert [len(row) for row in table] == [len(result_heads())] * 2
    assert table[0][:4] == ("Gradient descent", f"{0.8**120:.6g}", f"{0.8**120:.6g}", "1.5325e-06")
    assert table[0][4:] == ("global, (0)", "18", "60", f"{1.0 - 0.8**60:.6g}", "at a minimum")
    assert table[1][0] == "wild"
    last = summarize(simulate(experiment))[1].step
    assert table[1][4:7] == ("none", f"not in {last} steps", f"{last}")
    assert table[1][8:] == (
        "diverged at step 7: rate too high for the curvature (1.5 × 2 = 3, stable below 2)",
    )
    saddle = result_rows(ball_results(simulate(on_library("saddle", gd(0.1)))))
    assert saddle[0][3:6] == ("unknown", "none", "not in 20 steps")


def test_that_the_nearest_step_of_all_balls_is_found():
    run = simulate(on_formula("x**2/2", (8.0,), gd(0.5), gd(0.25), steps=3))
    # 8, 4, 2, 1 and 8, 6, 4.5, 3.375 on a map of 20
    assert nearest_step(run, (4.1,), 3) == NearestStep(0, 1, 8.0)
    assert nearest_step(run, (4.4,), 3) == NearestStep(1, 2, 4.5**2 / 2)
    assert nearest_step(run, (1.2,), 3) == NearestStep(0, 3, 0.5)


def test_that_what_lies_ahead_of_the_playhead_or_far_off_is_not_near():
    run = simulate(on_formula("x**2/2", (8.0,), gd(0.5), steps=3))
    assert nearest_step(run, (1.5,), 2) == NearestStep(0, 2, 2.0)
    assert nearest_step(run, (1.0,), 1) is None
    assert nearest_step(run, (-8.0,), 3) is None
    assert nearest_step(run, (9.001,), 3) is None
    assert nearest_step(run, (8.999,), 3) == NearestStep(0, 0, 32.0)


def test_that_nearness_is_measured_by_the_shape_of_the_map():
    experiment = on_formula(
        "x**2 + y**2", (0.0, 0.0), gd(0.1), steps=1, domain=((-100.0, 100.0), (-1.0, 1.0))
    )
    run = simulate(experiment)
    assert nearest_step(run, (9.0, 0.0), 1) is not None
    assert nearest_step(run, (0.0, 0.2), 1) is None


def test_that_hidden_and_broken_balls_are_not_near():
    hidden = simulate(on_formula("x**2", (1.0,), gd(0.1, visible=False)))
    assert nearest_step(hidden, (1.0,), 20) is None
    broken = simulate(on_formula("log(x)", (-1.0,), gd(0.1, start=(1.0,)), gd(0.1)))
    assert nearest_step(broken, (1.0,), 20) == NearestStep(0, 0, 0.0)


def test_that_a_diverged_ball_is_judged_by_the_rate_that_its_schedule_gave_it():
    warm = RateSchedule("constant", warmup=1000)
    run = simulate(
        on_formula(
            "x**2 + 20*y**2",
            (-5.0, 2.0),
            ball("gradient_descent", learning_rate=2.0, schedule=warm),
            steps=400,
        )
    )
    (summary,) = summarize(run)
    assert summary.reason.kind is ReasonKind.RATE_OVER_LIMIT
    numbers = summary.reason.numbers
    assert numbers["rate"] == pytest.approx(2.0 * summary.since / 1001.0, rel=0.01)
    assert (numbers["curvature"], numbers["limit"]) == (40.0, 2.0)
    assert 2.0 < numbers["product"] == numbers["rate"] * 40.0 < 40.0


@pytest.mark.parametrize("name", ["ravine", "two_basins", "plateau"])
def test_that_way_and_least_loss_are_those_of_all_steps(name):
    run = simulate(preset(name))
    for step in (0, 1, run.computed // 2, run.computed):
        for result in ball_results(run, step):
            walked = run.steps(result.summary.ball, 0, step + 1)
            assert result.least_loss == walked.loss.min()
            ways = np.hypot.reduce(walked.update, axis=-1)
            assert result.path_length == pytest.approx(ways.sum(), rel=1e-12)
            assert result.gradient_evaluations == result.summary.step


@pytest.mark.parametrize(
    ("formula", "start", "a_step"), [("x**2", (1.0,), 2), ("x**2 + y**2", (1.0, 2.0), 3)]
)
def test_that_a_hessian_counts_a_gradient_for_each_coordinate(formula, start, a_step):
    run = simulate(on_formula(formula, start, ball("newton", learning_rate=0.5), gd(0.1), steps=20))
    assert [each.gradient_evaluations for each in ball_results(run)] == [20 * a_step, 20]


def test_that_a_long_run_has_the_same_way_as_its_steps():
    experiment = on_formula("x**2 + 1e-3*sin(40*x)", (1.0,), gd(1e-4, label="slow"), gd(1.3), steps=40_000)
    run = simulate(experiment)
    assert len(run.kept) < run.computed
    for index in (0, 1):
        walked = run.steps(index, 0, run.computed + 1)
        sums = np.cumsum(np.abs(walked.update[:, 0]))
        for step in (16_000, 20_001, 33_333, 40_000):
            last = run.last_step(index, step)
            assert run.totals(index, step) == (sums[last], walked.loss[: last + 1].min())


@pytest.mark.parametrize(("start", "kind", "place"), [((1.5,), "global", 1.0), ((-1.5,), "local", -0.9)])
def test_that_it_is_said_which_minimum_a_ball_is_at(start, kind, place):
    run = simulate(on_formula("(x**2 - 1)**2 - x/5", start, gd(0.05), steps=300))
    (result,) = ball_results(run)
    assert result.minimum is not None
    assert (result.minimum.kind, result.minimum.position[0]) == (kind, pytest.approx(place, abs=0.1))
    (early,) = ball_results(run, 1)
    assert early.minimum is None


def test_that_a_point_of_a_level_floor_is_a_global_minimum():
    (result,) = ball_results(simulate(on_formula("(x**2 + y**2 - 4)**2", (1.0, 0.5), gd(0.02), steps=500)))
    assert result.minimum is not None
    assert (result.minimum.kind, result.minimum.is_isolated) == ("global", False)
    assert result_rows([result])[0][4] == "global, level"
