"""Every optimizer takes the path that PyTorch's takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from laboratory import ball, on_formula

from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

CASES = json.loads((Path(__file__).parents[1] / "data" / "torch_trajectories.json").read_text())["cases"]

# PyTorch's class, and what its keyword arguments are called here.
NAMES = {
    "SGD": ("gradient_descent", {}),
    "Adagrad": (
        "adagrad",
        {"lr_decay": "learning_rate_decay", "initial_accumulator_value": "initial_accumulator"},
    ),
    "Adadelta": ("adadelta", {}),
    "RMSprop": ("rmsprop", {"alpha": "decay"}),
    "Adam": ("adam", {}),
    "AdamW": ("adamw", {}),
    "Adamax": ("adamax", {}),
    "NAdam": ("nadam", {}),
    "RAdam": ("radam", {}),
    "Rprop": ("rprop", {}),
    "ASGD": ("asgd", {}),
}
COMMON = {"lr": "learning_rate", "eps": "epsilon"}
PAIRS = {
    "betas": ("beta1", "beta2"),
    "etas": ("eta_minus", "eta_plus"),
    "step_sizes": ("step_min", "step_max"),
}


def translated(case):
    """Our optimizer and hyperparameters for those of PyTorch."""
    given = dict(case["hyperparameters"])
    optimizer, names = NAMES[case["optimizer"]]
    if optimizer == "gradient_descent" and given.pop("nesterov", False):
        optimizer = "nesterov"
    elif optimizer == "gradient_descent" and "momentum" in given:
        optimizer = "momentum"
    values = {}
    for name, value in given.items():
        if name in PAIRS:
            values.update(zip(PAIRS[name], value, strict=True))
        else:
            values[{**COMMON, **names}.get(name, name)] = value
    return optimizer, values


def is_known(case):
    return translated(case)[0] in OPTIMIZERS


def described(case):
    optimizer, values = translated(case)
    return "-".join([case["landscape"], optimizer, *(f"{k}={v}" for k, v in values.items())])


@pytest.mark.parametrize("case", list(filter(is_known, CASES)), ids=described)
def test_that_every_listed_step_agrees_with_pytorch(case):
    optimizer, values = translated(case)
    experiment = on_formula(case["formula"], case["start"], ball(optimizer, **values), steps=case["steps"])
    run = simulate(experiment)
    assert case["columns"] == ["step", "x", "y", "loss"]
    assert len(case["rows"]) >= 2
    for step, *numbers in case["rows"]:
        found = [*run.position[0, step], run.loss[0, step]]
        assert found == pytest.approx(numbers, rel=1e-9, abs=1e-9), f"step {step}"


def test_that_pytorch_vouches_for_every_optimizer_there_is():
    assert {translated(case)[0] for case in CASES if is_known(case)} == set(OPTIMIZERS)
