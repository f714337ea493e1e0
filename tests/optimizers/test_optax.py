"""What an optimizer declares of optax takes its path, by the optax that is installed."""

from __future__ import annotations

from types import ModuleType

import pytest
from laboratory import ball, on_formula
from test_optax_trajectories import CASES, described

from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

EVERY = [
    ball("gradient_descent", learning_rate=0.02),
    ball("momentum", learning_rate=0.005, momentum=0.8),
    ball("nesterov", learning_rate=0.005),
    ball("nesterov", learning_rate=0.02, momentum=0.0),
    ball("adagrad", learning_rate=0.3, epsilon=0.0, initial_accumulator=0.5),
    ball("rmsprop", learning_rate=0.02),
    ball("rmsprop", learning_rate=0.02, centered=True, momentum=0.5, epsilon_in_root=True),
    ball("adadelta", learning_rate=1.0, epsilon=1e-3),
    ball("adam", learning_rate=0.1, beta1=0.5),
    ball("adamw", learning_rate=0.1, weight_decay=0.3),
    ball("adamax", learning_rate=0.1),
    ball("lion", learning_rate=0.02, weight_decay=0.1),
    ball("adabelief", learning_rate=0.1, epsilon=1e-8),
    ball("yogi", learning_rate=0.1, beta2=0.9),
]
STEPS = 40


def test_that_every_optimizer_that_optax_has_is_among_them() -> None:
    assert {body.optimizer for body in EVERY} == {o.name for o in OPTIMIZERS.values() if o.optax}


@pytest.mark.parametrize("body", EVERY, ids=lambda body: body.optimizer)
def test_that_optax_takes_the_same_path(optax: ModuleType, body) -> None:
    from record_optax import FORMULAS, path

    there = OPTIMIZERS[body.optimizer].optax
    for name, start in (("d2l_bowl", (-5.0, -2.0)), ("ripples", (2.0, -3.0))):
        run = simulate(on_formula(FORMULAS[name], start, body, steps=STEPS))
        rows = path(there.name, there.arguments_for(body.hyperparameters), FORMULAS[name], start, STEPS)
        for step, *numbers in rows:
            found = [*run.position[0, step], run.loss[0, step]]
            assert found == pytest.approx(numbers, rel=1e-9, abs=1e-9), (name, step)


@pytest.mark.parametrize("case", CASES, ids=described)
def test_that_what_was_recorded_is_what_optax_does(optax: ModuleType, case) -> None:
    from record_optax import path

    rows = path(case["optimizer"], case["hyperparameters"], case["formula"], case["start"], case["steps"])
    assert len(rows) == len(case["rows"])
    for row, recorded in zip(rows, case["rows"], strict=True):
        assert row == pytest.approx(recorded, rel=1e-9, abs=1e-12)
