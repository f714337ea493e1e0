"""Every optimizer takes the path that PyTorch's takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from laboratory import ball, on_formula

from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

DATA = Path(__file__).parents[1] / "data"
CASES = [
    case
    for file in ("torch_trajectories.json", "torch_rarer_trajectories.json")
    for case in json.loads((DATA / file).read_text(encoding="utf-8"))["cases"]
]

# PyTorch's class, and what its keyword arguments are called here.
NAMES = {
    "SGD": ("gradient_descent", {}),
    "Adagrad": ("adagrad", {}),
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
COMMON = {
    "lr": "learning_rate",
    "eps": "epsilon",
    "lr_decay": "learning_rate_decay",
    "initial_accumulator_value": "initial_accumulator",
}
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


def described(case):
    optimizer, values = translated(case)
    return "-".join([case["landscape"], optimizer, *(f"{k}={v}" for k, v in values.items())])


@pytest.mark.parametrize("case", CASES, ids=described)
def test_that_every_listed_step_agrees_with_pytorch(case):
    optimizer, values = translated(case)
    experiment = on_formula(case["formula"], case["start"], ball(optimizer, **values), steps=case["steps"])
    run = simulate(experiment)
    assert case["columns"] == ["step", "x", "y", "loss"]
    assert len(case["rows"]) >= 2
    for step, *numbers in case["rows"]:
        found = [*run.position[0, step], run.loss[0, step]]
        assert found == pytest.approx(numbers, rel=1e-9, abs=1e-9), f"step {step}"


def test_that_pytorch_vouches_for_every_optimizer_that_follows_it():
    vouched = {translated(case)[0] for case in CASES}
    assert vouched == {name for name, o in OPTIMIZERS.items() if "torch.optim" in o.reference}


@pytest.mark.parametrize(("t0", "beginning"), [(0.0, 1), (5.0, 6), (1e6, 40)])
def test_that_beside_the_path_of_asgd_runs_the_average_of_its_positions(t0, beginning):
    asgd = OPTIMIZERS["asgd"]
    hyper = asgd.pack(asgd.checked({"learning_rate": 0.3, "t0": t0}))
    state, positions = asgd.init(hyper), [2.0]
    for _ in range(40):
        step, state = asgd.update(positions[-1], positions[-1], state, hyper)
        positions.append(positions[-1] + step)
    # PyTorch copies the position until one step after t0, then averages from there on.
    assert state.average == pytest.approx(
        sum(positions[beginning + 1 :] or positions[-1:]) / max(1, 40 - beginning)
    )
