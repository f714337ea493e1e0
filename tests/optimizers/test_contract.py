"""The entry condition for every optimizer: what is asked of each, whatever its rule."""

from __future__ import annotations

import copy
import json
import math
import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from laboratory import ball, on_formula

import momentum_lab
from momentum_lab.analysis.learning_rates import good_rate, suited_values
from momentum_lab.core.errors import InputError
from momentum_lab.core.hyperparameters import Choice, Flag, Number
from momentum_lab.core.registry import modules_of
from momentum_lab.core.resources import resources_folder
from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.experiment import new_ball
from momentum_lab.formulas.rules import rule_with
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

every = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=lambda o: o.name)


def every_with(name):
    having = [o for o in OPTIMIZERS.values() if name in o.hyperparameters]
    return pytest.mark.parametrize("optimizer", having, ids=lambda o: o.name)


def of_first_order(optimizer):
    return optimizer.has_rate and not optimizer.needs_hessian


every_built_in = pytest.mark.parametrize("optimizer", OPTIMIZERS.built_in.values(), ids=lambda o: o.name)
every_first_order = pytest.mark.parametrize(
    "optimizer", [o for o in OPTIMIZERS.values() if of_first_order(o)], ids=lambda o: o.name
)
DECLARED = [(o, name, d) for o in OPTIMIZERS.values() for name, d in o.hyperparameters.items()]
every_hyperparameter = pytest.mark.parametrize(
    ("optimizer", "name", "declaration"), DECLARED, ids=[f"{o.name}-{name}" for o, name, _ in DECLARED]
)
NUMBERS = [row for row in DECLARED if isinstance(row[2], Number)]
every_number = pytest.mark.parametrize(
    ("optimizer", "name", "declaration"), NUMBERS, ids=[f"{o.name}-{name}" for o, name, _ in NUMBERS]
)
GRADIENTS = (-3.0, 0.5, 1e-3, 2.0)


PULLS = {"weight_decay": 0.0, "lambd": 0.0, "initial_accumulator": 0.0}


def one_step(optimizer, gradient, position, state, hyper):
    """One step in one dimension, whether the rule is that of a coordinate or needs the whole vector."""
    if not optimizer.needs_hessian:
        return optimizer.update(gradient, position, state, hyper)
    (step,), state = optimizer.update((gradient,), (1.0,), (position,), state, hyper)
    return step, state


def defaults(optimizer):
    return optimizer.pack(optimizer.checked({}))


def slope_alone(optimizer, **values):
    """What leaves the slope as all that moves the ball: no decay, nothing remembered at the start."""
    return {name: v for name, v in {**PULLS, **values}.items() if name in optimizer.hyperparameters}


@every
def test_that_it_says_what_it_is_and_whence_it_comes(optimizer):
    assert optimizer.name.isidentifier()
    assert optimizer.name == optimizer.name.lower()
    assert optimizer.title[0].isupper()
    for said in (optimizer.teaches, optimizer.reference):
        assert said.endswith(".")
        assert 20 <= len(said) <= 200
    assert any(year in optimizer.reference for year in map(str, range(1847, 2030)))
    assert rule_with(optimizer, optimizer.checked({}))[-1]


@every_built_in
def test_that_it_stands_in_the_registry_under_its_own_name_and_module(optimizer):
    assert OPTIMIZERS[optimizer.name] is optimizer
    assert optimizer.update.__module__ == f"momentum_lab.optimizers.{optimizer.name}"


@every_hyperparameter
def test_that_every_hyperparameter_is_declared_in_full(optimizer, name, declaration):
    assert 5 <= len(declaration.help) <= 80
    assert declaration.checked(declaration.default) == declaration.default
    if isinstance(declaration, Number):
        low, high = declaration.slider_range
        assert declaration.low <= low < high <= declaration.high
        assert math.isfinite(declaration.low)
        assert math.isfinite(declaration.high)
        assert declaration.scale != "log" or low > 0.0
        assert declaration.scale != "towards_one" or (low >= 0.0 and high < 1.0)
        assert name == "epsilon" or low <= declaration.default <= high
    elif isinstance(declaration, Choice):
        assert len(set(declaration.options)) == len(declaration.options) >= 2
    else:
        assert isinstance(declaration, Flag)


