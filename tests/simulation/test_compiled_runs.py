"""Runs as machine code are those of plain Python, to the last bit."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from laboratory import assert_same_runs, ball, eventually, on_formula, on_library

from momentum_lab.core import machine_code
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.experiment import new_ball
from momentum_lab.experiment.modifiers import UNSCHEDULED, Clipping, RateSchedule
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import Simulation, simulate
from momentum_lab.simulation.background_compiler import CompiledInBackground
from momentum_lab.simulation.batch_kernel import batch_kernel
from momentum_lab.simulation.kernel_source import RuleSource
from momentum_lab.simulation.lane_source import LaneSource
from momentum_lab.simulation.native_ball import compiled, interpreted
from momentum_lab.simulation.path_kernel import move_kernel


def everything_on(choice: LandscapeChoice, **run: float) -> Experiment:
    """A ball of each optimizer, as it comes, scheduled and clipped."""
    place = choice.build()
    balls = []
    for name in OPTIMIZERS:
        plain = new_ball(name, place)
        schedule = RateSchedule("cosine", warmup=5) if plain.follows_schedule else UNSCHEDULED
        balls += [
            plain,
            replace(plain, schedule=schedule, clipping=Clipping("norm", 0.5)),
            replace(plain, clipping=Clipping("value", 0.2)),
        ]
    return Experiment(choice, place.start, tuple(balls), steps=200, **run)


CHOICES = [
    LandscapeChoice("rosenbrock"),
    LandscapeChoice("ackley", rotation=30.0, conditioning=4.0),
    LandscapeChoice("goldstein_price"),
    LandscapeChoice("bukin_6"),
    LandscapeChoice("cosine_slope"),
    LandscapeChoice(formula="log(x**2 + y**2) + 1/x + y**1.5", domain=((-1.0, 3.0), (-1.0, 3.0))),
]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda c: c.name or "formula")
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_that_all_numbers_are_the_same_bits(choice: LandscapeChoice, noise: float) -> None:
    experiment = everything_on(choice, noise=noise)
    assert_same_runs(simulate(experiment), simulate(experiment, compiled))


@pytest.mark.parametrize(
    ("formula", "start"),
    [
        ("atan(1/x)", (0.0,)),
        ("1/(1 + exp(x))", (800.0,)),
        ("tanh(cosh(x))", (-800.0,)),
        ("min(exp(x), 3)", (800.0,)),
        ("exp(-1/x**2)", (0.0,)),
        ("x**2 + exp(300*x)", (-1.0,)),
        ("atan(1e10*x**31.5)", (-1.0,)),
        ("atan((1e9*x)**31.5*1e12)", (1e9,)),
        ("sqrt(x)", (0.5,)),
        ("log(x)", (0.3,)),
        ("x**2", (1e200,)),
        ("sqrt(x**2)", (0.0,)),
    ],
)
@pytest.mark.parametrize("rate", [0.01, 5.0])
def test_that_what_python_raises_at_ends_a_compiled_run_at_the_same_step(formula, start, rate) -> None:
    rules = [ball(name, learning_rate=rate) for name in ("gradient_descent", "momentum", "adam", "newton")]
    start = tuple(np.clip(start, -1e9, 1e9))
    experiment = on_formula(formula, start, *rules, steps=60, domain=((-1e9, 1e9),))
    assert_same_runs(simulate(experiment), simulate(experiment, compiled))


def test_that_a_run_may_change_over_to_machine_code_on_the_way() -> None:
    experiment = everything_on(LandscapeChoice("himmelblau"), noise=0.1)
    is_ready = False

    def source(of: Experiment, index: int):
        return compiled(of, index) if is_ready and index % 2 else None

    simulation = Simulation(experiment, source)
    for steps in (7, 60, 1, 132):
        simulation.advance(steps)
        is_ready = True
    assert_same_runs(simulate(experiment), simulation.snapshot())


@pytest.mark.parametrize("source", [interpreted, compiled])
def test_that_a_start_that_is_shown_before_the_first_step_is_that_of_the_run(source) -> None:
    experiment = everything_on(LandscapeChoice("himmelblau"))
    simulation = Simulation(experiment, source)
    start = simulation.snapshot()
    assert start.computed == 0
    simulation.advance(experiment.steps)
    run = simulation.snapshot()
    assert_same_runs(run, simulate(experiment))
    for name in ("update", "status", "status_since", "near_since", "travelled", "least_loss"):
        assert np.array_equal(getattr(start, name)[:, 0], getattr(run, name)[:, 0]), name


@pytest.mark.parametrize("source", [interpreted, compiled])
def test_that_balls_that_start_at_a_minimum_have_been_there_since_then_when_they_roll_again(source) -> None:
    near = [ball("adam", learning_rate=rate) for rate in (1e-9, 0.3)]
    experiment = on_formula("x**2 + y**2", (1e-7, 0.0), *near, steps=40)
    run = simulate(experiment, source)
    assert run.near_since[0, -1] == 0
    assert run.near_since[1, 0] == 0
    for number in range(2):
        again = run.replay.steps(number, 1, 41)
        assert again.near_since.tolist() == run.near_since[number, 1:].tolist()
        assert again.status.tolist() == run.status[number, 1:].tolist()


def test_that_balls_that_end_or_change_on_the_way_do_not_disturb_those_beside_them() -> None:
    change = BallChange(30, FrozenMapping({"momentum": 0.1}), (1.0, 2.0))
    changed, wild = replace(ball("momentum"), changes=(change,)), ball("gradient_descent", learning_rate=1e6)
    balls = [ball("adam"), wild, changed, ball("newton"), ball("nesterov")]
    together = on_library("rosenbrock", *balls, steps=90)
    run = simulate(together, compiled)
    assert run.last[1] < 90
    assert_same_runs(simulate(together), run)
    for number, each in enumerate(balls):
        alone = simulate(on_library("rosenbrock", each, steps=90), compiled)
        assert alone.position[0].tobytes() == run.position[number].tobytes()


def test_that_new_values_compile_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    first = on_library("rosenbrock", ball("adam"), ball("momentum"), steps=5)
    simulate(first, compiled)
    monkeypatch.setattr(machine_code, "generated", None)
    monkeypatch.setattr("momentum_lab.formulas.native.generated", None)
    monkeypatch.setattr("momentum_lab.simulation.path_kernel.generated", None)
    choice = LandscapeChoice("rosenbrock", parameters=first.landscape.parameters.updated(b=7.0))
    other = replace(
        first,
        landscape=choice,
        start=(0.3, 0.1),
        balls=(ball("adam", amsgrad=True, beta1=0.5), *[ball("momentum", form="ema")] * 3),
    )
    assert_same_runs(simulate(other), simulate(other, compiled))


def test_that_the_compiler_works_beside_plain_python_and_then_takes_over() -> None:
    source = CompiledInBackground()
    experiment = on_formula("x**2 + 3*y**2 + x*y/7", (1.0, 2.0), ball("adam"), steps=50)
    assert source(experiment, 0) is None
    assert eventually(lambda: source(experiment, 0) is not None)
    assert_same_runs(simulate(experiment), simulate(experiment, source))
    source.close()
    assert eventually(lambda: all(t.name != "compiler" for t in threading.enumerate()))


def test_that_without_a_place_on_the_disk_it_compiles_all_the_same(monkeypatch, tmp_path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    monkeypatch.setattr(machine_code, "user_cache_path", lambda *_, **__: blocked)
    experiment = on_formula("x**2 + 5*y**2 + x*y/11", (1.0, 2.0), ball("gradient_descent"), steps=20)
    assert_same_runs(simulate(experiment), simulate(experiment, compiled))


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), EOFError("Ran out of input")])
def test_that_with_a_disk_that_fails_the_compiler_it_compiles_all_the_same(monkeypatch, error) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("momentum_lab.core.code_store.CodeStore.write", fail)
    monkeypatch.setattr("momentum_lab.core.code_store.CodeStore.read", fail)
    formula = f"x**2 + y**2/{len(str(error))}"  # one for each, so that it is compiled here
    experiment = on_formula(formula, (1.0, 2.0), ball("momentum"), steps=20)
    assert_same_runs(simulate(experiment), simulate(experiment, compiled))


def test_that_no_loop_is_loaded_again_however_many_rules_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def load(_source: str, name: str, *_given: object) -> object:
        loaded.append(name)
        return object()

    for module, loop in (("path_kernel", move_kernel), ("batch_kernel", batch_kernel)):
        monkeypatch.setattr(f"momentum_lab.simulation.{module}.generated", load)
        loop.cache_clear()
    rules = [(rule, dimension) for rule in OPTIMIZERS.values() for dimension in (1, 2)]
    try:
        for _again in range(2):
            for rule, dimension in rules:
                choices = tuple(0.0 for _ in RuleSource(rule, dimension).choices)
                move_kernel(LaneSource.of(rule, dimension))
                batch_kernel(rule, dimension, choices, True)
    finally:
        move_kernel.cache_clear()
        batch_kernel.cache_clear()
    assert len(loaded) == 2 * len(rules)  # of a ball's steps and of a batch's, for each of the dimensions
