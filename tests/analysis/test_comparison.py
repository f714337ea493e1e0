"""The fair comparison: as many runs for each ball, and the numbers of the experiments that come of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.comparison import compare
from momentum_lab.analysis.search import search
from momentum_lab.analysis.summary import summarize
from momentum_lab.core.errors import CancelledError, InputError
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import Status, machine_slot, simulate
from momentum_lab.simulation.batch_kernel import batch_kernel

RAVINE = on_formula(
    "0.1*x**2 + 2*y**2",
    (-5.0, -2.0),
    ball("gradient_descent", learning_rate=0.1),
    ball("momentum", learning_rate=0.1),
    ball("newton"),
    ball("physical_ball"),
    steps=60,
)


@pytest.mark.parametrize("name", list(OPTIMIZERS))
@pytest.mark.parametrize("runs", [10, 41])
def test_that_every_optimizer_gets_as_many_runs(name, runs):
    experiment = on_formula("x**2 + y**2", (3.0, 1.0), ball(name), steps=3)
    assert len(search(experiment, 0, runs)) == runs


def test_that_one_machine_code_serves_all_candidates(monkeypatch):
    compiled = []

    def counted(*given):
        compiled.append(given)
        return batch_kernel(*given)

    monkeypatch.setattr("momentum_lab.simulation.blocks.batch_kernel", counted)
    machine_slot._slot.cache_clear()  # what is at hand is not asked for again
    for ball_number in range(len(RAVINE.balls)):
        compiled.clear()
        search(RAVINE, ball_number, 12)
        assert len(set(compiled)) == 1


def test_that_candidates_are_single_runs_and_begin_with_the_ball_itself():
    found = search(RAVINE, 1, 20)
    assert dict(found[0].values) == {}
    for candidate in found:
        changed = RAVINE.with_ball(1, RAVINE.balls[1].with_values(**candidate.values))
        run = simulate(changed)
        last = int(run.last[1])
        assert candidate.loss == run.loss[1, last]
        assert candidate.status == run.status[1, -1]
        reached = summarize(run)[1].steps_to_tolerance if last == 60 else None
        assert candidate.reached == (-1 if reached is None else reached)


def test_that_the_search_on_a_ravine_comes_near_to_the_best_of_theory():
    result = compare(RAVINE, runs=80)
    descent, momentum = (row.best for row in result.rows[:2])
    assert descent.learning_rate == pytest.approx(2 / 4.2, rel=0.05)
    assert momentum.steps_to_tolerance < descent.steps_to_tolerance / 3
    assert momentum.momentum == pytest.approx(0.4026, abs=0.15)
    assert momentum.momentum_parameter == "momentum"


def test_that_the_rows_are_what_the_two_experiments_give():
    result = compare(RAVINE, runs=20)
    for experiment, side in ((result.same, "same"), (result.best, "best")):
        for row, summary in zip(result.rows, summarize(simulate(experiment)), strict=True):
            outcome = getattr(row, side)
            assert (outcome.loss, outcome.status) == (summary.loss, summary.status)
            assert outcome.steps_to_tolerance == summary.steps_to_tolerance
            assert row.label == RAVINE.labels[row.ball]


def test_that_one_rate_is_for_all_but_who_sees_the_curvature():
    result = compare(RAVINE, runs=20)
    rates = [b.hyperparameters.get("learning_rate") for b in result.same.balls]
    assert rates == [result.rate, result.rate, 1.0, None]
    physical = result.same.balls[3].hyperparameters
    assert physical["time_step"] == pytest.approx(np.sqrt(result.rate), rel=1e-2)
    assert [b.hyperparameters.get("momentum") for b in result.same.balls[:2]] == [None, 0.9]
    assert all(row.same.status not in (Status.DIVERGED, Status.ESCAPED) for row in result.rows)


def test_that_nobody_is_worse_at_its_best_than_as_it_was():
    experiment = on_library("himmelblau", ball("adam", learning_rate=0.3), ball("nesterov"), steps=50)
    result = compare(experiment, runs=15)
    for before, row in zip(summarize(simulate(experiment)), result.rows, strict=True):
        then, now = before.steps_to_tolerance, row.best.steps_to_tolerance
        assert then is None or now <= then


@pytest.mark.parametrize(
    "experiment",
    [
        on_library("rosenbrock", ball("gradient_descent"), ball("momentum"), ball("adam"), steps=60),
        on_formula("(x + y)/(x - 1.37*y)", (1.0, -1.0), ball("momentum"), ball("nesterov"), steps=60),
        on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), ball("momentum", momentum=0.4), steps=300, noise=0.3),
        on_formula(
            "0.1*x**2 + 2*y**2", (-5.0, -2.0), ball("gradient_descent"), ball("physical_ball"), steps=40
        ),
    ],
    ids=["rosenbrock", "pole", "noise", "ravine"],
)
def test_that_nobody_is_worse_at_its_best_than_at_the_one_rate_for_all(experiment):
    result = compare(experiment, runs=12)
    for row in result.rows:
        same, best = (o.steps_to_tolerance or math.inf for o in (row.same, row.best))
        assert best <= same
        if same == math.inf == best:
            assert row.best.loss <= row.same.loss


def test_that_all_is_well_without_a_rate_or_without_a_minimum():
    newton = compare(on_formula("x**2 + y**2", (3.0, 1.0), ball("newton"), steps=5), runs=10)
    assert newton.rate is None
    assert newton.same is newton.experiment
    endless = compare(on_formula("x - y", (0.0, 0.0), ball("momentum"), steps=5), runs=10)
    assert endless.rows[0].best.steps_to_tolerance is None
    nowhere = compare(on_formula("log(x)", (-1.0,), ball("adam"), steps=5), runs=10)
    assert nowhere.rows[0].best.status == Status.DIVERGED


def test_that_progress_rises_to_one_and_can_cancel():
    shares = []
    compare(RAVINE, 10, lambda share: shares.append(share) or True)
    assert min(np.diff(shares)) > -1e-12
    assert shares[-1] == 1.0
    with pytest.raises(CancelledError):
        compare(RAVINE, 10, lambda share: share < 0.5)
    with pytest.raises(InputError, match="runs: found 9, allowed is a whole number from 10 to 100,000"):
        compare(RAVINE, 9)
