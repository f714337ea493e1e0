"""Many balls at once: what becomes of each, without keeping every step."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import numpy as np

from momentum_lab.core.arrays import Floats, Ints, Seeds, Statuses
from momentum_lab.core.errors import CancelledError, InputError
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.blocks import Blocks, Machine
from momentum_lab.simulation.engine import Simulation
from momentum_lab.simulation.preparation import COMPILED_BY
from momentum_lab.simulation.run import Run, Status
from momentum_lab.simulation.segments import unchanging
from momentum_lab.simulation.status import Judge, Moments
from momentum_lab.simulation.translation import UntranslatableError

LEAST_STEPS: Final = 250_000
"""Steps of balls in one part, a millisecond of work, so that it is worth its beginning and its end; and until
it is first measured how long they take."""
MOST_BALLS: Final = 8192
"""Balls in one part, so that memory is bounded."""
EACH_CORE: Final = 4
"""Parts for each core, so that all end together."""
ROLL_SECONDS: Final = 0.02
"""How long machine code runs until it is asked whether to go on."""
PLAIN_STEPS: Final = 1000
"""Steps in plain Python until it is asked whether to go on."""
REPORT_SECONDS: Final = 0.02
"""How long it takes until progress is told again."""


@dataclass(frozen=True)
class Batch:
    """Many balls of one optimizer on one landscape.

    Attributes
    ----------
    experiment, ball
        Ball number ``ball`` of the experiment is what all of them are, but for what follows.
    starts
        (balls, dimension), or None for the ball's own start.
    values
        Hyperparameters that are numbers, by name, each (balls,): with what they start. Where the ball's
        changes set one in the middle of the run, all of them have that from there on.
    seeds
        (balls,): the experiment's seed for each of them, or None for its own.
    """

    experiment: Experiment
    ball: int
    starts: Floats | None = None
    values: Mapping[str, Floats] = field(default_factory=dict)
    seeds: Seeds | None = None

    def __post_init__(self) -> None:
        sizes = {len(a) for a in (self.starts, self.seeds, *self.values.values()) if a is not None}
        if len(sizes) > 1:
            raise InputError(
                "found arrays for {sizes} balls, allowed is one number of balls", sizes=sorted(sizes)
            )
        known = self.experiment.balls[self.ball].hyperparameters
        for name in self.values:
            if name not in known or not isinstance(known[name], float):
                raise InputError("found {name!r}, allowed is a hyperparameter that is a number", name=name)

    @property
    def size(self) -> int:
        """How many balls there are."""
        return next((len(a) for a in (self.starts, self.seeds, *self.values.values()) if a is not None), 1)

    def experiment_of(self, index: int) -> Experiment:
        """Return the experiment with one of the balls in its place, beside the others that are there."""
        ball = self.experiment.balls[self.ball]
        values = {name: float(array[index]) for name, array in self.values.items()}
        start = ball.start if self.starts is None else tuple(self.starts[index].tolist())
        seed = self.experiment.seed if self.seeds is None else int(self.seeds[index])
        changed = replace(ball.with_values(**values), start=start)
        return replace(self.experiment.with_ball(self.ball, changed), seed=seed)

    def part(self, first: int, last: int) -> Batch:
        """Return the balls from ``first`` up to ``last``, that one not included."""
        rows = slice(first, last)
        return replace(
            self,
            starts=None if self.starts is None else self.starts[rows],
            values={name: array[rows] for name, array in self.values.items()},
            seeds=None if self.seeds is None else self.seeds[rows],
        )


@dataclass(frozen=True)
class BatchResult:
    """What became of every ball of a batch; the same numbers as a run with each in its place has.

    Attributes
    ----------
    last
        (balls,): the last step at which all numbers are finite.
    position, loss
        (balls, dimension) and (balls,): at that step.
    status
        (balls,) of :class:`~momentum_lab.simulation.run.Status`, at the end of the run.
    reached
        (balls,): the first step from which it is near the minimum at which it has arrived in the end, -1 if
        it is at none.
    minimum
        (balls,): the landscape's minimum at which it is in the end, -1 for none.
    steps
        (kept,): which steps were kept; empty if none.
    positions, losses
        (balls, kept, dimension) and (balls, kept): at those steps, nan after the last finite one.
    """

    last: Ints
    position: Floats
    loss: Floats
    status: Statuses
    reached: Ints
    minimum: Ints
    steps: Ints
    positions: Floats
    losses: Floats


def run_batch(
    batch: Batch, stride: int = 0, progress: Progress = unwatched, threads: int | None = None
) -> BatchResult:
    """Return what becomes of every ball of a batch.

    Parameters
    ----------
    batch
        The balls.
    stride
        Every how many steps position and loss are kept; 0 for not at all.
    progress
        Is told the share that is done; returning False cancels.
    threads
        How many cores to use; all if not given.

    Raises
    ------
    CancelledError
        ``progress`` returned False.
    """
    go_on(progress, 0.0)
    cores, stop = threads or os.cpu_count() or 1, threading.Event()
    parts = list(_parts(batch, cores))
    shares = [0.0] * len(parts)
    pool = ThreadPoolExecutor(cores, thread_name_prefix="batch")
    try:
        machine = pool.submit(copy_context().run, _machine, batch)
        tell = [partial(shares.__setitem__, number) for number in range(len(parts))]
        tasks = [
            pool.submit(_run_part, machine, part, stride, say, stop)
            for part, say in zip(parts, tell, strict=True)
        ]
        waiting = set(tasks)
        while waiting:
            done, waiting = wait(waiting, timeout=REPORT_SECONDS, return_when=FIRST_COMPLETED)
            for task in done:
                task.result()
            go_on(progress, sum(shares) / len(parts))
    finally:  # threads that still compile are not waited for
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)
    return joined([task.result() for task in tasks])


def _parts(batch: Batch, cores: int) -> Iterator[Batch]:
    """Yield parts of whole blocks."""
    fair = batch.size // (EACH_CORE * cores) if cores > 1 else batch.size
    size = min(MOST_BALLS, max(fair, LEAST_STEPS // batch.experiment.steps))
    size = -(-max(size, 1) // Blocks.WIDTH) * Blocks.WIDTH
    for first in range(0, batch.size, size):
        yield batch.part(first, min(first + size, batch.size))


def _machine(batch: Batch) -> Machine | None:
    """Return machine code for a batch, or None where something of a person's own cannot be translated."""
    are_alike = not batch.values
    if (compiler := COMPILED_BY.get()) is not None:
        for experiment in unchanging(batch.experiment, batch.ball):
            compiler.prepare(experiment, batch.ball, are_alike)
    try:
        return Machine(batch.experiment, batch.ball, are_alike)
    except UntranslatableError:
        logging.getLogger("momentum_lab").info("not compiled", exc_info=True)
        return None


