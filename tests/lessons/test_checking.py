"""Checks hold of a run if what they say is so, and tell what there is if it is not."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_lab.analysis.quantities import QUANTITIES
from momentum_lab.experiment import preset
from momentum_lab.lessons.checking import met, task_findings
from momentum_lab.lessons.lesson import Check, Measure, Task
from momentum_lab.simulation import Status, simulate

RUN = simulate(preset("book_ravine_0.6"))
LABELS = RUN.experiment.labels
KEYS = ("x", "y", "loss", "distance", "update_norm")
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
comparisons = st.sampled_from([*OPPOSITE])
keys = st.sampled_from(KEYS)
balls = st.sampled_from([0, 1])
steps = st.integers(0, RUN.computed)
values = st.one_of(
    st.floats(-1e3, 1e3),
    st.builds(lambda b, k, s: float(numbers(b, k)[s]), balls, keys, steps),  # exactly what occurs
)


def numbers(ball, key):
    return QUANTITIES[key].of(RUN, RUN.rows(ball))


def holds(comparison, value, than):
    return {"<": value < than, "<=": value <= than, ">": value > than, ">=": value >= than}[comparison]


@given(balls, keys, st.none() | steps, comparisons, values)
def test_that_a_comparison_holds_if_the_number_is_so_and_its_opposite_if_not(ball, key, step, sign, than):
    check = Check(Measure(ball, quantity=key, step=step), sign, than)
    found = met(RUN, check)
    value = float(numbers(ball, key)[-1 if step is None else step])
    assert found.is_met == holds(sign, value, than)
    assert met(RUN, replace(check, comparison=OPPOSITE[sign])).is_met != found.is_met
    assert (found.ball, found.value, found.than) == (ball, value, than)
    assert found.step == (RUN.computed if step is None else step)


@given(balls, keys, steps, comparisons, values)
def test_that_within_is_some_step_and_always_is_each(ball, key, within, sign, than):
    measure = Measure(ball, quantity=key)
    found = numbers(ball, key)
    some = met(RUN, Check(measure, sign, than, within=within))
    each = met(RUN, Check(measure, sign, than, always=True))
    assert some.is_met == any(holds(sign, v, than) for v in found[: within + 1])
    assert each.is_met == all(holds(sign, v, than) for v in found)
    opposite = Check(measure, OPPOSITE[sign], than, within=RUN.computed)
    assert each.is_met != met(RUN, opposite).is_met
    for finding in (some, each):
        assert finding.value == found[finding.step]
        if finding is some or not finding.is_met:
            assert holds(sign, finding.value, than) == finding.is_met
    if some.is_met:
        assert not any(holds(sign, v, than) for v in found[: some.step])
    else:
        assert abs(some.value - than) == np.min(np.abs(found[: within + 1] - than))


@given(keys, comparisons, values, st.none() | steps, st.booleans())
def test_that_any_and_all_are_what_they_say(key, sign, than, within, is_always):
    if within is not None and is_always:
        within = None
    check = Check(Measure(0, quantity=key), sign, than, within=within, always=is_always)
    single = [met(RUN, replace(check, measure=Measure(ball, quantity=key))) for ball in range(3)]
    some = met(RUN, replace(check, measure=Measure("any", quantity=key)))
    each = met(RUN, replace(check, measure=Measure("all", quantity=key)))
    assert some.is_met == any(f.is_met for f in single)
    assert each.is_met == all(f.is_met for f in single)
    for finding in (some, each):
        assert finding.is_met == single[finding.ball].is_met


@given(balls, keys, keys, comparisons, st.none() | steps)
def test_that_another_measure_is_compared_at_the_same_step(ball, key, other, sign, within):
    check = Check(Measure(ball, quantity=key), sign, than=Measure(1 - ball, quantity=other), within=within)
    mine, its = numbers(ball, key), numbers(1 - ball, other)
    pairs = [*zip(mine, its, strict=True)]
    pairs = pairs[-1:] if within is None else pairs[: within + 1]
    assert met(RUN, check).is_met == any(holds(sign, a, b) for a, b in pairs)


@given(balls, st.sampled_from(Status), st.none() | steps, st.none() | steps, st.booleans())
def test_that_a_status_is_that_of_the_run(ball, status, step, within, is_always):
    statuses = [RUN.status_at(ball, s) for s in range(RUN.computed + 1)]
    at = met(RUN, Check(Measure(ball, step=step), status=status.key))
    assert at.is_met == (statuses[-1 if step is None else step] is status)
    assert at.found == statuses[-1 if step is None else step].key
    if within is not None:
        some = met(RUN, Check(Measure(ball), status=status.key, within=within))
        assert some.is_met == (status in statuses[: within + 1])
        assert some.found == statuses[some.step].key
    if is_always:
        each = met(RUN, Check(Measure(ball), status=status.key, always=True))
        assert each.is_met == all(s is status for s in statuses)


def test_that_optimizers_are_compared_by_name():
    assert met(RUN, Check(Measure(1), optimizer="momentum")).is_met
    assert met(RUN, Check(Measure("any"), optimizer="momentum")).is_met
    missed = met(RUN, Check(Measure("all"), optimizer="momentum"))
    assert (missed.is_met, missed.ball, missed.found) == (False, 0, "gradient_descent")


def test_that_what_is_not_there_is_not_met_whatever_is_asked():
    for check in (
        Check(Measure(5, quantity="loss"), "<", 1e9),
        Check(Measure(5), status="moving"),
        Check(Measure(5), optimizer="momentum"),
    ):
        found = met(RUN, check)
        assert (found.is_met, found.ball) == (False, None)
    for sign in OPPOSITE:
        assert not met(RUN, Check(Measure(0, setting="momentum"), sign, 0.5)).is_met
        assert not met(RUN, Check(Measure(0, quantity="velocity_x"), sign, 0.5, within=50)).is_met
        assert not met(RUN, Check(Measure(0, quantity="loss", step=99), sign, 0.5)).is_met
    assert not met(RUN, Check(Measure(0, step=99), status="diverged")).is_met


def test_that_what_there_is_from_the_first_step_on_can_hold_at_each():
    check = Check(Measure(1, quantity="overshoot"), ">=", -1.0, always=True)
    assert met(RUN, check).is_met


def test_that_a_ball_beyond_all_numbers_is_higher_than_any_and_has_diverged():
    experiment = RUN.experiment
    wild = experiment.with_ball(0, experiment.balls[0].with_values(learning_rate=1e6))
    run = simulate(replace(wild, steps=200))
    assert run.last[0] < 200
    assert met(run, Check(Measure(0, quantity="loss"), ">", 1e300)).is_met
    assert met(run, Check(Measure(1, quantity="loss"), "<", than=Measure(0, quantity="loss"))).is_met
    assert met(run, Check(Measure(0), status="diverged", within=200)).is_met
    never = met(run, Check(Measure(0, result="steps_to_tolerance"), "<=", 200))
    assert (never.is_met, never.value) == (False, math.inf)


def test_that_checks_of_a_long_run_look_at_the_steps_that_are_kept():
    run = simulate(replace(preset("ravine"), steps=20_000))
    assert len(run.kept) < 20_001
    assert met(run, Check(Measure(0, quantity="loss"), "<", 1e-6, within=20_000)).is_met
    assert met(run, Check(Measure(0, quantity="loss"), ">=", 0.0, always=True)).is_met


def test_that_a_task_has_a_finding_to_each_check():
    checks = (Check(Measure(1), optimizer="momentum"), Check(Measure(0), status="converged"))
    findings = task_findings(RUN, Task(checks, "x"))
    assert [f.check for f in findings] == [*checks]
    assert [f.is_met for f in findings] == [True, False]


@pytest.mark.parametrize("ball", ["any", "all"])
def test_that_of_several_balls_the_nearest_is_told_or_the_one_that_is_to_blame(ball):
    found = met(RUN, Check(Measure(ball, quantity="loss"), "<", -1.0))
    losses = [float(RUN.loss[b, -1]) for b in range(3)]
    assert found.ball == (int(np.argmin(losses)) if ball == "any" else 0)
