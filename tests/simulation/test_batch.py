"""Batches: what becomes of each ball is what becomes of it alone."""

from __future__ import annotations

import numpy as np
import pytest
from laboratory import ball, on_formula, on_library

from momentum_lab.core.errors import CancelledError, InputError
from momentum_lab.experiment import Experiment, LandscapeChoice
from momentum_lab.experiment.experiment import new_ball
from momentum_lab.experiment.modifiers import Clipping, RateSchedule
from momentum_lab.simulation import simulate
from momentum_lab.simulation.batch import Batch, run_batch
from momentum_lab.simulation.native_ball import compiled
from momentum_lab.simulation.run import Status
from momentum_lab.simulation.yardstick import NEAR, diagonal, distance_to_minimum


def assert_same_as_alone(batch: Batch, result, index: int) -> None:
    run, own = simulate(batch.experiment_of(index), compiled), batch.ball
    landscape, last = run.experiment.landscape.build(), int(run.last[own])
    assert result.last[index] == last
    assert result.position[index].tobytes() == run.position[own, last].tobytes()
    assert np.array_equal(result.loss[index], run.loss[own, last], equal_nan=True)
    assert result.status[index] == run.status[own, -1]
    apart = distance_to_minimum(run.position[own, : last + 1], landscape)
    outside = np.flatnonzero(~(apart <= NEAR * diagonal(landscape)))
    first = int(outside[-1]) + 1 if outside.size else 0
    is_there = run.status[own, -1] == Status.CONVERGED
    assert not is_there or first <= last == batch.experiment.steps
    assert result.reached[index] == (first if is_there else -1)
    nearest = [np.linalg.norm(run.position[own, last] - np.array(m.position)) for m in landscape.minima]
    assert result.minimum[index] == (int(np.argmin(nearest)) if is_there else -1)
    assert np.array_equal(result.positions[index], run.position[own, result.steps], equal_nan=True)
    assert np.array_equal(result.losses[index], run.loss[own, result.steps], equal_nan=True)


def starts_on(choice: LandscapeChoice, count: int, seed: int = 1) -> np.ndarray:
    low, high = np.transpose(choice.build().domain)
    return np.random.default_rng(seed).uniform(low, high, (count, len(low)))


# Compiling a rule takes two seconds the first time: these are those that differ in kind.
KINDS = ("momentum", "adagrad", "adam", "nadam", "asgd", "rprop", "newton", "physical_ball")


@pytest.mark.parametrize("optimizer", KINDS)
@pytest.mark.parametrize("landscape", ["himmelblau", "goldstein_price"])
def test_that_each_ball_is_as_alone_whatever_the_rule(optimizer: str, landscape: str) -> None:
    choice = LandscapeChoice(landscape)
    experiment = Experiment(choice, choice.build().start, (new_ball(optimizer, choice.build()),), steps=60)
    batch = Batch(experiment, 0, starts=starts_on(choice, 70))
    result = run_batch(batch, stride=7)
    for index in (0, 1, 63, 64, 69):
        assert_same_as_alone(batch, result, index)


def test_that_rates_and_momenta_may_differ_and_many_diverge() -> None:
    rng = np.random.default_rng(3)
    experiment = on_library("rosenbrock", ball("adam"), ball("momentum"), steps=300)
    rates, momenta = 10.0 ** rng.uniform(-5, 1, 300), rng.uniform(0.0, 1.0, 300)
    batch = Batch(experiment, 1, values={"learning_rate": rates, "momentum": momenta})
    result = run_batch(batch, stride=50)
    assert 50 < np.count_nonzero(result.last < 300) < 280
    for index in range(0, 300, 7):
        assert_same_as_alone(batch, result, index)


@pytest.mark.parametrize(("optimizer", "rate", "noise"), [("momentum", 0.012, 0.0), ("adam", 0.05, 9.0)])
def test_that_balls_that_come_near_go_away_and_diverge_between_looks_are_as_alone(
    optimizer: str, rate: float, noise: float
) -> None:
    body = ball(optimizer, learning_rate=rate)
    experiment = on_library("himmelblau", body, steps=333, noise=noise, common_noise=False)
    starts = np.random.default_rng(4).uniform(-6.0, 6.0, (200, 2))
    batch = Batch(experiment, 0, starts=starts, seeds=np.arange(200, dtype=np.uint64))
    result = run_batch(batch)
    if noise == 0.0:
        assert 20 < np.count_nonzero(result.last < 333) < 180
        assert len(np.unique(result.reached)) > 20
    for index in range(200):
        assert_same_as_alone(batch, result, index)


@pytest.mark.parametrize("common", [True, False])
def test_that_every_seed_has_its_own_noise(common: bool) -> None:
    experiment = on_library(
        "rosenbrock", ball("adam", learning_rate=0.1), steps=80, noise=2.0, common_noise=common
    )
    batch = Batch(experiment, 0, seeds=np.arange(5, 75, dtype=np.uint64))
    result = run_batch(batch, stride=1)
    assert len(np.unique(result.loss)) == 70
    for index in (0, 33, 64, 69):
        assert_same_as_alone(batch, result, index)


def test_that_schedule_clipping_rotation_and_one_noise_for_all_are_kept() -> None:
    choice = LandscapeChoice("banana", rotation=40.0, conditioning=3.0)
    body = ball(
        "rprop", learning_rate=0.2, schedule=RateSchedule("cosine", warmup=9), clipping=Clipping("norm", 2.0)
    )
    experiment = Experiment(choice, (0.1, 0.2), (body,), steps=90, noise=0.5)
    batch = Batch(experiment, 0, starts=starts_on(choice, 130))
    result = run_batch(batch)
    assert result.steps.size == 0
    for index in (0, 64, 129):
        assert_same_as_alone(batch, result, index)