def _run_part(
    machine: Future[Machine | None],
    batch: Batch,
    stride: int,
    tell: Callable[[float], None],
    stop: threading.Event,
) -> BatchResult:
    if (ready := machine.result()) is None:
        return _run_plainly(batch, stride, tell, stop)
    blocks = Blocks(ready, batch.size, stride)
    blocks.begin(batch.starts, batch.values, batch.seeds)
    total, steps = batch.experiment.steps, max(1, LEAST_STEPS // batch.size)
    while blocks.taken < total:
        if stop.is_set():
            raise CancelledError("the batch was cancelled")
        began, before = time.perf_counter(), blocks.taken
        blocks.roll(min(steps, total - before))
        share = (time.perf_counter() - began) / ROLL_SECONDS
        steps = max(1, int((blocks.taken - before) / max(share, 0.1)))
        tell(blocks.taken / total)
    return _result(batch, blocks)


def _run_plainly(
    batch: Batch, stride: int, tell: Callable[[float], None], stop: threading.Event
) -> BatchResult:
    """Return what becomes of each ball by running it alone, in plain Python."""
    steps = np.arange(0, batch.experiment.steps + 1, stride) if stride else np.arange(0)
    rows = []
    for index in range(batch.size):
        simulation = Simulation(batch.experiment_of(index), only=batch.ball)
        while not simulation.is_complete:
            if stop.is_set():
                raise CancelledError("the batch was cancelled")
            simulation.advance(PLAIN_STEPS)
        tell((index + 1) / batch.size)
        run = simulation.snapshot()
        last = int(run.last[0])
        end = run.at(0, last)
        rows.append(
            (last, end.position[0], end.loss[0], run.status[0, -1], *_arrival(run), *_path(run, steps))
        )
    last_, position, loss, status, reached, minimum, positions, losses = (
        np.array(column) for column in zip(*rows, strict=True)
    )
    return BatchResult(last_, position, loss, status, reached, minimum, steps, positions, losses)


def _path(run: Run, steps: Ints) -> tuple[Floats, Floats]:
    """Return position and loss at some steps; NaN after the last finite one."""
    position, loss = np.full((len(steps), run.dimension), np.nan), np.full(len(steps), np.nan)
    there = run.chosen(0, steps[steps <= run.last[0]])
    position[: len(there.step)], loss[: len(there.step)] = there.position, there.loss
    return position, loss


def _arrival(run: Run) -> tuple[int, int]:
    """Return since when a ball is at a minimum at the end, and at which one; -1 for none."""
    if run.status[0, -1] != Status.CONVERGED:
        return -1, -1
    minima = np.array([m.position for m in run.experiment.landscape.build().minima])
    nearest = int(np.argmin(np.linalg.norm(run.position[0, -1] - minima, axis=1)))
    return int(run.near_since[0, -1]), nearest


def _result(batch: Batch, blocks: Blocks) -> BatchResult:
    experiment, choice = batch.experiment, batch.experiment.balls[batch.ball]
    landscape, end = experiment.landscape.build(), experiment.steps
    size = landscape.dimension
    places, (_, last, since, settled) = blocks.places, blocks.counts
    position, before, loss, gradient = (
        places[:, :size],
        places[:, size : 2 * size],
        places[:, 2 * size],
        places[:, 2 * size + 1 :],
    )
    is_whole = (last == end) & np.isfinite(loss)
    near_since = np.where(is_whole & (since <= end), since, -1)
    with np.errstate(all="ignore"):
        judge = Judge(landscape, choice, *blocks.start, batch.values)
        moments = Moments(last, position, before, loss, gradient, (near_since >= 0) & (settled > 0))
        status = judge.statuses(moments, near_since >= 0)
    status[~is_whole & ((status != Status.ESCAPED) | ~np.isfinite(loss))] = Status.DIVERGED
    is_there = status == Status.CONVERGED
    nearest = np.zeros(len(last), dtype=np.int64)
    if len(landscape.minima) > 1:
        nearest = np.argmin([np.linalg.norm(position - m.position, axis=1) for m in landscape.minima], axis=0)
    positions, losses = blocks.kept()
    return BatchResult(
        last=last,
        position=np.ascontiguousarray(position),
        loss=loss,
        status=status,
        reached=np.where(is_there, near_since, -1),
        minimum=np.where(is_there, nearest, -1),
        steps=blocks.kept_steps,
        positions=positions,
        losses=losses,
    )


def joined(results: Sequence[BatchResult]) -> BatchResult:
    """Return what became of several batches with the same steps kept, one after the other."""
    if len(results) == 1:
        return results[0]
    names = ("last", "position", "loss", "status", "reached", "minimum", "positions", "losses")
    arrays = {name: np.concatenate([getattr(r, name) for r in results]) for name in names}
    return BatchResult(steps=results[0].steps, **arrays)
