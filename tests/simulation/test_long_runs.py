"""Runs of many steps: few are kept, and any can be had, to the last bit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laboratory import ball, on_formula, on_library

from momentum_lab.analysis.summary import summarize
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.resources import OWN_FOLDER, resources_folder
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.simulation import Simulation, Status, simulate
from momentum_lab.simulation.ball import Columns, RollingBall, columns
from momentum_lab.simulation.diagnostics import AWAY, Diagnostics
from momentum_lab.simulation.native_ball import compiled
from momentum_lab.simulation.status import Judge
from momentum_lab.simulation.storage import BLOCK, EXACT, kept_steps
from momentum_lab.simulation.yardstick import NEAR, diagonal, distance_to_minimum

STEPS = 2 * EXACT + 1_001
FALLING = ball(
    "momentum",
    learning_rate=1e-4,
    schedule=RateSchedule("cosine", FrozenMapping({"floor": 0.1}), 10),
    clipping=Clipping("norm", 50.0),
)
WHOLE = ball("newton", learning_rate=0.01, saddle_free=True)
OVERFLOWS = ball("gradient_descent", learning_rate=1.008)


def on_valley(**more):
    return on_library("rosenbrock", FALLING, ball("adam", learning_rate=1e-3), WHOLE, steps=STEPS, **more)


CASES = {
    "plain": on_valley(),
    "noisy": on_valley(noise=0.5, seed=7),
    "common noise": on_valley(noise=0.5, common_noise=True),
    "late overflow": on_formula("x**2", (1.0,), OVERFLOWS, ball("adam"), steps=STEPS),
}


@cache
def long_run(case):
    return simulate(CASES[case])


@cache
def in_one_go(case, index):
    """Every step of a ball: position, loss, gradient, velocity and status, without a run."""
    experiment = CASES[case]
    rolling = RollingBall(experiment, index)
    rows = np.empty((STEPS + 1, columns(len(experiment.start))))
    count = rolling.begin(rows[:1]) + rolling.roll(rows[1:])
    part = Columns.of(rows[:count])
    position, loss, gradient, velocity = part.position, part.loss, part.gradient, part.velocity
    judge = Judge(experiment.landscape.build(), experiment.balls[index], position[0], loss[0])
    found = Diagnostics.of([judge], rows[np.newaxis, :count], 0, position[:1], [AWAY])
    return position, loss, gradient, velocity, found.update[0], found.status[0]


def first_of_the_last_stretch(values):
    different = np.flatnonzero(values != values[-1])
    return int(different[-1]) + 1 if different.size else 0


@given(last=st.integers(0, 1_000_000))
def test_that_some_ten_thousand_steps_are_kept_however_many_there_are(last):
    kept = kept_steps(last)
    assert kept[0] == 0
    assert kept[-1] == last
    assert np.all(np.diff(kept) > 0)
    assert len(kept) <= 42_000
    assert np.array_equal(kept[: min(last + 1, EXACT)], np.arange(min(last + 1, EXACT)))


def test_that_the_arrays_of_a_million_steps_take_a_twentieth_of_what_all_would():
    run = Simulation(on_library("beale", ball("adam"), steps=1_000_000)).snapshot()
    assert run.position.base is not None
    assert run.position.base.nbytes < 1_000_001 * columns(2) * 8 / 20  # with loss, gradient and velocity


@pytest.mark.parametrize("case", CASES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_that_any_steps_are_those_of_a_run_in_one_go(case, data):
    run = long_run(case)
    index = data.draw(st.integers(0, len(run.experiment.balls) - 1))
    first = data.draw(st.integers(0, STEPS))
    end = data.draw(st.integers(first + 1, min(first + 3 * BLOCK, STEPS + 1)))
    steps = run.steps(index, first, end)
    reference = in_one_go(case, index)
    end = min(end, len(reference[1]))
    assert steps.step.tolist() == list(range(first, max(first, end)))
    found = (steps.position, steps.loss, steps.gradient, steps.velocity, steps.update, steps.status)
    for ours, all_steps in zip(found, reference, strict=True):
        assert ours.tobytes() == all_steps[first:end].tobytes()


@pytest.mark.parametrize("case", CASES)
def test_that_the_kept_steps_are_those_of_a_run_in_one_go(case):
    run = long_run(case)
    for index in range(len(run.experiment.balls)):
        rows = run.rows(index)
        found = (rows.position, rows.loss, rows.gradient, rows.velocity, rows.update, rows.status)
        for ours, all_steps in zip(found, in_one_go(case, index), strict=True):
            assert ours.tobytes() == all_steps[rows.step].tobytes()


@pytest.mark.parametrize("case", CASES)
@given(step=st.integers(0, STEPS))
@settings(max_examples=25, deadline=None)
def test_that_status_and_since_when_are_those_of_all_the_steps(case, step):
    run = long_run(case)
    landscape = run.experiment.landscape.build()
    for summary in summarize(run, step):
        position, *_, status = in_one_go(case, summary.ball)
        alive = len(position) - 1
        history = status[: step + 1].tolist()
        if step > alive:
            history += [int(Status.DIVERGED)] * (step - alive)
        assert summary.status == history[-1]
        near = distance_to_minimum(position[: step + 1], landscape) <= NEAR * diagonal(landscape)
        has_arrived = summary.status is Status.CONVERGED
        assert summary.since == first_of_the_last_stretch(near if has_arrived else np.array(history))
        assert summary.steps_to_tolerance == (summary.since if has_arrived else None)


def test_that_the_late_overflow_is_late():
    assert EXACT < long_run("late overflow").last[0] < STEPS


def test_that_machine_code_computes_the_same_steps_again():
    experiment = CASES["noisy"]
    native = simulate(experiment, compiled)
    for index in range(3):
        ours, plain = native.steps(index, EXACT, STEPS + 1), long_run("noisy").steps(index, EXACT, STEPS + 1)
        assert ours.position.tobytes() == plain.position.tobytes()
        assert ours.velocity.tobytes() == plain.velocity.tobytes()


@pytest.mark.parametrize("case", CASES)
def test_that_a_run_shown_while_it_grows_is_the_beginning_of_the_whole(case):
    simulation = Simulation(CASES[case])
    whole = long_run(case)
    for count in (EXACT - 5, 7, BLOCK + 3, 11):
        simulation.advance(count)
        run = simulation.snapshot()
        for index in range(len(run.experiment.balls)):
            ours, all_steps = run.rows(index), whole.rows(index)[: len(run.rows(index).step)]
            assert ours.loss.tobytes() == all_steps.loss.tobytes()
            assert run.at(index, run.computed).loss[0] == whole.at(index, run.computed).loss[0]
            assert run.since(index, run.computed) == whole.since(index, run.computed)


@given(chosen=st.sets(st.integers(0, STEPS), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_that_chosen_steps_are_those_of_a_run_in_one_go(chosen):
    steps = np.array(sorted(chosen), dtype=np.int64)
    ours = long_run("noisy").chosen(1, steps)
    assert ours.step.tolist() == steps.tolist()
    assert ours.position.tobytes() == in_one_go("noisy", 1)[0][steps].tobytes()


@given(step=st.integers(0, STEPS), every=st.integers(1, 5_000), most=st.integers(1, 500))
def test_that_dots_are_multiples_that_are_kept(step, every, most):
    dots = long_run("plain").dotted(0, step, every, most)
    assert 1 <= len(dots.step) <= most
    assert dots.step[0] == 0
    assert np.all(dots.step % every == 0)
    assert np.isin(dots.step, long_run("plain").kept).all()
    if step < EXACT and step // every < most:
        assert dots.step.tolist() == list(range(0, step + 1, every))


def test_that_a_step_and_all_about_it_is_computed_again_once(monkeypatch):
    run, computed = simulate(CASES["plain"]), []
    before = RollingBall.roll
    monkeypatch.setattr(RollingBall, "roll", lambda self, rows: computed.append(0) or before(self, rows))
    for step in range(16 * BLOCK, 16 * BLOCK + 60):  # over the edge of a block
        run.at(0, step)
        run.since(0, step)
        summarize(run, step)
        run.at(0, STEPS - 7)  # where somebody points at
    assert len(computed) <= 2 * len(run.experiment.balls) + 1


def test_that_steps_stay_those_of_the_landscape_that_has_been_edited(tmp_path, monkeypatch):
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path))
    file = tmp_path / "landscapes" / "mine.toml"
    file.parent.mkdir()
    text = (resources_folder() / "landscapes" / "elliptic_bowl.toml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    try:
        LANDSCAPES.reload()
        run = simulate(on_library("mine", ball("adam"), steps=STEPS))
        named = simulate(on_library("elliptic_bowl", ball("adam"), steps=STEPS))
        other = (resources_folder() / "landscapes" / "rosenbrock.toml").read_text(encoding="utf-8")
        file.write_text(other, encoding="utf-8")
        LANDSCAPES.reload()
        later, expected = run.steps(0, EXACT + 3, EXACT + 90), named.steps(0, EXACT + 3, EXACT + 90)
        assert later.position.tobytes() == expected.position.tobytes()
        assert later.status.tobytes() == expected.status.tobytes()
    finally:
        monkeypatch.undo()
        LANDSCAPES.reload()


def test_that_machine_code_refuses_other_arrays_than_it_takes():
    rolling = RollingBall(CASES["plain"], 0, compiled)
    rows = np.zeros((40, columns(2)))
    rolling.begin(rows[:1])
    with pytest.raises(TypeError, match="contiguous"):
        rolling.roll(rows[::2])
    with pytest.raises(TypeError, match="float32"):
        rolling.roll(rows.astype(np.float32))


def test_that_threads_may_ask_at_once():
    run = long_run("noisy")
    wanted = [(ball, step) for step in range(EXACT, STEPS, 1_777) for ball in range(3)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda which: run.at(*which).position.tobytes(), wanted))
    assert found == [in_one_go("noisy", ball)[0][step].tobytes() for ball, step in wanted]
