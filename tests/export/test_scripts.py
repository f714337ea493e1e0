"""Scripts give the numbers that the window shows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import given, settings
from laboratory import ball, on_formula, on_library
from strategies import experiments

from momentum_lab.cli.main import main
from momentum_lab.core.counterpart import LeftOutError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment import Experiment, LandscapeChoice, preset
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.export.python_script import python_script
from momentum_lab.export.torch_optimizers import torch_rule
from momentum_lab.export.torch_script import torch_script
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.schedules import SCHEDULES
from momentum_lab.simulation import simulate

AWKWARD = "\"\"\" ''' \\ \\n {x} % $(rm) \u202e ∇ # <b>"


@pytest.mark.parametrize("name", ["ravine", "noisy_gradients", "double_well"])
def test_that_the_python_script_prints_what_the_command_prints(tmp_path, capsys, name):
    experiment = replace(preset(name), title=AWKWARD, description=f"{AWKWARD}\n{AWKWARD}\\")
    script = tmp_path / "script.py"
    script.write_text(python_script(experiment), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=110)
    assert done.stderr == ""
    assert main(["run", name]) == 0
    assert done.stdout == capsys.readouterr().out.partition("\n")[2]


@given(experiments())
@settings(max_examples=60, deadline=None)
def test_that_every_experiment_gives_scripts_that_can_be_read(experiment):
    for script in (python_script(experiment), torch_script(experiment)):
        compile(script, "script", "exec")
        assert all(character.isprintable() or character == "\n" for character in script)


NOT_IN_TORCH = {"qhm", "qhadam", "lion", "adabelief", "yogi", "physical_ball", "newton"}


def test_that_pytorchs_rules_are_those_that_are_defined_by_it():
    found = set()
    for name, optimizer in OPTIMIZERS.items():
        try:
            torch_rule(ball(name))
        except LeftOutError:
            continue
        found.add(name)
        assert "torch.optim" in optimizer.reference
    assert set(OPTIMIZERS) - found >= NOT_IN_TORCH
    assert len(found) == 13


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (ball("lion"), "torch.optim has no rule like lion"),
        (ball("momentum", form="ema_corrected"), "does not correct the average"),
        (ball("momentum", form="velocity", schedule=RateSchedule("cosine")), "does not act on what was"),
        (ball("momentum", momentum=0.0, dampening=0.5), "without momentum"),
        (ball("rmsprop", epsilon_in_root=True), "adds epsilon beside the root"),
        (ball("adam", bias_correction=False), "always corrects"),
        (ball("adamw", bias_correction=False), "always corrects"),
        (ball("rprop", eta_minus=1.0), "allows only factors"),
    ],
)
def test_that_what_pytorch_cannot_do_is_named_and_left_out(made, reason):
    with pytest.raises(LeftOutError, match=reason):
        torch_rule(made)
    script = torch_script(on_library("beale", replace(made, label="the odd one"), ball("adam")))
    assert "# Left out: the odd one (" in script
    assert script.count("path(lambda p:") == 1


def test_that_the_arguments_are_those_of_pytorch():
    assert torch_rule(ball("adamw", weight_decay=0.0, learning_rate=0.1, amsgrad=True)) == (
        "AdamW",
        {"lr": 0.1, "betas": (0.9, 0.999), "eps": 1e-8, "amsgrad": True, "weight_decay": 0.0},
    )
    assert torch_rule(ball("nesterov", momentum=0.0, learning_rate=0.1)) == ("SGD", {"lr": 0.1})
    assert torch_rule(ball("momentum", form="ema", momentum=0.5, dampening=0.3, learning_rate=0.2)) == (
        "SGD",
        {"lr": 0.1, "momentum": 0.5},
    )


Compare = Callable[[Experiment], None]


@pytest.fixture
def compare(torch: ModuleType) -> Compare:
    """Let PyTorch compute a script's paths, and compare them with ours as far as ours are finite."""

    def compare_paths(experiment: Experiment) -> None:
        before = torch.get_default_dtype()
        names: dict[str, object] = {}
        try:
            exec(compile(torch_script(experiment), "script", "exec"), names)
        finally:
            torch.set_default_dtype(before)
        run = simulate(experiment)
        assert [label for label, _ in names["paths"]] == list(experiment.labels)
        for index, (label, positions) in enumerate(names["paths"]):
            last = int(run.last[index])
            assert last >= 10
            size = abs(run.position[index, : last + 1]).max()
            assert len(positions) == experiment.steps + 1
            for step in range(last + 1):
                expected = run.position[index, step].tolist()
                assert positions[step] == pytest.approx(expected, rel=1e-12, abs=1e-12 * size), (label, step)

    return compare_paths


