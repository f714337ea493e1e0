"""The engine: a live run, batches of balls, and a formula that nobody has typed before."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from benchmarks import jax_paths, torch_paths
from benchmarks.measure import Row, alternating_ms, percentile_95, times_ms
from benchmarks.mixture import experiment
from momentum_lab.core.frozen_mapping import FrozenMapping
from momentum_lab.experiment.experiment import Ball, Experiment, LandscapeChoice
from momentum_lab.simulation import simulate
from momentum_lab.simulation.batch import Batch, run_batch
from momentum_lab.simulation.native_ball import compiled

BALLS, STEPS, RATE = 65_536, 500, 0.0005
ROUNDS = 5


def live_rows() -> Iterator[Row]:
    """Yield a run of 8 balls and 1,000 steps, as the window asks for at every move of a slider."""
    mixed = experiment()
    simulate(mixed, compiled)
    ours = times_ms(partial(simulate, mixed, compiled), 60)
    name = "live: 8 balls x 1,000 steps, mixed optimizers"
    yield from _against(name, ours, "optax, jit and scan, compiled beforehand", jax_paths.live(), 60)
    yield from _against(name, ours, "torch, eager", torch_paths.live(), 1)
    yield from _against(name, ours, "our plain Python", partial(simulate, mixed), 5)


def batch_rows() -> Iterator[Row]:
    """Yield batches on Rosenbrock's valley against JAX with optax."""
    starts = np.random.default_rng(0).uniform(-1.0, 1.0, (BALLS, 2))
    for optimizer in ("momentum", "adam"):
        batch = _batch(optimizer, starts)
        run_batch(batch)
        name = f"batch: {optimizer}, {BALLS:,} balls x {STEPS} steps on rosenbrock"
        if theirs := jax_paths.batch(optimizer, starts, STEPS, RATE):
            both = alternating_ms(partial(run_batch, batch), theirs, 4 * ROUNDS)
            yield _row(name, both[0], "JAX and optax, jit and vmap", both[1])


def growth_rows() -> Iterator[Row]:
    """Yield the cost of a ball as balls grow a hundredfold each time, and what a second core brings."""
    rng = np.random.default_rng(0)
    few = _batch("adam", rng.uniform(-1.0, 1.0, (10_000, 2)))
    run_batch(few)
    base = times_ms(partial(run_batch, few, threads=1), ROUNDS)
    for balls in (100, 1_000, 100_000, 1_000_000):
        batch = _batch("adam", rng.uniform(-1.0, 1.0, (balls, 2)))
        ours = times_ms(partial(run_batch, batch, threads=1), 1 if balls > 100_000 else ROUNDS, warm_up=1)
        each = [10_000 / balls * value for value in ours]
        yield _row(f"batch of {balls:,} balls, per 10,000, one core", each, "10,000 balls, one core", base)
    wide = _batch("adam", rng.uniform(-1.0, 1.0, (100_000, 2)))
    one, both = (times_ms(partial(run_batch, wide, threads=n), ROUNDS) for n in (1, os.cpu_count()))
    yield _row(f"100,000 balls on {os.cpu_count()} cores", both, "on one", one)


def formula_rows() -> Iterator[Row]:
    """Yield how long a formula takes that was never seen before: in plain Python, and compiled."""
    plain, native = [], []
    for number in range(ROUNDS):
        first, second = (_typed(2 * number + i + time.time_ns() % 1_000_000) for i in range(2))
        plain += times_ms(partial(simulate, first), 1, warm_up=0)
        native += times_ms(partial(simulate, second, compiled), 1, warm_up=0)
    known = times_ms(partial(simulate, _typed(0)), 20)
    yield _row("a new formula to its first path, plain", plain, "the same formula again", known)
    yield _row("a new formula to its first path, compiled", native, "the same formula again", known)


def _batch(optimizer: str, starts: np.ndarray) -> Batch:
    ball = Ball(optimizer, FrozenMapping({"learning_rate": RATE}))
    return Batch(
        Experiment(LandscapeChoice(name="rosenbrock"), (-1.2, 1.0), (ball,), steps=STEPS), 0, starts=starts
    )


def _typed(number: int) -> Experiment:
    formula = f"(1 - x)**2 + {100 + number / 1e6}*(y - x**2)**2 + sin(3*x)*exp(-y**2)/7"
    choice = LandscapeChoice(formula=formula, domain=((-2.0, 2.0), (-1.0, 3.0)))
    return replace(experiment(), landscape=choice)


def _against(
    name: str, ours: list[float], against: str, theirs: Callable[[], object] | None, rounds: int
) -> Iterator[Row]:
    """Yield the row, if the other side is installed."""
    if theirs is not None:
        yield _row(name, ours, against, times_ms(theirs, rounds, warm_up=1))


def _row(name: str, ours: list[float], against: str, theirs: list[float]) -> Row:
    p95 = percentile_95(ours) if len(ours) > 1 else ours[0]
    return Row(name, against, statistics.median(ours), p95, statistics.median(theirs))
