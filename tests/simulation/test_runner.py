"""The runner: the latest experiment wins, failures are heard of, and its thread ends."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, eventually, on_library

from momentum_lab.simulation import Runner, runner, simulate

SHORT = on_library("beale", ball("adam"), ball("momentum", learning_rate=0.003), steps=40)
LONG = replace(SHORT, steps=1_000_000)


@pytest.fixture
def working():
    made = Runner()
    yield made
    assert made.close()


def finished(working, experiment):
    run = working.latest()
    return run is not None and run.experiment == experiment and run.is_complete


def test_that_it_gives_the_run_that_simulate_gives(working):
    assert working.latest() is None
    working.submit(SHORT)
    assert eventually(lambda: finished(working, SHORT))
    assert np.array_equal(working.latest().position, simulate(SHORT).position)
    assert working.failure() is None


def test_that_the_experiment_submitted_last_wins(working):
    working.submit(LONG)
    for seed in range(20):
        working.submit(replace(SHORT, seed=seed))
    last = replace(SHORT, seed=19)
    assert eventually(lambda: finished(working, last))


def test_that_a_long_run_is_given_up_for_a_new_one(working):
    working.submit(LONG)
    assert eventually(lambda: working.latest() is not None)
    working.submit(SHORT)
    assert working.latest() is None or working.latest().experiment == SHORT
    assert eventually(lambda: finished(working, SHORT))


def test_that_a_run_of_another_experiment_is_never_shown(working):
    for steps in range(1, 60):
        experiment = replace(SHORT, steps=steps)
        working.submit(experiment)
        for _ in range(20):
            run = working.latest()
            assert run is None or run.experiment == experiment


def test_that_generations_count_up(working):
    assert [working.submit(SHORT) for _ in range(3)] == [1, 2, 3]


def test_that_a_long_run_is_shown_while_it_grows(working):
    working.submit(LONG)
    seen = set()

    def grew():
        run = working.latest()
        if run is not None:
            assert run.steps(0, run.computed, run.computed + 1).step.tolist() == [run.computed]
            assert np.isfinite(run.position[0, -1]).all()
            seen.add(run.computed)
        return len(seen) >= 2

    assert eventually(grew)
    assert max(seen) < LONG.steps


def failing(experiment, source):
    if experiment.seed == 13:
        raise ArithmeticError("thirteen")
    return REAL_SIMULATION(experiment)


REAL_SIMULATION = runner.Simulation


def test_that_a_failure_is_reported_and_the_next_experiment_still_runs(working, monkeypatch):
    monkeypatch.setattr(runner, "Simulation", failing)
    working.submit(replace(SHORT, seed=13))
    assert eventually(lambda: working.failure() is not None)
    assert str(working.failure()) == "thirteen"
    assert working.latest() is None
    working.submit(SHORT)
    assert working.failure() is None
    assert eventually(lambda: finished(working, SHORT))


@pytest.mark.parametrize("experiment", [None, SHORT, LONG], ids=["idle", "short", "long"])
def test_that_closing_joins_the_thread(experiment):
    before = set(threading.enumerate())
    made = Runner()
    if experiment is not None:
        made.submit(experiment)
    started = set(threading.enumerate()) - before
    assert len(started) == (experiment is not None)
    assert made.close()
    assert not any(thread.is_alive() for thread in started)
    assert made.latest() is None


def test_that_closing_twice_does_no_harm():
    made = Runner()
    assert made.close()
    assert made.close()
