"""Every optimizer takes the path that PyTorch's takes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from laboratory import ball, on_formula

from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.ball_changes import BallChange
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

DATA = Path(__file__).parents[1] / "data"
CHANGED = json.loads((DATA / "torch_changed_trajectories.json").read_text(encoding="utf-8"))["cases"]
CASES = [
    case
    for file in ("torch_trajectories.json", "torch_rarer_trajectories.json")
    for case in json.loads((DATA / file).read_text(encoding="utf-8"))["cases"]
]


def named(case):
    """Which of our optimizers PyTorch's class is with a case's arguments."""
    given = case["hyperparameters"]
    if case["optimizer"] == "SGD":
        return next((name for name in ("nesterov", "momentum") if name in given), "gradient_descent")
    (name,) = (o.name for o in OPTIMIZERS.values() if o.torch and o.torch.name == case["optimizer"])
    return name


def translated(case):
    """Our optimizer and hyperparameters for those of PyTorch, as the optimizer declares them."""
    optimizer = named(case)
    return optimizer, values_of(optimizer, case["hyperparameters"])


def values_of(optimizer, given):
    values = {}
    arguments = OPTIMIZERS[optimizer].torch.arguments
    for argument, value in given.items():
        ours = arguments.get(argument, argument)
        values |= {ours: value} if isinstance(ours, str) else dict(zip(ours, value, strict=True))
    values.pop("nesterov", None)
    return values


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


@pytest.mark.parametrize("case", CHANGED, ids=described)
def test_that_what_is_changed_on_the_way_agrees_with_pytorch(case):
    optimizer, values = translated(case)
    changes = []
    for step, given, kicks in case["changes"]:
        (kick,) = kicks.values() or [None]
        assert set(kicks) <= {OPTIMIZERS[optimizer].torch.kicked.name if kicks else ""}
        changes.append(BallChange(step, FrozenMapping(values_of(optimizer, given)), kick))
    body = replace(ball(optimizer, **values), changes=tuple(changes))
    run = simulate(on_formula(case["formula"], case["start"], body, steps=case["steps"]))
    largest = abs(run.position[0]).max()
    for step, *place, loss in case["rows"]:
        assert run.position[0, step].tolist() == pytest.approx(place, rel=1e-12, abs=1e-12 * largest), step
        assert run.loss[0, step] == pytest.approx(loss, rel=1e-9, abs=1e-12)


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
