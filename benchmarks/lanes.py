"""Many weights: what it takes to compile a rule for so many, and a step of it."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from benchmarks import jax_paths
from benchmarks.measure import Row, Target, alternating_ms, percentile_95
from momentum_lab.core.numba_internals import address_of, entry_point
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.lane_memory import BallStanding, Pinned
from momentum_lab.simulation.lane_source import LaneSource
from momentum_lab.simulation.path_kernel import move_kernel, step_kernel

COMPILED = (2, 64, 1_000)
WEIGHTS = 100
STEPS = 1_000
ROUNDS = 5
SECOND: Final = Target(1_000.0, "ours")
AS_LONG: Final = Target(1.0)
CACHES: Final = "XDG_CACHE_HOME"
"""Where machine code is looked for, on Linux."""


def lane_rows() -> Iterator[Row]:
    """Yield how long Adam takes to compile for some numbers of weights, and a step of it."""
    _compile(1)  # numba itself, and JAX, are ready when it counts
    jax_paths.compile_step("adam", 1)
    for weights in COMPILED:
        both = [(_compile(weights), jax_paths.compile_step("adam", weights)) for _ in range(ROUNDS)]
        theirs = [other for _, other in both if other is not None]
        if theirs:
            name = f"compile a step of Adam for {weights:,} weights"
            yield _row(name, [ours for ours, _ in both], "JAX, that of optax", theirs, SECOND, "ms")
    if theirs_too := jax_paths.steps("adam", WEIGHTS, STEPS):
        ours, others = alternating_ms(_steps("adam"), theirs_too, 4 * ROUNDS)
        name = f"a step of Adam at {WEIGHTS} weights, called from Python"
        yield _row(name, ours, "optax, jitted, called likewise", others, AS_LONG, "µs")
    if theirs_too := jax_paths.scanned_steps("adam", WEIGHTS, STEPS):
        ours, others = alternating_ms(_steps("adam"), theirs_too, 4 * ROUNDS)
        name = f"a step of Adam at {WEIGHTS} weights, called from Python"
        yield _row(name, ours, "optax, jitted, within its own scan", others, AS_LONG, "µs")


def _compile(weights: int) -> float:
    """Return the milliseconds of the processor that a step takes to compile, nothing being on the disk."""
    lanes, before = LaneSource.of(OPTIMIZERS["adam"], weights), os.environ.get(CACHES)
    with TemporaryDirectory() as folder:
        os.environ[CACHES] = folder
        try:
            began = time.process_time()
            move_kernel.__wrapped__(lanes)
            return 1000.0 * (time.process_time() - began)
        finally:
            del os.environ[CACHES]
            if before is not None:
                os.environ[CACHES] = before


def _steps(optimizer: str) -> Callable[[], object]:
    """Return a function that takes steps at 100 weights, each by a call."""
    rule = OPTIMIZERS[optimizer]
    hyper = rule.pack(rule.checked({}))
    lanes = LaneSource.of(rule, WEIGHTS)
    slope = np.linspace(-1.0, 1.0, WEIGHTS).tolist()
    at = BallStanding.at(lanes, [1.0] * WEIGHTS, slope, (), [rule.init(hyper)] * WEIGHTS)
    numbers, place = Pinned.at(np.array([*hyper, 0.0, 1.0])), Pinned.at(at.numbers)
    move, step = address_of(move_kernel(lanes)), entry_point(step_kernel())

    def take() -> None:
        for _ in range(STEPS):
            step(move.number, WEIGHTS, place.address, numbers.address, 1.0)

    return take


def _row(name: str, ours: list[float], against: str, theirs: list[float], target: Target, unit: str) -> Row:
    p95 = percentile_95(ours)
    return Row(name, against, statistics.median(ours), p95, statistics.median(theirs), target, unit)
