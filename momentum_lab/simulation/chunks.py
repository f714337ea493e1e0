"""Batches too large for one go, in chunks that are computed here or elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from momentum_lab.core.errors import CancelledError, InputError
from momentum_lab.core.progress import Progress
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.landscapes import LANDSCAPES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.batch import Batch, BatchResult, joined, run_batch
from momentum_lab.simulation.blocks import Blocks

CHUNK_STEPS: Final = 100_000_000
"""Steps of balls in one chunk unless said otherwise: about a second of one core."""
MOST_CHUNK: Final = 131_072
"""Balls in a chunk: what it takes and gives is then some megabytes."""

Underway: TypeAlias = Callable[[float], bool]
"""Is told how many balls are done of chunks that are not finished; returning False cancels."""
Finished: TypeAlias = Generator[tuple[int, BatchResult], None, None]
"""Gives the number of a chunk and what became of it, as they finish; closing it gives up the others."""
Compute: TypeAlias = Callable[[Iterable[Batch], Underway], Finished]
"""Computes chunks, which are taken from the iterable as they are needed, in whatever order."""


def compute_here(chunks: Iterable[Batch], underway: Underway) -> Finished:
    """Compute one chunk after the other, each on all cores."""
    for number, chunk in enumerate(chunks):
        yield number, run_batch(chunk, progress=partial(_of_balls, underway, chunk.size))


def chunk_size(experiment: Experiment) -> int:
    """Return how many balls a chunk has, unless somebody says otherwise: whole blocks."""
    balls = min(MOST_CHUNK, CHUNK_STEPS // experiment.steps)
    return max(1, balls // Blocks.WIDTH) * Blocks.WIDTH


def run_chunks(
    batch: Batch, progress: Progress, compute: Compute = compute_here, size: int | None = None
) -> BatchResult:
    """Return what becomes of every ball of a batch, as :func:`run_batch` does, computed in chunks.

    Parameters
    ----------
    batch
        The balls.
    progress
        Is told the share that is done; returning False cancels.
    compute
        Computes the chunks.
    size
        Balls in a chunk; :func:`chunk_size` if not given.

    Raises
    ------
    CancelledError
        ``progress`` returned False.
    """
    step = size or chunk_size(batch.experiment)
    firsts = range(0, batch.size, step)
    results: dict[int, BatchResult] = {}
    done = 0

    def underway(balls: float) -> bool:
        return progress((done + balls) / batch.size)

    parts = (batch.part(first, min(first + step, batch.size)) for first in firsts)
    with closing(compute(parts, underway)) as finished:
        for number, result in finished:
            results[number] = result
            done += len(result.last)
            if not underway(0.0):
                raise CancelledError("the batch was cancelled")
    return joined([results[number] for number in range(len(firsts))])


def meaning_of(experiment: Experiment, ball: int) -> str:
    """Return a digest of what an experiment only names: its landscape, and its own rule.

    Two programs of the same version for which it is the same compute the same: what comes with the program is
    told by the version, and what somebody has added, by what is in it.
    """
    landscape, name = experiment.landscape.build(), experiment.balls[ball].optimizer
    parts = [repr(landscape)] if experiment.landscape.name not in LANDSCAPES.built_in else []
    if name not in OPTIMIZERS.built_in:
        file = getattr(getattr(OPTIMIZERS[name].update, "__code__", None), "co_filename", "")
        try:
            parts.append(Path(file).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise InputError("{name}: the file with its rule cannot be read", name=name) from None
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _of_balls(underway: Underway, balls: int, share: float) -> bool:
    return underway(share * balls)
