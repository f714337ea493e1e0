"""Balls in blocks, as the machine code takes them: filled, rolled on, and read again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.wrapping import CLIPPINGS
from momentum_lab.landscapes.native import WIDTH, native_block
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.batch_kernel import Rows, batch_kernel
from momentum_lab.simulation.kernel_source import RuleSource
from momentum_lab.simulation.noise import GradientNoise
from momentum_lab.simulation.status import NEAR, diagonal, distance_to_minimum

Floats = NDArray[np.float64]

MOST_NOISE: Final = 1_000_000
"""Numbers of noise that are drawn at a time."""
LINE: Final = 8
"""Numbers in a line of the cache."""


class Blocks:
    """Balls of one kind, :data:`WIDTH` side by side; those that fill up the last block are not shown."""

    WIDTH: ClassVar[int] = WIDTH

    def __init__(self, experiment: Experiment, ball: int, balls: int, stride: int, are_alike: bool) -> None:
        self._experiment, self._choice = experiment, experiment.balls[ball]
        self._optimizer = OPTIMIZERS[self._choice.optimizer]
        self._landscape = experiment.landscape.build()
        formula = self._landscape.bound
        self._parameters = np.array(formula.values, dtype=np.float64)
        self._evaluate = native_block(formula, 2 if self._optimizer.is_whole else 1)
        self._size, self.balls, self._stride = self._landscape.dimension, balls, stride
        self._minima = np.array([m.position for m in self._landscape.minima]).reshape(-1, self._size)
        self._near = _largest_square(NEAR * diagonal(self._landscape))
        rule = RuleSource(self._optimizer, self._size)
        self._hyper = np.array(self._optimizer.pack(self._choice.hyperparameters), dtype=np.float64)
        choices = tuple(self._hyper[rule.choices].tolist())
        self._kernel = batch_kernel(self._optimizer, self._size, choices, are_alike)
        self._rows = Rows(rule)
        self._blocks = _aligned((-(-balls // WIDTH), self._rows.count, WIDTH))
        self._place = self._choice.start or experiment.start
        self._noises: list[GradientNoise] = []
        self.taken = 0

    def begin(
        self,
        starts: Floats | None,
        values: Mapping[str, Floats],
        seeds: NDArray[np.uint64] | None,
    ) -> None:
        """Put every ball at its start."""
        if self._experiment.noise > 0.0:
            self._noises = self._make_noises(seeds)
        self._part("hyper")[:] = self._hyper[:, None]
        for name, column in values.items():
            index = list(self._optimizer.hyperparameters).index(name)
            self._part("hyper")[:, index] = self._filled(np.reshape(column, (-1, 1)))[:, 0]
        points = np.broadcast_to(self._place, (self.balls, self._size)) if starts is None else starts
        self._part("points")[:, : self._size] = self._filled(points)
        for block in self._part("points"):
            self._evaluate(block.reshape(-1), self._parameters)
        self._add_noise(self._draw(1))
        self._look_at_starts()

    @property
    def places(self) -> Floats:
        """(balls, 3 dimension + 1): position, position before, loss and gradient at the last finite step."""
        return self._flat(self._part("places"))

    @property
    def counts(self) -> NDArray[np.int64]:
        """(3, balls): whether it rolls, its last finite step, and since when it is near a minimum."""
        return self._flat(self._part("counts")).T.astype(np.int64)

    @property
    def kept_steps(self) -> NDArray[np.int64]:
        """(kept,): which steps are kept."""
        return np.arange(0, self._experiment.steps + 1, self._stride) if self._stride else np.arange(0)

    def kept(self) -> tuple[Floats, Floats]:
        """Return (balls, kept, dimension) positions and (balls, kept) losses."""
        count, kept, columns, width = self._kept.shape
        rows = np.moveaxis(self._kept, 3, 1).reshape(count * width, kept, columns)[: self.balls]
        return rows[:, :, : self._size], rows[:, :, self._size]

    def roll(self, steps: int) -> None:
        """Take that many steps, or as many as there can be noise for, with every ball that is rolling."""
        if self._noises:
            steps = min(steps, max(1, MOST_NOISE // (self.balls * self._size)))
        schedule = self._choice.schedule
        factors = np.ones(steps)
        if not schedule.is_constant:
            factors[:] = [*map(schedule.factors(), range(self.taken, self.taken + steps))]
        self._kernel(
            self._evaluate,
            self._parameters,
            self.taken,
            factors,
            self._draw(steps),
            CLIPPINGS.index(self._choice.clipping.by),
            self._choice.clipping.limit,
            self._minima,
            self._near,
            self._blocks.reshape(-1),
            self._stride,
            self._kept,
        )
        self.taken += steps

    def _filled(self, rows: Floats) -> Floats:
        """Return (balls, columns) as (blocks, columns, WIDTH), the last ball again to the end."""
        missing = len(self._blocks) * WIDTH - len(rows)
        full = np.concatenate([rows, np.repeat(rows[-1:], missing, axis=0)])
        return np.ascontiguousarray(np.moveaxis(full.reshape(len(self._blocks), WIDTH, -1), 1, 2))

    def _part(self, name: str) -> Floats:
        """Return a view of some rows of all blocks, (blocks, rows, WIDTH)."""
        rows = self._rows[name]
        return self._blocks[:, rows.start : rows.stop]

    def _flat(self, part: Floats) -> Floats:
        """Return (blocks, rows, WIDTH) as (balls, rows); in memory, it is row by row."""
        return np.moveaxis(part, 1, 0).reshape(part.shape[1], -1)[:, : self.balls].T

    def _look_at_starts(self) -> None:
        size = self._size
        now = self._part("points")[:, : 2 * size + 1].copy()
        places, counts = self._part("places"), self._part("counts")
        finite = np.all(np.isfinite(now), axis=1)
        with np.errstate(all="ignore"):
            slope = self._flat(np.linalg.norm(now[:, size + 1 :], axis=1)[:, None])[:, 0]
        self.start = self._flat(now[:, size : size + 1])[:, 0], slope
        places[:, :size] = places[:, size : 2 * size] = now[:, :size]
        places[:, 2 * size :] = np.where(finite[:, None], now[:, size:], np.nan)
        counts[:, 0] = finite
        apart = distance_to_minimum(np.moveaxis(now[:, :size], 1, 2), self._landscape)
        counts[:, 2] = ~(apart <= NEAR * diagonal(self._landscape))
        kept = self._experiment.steps // self._stride + 1 if self._stride else 0
        self._kept = np.full((len(self._blocks), kept, size + 1, WIDTH), np.nan)
        if kept:
            self._kept[:, 0, :size] = now[:, :size]
            self._kept[:, 0, size] = places[:, 2 * size]

    def _make_noises(self, seeds: NDArray[np.uint64] | None) -> list[GradientNoise]:
        """Return the noise of each ball, or the one of all."""
        stream = 0 if self._experiment.common_noise else 1
        each = [self._experiment.seed] if seeds is None else seeds.tolist()
        return [GradientNoise(seed, stream, self._experiment.noise, self._size) for seed in each]

    def _draw(self, steps: int) -> Floats:
        """Return the noise of the next steps, (blocks, steps, dimension, WIDTH), or of no blocks."""
        if not self._noises:
            return np.empty((0, steps, self._size, WIDTH))
        drawn = np.stack([noise.draw(steps) for noise in self._noises])
        drawn = np.broadcast_to(drawn, (self.balls, steps, self._size)).reshape(self.balls, -1)
        return self._filled(drawn).reshape(len(self._blocks), steps, self._size, WIDTH)

    def _add_noise(self, noise: Floats) -> None:
        if len(noise):
            self._part("points")[:, self._size + 1 : 2 * self._size + 1] += noise[:, 0]


def _largest_square(root: float) -> float:
    """Return the largest number whose square root is not above ``root``."""
    square = root * root
    while math.sqrt(square) > root:
        square = math.nextafter(square, 0.0)
    while math.sqrt(above := math.nextafter(square, math.inf)) <= root:
        square = above
    return square


def _aligned(shape: tuple[int, ...]) -> Floats:
    """Return zeros that begin with a line of the cache, across whose borders it is slow to read and write."""
    numbers = np.zeros(math.prod(shape) + LINE)
    skipped = -(numbers.ctypes.data // numbers.itemsize) % LINE
    return numbers[skipped : skipped + math.prod(shape)].reshape(shape)
