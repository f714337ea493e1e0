"""The equations of a ball in a step of its run: they lead where the run does, and their numbers are true."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from laboratory import ball, on_formula
from variants import VARIANTS

from momentum_lab.analysis.equations import StepEquation, give_the_step, step_equations
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.modifiers import Clipping
from momentum_lab.formulas import evaluate
from momentum_lab.formulas.rule_step import rule_step
from momentum_lab.formulas.rules import state_names
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate
from momentum_lab.simulation.anatomy import anatomy, steps_taken

every = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=lambda o: o.name)
with_powers = pytest.mark.parametrize(
    "optimizer", [o for o in OPTIMIZERS.values() if o.equations.powers], ids=lambda o: o.name
)
HILLY = "0.1*x**2 + 2*y**2 + 0.3*x*y + cos(x)"


def opened(body, step: int, formula: str = HILLY, start=(-2.0, 1.0), **experiment):
    run = simulate(on_formula(formula, start, body, **experiment))
    parts = anatomy(run, 0, step)
    return parts, step_equations(run, parts)


def value_of(found: tuple[StepEquation, ...], target: str) -> tuple[float, ...]:
    return [each.value for each in found if each.target == target][-1]


@every
@pytest.mark.parametrize(("formula", "start"), [(HILLY, (-2.0, 1.0)), ("x**4/8 + x**2", (1.5,))])
def test_that_the_equations_lead_where_the_run_does(optimizer: AnyOptimizer, formula, start) -> None:
    body = replace(ball(optimizer.name), clipping=Clipping("norm", 2.0))
    run = simulate(on_formula(formula, start, body, steps=30, noise=0.2))
    for step in range(1, steps_taken(run, 0) + 1):
        parts = anatomy(run, 0, step)
        found = step_equations(run, parts)
        if np.isfinite(parts.update).all():
            expected = np.add(parts.position, parts.update)
            assert value_of(found, "x") == pytest.approx(expected, rel=1e-12, abs=1e-12)
        assert give_the_step(found, parts, optimizer)


@every
def test_that_the_numbers_of_each_line_come_to_its_value(optimizer: AnyOptimizer) -> None:
    _, found = opened(ball(optimizer.name), 4, steps=6)
    for line in found:
        for axis, value in enumerate(line.value):
            assert evaluate(line.numbers[axis], {}) == pytest.approx(value, rel=1e-12, abs=1e-300)


def test_that_a_line_is_told_as_it_is_and_with_its_numbers() -> None:
    body = ball("momentum", learning_rate=0.1, momentum=0.5)
    _, (velocity, place) = opened(body, 2, "x**2 + 2*y**2", (1.0, -1.0), steps=3)
    assert (velocity.text, place.text) == ("v = momentum*v + g", "x = x - learning_rate*v")
    assert velocity.text_with_numbers(0) == "v = 0.5*2 + 1.6 = 2.6"
    assert velocity.text_with_numbers(1) == "v = 0.5*(-4) + (-2.4) = -4.4"
    assert place.text_with_numbers(1, digits=2) == "y = -0.6 - 0.1*(-4.4) = -0.16"
    assert velocity.value == pytest.approx((2.6, -4.4))


def test_that_noise_and_clipping_come_before_the_pull_which_is_a_line() -> None:
    body = replace(ball("momentum", weight_decay=0.3), clipping=Clipping("value", 0.1))
    parts, found = opened(body, 3, steps=4, noise=0.5)
    assert found[0].text == "g = g + weight_decay*x"
    assert found[0].value == parts.decayed_gradient
    assert evaluate(found[0].numbers[0], {}) == found[0].value[0]


def test_that_the_first_step_of_a_dampened_ball_is_an_exception() -> None:
    body = ball("momentum", dampening=0.4)
    texts = {step: opened(body, step, steps=3)[1][0].text_with_numbers(0) for step in (1, 2)}
    assert "where" not in "".join(texts.values())
    parts, found = opened(body, 1, steps=3)
    assert value_of(found, "v") == parts.decayed_gradient
    assert found[0].text == "push = where(t == 1, g, (1 - dampening)*g)"


@with_powers
def test_that_running_products_are_told_where_they_are_no_powers(optimizer: AnyOptimizer) -> None:
    """As after a change of beta in the course of a run: the product goes on from what it was."""
    chosen = {"form": "ema_corrected", "weight_decay": 0.0}
    values = optimizer.checked({n: v for n, v in chosen.items() if n in optimizer.hyperparameters})
    hyper = optimizer.pack(values)
    state = optimizer.init(hyper)
    for gradient in (1.0, -0.5, 0.25):
        _, state = optimizer.coordinate_update(gradient, 1.0, state, hyper)
    state = state._replace(**dict.fromkeys(optimizer.equations.powers.values(), 0.3))
    step, after = optimizer.coordinate_update(0.7, 1.0, state, hyper)
    fields = [{name: (value,) for name, value in s._asdict().items()} for s in (state, after)]
    found = rule_step(optimizer, values, 4, (1.0,), (0.7,), *fields)
    places = [each.value for each in found if each.line.target == "x"]
    assert places[-1] == pytest.approx((1.0 + step,), rel=1e-12)


def test_that_equations_which_say_something_else_are_found_out() -> None:
    parts, found = opened(ball("momentum"), 2, steps=3)
    rule = OPTIMIZERS["momentum"]
    assert give_the_step(found, parts, rule)
    wrong = replace(parts, update=tuple(1.01 * part for part in parts.update))
    assert not give_the_step(found, wrong, rule)
    gone = replace(parts, update=(math.inf, math.nan))
    assert give_the_step(found, gone, rule)


@pytest.mark.parametrize("case", VARIANTS)
def test_that_equations_of_the_program_are_not_doubted_near_and_far_from_the_origin(case: str) -> None:
    optimizer, values = VARIANTS[case]
    body, name = ball(optimizer.name, **values), optimizer.momentum_parameter
    if name is not None:
        body = replace(body, changes=(BallChange(20, FrozenMapping({name: 0.7}), (0.01, -0.02)),))
    for formula, start in ((HILLY, (-2.0, 1.0)), ("0.5*(x - 3)**2 + 0.05*(y - 2000)**2", (2.5, 2001.0))):
        run = simulate(on_formula(formula, start, body, steps=400))
        for step in (1, 2, 20, 21, 22, 60, 399, 400):
            if step <= steps_taken(run, 0):
                parts = anatomy(run, 0, step)
                assert give_the_step(step_equations(run, parts), parts, optimizer), (formula, step)


@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "nesterov"])
def test_that_wrong_steps_are_found_out_however_small_they_are(name: str) -> None:
    body = ball(name, learning_rate=0.1)
    run = simulate(on_formula("0.5*(x - 1000)**2 + (y - 2000)**2", (999.0, 2001.0), body, steps=600))
    small = 0
    for step in range(1, 601):
        parts = anatomy(run, 0, step)
        share = min(abs(u / x) for u, x in zip(parts.update, parts.position, strict=True))
        if 1e-12 < share < 1e-9:
            small += 1
            found = step_equations(run, parts)
            off = tuple(x + 1.01 * u for x, u in zip(parts.position, parts.update, strict=True))
            wrong = (*found[:-1], replace(found[-1], value=off))
            assert give_the_step(found, parts, OPTIMIZERS[name])
            assert not give_the_step(wrong, parts, OPTIMIZERS[name])
    assert small > 5


@every
def test_that_what_is_remembered_otherwise_is_found_out(optimizer: AnyOptimizer) -> None:
    parts, found = opened(ball(optimizer.name), 4, steps=6)
    targets = {line.target for line in found}
    for name, field in state_names(optimizer).items():
        if name in targets:
            other = tuple(1.01 * number + 1e-3 for number in parts.state_after[field])
            wrong = replace(parts, state_after={**parts.state_after, field: other})
            assert not give_the_step(found, wrong, optimizer)
