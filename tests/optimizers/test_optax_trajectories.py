"""What declares a counterpart in optax takes its paths; record_optax.py has recorded those."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from laboratory import ball, on_formula

from momentum_lab.core.counterpart import LeftOutError
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation import simulate

RECORDED = Path(__file__).parents[1] / "data" / "optax_trajectories.json"
CASES = json.loads(RECORDED.read_text(encoding="utf-8"))["cases"]


def described(case):
    values = (f"{name}={value}" for name, value in case["hyperparameters"].items())
    return "-".join([case["landscape"], case["optimizer"], *values])


def named(case):
    """Which of our optimizers the function of optax is with a case's arguments."""
    given = case["hyperparameters"]
    if case["optimizer"] == "sgd":
        return next((name for name in ("nesterov", "momentum") if name in given), "gradient_descent")
    (name,) = (o.name for o in OPTIMIZERS.values() if o.optax and o.optax.name == case["optimizer"])
    return name


def translated(case):
    """A ball with our hyperparameters for the arguments of optax, as its optimizer declares them."""
    optimizer = named(case)
    arguments = OPTIMIZERS[optimizer].optax.arguments
    values = {arguments.get(name, name): value for name, value in case["hyperparameters"].items()}
    values.pop("nesterov", None)
    if case["optimizer"] == "rmsprop":
        values.setdefault("epsilon_in_root", True)  # as optax does unless it is told
    return ball(optimizer, **values)


@pytest.mark.parametrize("case", CASES, ids=described)
def test_that_every_listed_step_agrees_with_optax(case):
    run = simulate(on_formula(case["formula"], case["start"], translated(case), steps=case["steps"]))
    assert len(case["rows"]) >= 10
    for step, *numbers in case["rows"]:
        found = [*run.position[0, step], run.loss[0, step]]
        assert found == pytest.approx(numbers, rel=1e-9, abs=1e-9), f"step {step}"


@pytest.mark.parametrize("case", CASES, ids=described)
def test_that_the_arguments_of_optax_are_told(case):
    body = translated(case)
    told = OPTIMIZERS[body.optimizer].optax.arguments_for(body.hyperparameters)
    assert told.items() >= case["hyperparameters"].items()


def test_that_optax_vouches_for_every_optimizer_that_has_a_counterpart_there():
    assert {named(case) for case in CASES} == {o.name for o in OPTIMIZERS.values() if o.optax}
    assert all(o.optax for o in OPTIMIZERS.values() if "optax." in o.reference)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (ball("momentum", form="ema"), "only the leaky sum"),
        (ball("momentum", dampening=0.5), "no dampening"),
        (ball("gradient_descent", weight_decay=0.1), "no weight decay"),
        (ball("adagrad"), "adds epsilon under the root"),
        (ball("adam", amsgrad=True), "divides by the newest"),
        (ball("adamw", bias_correction=False), "always corrects"),
        (ball("yogi", initial_accumulator=0.1), "begins its averages"),
    ],
)
def test_that_what_optax_cannot_do_is_said(body, reason):
    with pytest.raises(LeftOutError, match=reason):
        OPTIMIZERS[body.optimizer].optax.arguments_for(body.hyperparameters)


def test_that_a_velocity_with_the_rate_in_it_follows_no_schedule():
    body = ball("rmsprop", momentum=0.5)
    optax = OPTIMIZERS["rmsprop"].optax
    assert optax.arguments_for(body.hyperparameters)["momentum"] == 0.5
    with pytest.raises(LeftOutError, match="gathered before"):
        optax.arguments_for(body.hyperparameters, is_rate_constant=False)


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
