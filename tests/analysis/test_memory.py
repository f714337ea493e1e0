"""The weights of past gradients, against sums of the recorded ones and against closed forms."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import pytest
from laboratory import ball, on_formula, on_library
from variants import COSINE, VARIANTS

from momentum_lab.analysis.memory import memory
from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.optimizer import Gathered
from momentum_lab.core.weight_decay import DecayPlace
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.modifiers import Clipping
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate
from momentum_lab.simulation.anatomy import anatomies

every_case = pytest.mark.parametrize("case", VARIANTS)
AT = (1, 2, 17, 60)


def is_linear(optimizer):
    return optimizer.theory is not None and not optimizer.needs_hessian


LINEAR = [case for case, (optimizer, _) in VARIANTS.items() if is_linear(optimizer)]
GATHERING = [case for case, (optimizer, _) in VARIANTS.items() if optimizer.gathered is not None]


@cache
def opened(case):
    """A run with noise, clipping, decay and a schedule, and what is inside its steps."""
    optimizer, values = VARIANTS[case]
    schedule = {"schedule": COSINE} if "learning_rate" in optimizer.hyperparameters else {}
    body = ball(optimizer.name, clipping=Clipping("norm", 0.7), **schedule, **values)
    formula = "0.4*x**2 + 0.1*x**4 + 0.7*y**2 + 0.2*x*y"
    run = simulate(on_formula(formula, (-2.0, 1.5), body, steps=60, noise=0.3, seed=5))
    return run, list(anatomies(run, 0))


def summed(weights, gradients, axis):
    return math.fsum(w * g[axis] for w, g in zip(weights, gradients, strict=True))


@pytest.mark.parametrize("step", AT)
@pytest.mark.parametrize("case", GATHERING)
def test_that_the_weighted_sum_of_all_gradients_is_the_velocity(case, step):
    optimizer, _ = VARIANTS[case]
    run, steps = opened(case)
    past = [a.decayed_gradient for a in reversed(steps[:step])]
    if optimizer.gathered is Gathered.SCALED:
        rates = [[s / a.hyperparameters["learning_rate"] for s in a.scale] for a in reversed(steps[:step])]
        past = [[g * r for g, r in zip(*both, strict=True)] for both in zip(past, rates, strict=True)]
    found = memory(run, 0, step)
    assert len(found.in_velocity) == step
    for axis in (0, 1):
        size = max(abs(w * g[axis]) for w, g in zip(found.in_velocity, past, strict=True))
        velocity = steps[step - 1].state_after[optimizer.velocity][axis] / found.correction
        assert abs(summed(found.in_velocity, past, axis) + found.from_start - velocity) <= 1e-12 * size


@pytest.mark.parametrize("step", AT)
@pytest.mark.parametrize("case", LINEAR)
def test_that_the_weighted_sum_of_all_gradients_is_the_step(case, step):
    run, steps = opened(case)
    past = [a.decayed_gradient for a in reversed(steps[:step])]
    weights = memory(run, 0, step).in_update
    assert len(weights) == step
    for axis in (0, 1):
        size = max(abs(w * g[axis]) for w, g in zip(weights, past, strict=True))
        assert abs(summed(weights, past, axis) - steps[step - 1].update[axis]) <= 1e-12 * size


@every_case
def test_that_only_linear_rules_have_weights_in_the_step_and_only_sums_in_the_velocity(case):
    optimizer, _ = VARIANTS[case]
    found = memory(opened(case)[0], 0, 9)
    assert (found.in_update is not None) == is_linear(optimizer)
    assert (found.gathered is None) == (found.in_velocity == ()) == (found.kept is None)
    assert (found.gathered is None) == (optimizer.velocity is None)


def weights_of(name, step=30, **values):
    return memory(simulate(on_library("beale", ball(name, **values), steps=step)), 0, step)


B, LR, T = 0.85, 0.003, 30
CLOSED = {
    "gradient_descent": (None, lambda k: -LR if k == 0 else 0.0),
    "momentum leaky": (lambda k: B**k, lambda k: -LR * B**k),
    "momentum velocity": (lambda k: -LR * B**k, lambda k: -LR * B**k),
    "momentum ema": (lambda k: (1 - B) * B**k, lambda k: -LR * (1 - B) * B**k),
    "momentum ema_corrected": (
        lambda k: (1 - B) * B**k / (1 - B**T),
        lambda k: -LR * (1 - B) * B**k / (1 - B**T),
    ),
    "nesterov": (lambda k: B**k, lambda k: -LR * ((k == 0) + B ** (k + 1))),
    "qhm": (lambda k: (1 - B) * B**k, lambda k: -LR * (0.3 * (k == 0) + 0.7 * (1 - B) * B**k)),
}
"""Weights in the velocity and in the step, at a rate, a momentum and after so many steps."""


@pytest.mark.parametrize("case", CLOSED)
def test_that_the_weights_of_linear_rules_are_the_closed_forms(case):
    name, _, form = case.partition(" ")
    values = {"learning_rate": LR, **({"form": form} if form else {})}
    if name != "gradient_descent":
        values["beta" if name == "qhm" else "momentum"] = B
    found = weights_of(name, T, **values)
    for weights, closed in zip((found.in_velocity, found.in_update), CLOSED[case], strict=True):
        expected = [closed(k) for k in range(T)] if closed else []
        assert weights == pytest.approx(expected, rel=1e-12, abs=0.0)


def test_that_those_of_the_physical_ball_are_those_of_momentum():
    mass, friction, time_step = 2.0, 1.5, 0.1
    kept = 1.0 - friction * time_step / mass
    found = weights_of("physical_ball", T, mass=mass, friction=friction, time_step=time_step)
    expected = [-time_step / mass * kept**k for k in range(T)]
    assert found.in_velocity == pytest.approx(expected, rel=1e-12, abs=0.0)
    assert found.in_update == pytest.approx([time_step * w for w in expected], rel=1e-12, abs=0.0)
    assert found.kept == pytest.approx(kept)


MEANS = ("adam", "adamw", "adamax", "adabelief", "radam", "qhadam", "yogi")


@pytest.mark.parametrize("name", MEANS)
def test_that_corrected_means_have_weights_that_sum_to_one(name):
    found = weights_of(name, T, beta1=B)
    expected = [(1 - B) * B**k / (1 - B**T) for k in range(T)]
    assert found.in_velocity == pytest.approx(expected, rel=1e-12, abs=0.0)
    assert found.total == pytest.approx(1.0, rel=1e-13)
    assert found.correction == pytest.approx(1 - B**T, rel=1e-13)
    assert found.window == pytest.approx(1 / (1 - B))


@pytest.mark.parametrize("name", ["adam", "adamw"])
def test_that_without_correction_they_sum_to_less(name):
    found = weights_of(name, 5, beta1=B, bias_correction=False)
    assert found.in_velocity == pytest.approx([(1 - B) * B**k for k in range(5)], rel=1e-12, abs=0.0)
    assert found.correction == 1.0
    assert found.total == pytest.approx(1 - B**5, rel=1e-13)


def test_that_lion_and_nadam_have_their_bare_means():
    lion = weights_of("lion", T, beta2=B)
    nadam = weights_of("nadam", T, beta1=B)
    for found in (lion, nadam):
        assert found.in_velocity == pytest.approx([(1 - B) * B**k for k in range(T)], rel=1e-12, abs=0.0)


def test_that_rmsprop_gathers_gradients_that_are_divided_first():
    found = weights_of("rmsprop", T, momentum=B, centered=True)
    assert found.gathered is Gathered.SCALED
    assert found.in_velocity == pytest.approx([B**k for k in range(T)], rel=1e-12, abs=0.0)


def test_that_a_first_step_without_dampening_weighs_more():
    found = weights_of("momentum", 6, momentum=B, dampening=0.4)
    expected = [0.6 * B**k for k in range(5)] + [B**5]
    assert found.in_velocity == pytest.approx(expected, rel=1e-12, abs=0.0)


def test_that_a_velocity_with_the_rate_in_it_remembers_the_rates_that_there_were():
    body = ball("momentum", learning_rate=0.01, momentum=B, form="velocity", schedule=COSINE)
    run = simulate(on_library("beale", body, steps=T))
    rates = [0.01 * body.schedule.factors()(step) for step in range(T)]
    expected = [-rates[T - 1 - k] * B**k for k in range(T)]
    assert memory(run, 0, T).in_velocity == pytest.approx(expected, rel=1e-12, abs=0.0)


def test_that_the_start_of_yogis_mean_fades():
    found = weights_of("yogi", 4, beta1=B, initial_accumulator=0.5)
    assert found.from_start == pytest.approx(0.5 * B**4 / (1 - B**4))
    assert weights_of("adam", 4).from_start == 0.0


def test_that_the_newest_gradients_have_the_share_that_the_powers_say():
    found = weights_of("momentum", T, momentum=B)
    for newest in (0, 1, 7, T, 2 * T):
        part = min(newest, T)
        assert found.share_of(newest) == pytest.approx((1 - B**part) / (1 - B**T))
    assert weights_of("gradient_descent").share_of(3) == 0.0


def test_that_a_velocity_that_forgets_nothing_has_no_window():
    assert math.isinf(weights_of("momentum", T, learning_rate=1e-5, momentum=1.0).window)
    assert weights_of("gradient_descent").window is None


@pytest.mark.parametrize("step", [255, 256, 257, 700])
@pytest.mark.parametrize("kept", [0.0, 1e-9, 0.1, 0.9])
def test_that_there_are_as_many_weights_as_steps_however_soon_they_vanish(step, kept):
    body = ball("momentum", learning_rate=1e-4, momentum=kept)
    found = memory(simulate(on_library("rosenbrock", body, steps=700)), 0, step)
    assert len(found.in_velocity) == len(found.in_update) == step
    assert found.in_velocity == pytest.approx([kept**k for k in range(step)], rel=1e-12, abs=1e-305)
    assert found.total == pytest.approx((1 - kept**step) / (1 - kept), rel=1e-12)


CHANGED = {
    "momentum": {"learning_rate": 0.02, "momentum": 0.5, "form": "velocity"},
    "nesterov": {"momentum": 0.3},
    "adam": {"beta1": 0.5, "bias_correction": False},
    "lion": {"beta2": 0.7},
    "rmsprop": {"momentum": 0.9, "decay": 0.5},
    "physical_ball": {"friction": 4.0},
}


@pytest.mark.parametrize("step", [20, 21, 22, 60])
@pytest.mark.parametrize("name", CHANGED)
def test_that_changes_and_kicks_in_the_middle_of_a_run_are_counted(name, step):
    changes = (
        BallChange(20, FrozenMapping(CHANGED[name]), kick=(0.3, -0.2)),
        BallChange(40, kick=(-0.1, 0.4)),
    )
    body = replace(ball(name), changes=changes)
    run = simulate(on_formula("0.4*x**2 + 0.7*y**2 + 0.2*x*y", (-2.0, 1.5), body, steps=60, noise=0.3))
    steps = list(anatomies(run, 0))[:step]
    found, last, optimizer = memory(run, 0, step), steps[-1], OPTIMIZERS[name]
    past = [a.decayed_gradient for a in reversed(steps)]
    if optimizer.gathered is Gathered.SCALED:
        rates = [[s / a.hyperparameters["learning_rate"] for s in a.scale] for a in reversed(steps)]
        past = [[g * r for g, r in zip(*both, strict=True)] for both in zip(past, rates, strict=True)]
    for axis in (0, 1):
        kicks = found.from_kicks[axis] if step > 20 else 0.0
        velocity = last.state_after[optimizer.velocity][axis] / found.correction
        assert (found.from_kicks == ()) == (step == 20)
        assert abs(summed(found.in_velocity, past, axis) + kicks - velocity) <= 1e-12 * max(1, abs(velocity))


def test_that_newton_remembers_nothing():
    run = simulate(on_library("beale", ball("newton", saddle_free=True), steps=4))
    found = memory(run, 0, 2)
    assert (found.in_velocity, found.in_update, found.kept, found.window) == ((), None, None, None)


def test_that_steps_that_are_not_there_are_refused():
    run = simulate(on_library("beale", ball("adam"), steps=5))
    with pytest.raises(InputError, match=r"^step: found 6, allowed is a whole number from 1 to 5$"):
        memory(run, 0, 6)
    with pytest.raises(InputError, match=r"^ball: "):
        memory(run, 1, 1)


def test_that_every_built_in_velocity_says_what_it_gathers():
    for optimizer in OPTIMIZERS.built_in.values():
        assert (optimizer.velocity is None) == (optimizer.gathered is None)
        assert optimizer.gathered is not Gathered.SCALED or optimizer.effective_rate is not None


def test_that_decay_beside_the_gradient_has_no_weight():
    assert OPTIMIZERS["adamw"].weight_decay is DecayPlace.STEP
    assert weights_of("adamw", 3, weight_decay=0.5).in_velocity == weights_of("adam", 3).in_velocity


def some_rate(gradient, before, after, hyper):
    return 1.0


def some_number(after, hyper):
    return 1.0


@pytest.mark.parametrize(
    ("name", "declared", "problem"),
    [
        ("newton", {"effective_rate": some_rate}, "told of a coordinate"),
        ("newton", {"look_ahead": some_number}, "told of a coordinate"),
        ("adagrad", {"gathered": Gathered.GRADIENTS}, "no velocity"),
        ("adagrad", {"correction": some_number}, "no velocity"),
        ("adam", {"gathered": Gathered.SCALED, "effective_rate": None}, "no effective rate"),
    ],
)
def test_that_declarations_that_contradict_each_other_are_refused(name, declared, problem):
    with pytest.raises(TypeError, match=problem):
        replace(OPTIMIZERS[name], **declared)