EVERY = [
    ball("gradient_descent", learning_rate=0.02, weight_decay=0.1),
    ball("momentum", learning_rate=0.005, dampening=0.2, weight_decay=0.05),
    ball("momentum", learning_rate=0.005, form="velocity", dampening=0.1),
    ball("momentum", learning_rate=0.05, form="ema"),
    ball("nesterov", learning_rate=0.005, weight_decay=0.05),
    ball("nesterov", learning_rate=0.02, momentum=0.0),
    ball("adagrad", learning_rate=0.3, learning_rate_decay=0.01, initial_accumulator=0.5),
    ball("rmsprop", learning_rate=0.02, centered=True, momentum=0.5),
    ball("rmsprop", learning_rate=0.02, weight_decay=0.1),
    ball("adadelta", learning_rate=1.0, epsilon=1e-3),
    ball("adam", learning_rate=0.1, amsgrad=True),
    ball("adam", learning_rate=0.1, beta1=0.5, weight_decay=0.1),
    ball("adamw", learning_rate=0.1, weight_decay=0.0),
    ball("adamw", learning_rate=0.1, weight_decay=0.3),
    ball("adamax", learning_rate=0.1, weight_decay=0.1),
    ball("nadam", learning_rate=0.05, momentum_decay=0.1),
    ball("nadam", learning_rate=0.05, weight_decay=0.1, decoupled_weight_decay=True),
    ball("radam", learning_rate=0.05),
    ball("radam", learning_rate=0.05, weight_decay=0.1, decoupled_weight_decay=True),
    ball("rprop", learning_rate=0.02),
    ball("asgd", learning_rate=0.02, lambd=0.1, alpha=1.0, weight_decay=0.1),
]
FORMULAS = {
    "plain": ("0.1*x**2 + 2*y**2", (-5.0, -2.0)),
    "powers": ("0.05*x**4 + (x*y)**2/(3 + y**2) - 2**(-x**2)", (1.5, 0.7)),
    "waves": ("sin(x)*cos(y) + 0.1*(x**2 + y**2) + exp(-x**2/2) + tanh(y)", (1.5, 0.7)),
    "kinks": ("abs(x) + max(y, 0.5*y)**2 + min(x**2, 3) + sqrt(x**2 + y**2 + 0.1) + y**2", (1.53, 0.71)),
    "others": ("atan2(y, 2 + x**2)**2 + atan(x)**2 + log(1 + y**2) + cosh(x/3) + sign(x)", (1.5, 0.7)),
    "root": ("(x**2 + 0.01)**0.5 + sinh(y/4)**2 + asin(tanh(y)/2)**2 + acos(0.3) + tan(y/5)**2", (1.0, 1.0)),
    "line": ("0.3*x**2 + 0.2*sin(3*x)", (2.0,)),
    "flat": ("3 + 2", (1.0, 1.0)),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_that_pytorch_takes_the_same_paths(compare: Compare, name):
    formula, start = FORMULAS[name]
    compare(on_formula(formula, start, *EVERY, steps=40))


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "elliptic_bowl", "levy"])
def test_that_it_does_on_landscapes_of_the_library(compare: Compare, name):
    rules = [ball(n) for n in ("gradient_descent", "momentum", "adam", "adagrad", "rmsprop")]
    experiment = on_library(
        name, *(replace(b, hyperparameters=b.hyperparameters.updated(learning_rate=0.001)) for b in rules)
    )
    compare(experiment)


def test_that_a_root_has_no_slope_at_zero_there_either(compare: Compare):
    experiment = on_formula("sqrt(x**2)", (2.0,), ball("gradient_descent", learning_rate=0.5))
    assert simulate(experiment).position[0, -1, 0] == 0.0
    compare(experiment)


def test_that_it_does_where_the_landscape_is_turned_and_conditioned(compare: Compare):
    choice = LandscapeChoice(
        formula="a*x**2 + torch*y**2 + position*x*y",
        parameters=FrozenMapping({"a": 0.3, "torch": 0.7, "position": 0.1}),
        domain=((-4.0, 4.0), (-3.0, 5.0)),
        rotation=33.0,
        conditioning=3.0,
    )
    compare(replace(on_formula("x**2 + y**2", (2.0, 1.0), *EVERY), landscape=choice))


@pytest.mark.parametrize("common", [True, False])
def test_that_noise_is_the_same(compare: Compare, common):
    compare(on_formula("x**2 + y**2", (2.0, 1.0), *EVERY[:6], noise=0.5, seed=11, common_noise=common))


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("warmup", [0, 6])
def test_that_schedules_are_followed(compare: Compare, name, warmup):
    schedule = RateSchedule(name, FrozenMapping(SCHEDULES[name].suited(20)), warmup)
    balls = [
        replace(b, schedule=schedule)
        for b in EVERY
        if b.follows_schedule and b.hyperparameters.get("form") != "velocity"
    ]
    compare(on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), *balls, ball("adam"), steps=40))


@pytest.mark.parametrize("by", ["norm", "value"])
def test_that_clipping_and_an_own_start_are_followed(compare: Compare, by):
    balls = [replace(b, clipping=Clipping(by, 0.7), start=(3.0, 1.5)) for b in EVERY]
    compare(on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), *balls, ball("adam"), steps=40))


def with_changes(body, *changes):
    return replace(body, changes=changes)


def change(step, kick=None, **values):
    return BallChange(step, FrozenMapping(values), kick)


