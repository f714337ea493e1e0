"""What is inside a step, of every optimizer with every flag and form, in states that runs have reached."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from grounds import PLANE, START, bowl_on
from hypothesis import given, settings
from hypothesis import strategies as st
from laboratory import ball, on_formula, on_library
from variants import COSINE, VARIANTS

from momentum_lab.core.clipping import clipped_value
from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.weight_decay import DecayPlace
from momentum_lab.experiment import Experiment
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.modifiers import Clipping
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import Simulation, simulate
from momentum_lab.simulation.anatomy import anatomies, anatomy, steps_taken
from momentum_lab.simulation.ball import RollingBall
from momentum_lab.simulation.engine import PIECE
from momentum_lab.simulation.native_ball import compiled, interpreted
from momentum_lab.simulation.replay import STRIDE
from momentum_lab.simulation.storage import BLOCK, EXACT

STEPS = 90
every_case = pytest.mark.parametrize("case", VARIANTS)


@cache
def run_of(case, is_bare=False):
    """A run with all that may be put around a rule, or without."""
    optimizer, values = VARIANTS[case]
    if is_bare:
        return simulate(
            on_formula("0.4*x**2 + 0.1*x**4 + 0.7*y**2", (-2.0, 1.5), ball(optimizer.name, **values))
        )
    schedule = {"schedule": COSINE} if "learning_rate" in optimizer.hyperparameters else {}
    body = ball(optimizer.name, clipping=Clipping("norm", 0.7), **schedule, **values)
    formula = "0.4*x**2 + 0.1*x**4 + 0.7*y**2 + 0.2*x*y"
    return simulate(on_formula(formula, (-2.0, 1.5), body, steps=STEPS, noise=0.3, seed=5))


def assert_same(found, expected):
    """Compare two anatomies to the last bit."""
    for field in fields(found):
        mine, theirs = getattr(found, field.name), getattr(expected, field.name)
        assert repr(mine) == repr(theirs), field.name


@every_case
def test_that_each_step_leads_to_the_next_position_to_the_last_bit(case):
    run = run_of(case)
    opened = list(anatomies(run, 0))
    assert [a.step for a in opened] == list(range(1, STEPS + 1))
    for a in opened:
        assert a.position == tuple(run.position[0, a.step - 1])
        assert a.loss == run.loss[0, a.step - 1]
        following = tuple(x + step for x, step in zip(a.position, a.update, strict=True))
        assert following == tuple(run.position[0, a.step])


@every_case
def test_that_the_parts_sum_to_the_update(case):
    for is_bare in (True, False):
        for a in anatomies(run_of(case, is_bare), 0):
            for whole, carried, rest in zip(a.update, a.carried, a.gradient_part, strict=True):
                assert abs(carried + rest - whole) <= 1e-15 * max(abs(whole), abs(carried), abs(rest))


@every_case
def test_that_the_carried_part_is_the_step_of_the_rule_without_a_gradient(case):
    optimizer, _ = VARIANTS[case]
    run = run_of(case)
    for a in anatomies(run, 0):
        hyper = optimizer.pack(a.hyperparameters)
        if optimizer.needs_hessian:
            assert a.carried == (0.0, 0.0)
            continue
        place = optimizer.decay_place(hyper)
        for axis, x in enumerate(a.position):
            state = optimizer.init(hyper)._replace(**{n: v[axis] for n, v in a.state_before.items()})
            step, _ = optimizer.update(0.0, x, state, hyper)
            if place is DecayPlace.STEP:
                step -= hyper.learning_rate * hyper.weight_decay * x
            assert a.carried[axis] == step


@pytest.mark.parametrize("case", [case for case, (rule, _) in VARIANTS.items() if not rule.needs_hessian])
def test_that_the_rule_makes_the_update_of_what_it_was_given(case):
    optimizer, _ = VARIANTS[case]
    for a in anatomies(run_of(case), 0):
        hyper = optimizer.pack(a.hyperparameters)
        is_beside = optimizer.decay_place(hyper) is DecayPlace.STEP
        for axis, x in enumerate(a.position):
            state = optimizer.init(hyper)._replace(**{n: v[axis] for n, v in a.state_before.items()})
            step, after = optimizer.update(a.decayed_gradient[axis], x, state, hyper)
            if is_beside:
                step -= hyper.learning_rate * hyper.weight_decay * x
            assert a.update[axis] == step
            assert {n: v[axis] for n, v in a.state_after.items()} == after._asdict()


@every_case
def test_that_the_state_after_a_step_is_that_before_the_next_and_holds_the_velocity(case):
    optimizer, _ = VARIANTS[case]
    run = run_of(case)
    opened = list(anatomies(run, 0))
    for a, following in pairwise(opened):
        assert a.state_after == following.state_before
    if optimizer.velocity is not None:
        assert [a.state_after[optimizer.velocity] for a in opened] == [*map(tuple, run.velocity[0, 1:])]


@every_case
def test_that_each_gradient_is_made_from_the_one_before(case):
    optimizer, _ = VARIANTS[case]
    run = run_of(case)
    landscape = run.experiment.landscape.build()
    for a in anatomies(run, 0):
        assert a.gradient == tuple(landscape.loss_and_gradient(*a.position)[1:])
        assert a.noisy_gradient == tuple(run.gradient[0, a.step - 1])
        assert a.noisy_gradient != a.gradient
        length = math.hypot(*a.noisy_gradient)
        share = min(1.0, 0.7 / (length + 1e-6))
        assert a.clipped_gradient == pytest.approx([g * share for g in a.noisy_gradient], rel=1e-14)
        is_inside = optimizer.decay_place(optimizer.pack(a.hyperparameters)) is DecayPlace.GRADIENT
        decay = a.hyperparameters["weight_decay"] if is_inside else 0.0
        pulled = [g + decay * x for g, x in zip(a.clipped_gradient, a.position, strict=True)]
        assert a.decayed_gradient == tuple(pulled)


def test_that_clipping_by_value_cuts_each_component():
    body = ball("adam", clipping=Clipping("value", 0.5))
    run = simulate(on_formula("x**2 + 3*y**2", (-2.0, 0.05), body, steps=5))
    a = anatomy(run, 0, 1)
    assert a.clipped_gradient == tuple(clipped_value(g, 0.5) for g in a.gradient)
    assert a.clipped_gradient[0] == -0.5
    assert a.noisy_gradient == a.gradient


@every_case
def test_that_the_hyperparameters_are_those_in_force(case):
    run = run_of(case)
    body = run.experiment.balls[0]
    factor = body.schedule.factors()
    for a in anatomies(run, 0):
        expected = dict(body.hyperparameters)
        if "learning_rate" in expected:
            expected["learning_rate"] = expected["learning_rate"] * factor(a.step - 1)
        assert dict(a.hyperparameters) == expected


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_that_gradient_descent_carries_nothing(decay):
    run = simulate(on_library("beale", ball("gradient_descent", learning_rate=1e-3, weight_decay=decay)))
    for a in anatomies(run, 0):
        assert a.carried == (0.0, 0.0)
        assert a.gradient_part == a.update
        assert a.state_before == a.state_after == {}


def test_that_leaky_momentum_is_what_the_lecture_draws():
    rate, kept = 0.02, 0.9
    run = simulate(on_library("beale", ball("momentum", learning_rate=rate, momentum=kept), steps=60))
    for a in anatomies(run, 0):
        velocity = a.state_before["trace"]
        assert a.carried == pytest.approx([-rate * kept * v for v in velocity], rel=1e-15, abs=0.0)
        size = [abs(part) for part in a.carried]
        for found, slope, carried in zip(a.gradient_part, a.gradient, size, strict=True):
            assert abs(found + rate * slope) <= 4e-16 * (carried + abs(found))


def direction(optimizer, a, axis):
    """What a rule that adapts its rate goes against, from the formulas of its paper."""
    hyper = optimizer.pack(a.hyperparameters)
    g, after = a.decayed_gradient[axis], {n: v[axis] for n, v in a.state_after.items()}
    before = {n: v[axis] for n, v in a.state_before.items()}
    match optimizer.name:
        case "lion":
            return hyper.beta1 * before["mu"] + (1.0 - hyper.beta1) * g
        case "qhadam":
            return (1.0 - hyper.nu1) * g + hyper.nu1 * after["mu"] / (1.0 - hyper.beta1**a.step)
        case "nadam":
            psi = hyper.momentum_decay
            momenta = [hyper.beta1 * (1.0 - 0.5 * 0.96 ** (t * psi)) for t in range(1, a.step + 2)]
            here, ahead = math.prod(momenta[:-1]), math.prod(momenta)
            return (1.0 - momenta[-2]) / (1.0 - here) * g + momenta[-1] / (1.0 - ahead) * after["mu"]
    if "mu" in after and optimizer.velocity == "mu":
        is_corrected = a.hyperparameters.get("bias_correction", True)
        return after["mu"] / (1.0 - hyper.beta1**a.step if is_corrected else 1.0)
    return g


@every_case
def test_that_the_effective_rate_times_the_direction_is_the_step(case):
    optimizer, _ = VARIANTS[case]
    opened = list(anatomies(run_of(case), 0))
    assert all((a.scale is None) == (optimizer.effective_rate is None) for a in opened)
    if optimizer.effective_rate is None:
        return
    for a in opened:
        hyper = optimizer.pack(a.hyperparameters)
        for axis, rate in enumerate(a.scale):
            step = a.update[axis]
            if optimizer.decay_place(hyper) is DecayPlace.STEP or optimizer.own_decay:
                step += hyper.learning_rate * hyper.weight_decay * a.position[axis]
            if optimizer.velocity == "trace":  # the velocity is gathered from such steps
                step += hyper.learning_rate * hyper.momentum * a.state_before["trace"][axis]
            assert rate >= 0.0
            allowed = 1e-12 * (abs(step) + abs(a.update[axis]))
            if rate == 0.0:  # Rprop waits
                assert step == 0.0
            else:
                assert abs(step + rate * direction(optimizer, a, axis)) <= allowed


def test_that_rules_that_adapt_their_rate_say_so():
    adapting = {"adabelief", "adadelta", "adagrad", "adam", "adamax", "adamw", "lion", "nadam", "qhadam"}
    adapting |= {"radam", "rmsprop", "rprop", "yogi"}
    built_in = OPTIMIZERS.built_in.items()
    assert {name for name, optimizer in built_in if optimizer.effective_rate is not None} == adapting


@pytest.mark.parametrize("name", ["adagrad", "adam", "lion", "rprop"])
def test_that_there_is_no_rate_where_there_is_nothing_to_divide_by(name):
    values = {"epsilon": 0.0} if "epsilon" in OPTIMIZERS[name].hyperparameters else {}
    run = simulate(on_formula("x**2 + 0*y", (1.0, 1.0), ball(name, **values), steps=3))
    a = anatomy(run, 0, 2)
    assert a.scale[0] > 0.0
    assert math.isnan(a.scale[1])


@pytest.mark.parametrize("case", [c for c in VARIANTS if c.startswith("nesterov")])
def test_that_nesterovs_ball_follows_the_gradient_and_then_looks_ahead(case):
    for a in anatomies(run_of(case), 0):
        rate = a.hyperparameters["learning_rate"]
        for axis, ahead in enumerate(a.look_ahead):
            left = a.update[axis] - ahead
            assert abs(left + rate * a.decayed_gradient[axis]) <= 1e-15 * (abs(left) + abs(ahead))


@pytest.mark.parametrize("case", [c for c in VARIANTS if c.startswith("nadam")])
def test_that_nadam_looks_ahead_along_its_average(case):
    for a in anatomies(run_of(case), 0):
        beta, psi = a.hyperparameters["beta1"], a.hyperparameters["momentum_decay"]
        momenta = [beta * (1.0 - 0.5 * 0.96 ** (t * psi)) for t in range(1, a.step + 2)]
        for axis, ahead in enumerate(a.look_ahead):
            average = momenta[-1] / (1.0 - math.prod(momenta)) * a.state_after["mu"][axis]
            assert ahead == pytest.approx(-a.scale[axis] * average, rel=1e-12)


@every_case
@given(step=st.integers(1, STEPS))
@settings(max_examples=5, deadline=None)
def test_that_any_step_is_the_same_whichever_was_looked_into_before(case, step):
    expected = list(anatomies(run_of(case), 0))[step - 1] if step < 12 else None
    again = simulate(run_of(case).experiment)
    found = anatomy(again, 0, step)
    assert_same(anatomy(run_of(case), 0, step), found)
    if expected is not None:
        assert_same(found, expected)


LONG = on_library(
    "rosenbrock",
    ball("momentum", learning_rate=1e-4, schedule=COSINE, clipping=Clipping("norm", 50.0)),
    ball("adam", start=(0.5, 2.5)),
    steps=2 * EXACT + 101,
    noise=0.5,
)


@cache
def long_run():
    return simulate(LONG)


@pytest.mark.parametrize("step", [1, 2, STRIDE, BLOCK, BLOCK + 1, EXACT + 7, 2 * EXACT + 100, LONG.steps])
@pytest.mark.parametrize("index", [0, 1])
def test_that_steps_of_long_runs_are_those_of_the_path(index, step):
    run = long_run()
    a = anatomy(run, index, step)
    before, after = run.at(index, step - 1), run.at(index, step)
    assert a.position == tuple(before.position[0])
    assert a.noisy_gradient == tuple(before.gradient[0])
    assert tuple(x + s for x, s in zip(a.position, a.update, strict=True)) == tuple(after.position[0])
    velocity = OPTIMIZERS[run.experiment.balls[index].optimizer].velocity
    assert a.state_after[velocity] == tuple(after.velocity[0])


def test_that_machine_code_has_the_same_steps():
    native = simulate(LONG, compiled)
    for step in (1, 40, BLOCK + 5, 2 * EXACT):
        for index in (0, 1):
            assert_same(anatomy(native, index, step), anatomy(long_run(), index, step))


def test_that_one_step_after_the_other_rolls_each_step_once(monkeypatch):
    run, rolled = simulate(on_library("beale", ball("adam", learning_rate=0.01), steps=1000)), []
    before = RollingBall.roll
    monkeypatch.setattr(
        RollingBall, "roll", lambda self, rows: rolled.append(len(rows)) or before(self, rows)
    )
    for step in range(700, 800):
        anatomy(run, 0, step)
    assert sum(rolled) < PIECE + 99
    rolled.clear()
    anatomy(run, 0, 655)  # and back
    assert sum(rolled) < STRIDE


def test_that_a_ball_rolled_alone_has_the_noise_that_it_has_among_the_others():
    experiment = on_library("beale", ball("momentum"), ball("adam"), ball("nadam"), steps=30, noise=0.4)
    alone = Simulation(experiment, only=2)
    alone.advance(30)
    whole = simulate(experiment)
    for step in (1, 9, 30):
        found, expected = anatomy(alone.snapshot(), 0, step), anatomy(whole, 2, step)
        assert found.noisy_gradient == expected.noisy_gradient
        assert found.update == expected.update


def test_that_it_is_one_number_each_on_a_line_and_four_in_four_dimensions():
    line = simulate(on_formula("x**4/8 + x**2", (1.5,), ball("nadam"), ball("newton")))
    body = simulate(Experiment(bowl_on(PLANE), START, (ball("nadam"),), steps=12))
    for run, size in ((line, 1), (body, 4)):
        a = anatomy(run, 0, 7)
        for numbers in (a.position, a.gradient, a.update, a.carried, a.gradient_part, a.scale, a.look_ahead):
            assert len(numbers) == size
        assert tuple(x + s for x, s in zip(a.position, a.update, strict=True)) == tuple(run.position[0, 7])


def test_that_a_ball_with_a_start_of_its_own_starts_there():
    run = simulate(on_library("beale", ball("adam"), ball("adam", start=(0.25, -0.5))))
    assert anatomy(run, 1, 1).position == (0.25, -0.5)


def test_that_the_last_step_is_the_one_that_leaves_the_finite_numbers():
    run = simulate(on_formula("x**4", (3.0,), ball("momentum", learning_rate=1.0), steps=50))
    last = int(run.last[0])
    assert steps_taken(run, 0) == last + 1 < 50
    a = anatomy(run, 0, last + 1)
    assert a.position == tuple(run.position[0, last])
    assert all(map(math.isfinite, a.gradient))
    assert [x.step for x in anatomies(run, 0)] == list(range(1, last + 2))
    message = (
        f"step: found {last + 2}, but this ball has left the finite numbers in step {last + 1}, "
        "which is its last"
    )
    with pytest.raises(InputError) as caught:
        anatomy(run, 0, last + 2)
    assert str(caught.value) == message


def test_that_a_step_for_which_the_rule_has_no_number_is_nan():
    run = simulate(on_formula("x + y**2", (3.0, 1.0), ball("newton"), steps=50))
    a = anatomy(run, 0, 1)
    assert a.gradient == (1.0, 2.0)
    assert all(map(math.isnan, a.update))
    assert a.carried == (0.0, 0.0)
    assert all(map(math.isnan, a.gradient_part))


def test_that_a_ball_without_a_loss_at_its_start_has_no_steps():
    run = simulate(
        on_formula("log(x)", (-1.0,), ball("adam"), ball("adam", start=(2.0,)), domain=((-2.0, 3.0),))
    )
    assert steps_taken(run, 0) == 0
    assert list(anatomies(run, 0)) == []
    with pytest.raises(InputError, match=r"^step: found 1, but this ball has taken no step$"):
        anatomy(run, 0, 1)
    assert anatomy(run, 1, 1).position == (2.0,)


@pytest.mark.parametrize(
    ("index", "step", "message"),
    [
        (0, 0, "step: found 0, allowed is a whole number from 1 to 20"),
        (0, 21, "step: found 21, allowed is a whole number from 1 to 20"),
        (0, 1.0, "step: found 1.0, allowed is a whole number from 1 to 20"),
        (2, 1, "ball: found 2, allowed is a whole number from 0 to 1"),
        (-1, 1, "ball: found -1, allowed is a whole number from 0 to 1"),
    ],
)
def test_that_what_is_not_there_is_refused(index, step, message):
    run = simulate(on_library("beale", ball("adam"), ball("momentum")))
    with pytest.raises(InputError) as caught:
        anatomy(run, index, step)
    assert str(caught.value) == message


def test_that_steps_of_a_run_that_grows_are_there_once_they_are_computed():
    simulation = Simulation(on_library("beale", ball("adam"), steps=3 * BLOCK))
    whole = simulate(simulation.experiment)
    for count in (1, 30, BLOCK - 31, BLOCK):
        simulation.advance(count)
        run = simulation.snapshot()
        assert_same(anatomy(run, 0, run.computed), anatomy(whole, 0, run.computed))
        with pytest.raises(InputError):
            anatomy(run, 0, run.computed + 1)


def test_that_a_long_path_is_opened_from_end_to_end():
    run = long_run()
    updates = np.array([a.update for a, _ in zip(anatomies(run, 0), range(BLOCK + 10), strict=False)])
    positions = run.steps(0, 0, BLOCK + 11).position
    assert np.array_equal(positions[:-1] + updates, positions[1:])


CHANGED = {
    "momentum": {"learning_rate": 0.05, "form": "velocity"},
    "adam": {"beta1": 0.5, "amsgrad": True},
    "radam": {"weight_decay": 0.2, "decoupled_weight_decay": True},
    "nesterov": {"momentum": 0.3},
    "physical_ball": {"friction": 4.0},
}


@pytest.mark.parametrize("source", [interpreted, compiled])
@pytest.mark.parametrize("name", CHANGED)
def test_that_changes_and_kicks_are_in_force_from_the_step_that_leaves_their_position(name, source):
    kick, optimizer = (0.3, -0.2), OPTIMIZERS[name]
    changes = (BallChange(20, FrozenMapping(CHANGED[name]), kick), BallChange(40, kick=kick))
    body = replace(ball(name), changes=changes)
    run = simulate(on_formula("0.4*x**2 + 0.7*y**2", (-2.0, 1.5), body, steps=60, noise=0.3), source)
    opened = list(anatomies(run, 0))
    for a in opened:
        following = tuple(x + step for x, step in zip(a.position, a.update, strict=True))
        assert following == tuple(run.position[0, a.step])
        changed = CHANGED[name].items() <= dict(a.hyperparameters).items()
        assert changed == (a.step > 20)
        before = run.velocity[0, a.step - 1]
        there = before + kick if a.step - 1 in (20, 40) else before
        assert a.state_before[optimizer.velocity] == tuple(there)
        for whole, carried, rest in zip(a.update, a.carried, a.gradient_part, strict=True):
            assert abs(carried + rest - whole) <= 1e-15 * max(abs(whole), abs(carried), abs(rest))
    for step in (41, 20, 22, 21, 60, 1):
        assert_same(anatomy(run, 0, step), opened[step - 1])