@every
def test_that_the_velocity_is_a_field_of_the_state(optimizer):
    state = optimizer.init(defaults(optimizer))
    assert optimizer.velocity is None or optimizer.velocity in state._fields
    assert all(type(value) is float for value in state)


@every
def test_that_update_gives_the_same_again_and_leaves_its_arguments_alone(optimizer):
    hyper = defaults(optimizer)
    state, position = optimizer.init(hyper), 1.5
    for gradient in GRADIENTS:
        before, hyper_before = copy.deepcopy(state), copy.deepcopy(hyper)
        first = one_step(optimizer, gradient, position, state, hyper)
        second = one_step(optimizer, gradient, position, state, hyper)
        assert first == second
        assert (state, hyper) == (before, hyper_before)
        step, state = first
        assert type(step) is float
        assert type(state) is type(before)
        position += step


@every
def test_that_two_balls_of_one_optimizer_do_not_share_anything(optimizer):
    body = ball(optimizer.name)
    alone = simulate(on_formula("x**2 + y**2", (-3.0, 1.0), body))
    both = simulate(on_formula("x**2 + y**2", (-3.0, 1.0), ball(optimizer.name, start=(4.0, 4.0)), body))
    assert np.array_equal(both.position[1], alone.position[0])
    assert not np.array_equal(both.position[0], alone.position[0])


@every
def test_that_without_a_slope_it_stays_where_it_is(optimizer):
    hyper = optimizer.pack(optimizer.checked(slope_alone(optimizer)))
    state = optimizer.init(hyper)
    for _ in range(5):
        step, state = one_step(optimizer, 0.0, 3.0, state, hyper)
        assert step == 0.0


@every
def test_that_without_a_slope_it_stays_even_with_epsilon_at_zero(optimizer):
    hyper = optimizer.pack(optimizer.checked(slope_alone(optimizer, epsilon=0.0, epsilon_root=0.0)))
    step, _ = one_step(optimizer, 0.0, 3.0, optimizer.init(hyper), hyper)
    assert step == 0.0


@every
@pytest.mark.parametrize("gradient", [2.0, -2.0])
def test_that_its_first_step_goes_downhill(optimizer, gradient):
    hyper = defaults(optimizer)
    step, _ = one_step(optimizer, gradient, 0.0, optimizer.init(hyper), hyper)
    assert step * gradient < 0.0


@every
def test_that_a_mirrored_landscape_gives_the_mirrored_path(optimizer):
    body = ball(optimizer.name, **slope_alone(optimizer))
    right = simulate(on_formula("x**4/8 + x**2", (1.5,), body))
    left = simulate(on_formula("x**4/8 + x**2", (-1.5,), body))
    assert np.array_equal(right.position, -left.position)


@every
def test_that_a_new_ball_gets_to_the_minimum_of_a_bowl(optimizer):
    choice = LandscapeChoice("elliptic_bowl", parameters={"a": 1.0, "b": 1.0})
    landscape = choice.build()
    body = ball_on(optimizer, choice)
    # A method that divides by the size of the slope keeps swinging by half its rate: with a quarter of it, by
    # a quarter as much.
    bodies = [body]
    if "learning_rate" in body.hyperparameters:
        bodies.append(body.with_values(learning_rate=body.hyperparameters["learning_rate"] / 4.0))
    run = simulate(Experiment(choice, landscape.start, tuple(bodies), steps=1000))
    apart = np.linalg.norm(run.position, axis=2)
    assert run.last.tolist() == [1000] * len(bodies)
    assert (apart[:, -50:].max(axis=1) / apart[:, 0]).min() < 0.02


@every_built_in
def test_that_the_library_has_a_rate_for_it_on_every_landscape_that_it_gets_down(optimizer):
    assert optimizer.has_rate
    for name, entry in LANDSCAPES.built_in.items():
        rate = entry.learning_rates.get(optimizer.name)
        assert rate is not None or optimizer.needs_hessian, name
        optimizer.checked({} if rate is None else optimizer.at_rate(rate))


@lru_cache(maxsize=100)
def floor_below(landscape):
    """The lowest loss on the way straight downhill from the start, as far as the map goes."""
    place = LandscapeChoice(landscape).build()
    low, high = np.transpose(place.domain)
    point, length = np.array(place.start), 1e-3 * np.linalg.norm(high - low)
    loss = place.loss(point)
    for _ in range(4000):
        slope = np.array(place.gradient(point))
        lower = point - length * slope / max(np.linalg.norm(slope), 1e-300)
        if np.any(lower < low) or np.any(lower > high) or length < 1e-12:
            break
        if place.loss(lower) < loss:
            point, loss = lower, place.loss(lower)
        else:
            length /= 2
    return loss