@pytest.mark.parametrize(
    ("formula", "start"),
    [("log(x)", -1.0), ("atan(1/x)", 0.0), ("1/x", 0.0), ("sqrt(x)", 0.3), ("x**3", 2.0)],
)
def test_that_what_is_not_defined_is_as_alone(formula: str, start: float) -> None:
    rules = [ball(name, learning_rate=0.5) for name in ("momentum", "adam", "newton")]
    experiment = on_formula(formula, (start,), *rules, steps=40)
    for index in range(3):
        batch = Batch(experiment, index, starts=np.array([[start], [0.7], [-2.0]]))
        result = run_batch(batch, stride=3)
        for one in range(3):
            assert_same_as_alone(batch, result, one)


def test_that_any_number_of_threads_and_parts_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = on_library("ackley", ball("momentum"), steps=100)
    batch = Batch(experiment, 0, starts=starts_on(experiment.landscape, 1000))
    whole = run_batch(batch, stride=10, threads=1)
    monkeypatch.setattr("momentum_lab.simulation.batch.LEAST_STEPS", 7000)
    cut = run_batch(batch, stride=10, threads=3)
    for name in ("last", "position", "loss", "status", "reached", "minimum", "positions", "losses", "steps"):
        assert getattr(whole, name).tobytes() == getattr(cut, name).tobytes(), name


def test_that_progress_rises_to_one_and_false_cancels_soon() -> None:
    experiment = on_library("rosenbrock", ball("adam"), steps=2000)
    told: list[float] = []
    run_batch(
        Batch(experiment, 0, starts=starts_on(experiment.landscape, 4000)),
        progress=lambda s: not told.append(s),
    )
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert told == sorted(told)
    assert len(set(told)) > 3
    endless = Batch(on_library("rosenbrock", ball("adam"), steps=1_000_000), 0)
    with pytest.raises(CancelledError):
        run_batch(endless, progress=lambda share: share == 0.0)  # it is told while its one ball rolls


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {"starts": np.zeros((3, 2)), "values": {"learning_rate": np.ones(4)}},
            "found arrays for [3, 4] balls",
        ),
        ({"values": {"momentun": np.ones(4)}}, "found 'momentun', allowed is a hyperparameter"),
        ({"values": {"form": np.ones(4)}}, "found 'form', allowed is a hyperparameter that is a number"),
    ],
)
def test_that_what_does_not_fit_together_is_refused(more: dict[str, object], words: str) -> None:
    with pytest.raises(InputError) as refusal:
        Batch(on_library("rosenbrock", ball("momentum")), 0, **more)  # type: ignore[arg-type]
    assert str(refusal.value).startswith(words)


JUDGED = {
    "a ring": on_formula("(x**2 + y**2 - 1)**2", (1.5, 0.3), ball("momentum"), steps=301),
    "a line": on_formula("(0.3*x + y - 1)**2", (1.5, 0.3), ball("momentum"), steps=301),
    "a small map": on_formula(
        "x**2 + 3*y**2", (1.5, 0.3), ball("momentum"), steps=301, domain=((1.0, 1.1), (0.0, 0.1))
    ),
    "a kink": on_formula("abs(x) + 2*abs(y)", (1.5, 0.3), ball("momentum"), steps=300),
    "noise": on_formula("x**2 + 3*y**2", (1.5, 0.3), ball("momentum"), steps=301, noise=0.02, seed=3),
    "beside the step": on_formula("(x - 9)**2 + y**2", (1.5, 0.3), ball("adamw"), steps=301),
    "a schedule": on_formula(
        "(x - 9)**2 + y**2",
        (1.5, 0.3),
        ball("adamw", schedule=RateSchedule("exponential", warmup=9)),
        steps=301,
    ),
}


@pytest.mark.parametrize("case", JUDGED)
def test_that_verdicts_are_those_of_each_ball_alone_on_floors_with_decay_and_in_passing(case: str) -> None:
    experiment, rng = JUDGED[case], np.random.default_rng(8)
    count = 64
    values = {
        "learning_rate": 10.0 ** rng.uniform(-4.0, 0.3, count),
        "weight_decay": rng.choice([0.0, 0.1, 1.0], count),
    }
    momentum = "momentum" if experiment.balls[0].optimizer == "momentum" else "beta1"
    values[momentum] = rng.choice([0.0, 0.9, 0.99, 0.999], count)
    starts = rng.choice([0.01, 2.0, 30.0], (count, 1)) * rng.uniform(-1.0, 1.0, (count, 2))
    batch = Batch(experiment, 0, starts=starts, values=values)
    result = run_batch(batch)
    for index in range(count):
        run = simulate(batch.experiment_of(index))
        assert result.status[index] == run.status[0, -1]
        has_arrived = run.status[0, -1] == Status.CONVERGED
        assert result.reached[index] == (run.near_since[0, -1] if has_arrived else -1)
    assert len(set(result.status.tolist())) >= 2


def test_that_a_zero_with_a_sign_is_the_zero_without_one():
    plus, minus = (
        on_formula("atan2(y, x) + x*x", (-1.0, zero), ball("momentum", momentum=zero), steps=3)
        for zero in (0.0, -0.0)
    )
    alone = simulate(plus)
    assert simulate(minus).position.tobytes() == alone.position.tobytes()
    zeros = np.array([0.0, -0.0])
    starts = np.array([[-1.0, 0.0], [-1.0, -0.0]])
    result = run_batch(Batch(plus, 0, starts=starts, values={"momentum": zeros}), stride=1)
    for positions in result.positions:
        assert positions.tobytes() == alone.position[0].tobytes()
