"""Lion, AdaBelief and Yogi take the paths that optax's take; record_optax.py has recorded those."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from laboratory import ball, on_formula

from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

RECORDED = Path(__file__).parents[1] / "data" / "optax_trajectories.json"
CASES = json.loads(RECORDED.read_text(encoding="utf-8"))["cases"]
NAMES = {"b1": "beta1", "b2": "beta2", "eps": "epsilon", "eps_root": "epsilon_root"}


def described(case):
    values = (f"{name}={value}" for name, value in case["hyperparameters"].items())
    return "-".join([case["landscape"], case["optimizer"], *values])


@pytest.mark.parametrize("case", CASES, ids=described)
def test_that_every_listed_step_agrees_with_optax(case):
    values = {NAMES.get(name, name): value for name, value in case["hyperparameters"].items()}
    body = ball(case["optimizer"], **values)
    run = simulate(on_formula(case["formula"], case["start"], body, steps=case["steps"]))
    assert len(case["rows"]) >= 10
    for step, *numbers in case["rows"]:
        found = [*run.position[0, step], run.loss[0, step]]
        assert found == pytest.approx(numbers, rel=1e-9, abs=1e-9), f"step {step}"


def test_that_optax_vouches_for_every_optimizer_that_follows_it():
    assert {case["optimizer"] for case in CASES} == {
        name for name, optimizer in OPTIMIZERS.items() if "optax." in optimizer.reference
    }


@pytest.mark.parametrize("optimizer", ["lion", "adabelief", "yogi"])
def test_that_what_is_left_at_its_default_has_optaxs_value(optimizer):
    values = {name: d.default for name, d in OPTIMIZERS[optimizer].hyperparameters.items()}
    del values["learning_rate"]
    assert (
        values
        == {
            "lion": {"beta1": 0.9, "beta2": 0.99, "weight_decay": 1e-3},
            "adabelief": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-16, "epsilon_root": 1e-16},
            "yogi": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-3, "initial_accumulator": 1e-6},
        }[optimizer]
    )