def ball_on(optimizer, choice):
    """A new ball as the app makes it: with the library's rate, or one that is searched."""
    return new_ball(optimizer.name, choice.build(), suited_values(choice, optimizer.name))


GONE = {("rprop", "saddle"), ("rprop", "monkey_saddle")}
"""Its steps grow until it is off the map, at any rate."""


def check_that_it_gets_down(run, landscape, is_gone=False):
    place = run.experiment.landscape.build()
    start = run.loss[0, 0]
    assert run.last[0] == 200
    far = 0.3 if place.minima else 0.1  # without a minimum the way down ends at the border of the map
    assert start - run.loss[0, -1] > far * (start - floor_below(landscape))
    if not is_gone:
        low, high = np.transpose(place.domain)
        assert np.all((low <= run.position[0]) & (run.position[0] <= high))


@every_first_order
@pytest.mark.parametrize("landscape", LANDSCAPES)
def test_that_a_new_ball_gets_somewhere_and_stays_on_the_map(optimizer, landscape):
    choice = LandscapeChoice(landscape)
    run = simulate(Experiment(choice, choice.build().start, (ball_on(optimizer, choice),), steps=200))
    check_that_it_gets_down(run, landscape, (optimizer.name, landscape) in GONE)


@pytest.mark.parametrize("landscape", LANDSCAPES.built_in)
def test_that_newton_gets_somewhere_with_its_rate_or_has_none_and_does_so_saddle_free(landscape):
    choice = LandscapeChoice(landscape)
    place = choice.build()
    if "newton" in place.learning_rates:
        plain = Experiment(choice, place.start, (new_ball("newton", place),), steps=200)
        check_that_it_gets_down(simulate(plain), landscape)
        return
    assert good_rate(choice, "newton") is None
    ways = ({"learning_rate": 0.5}, {"damping": 1.0}, {"damping": 100.0})
    balls = tuple(ball("newton", saddle_free=True, **way) for way in ways)
    run = simulate(Experiment(choice, place.start, balls, steps=200))
    low, high = np.transpose(place.domain)
    stays = np.all((low <= run.position) & (run.position <= high), axis=(1, 2))
    falls = run.loss[:, 0] - run.loss[:, -1]
    assert np.any(stays & (falls > 0.3 * (run.loss[:, 0] - floor_below(landscape))))


@every
def test_that_coordinates_do_not_influence_each_other(optimizer):
    along, across = "0.3*x**2 + cos(x)", "2*{0}**2 + 0.1*{0}**4"
    body = ball(optimizer.name)
    together = simulate(on_formula(f"{along} + {across.format('y')}", (-3.0, 1.2), body, steps=60))
    x = simulate(on_formula(along, (-3.0,), body, steps=60))
    y = simulate(on_formula(across.format("x"), (1.2,), body, steps=60))
    for array in ("position", "gradient", "velocity", "update"):
        numbers = getattr(together, array)[0]
        assert np.array_equal(numbers[:, 0], getattr(x, array)[0, :, 0]), array
        assert np.array_equal(numbers[:, 1], getattr(y, array)[0, :, 0]), array


@every_with("weight_decay")
def test_that_weight_decay_pulls_towards_the_origin(optimizer):
    run = simulate(on_formula("0*x", (2.0,), ball(optimizer.name, weight_decay=0.5), steps=5))
    assert 0.0 < run.position[0, -1, 0] < 2.0


@every_number
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 10**400, True, "0.1", None, [0.1]], ids=repr)
def test_that_what_is_no_number_is_refused(optimizer, name, declaration, bad):
    with pytest.raises(InputError) as caught:
        optimizer.checked({name: bad})
    assert caught.value.place == (name,)
    assert f"{declaration.low:g} to {declaration.high:g}" in str(caught.value.problem)


@every_number
def test_that_bounds_are_allowed_and_what_lies_beyond_is_not(optimizer, name, declaration):
    for bound, beyond in ((declaration.low, -math.inf), (declaration.high, math.inf)):
        assert optimizer.checked({name: bound})[name] == bound
        with pytest.raises(InputError, match=r"^\w+: found .*, allowed is "):
            optimizer.checked({name: math.nextafter(bound, beyond)})


