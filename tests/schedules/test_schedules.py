"""The entry condition for every schedule, and what PyTorch does with one."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from laboratory import ball, on_formula

from momentum_lab.core.errors import InputError
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import Number
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.schedules import SCHEDULES
from momentum_lab.simulation import simulate
from momentum_lab.simulation.engine import Simulation

every = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=list(SCHEDULES))
DATA = Path(__file__).parents[1] / "data"
CASES, FACTORS = (
    json.loads((DATA / f"torch_{name}.json").read_text(encoding="utf-8"))["cases"]
    for name in ("wrapped_trajectories", "schedule_factors")
)

# PyTorch's scheduler, and what its arguments are called here.
NAMES = {
    "StepLR": ("step", {"step_size": "every", "gamma": "decay"}),
    "ExponentialLR": ("exponential", {"gamma": "decay"}),
    "CosineAnnealingLR": ("cosine", {"T_max": "period", "eta_min": "floor"}),
}
OPTIMIZERS = {
    "SGD": "momentum",
    "Adam": "adam",
    "ASGD": "asgd",
    "Rprop": "rprop",
    "Adagrad": "adagrad",
}


def scheduled(name, warmup=0, **values):
    return RateSchedule(name, FrozenMapping(values), warmup)


def factors(schedule, steps):
    factor = schedule.factors()
    return [factor(step) for step in range(steps)]


@every
def test_that_it_says_what_it_is_and_whence_it_comes(schedule):
    assert schedule.name.isidentifier()
    assert SCHEDULES[schedule.name] is schedule
    assert schedule.factor.__module__ == f"momentum_lab.schedules.{schedule.name}"
    assert schedule.equation.startswith("ηₜ = ")
    for said in (schedule.teaches, schedule.reference):
        assert said.endswith(".")
        assert 20 <= len(said) <= 200
    for declaration in schedule.hyperparameters.values():
        assert isinstance(declaration, Number)
        assert 5 <= len(declaration.help) <= 80
        low, high = declaration.slider_range
        assert declaration.low <= low < high <= declaration.high
        assert low <= declaration.default <= high


@every
@given(steps=st.integers(1, 1_000_000))
def test_that_it_begins_with_the_rate_as_set_and_never_rises_in_the_run_that_it_suits(schedule, steps):
    suited = scheduled(schedule.name, **schedule.suited(steps))
    looked_at = [*factors(suited, min(steps, 200)), suited.factors()(steps)]
    assert looked_at[0] == 1.0
    assert all(later <= earlier for earlier, later in pairwise(looked_at))
    for value in (*looked_at, *map(suited.factors(), (3 * steps, 10**7))):
        assert 0.0 <= value <= 1.0
        assert type(value) is float


@every
@pytest.mark.parametrize("steps", [20, 100, 5000])
def test_that_what_suits_a_run_makes_something_of_it(schedule, steps):
    end = scheduled(schedule.name, **schedule.suited(steps)).factors()(steps)
    assert end == 1.0 if schedule.name == "constant" else end < 0.3


@given(steps=st.integers(1, 1_000_000))
@example(steps=1_000_000)
@example(steps=100_000)
def test_that_the_exponential_falls_to_a_hundredth_however_long_the_run_is(steps):
    end = scheduled("exponential", **SCHEDULES["exponential"].suited(steps)).factors()(steps)
    assert end == pytest.approx(0.01, rel=0.005)


@every
def test_that_a_warm_up_rises_evenly_and_then_lets_the_schedule_begin(schedule):
    warm, cold = factors(scheduled(schedule.name, 4), 30), factors(scheduled(schedule.name), 26)
    assert warm[:4] == pytest.approx([0.2, 0.4, 0.6, 0.8], rel=1e-15)
    assert warm[4:] == cold


def test_that_each_schedule_is_what_its_formula_says():
    assert factors(scheduled("step", every=2.0, decay=0.5), 5) == [1.0, 1.0, 0.5, 0.5, 0.25]
    assert factors(scheduled("exponential", decay=0.5), 4) == [1.0, 0.5, 0.25, 0.125]
    assert factors(scheduled("inverse_time", decay=1.0), 4) == [1.0, 1 / 2, 1 / 3, 1 / 4]
    assert factors(scheduled("inverse_sqrt", decay=1.0), 4) == [1.0, 1 / math.sqrt(2), 1 / math.sqrt(3), 0.5]
    assert factors(scheduled("cosine", period=4.0, floor=0.5), 9) == pytest.approx(
        [
            *(1.0, 0.75 + math.sqrt(2) / 8, 0.75, 0.75 - math.sqrt(2) / 8, 0.5),
            *(0.75 - math.sqrt(2) / 8, 0.75, 0.75 + math.sqrt(2) / 8, 1.0),
        ],
        rel=1e-15,
    )


@pytest.mark.parametrize("case", FACTORS, ids=lambda case: f"{case['schedule']}-{case['warmup']}")
def test_that_the_rate_is_pytorchs_far_beyond_a_period(case):
    torch_name, given_values = case["schedule"]
    name, words = NAMES[torch_name]
    values = {words[key]: float(value) for key, value in given_values.items()}
    period = max((values[key] for key in ("period", "every") if key in values), default=1.0)
    assert len(case["factors"]) > 2 * period + case["warmup"]
    found = factors(scheduled(name, case["warmup"], **values), len(case["factors"]))
    assert found == pytest.approx(case["factors"], rel=0.0, abs=1e-12)


def test_that_what_is_said_to_be_pytorchs_is_compared_with_pytorch():
    said = {
        torch_name
        for schedule in SCHEDULES.values()
        for torch_name in re.findall(r"torch\.optim\.lr_scheduler\.(\w+)", schedule.reference)
    }
    assert {case["schedule"][0] for case in FACTORS} == said == set(NAMES)


@every
@given(data=st.data())
def test_that_the_equation_that_is_shown_is_what_is_computed(schedule, data):
    values = {
        name: data.draw(st.floats(max(d.low, d.slider_range[0]), d.slider_range[1]), label=name)
        for name, d in schedule.hyperparameters.items()
    }
    step = data.draw(st.integers(0, 5000), label="step")
    found = scheduled(schedule.name, **values).factors()(step)
    assert found == pytest.approx(shown(schedule.equation, values, step), rel=1e-12, abs=1e-12)


SYMBOLS = {
    "constant": {},
    "step": {"s": "every", "γ": "decay"},
    "exponential": {"γ": "decay"},
    "inverse_time": {"λ": "decay"},
    "inverse_sqrt": {"λ": "decay"},
    "cosine": {"T": "period", "φ": "floor"},
}
"""What the letters of the equations stand for."""


def shown(equation, values, step):
    """Return the factor that an equation says, read as a person reads it."""
    (symbols,) = [s for name, s in SYMBOLS.items() if SCHEDULES[name].equation == equation]
    code = equation.removeprefix("ηₜ = ").replace("−", "-").replace("γᵗ", "γ^t").replace("^", "**")
    code = code.replace("⌊", "math.floor(").replace("⌋", ")").replace("√(", "math.sqrt(")
    code = code.replace("cos(π t", "math.cos(math.pi*t")
    code = re.sub(r"(?<=[ηλ)]) (?=[γ(t])", "*", code)
    names = {symbol: values[name] for symbol, name in symbols.items()}
    return eval(code, {"math": math, "η": 1.0, "t": float(step), **names})


def described(case):
    return "-".join([case["optimizer"], case["landscape"], case["schedule"][0], *case["clipping"]])


@pytest.mark.parametrize("case", CASES, ids=described)
def test_that_schedules_and_clipping_lead_where_pytorchs_do(case):
    values = {"learning_rate" if k == "lr" else k: v for k, v in case["hyperparameters"].items()}
    if case["optimizer"] == "SGD":
        values.setdefault("momentum", 0.0)
    torch_name, given_values = case["schedule"]
    name, words = NAMES.get(torch_name, (torch_name, {}))
    body = ball(
        OPTIMIZERS[case["optimizer"]],
        schedule=scheduled(name, case["warmup"], **{words.get(k, k): v for k, v in given_values.items()}),
        clipping=next((Clipping(by, limit) for by, limit in case["clipping"].items()), Clipping()),
        **values,
    )
    run = simulate(on_formula(case["formula"], case["start"], body, steps=case["steps"]))
    for step, *numbers in case["rows"]:
        found = [*run.position[0, step], run.loss[0, step]]
        assert found == pytest.approx(numbers, rel=1e-9, abs=1e-9), f"step {step}"


def test_that_pytorch_vouches_for_every_schedule_and_both_ways_of_clipping():
    names = {NAMES.get(case["schedule"][0], case["schedule"])[0] for case in CASES}
    assert names == set(SCHEDULES)
    assert {by for case in CASES for by in case["clipping"]} == {"norm", "value"}
    assert any(case["warmup"] for case in CASES)


@pytest.mark.parametrize("by", ["norm", "value"])
def test_that_clipping_keeps_a_ball_that_would_fly_off(by):
    steep = "(x**2 + y - 11)**2 + (x + y**2 - 7)**2"
    free, bound = (
        ball("momentum", learning_rate=0.05),
        ball("momentum", learning_rate=0.05, clipping=Clipping(by, 1.0)),
    )
    run = simulate(on_formula(steep, (-4.0, 4.5), free, bound, steps=100))
    assert run.last[0] < 100
    assert run.last[1] == 100
    assert np.linalg.norm(run.update[1], axis=1).max() < 0.05 * 10 * math.sqrt(2)
    assert np.linalg.norm(run.gradient[1], axis=1).max() > 1.0  # what is recorded is the landscape's own


def test_that_a_schedule_counts_from_the_first_step_however_a_run_is_cut():
    body = ball("momentum", learning_rate=0.1, schedule=scheduled("cosine", 3, period=17.0))
    experiment = on_formula("0.1*x**2 + 2*y**2", (-5.0, -2.0), body, steps=40)
    cut = Simulation(experiment)
    for steps in (1, 2, 5, 32):
        cut.advance(steps)
    assert np.array_equal(cut.snapshot().position, simulate(experiment).position)


def test_that_with_noise_a_falling_rate_settles_lower_than_a_constant_one():
    noisy = on_formula(
        "x**2 + y**2",
        (-5.0, 3.0),
        ball("gradient_descent", learning_rate=0.2),
        ball("gradient_descent", learning_rate=0.2, schedule=scheduled("inverse_time", decay=0.1)),
        steps=2000,
        noise=1.0,
    )
    constant, falling = simulate(noisy).loss[:, -200:].mean(axis=1)
    assert falling < constant / 10


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: scheduled("cosin"), "name: unknown schedule 'cosin'; did you mean 'cosine'?"),
        (lambda: scheduled("cosine", gamma=0.5), "unknown hyperparameter of cosine 'gamma'; known: floor"),
        (lambda: scheduled("step", every=0.0), "every: found 0.0, allowed is a number from 1 to 1e+06"),
        (
            lambda: scheduled("constant", -1),
            "warmup: found -1, allowed is a whole number from 0 to 1,000,000",
        ),
        (lambda: Clipping("length"), "by: found 'length', allowed is one of off, norm, value"),
        (lambda: Clipping("norm", 0.0), "limit: found 0.0, allowed is a number from 1e-12 to 1e+12"),
        (
            lambda: ball("physical_ball", schedule=scheduled("cosine")),
            "schedule: physical_ball has no learning rate that could follow it",
        ),
    ],
)
def test_that_what_cannot_be_is_refused_with_its_place(make, words):
    with pytest.raises(InputError) as refusal:
        make()
    assert str(refusal.value).startswith(words)
