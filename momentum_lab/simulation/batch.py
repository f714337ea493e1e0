"""Many balls at once: what becomes of each, without keeping every step."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import field, replace
from functools import partial
from typing import Final, TypeAlias

import numpy as np

from momentum_lab.core.arrays import Floats, Ints, Seeds, Statuses
from momentum_lab.core.errors import CancelledError, InputError
from momentum_lab.core.progress import Progress, go_on, unwatched
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.simulation.batch_ends import Told
from momentum_lab.simulation.batch_plain import rolled_plainly
from momentum_lab.simulation.blocks import Blocks, Fuse, Machine, kept_steps
from momentum_lab.simulation.fusing import fused_elsewhere
from momentum_lab.simulation.machine_slot import machine_slot
from momentum_lab.simulation.preparation import COMPILED_BY

LEAST_STEPS: Final = 250_000
"""Steps of balls in one part, a millisecond of work, so that it is worth its beginning and its end; and until
it is first measured how long they take."""
MOST_BALLS: Final = 8192
"""Balls in one part, so that memory is bounded."""
EACH_CORE: Final = 4
"""Parts for each core, so that all end together."""
ROLL_SECONDS: Final = 0.02
"""How long machine code runs until it is asked whether to go on."""
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
    cores, size = threads or os.cpu_count() or 1, batch.size
    result, parts = _room(batch, stride), _parts(batch, cores)
    slot = machine_slot(batch.experiment, batch.ball, not batch.values)
    roll = partial(_roll_part, batch, stride, result, _fuse())
    if slot.machine is None or (len(parts) > 1 and cores > 1):
        _roll_in_threads(slot.made, roll, parts, progress, cores)
        return result
    for part in parts:  # a thread takes as long to begin as thousands of steps
        roll(slot.machine, part, partial(_tell, progress, part.start, size))
    return result


def _tell(progress: Progress, before: int, size: int, balls: float) -> None:
    """Tell that so many balls are done, after those before them."""
    go_on(progress, (before + balls) / size)


def _room(batch: Batch, stride: int) -> BatchResult:
    """Return a result whose numbers are not there yet."""
    size, steps = batch.size, kept_steps(batch.experiment, stride)
    dimension = batch.experiment.landscape.build().dimension
    wholes = np.empty((3, size), dtype=np.int64)
    return BatchResult(
        last=wholes[0],
        position=np.empty((size, dimension)),
        loss=np.empty(size),
        status=np.empty(size, dtype=np.int8),
        reached=wholes[1],
        minimum=wholes[2],
        steps=steps,
        positions=np.empty((size, len(steps), dimension)),
        losses=np.empty((size, len(steps))),
    )


def _parts(batch: Batch, cores: int) -> list[range]:
    """Return parts of whole blocks: the numbers of their balls."""
    fair = batch.size // (EACH_CORE * cores) if cores > 1 else batch.size
    size = min(MOST_BALLS, max(fair, LEAST_STEPS // batch.experiment.steps))
    size = -(-max(size, 1) // Blocks.WIDTH) * Blocks.WIDTH
    return [range(first, min(first + size, batch.size)) for first in range(0, batch.size, size)]


Roll: TypeAlias = Callable[[Machine | None, range, Callable[[float], None]], None]
"""Rolls some balls of a batch, and tells how many are done; what it tells that to raises to end it."""


def _roll_in_threads(
    make: Callable[[], Machine | None], roll: Roll, parts: Sequence[range], progress: Progress, cores: int
) -> None:
    """Roll all parts, with machine code that may have to be made first."""
    balls, stop = [0.0] * len(parts), threading.Event()

    def rolled(number: int) -> None:
        def tell(done: float) -> None:
            if stop.is_set():
                raise CancelledError("the batch was cancelled")
            balls[number] = done

        roll(machine.result(), parts[number], tell)

    pool = ThreadPoolExecutor(cores, thread_name_prefix="batch")
    try:
        machine = pool.submit(copy_context().run, make)
        waiting = {pool.submit(rolled, number) for number in range(len(parts))}
        while waiting:
            done, waiting = wait(waiting, timeout=REPORT_SECONDS, return_when=FIRST_COMPLETED)
            for task in done:
                task.result()
            go_on(progress, sum(balls) / parts[-1].stop)
    finally:  # threads that still compile are not waited for
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


def _roll_part(
    batch: Batch,
    stride: int,
    result: BatchResult,
    fuse: Fuse,
    machine: Machine | None,
    balls: range,
    tell: Callable[[float], None],
) -> None:
    """Roll some balls of a batch, and put what becomes of them into their places of the result."""
    if machine is None:
        _roll_plainly(batch, result, balls, tell)
        return
    part, count = batch.part(balls.start, balls.stop), len(balls)
    blocks = Blocks(machine, count, part.starts, part.values, part.seeds, stride)
    total, steps = batch.experiment.steps, max(1, LEAST_STEPS // count)
    while blocks.taken < total:
        began, before = time.perf_counter(), blocks.taken
        blocks.roll(min(steps, total - before), fuse)
        share = (time.perf_counter() - began) / ROLL_SECONDS
        steps = max(1, int((blocks.taken - before) / max(share, 0.1)))
        tell(count * blocks.taken / total)
    rows = slice(balls.start, balls.stop)
    blocks.judge(Told(*(getattr(result, name)[rows] for name in Told._fields)))
    if stride:
        result.positions[rows], result.losses[rows] = blocks.kept()


def _roll_plainly(batch: Batch, result: BatchResult, balls: range, tell: Callable[[float], None]) -> None:
    """Roll each ball alone, in plain Python."""
    for number, index in enumerate(balls):
        ask = partial(tell, number)
        end = rolled_plainly(batch.experiment_of(index), batch.ball, result.steps, ask)
        for name, value in end._asdict().items():
            getattr(result, name)[index] = value
        tell(number + 1)


def _fuse() -> Fuse:
    """Return what makes loops over landscape and rule: the compiler that is asked here, or one for all."""
    compiler = COMPILED_BY.get()
    return fused_elsewhere() if compiler is None else compiler.fused


def joined(results: Sequence[BatchResult]) -> BatchResult:
    """Return what became of several batches with the same steps kept, one after the other."""
    if len(results) == 1:
        return results[0]
    names = ("last", "position", "loss", "status", "reached", "minimum", "positions", "losses")
    arrays = {name: np.concatenate([getattr(r, name) for r in results]) for name in names}
    return BatchResult(steps=results[0].steps, **arrays)