@every_number
def test_that_a_whole_number_is_taken_as_a_float(optimizer, name, declaration):
    whole = math.ceil(declaration.low)
    value = optimizer.checked({name: whole})[name]
    assert (type(value), value) == (float, whole)


@pytest.mark.parametrize(
    ("optimizer", "name", "declaration"), [row for row in DECLARED if not isinstance(row[2], Number)]
)
@pytest.mark.parametrize("bad", [1, 0.0, "leeky", None])
def test_that_flags_and_choices_take_nothing_else(optimizer, name, declaration, bad):
    with pytest.raises(InputError) as caught:
        optimizer.checked({name: bad})
    assert caught.value.place == (name,)


@every
def test_that_a_misspelt_hyperparameter_is_answered_with_the_nearest(optimizer):
    for name in optimizer.hyperparameters:
        with pytest.raises(InputError) as caught:
            optimizer.checked({f"{name}x": 0.5})
        assert str(caught.value) == (
            f"unknown hyperparameter of {optimizer.name} '{name}x'; did you mean {name!r}?"
        )


def test_that_a_misspelt_optimizer_is_answered_with_the_nearest():
    for name in OPTIMIZERS:
        with pytest.raises(InputError) as caught:
            OPTIMIZERS[name + name[-1]]
        assert str(caught.value) == f"unknown optimizer {name + name[-1]!r}; did you mean {name!r}?"


PEBBLE = '''"""A pebble that always steps by the learning rate."""
from typing import NamedTuple
from momentum_lab.core.equations import Equations
from momentum_lab.core.hyperparameters import LearningRate
from momentum_lab.core.optimizer import Optimizer

class Hyper(NamedTuple):
    learning_rate: LearningRate

class State(NamedTuple):
    steps: float

def init(hyper):
    return State(0.0)

def update(gradient, position, state, hyper):
    return -hyper.learning_rate if gradient > 0.0 else hyper.learning_rate, State(state.steps + 1.0)

EQUATIONS = Equations("x = where(g > 0, x - learning_rate, x + learning_rate)")
OPTIMIZER = Optimizer("pebble", "Pebble", Hyper, init, update, EQUATIONS, "It never rests.", "Nobody (2024).")
'''


def test_that_a_module_in_the_package_is_found_by_itself(tmp_path, monkeypatch):
    (tmp_path / "pebble.py").write_text(PEBBLE, encoding="utf-8")
    (tmp_path / "_no_optimizer.py").write_text("ANSWER = 42\n")
    package = momentum_lab.optimizers
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    assert modules_of("momentum_lab.optimizers") == sorted([*OPTIMIZERS.built_in, "pebble"])
    assert "momentum_lab.optimizers.pebble" not in sys.modules


def test_that_a_module_bears_the_name_of_its_optimizer():
    assert [rule.name for rule in OPTIMIZERS.built_in.values()] == list(OPTIMIZERS.built_in)


def test_that_one_file_adds_an_optimizer_to_every_command(tmp_path):
    package = Path(momentum_lab.__file__).parent
    shutil.copytree(
        package, tmp_path / "momentum_lab", ignore=shutil.ignore_patterns("gui", "__pycache__", "resources")
    )
    shutil.copytree(resources_folder(), tmp_path / "resources")
    (tmp_path / "momentum_lab" / "optimizers" / "pebble.py").write_text(PEBBLE, encoding="utf-8")

    def lab(*arguments):
        command = [sys.executable, "-m", "momentum_lab", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stderr == ""
        return done.stdout

    listed = {o["name"]: o for o in json.loads(lab("list", "optimizers", "--json"))}
    assert sorted(listed) == sorted([*OPTIMIZERS, "pebble"])
    assert [h["name"] for h in listed["pebble"]["hyperparameters"]] == ["learning_rate"]
    lab(
        *("run", "ravine", "--set", "balls.0.optimizer=pebble", "--set", "balls.0.learning_rate=0.5"),
        *("--set", "run.steps=10", "-o", "out.csv"),
    )
    rows = [line.split(",") for line in (tmp_path / "out.csv").read_text().splitlines()[1:12]]
    assert rows[10][:6] == ["0", "Pebble", "pebble", "10", "0.0", "0.0"]
