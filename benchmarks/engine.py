"""The engine: a live run, batches of balls, and a formula that nobody has typed before."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from benchmarks import jax_paths, torch_paths
from benchmarks.measure import Row, Target, alternating_ms, percentile_95, times_ms
from benchmarks.mixture import experiment
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.core.hyperparameters import LEARNING_RATE
from momentum_lab.experiment.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.simulation import simulate
from momentum_lab.simulation.batch import Batch, run_batch
from momentum_lab.simulation.fusing import fused_elsewhere
from momentum_lab.simulation.native_ball import compiled

BALLS, STEPS, RATE = 65_536, 500, 0.0005
BATCHES = {"momentum": 1.0, "nesterov": 1.0, "gradient_descent": 1.0, "adam": 1.5}
"""Rules, and how many times as fast as JAX with optax they are wanted."""
COMPILED_SECONDS = 20.0
ROUNDS = 5


def live_rows() -> Iterator[Row]:
    """Yield a run of 8 balls and 1,000 steps, as the window asks for at every move of a slider."""
    mixed = experiment()
    simulate(mixed, compiled)
    moves = iter(_moves(mixed))

    def ours() -> object:
        return simulate(next(moves), compiled)

    name = "live: 8 balls x 1,000 steps, mixed optimizers"
    if theirs := jax_paths.live():
        both = alternating_ms(ours, theirs, 60)
        yield _row(name, both[0], "optax, jit and scan, compiled beforehand", both[1], Target(1.0))
    alone = times_ms(ours, 60)
    if eager := torch_paths.live():
        yield _row(name, alone, "torch, eager", times_ms(eager, 1, warm_up=1), Target(0.001))
    plain = times_ms(partial(simulate, mixed), 5, warm_up=1)
    yield _row(name, alone, "our plain Python", plain, Target(0.1))


def batch_rows() -> Iterator[Row]:
    """Yield batches on Rosenbrock's valley against JAX with optax."""
    starts = np.random.default_rng(0).uniform(-1.0, 1.0, (BALLS, 2))
    for optimizer, times in BATCHES.items():
        batch = _batch(optimizer, starts)
        _warm_up(batch)
        name = f"batch: {optimizer}, {BALLS:,} balls x {STEPS} steps on rosenbrock"
        if theirs := jax_paths.batch(optimizer, starts, STEPS, RATE):
            both = alternating_ms(partial(run_batch, batch), theirs, 4 * ROUNDS)
            yield _row(name, both[0], "JAX and optax, jit and vmap", both[1], Target(1.0 / times))


def growth_rows() -> Iterator[Row]:
    """Yield the cost of a ball as balls grow in number, of a call, and what a second core brings."""
    rng = np.random.default_rng(0)
    few = _batch("adam", rng.uniform(-1.0, 1.0, (10_000, 2)))
    _warm_up(few)
    base = times_ms(partial(run_batch, few, threads=1), 2 * ROUNDS)
    for balls, most in ((100, 2.0), (1_000, 1.1), (100_000, 1.1), (1_000_000, 1.1)):
        batch = _batch("adam", rng.uniform(-1.0, 1.0, (balls, 2)))
        rounds = max(1, min(50, 500_000 // balls))
        ours = times_ms(partial(run_batch, batch, threads=1), rounds, warm_up=1)
        each = [10_000 / balls * value for value in ours]
        name = f"batch of {balls:,} balls, per 10,000, one core"
        yield _row(name, each, "10,000 balls, one core", base, Target(most))
    wide = _batch("adam", rng.uniform(-1.0, 1.0, (100_000, 2)))
    one, both = (times_ms(partial(run_batch, wide, threads=n), ROUNDS) for n in (1, os.cpu_count()))
    yield _row(f"100,000 balls on {os.cpu_count()} cores", both, "on one", one, Target(1 / 1.7))
    least = replace(few.part(0, 1), experiment=replace(few.experiment, steps=1))
    call = times_ms(partial(run_batch, least), 200)
    name = "batch of one ball and one step: a call's fixed cost"
    yield _row(name, call, "10,000 balls x 500 steps, one core", base, Target(0.15, "ours"))


def formula_rows() -> Iterator[Row]:
    """Yield how long a formula takes that was never seen before: in plain Python, and compiled."""
    plain, native = [], []
    for number in range(ROUNDS):
        first, second = (_typed(2 * number + i + time.time_ns() % 1_000_000) for i in range(2))
        plain += times_ms(partial(simulate, first), 1, warm_up=0)
        native += times_ms(partial(simulate, second, compiled), 1, warm_up=0)
    known, again = times_ms(partial(simulate, _typed(0)), 20), "the same formula again"
    name = "a new formula to its first path"
    yield _row(f"{name}, plain", plain, again, known, Target(300.0, "ours"))
    yield _row(f"{name}, compiled", native, again, known, Target(2000.0, "ours"))


def _warm_up(batch: Batch) -> None:
    """Roll a batch until there is a loop over its landscape and rule, which another process compiles."""
    began = time.perf_counter()
    fuse, kind = fused_elsewhere(), (batch.experiment, batch.ball, not batch.values)
    while fuse(*kind) is None and time.perf_counter() - began < COMPILED_SECONDS:
        run_batch(batch)
    run_batch(batch)


def _moves(mixed: Experiment) -> list[Experiment]:
    """Return experiments of which each has another rate of one ball, as a slider makes them, none twice."""
    last = len(mixed.balls) - 1
    rate = float(mixed.balls[last].hyperparameters[LEARNING_RATE])
    rates = (rate * (1.0 + 1e-4 * number) for number in range(1, 200))
    return [mixed.with_ball(last, mixed.balls[last].with_values(**{LEARNING_RATE: each})) for each in rates]


def _batch(optimizer: str, starts: np.ndarray) -> Batch:
    ball = Ball(optimizer, FrozenMapping({"learning_rate": RATE}))
    return Batch(
        Experiment(LandscapeChoice(name="rosenbrock"), (-1.2, 1.0), (ball,), steps=STEPS), 0, starts=starts
    )


def _typed(number: int) -> Experiment:
    formula = f"(1 - x)**2 + {100 + number / 1e6}*(y - x**2)**2 + sin(3*x)*exp(-y**2)/7"
    choice = LandscapeChoice(formula=formula, domain=((-2.0, 2.0), (-1.0, 3.0)))
    return replace(experiment(), landscape=choice)


def _row(name: str, ours: list[float], against: str, theirs: list[float], target: Target) -> Row:
    p95 = percentile_95(ours) if len(ours) > 1 else ours[0]
    return Row(name, against, statistics.median(ours), p95, statistics.median(theirs), target)