CHANGED = [
    with_changes(b, change(5, learning_rate=0.5 * float(b.hyperparameters["learning_rate"])))
    for b in EVERY
    if b.hyperparameters.get("form") != "velocity"
] + [
    with_changes(EVERY[0], change(0, weight_decay=0.0), change(7, weight_decay=0.2)),
    with_changes(EVERY[1], change(6, (0.5, -0.25), momentum=0.5, dampening=0.0), change(12, (0.0, 1.0))),
    with_changes(EVERY[2], change(6, (0.05, -0.025)), change(9, momentum=0.5, weight_decay=0.3)),
    with_changes(EVERY[3], change(6, (0.5, -0.25), learning_rate=0.02)),
    with_changes(ball("momentum", learning_rate=0.01), change(0, (3.0, -4.0)), change(9, momentum=0.0)),
    with_changes(EVERY[4], change(0, (3.0, -4.0)), change(6, (0.5, -0.25), momentum=0.5)),
    with_changes(EVERY[7], change(6, (0.5, -0.25), momentum=0.9, decay=0.5, centered=False)),
    with_changes(EVERY[9], change(6, rho=0.5, epsilon=1e-2)),
    with_changes(EVERY[6], change(6, learning_rate_decay=0.5, epsilon=0.1, initial_accumulator=3.0)),
    with_changes(EVERY[10], change(6, (0.5, -0.25), amsgrad=False, epsilon=0.1)),
    with_changes(EVERY[11], change(1, (0.5, -0.25), weight_decay=0.0)),
    with_changes(EVERY[13], change(6, (0.5, -0.25)), change(7, (0.1, 0.1), weight_decay=0.0)),
    with_changes(EVERY[14], change(6, (0.5, -0.25), beta2=0.5, epsilon=0.1)),
    with_changes(EVERY[15], change(6, (0.5, -0.25), epsilon=0.1, beta1=0.5)),
    with_changes(EVERY[16], change(6, (0.5, -0.25), decoupled_weight_decay=False)),
    with_changes(EVERY[18], change(6, (0.5, -0.25), decoupled_weight_decay=False, epsilon=0.1)),
    with_changes(EVERY[19], change(6, eta_minus=0.3, step_max=0.05)),
    with_changes(EVERY[20], change(6, lambd=0.3, alpha=0.5)),
]


@pytest.mark.parametrize("name", ["plain", "waves"])
def test_that_what_is_changed_on_the_way_is_changed_there(compare: Compare, name):
    formula, start = FORMULAS[name]
    compare(on_formula(formula, start, *CHANGED, ball("adam"), steps=40))


def test_that_a_schedule_multiplies_the_rate_that_is_changed(compare: Compare):
    schedule = RateSchedule("cosine", FrozenMapping(SCHEDULES["cosine"].suited(20)), 4)
    balls = [replace(b, schedule=schedule, clipping=Clipping("norm", 0.7)) for b in CHANGED]
    balls = [b for b in balls if b.hyperparameters.get("form") != "velocity"]
    compare(on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), *balls, noise=0.1, steps=40))


@pytest.mark.parametrize(
    ("body", "at", "reason"),
    [
        (ball("momentum"), change(5, form="velocity"), "has one form"),
        (ball("momentum", form="velocity"), change(5, learning_rate=0.5), "does not act on what was"),
        (ball("momentum", form="ema"), change(5, momentum=0.5), "does not act on what was"),
        (ball("momentum", form="ema", momentum=1.0), change(5, (1.0, 1.0)), "forgets nothing"),
        (ball("momentum", momentum=0.0), change(5, momentum=0.5), "only if it is on from the first step"),
        (ball("momentum", dampening=0.5), change(0, (1.0, 1.0)), "in the first step"),
        (ball("nesterov", momentum=0.0), change(5, momentum=0.5), "only if it is on from the first step"),
        (ball("rmsprop"), change(5, centered=True), "only if it is on from the first step"),
        (ball("adam"), change(5, amsgrad=True), "only if it is on from the first step"),
        (ball("adam"), change(5, beta1=0.5), "as if beta1 had been the same from the start"),
        (ball("nadam"), change(5, momentum_decay=0.5), "as if momentum_decay had been the same"),
        (ball("adam"), change(5, bias_correction=False), "always corrects"),
        (ball("adam"), change(0, (1.0, 1.0)), "in the first step"),
    ],
)
def test_that_a_change_that_pytorch_does_not_know_is_named_and_left_out(body, at, reason):
    changed = replace(body, changes=(at,), label="the odd one")
    script = torch_script(on_library("beale", changed, ball("adam"), steps=30))
    assert "# Left out: the odd one (" in script
    assert reason in script
    assert script.count("path(lambda p:") == 1
    late = replace(changed, changes=(replace(at, step=30),))
    assert torch_script(on_library("beale", late, ball("adam"), steps=30)).count("path(lambda p:") == 2


def test_that_the_python_script_has_the_changes():
    names: dict[str, object] = {}
    experiment = on_library("beale", *CHANGED[:20], steps=30)
    exec(compile(python_script(experiment), "script", "exec"), names)
    assert names["run"].position.tobytes() == simulate(experiment).position.tobytes()
