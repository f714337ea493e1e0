"""Balls in blocks, as the machine code takes them: filled, rolled on, and read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.wrapping import CLIPPINGS
from momentum_lab.landscapes.native import WIDTH, native_block
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.batch_kernel import batch_kernel
from momentum_lab.simulation.noise import GradientNoise
from momentum_lab.simulation.status import NEAR, diagonal

Floats = NDArray[np.float64]

MOST_NOISE: Final = 4_000_000
"""Numbers of noise that are drawn at a time."""


class Blocks:
    """Balls of one kind, :data:`WIDTH` side by side; those that fill up the last block are not shown."""

    WIDTH: ClassVar[int] = WIDTH

    def __init__(self, experiment: Experiment, ball: int, balls: int, stride: int) -> None:
        self._experiment, self._choice = experiment, experiment.balls[ball]
        self._optimizer = OPTIMIZERS[self._choice.optimizer]
        self._landscape = experiment.landscape.build()
        formula = self._landscape.bound
        self._parameters = np.array(formula.values, dtype=np.float64)
        self._evaluate = native_block(formula, 2 if self._optimizer.is_whole else 1)
        self._size, self.balls, self._stride = self._landscape.dimension, balls, stride
        self._kernel = batch_kernel(self._optimizer, self._size)
        self._blocks = -(-balls // WIDTH)
        self._start = self._choice.start or experiment.start
        self._noises: list[GradientNoise] = []
        self.taken = 0

    def begin(
        self,
        starts: Floats | None,
        values: Mapping[str, Floats],
        seeds: NDArray[np.uint64] | None,
    ) -> None:
        """Put every ball at its start."""
        size, rule = self._size, self._optimizer
        if self._experiment.noise > 0.0:
            self._noises = self._make_noises(seeds)
        hyper = np.array(rule.pack(self._choice.hyperparameters), dtype=np.float64)
        self._hyper = self._filled(np.broadcast_to(hyper, (self.balls, len(hyper))))
        for name, column in values.items():
            index = list(rule.hyperparameters).index(name)
            self._hyper[:, index] = self._filled(np.reshape(column, (-1, 1)))[:, 0]
        points = np.broadcast_to(self._start, (self.balls, size)) if starts is None else starts
        seconds = size * (size + 1) // 2 if rule.is_whole else 0
        self._points = np.zeros((self._blocks, 2 * size + 1 + seconds, WIDTH))
        self._points[:, :size] = self._filled(points)
        for block in self._points:
            self._evaluate(block.reshape(-1), self._parameters)
        self._add_noise(self._draw(1))
        lanes = 1 if rule.is_whole else size
        fields = len(rule.init(rule.pack(self._choice.hyperparameters)))
        self._states = np.zeros((self._blocks, lanes * fields, WIDTH))  # the kernel begins with its own
        self._look_at_starts()

    def roll(self, steps: int) -> None:
        """Take steps with every ball that is rolling."""
        most = steps if not self._noises else max(1, MOST_NOISE // (self._blocks * WIDTH * self._size))
        while steps > 0:
            count = min(steps, most)
            self._roll(count)
            steps -= count

    @property
    def places(self) -> Floats:
        """(balls, 3 dimension + 1): position, position before, loss and gradient at the last finite step."""
        return self._flat(self._places)

    @property
    def last(self) -> NDArray[np.int64]:
        """(balls,): the last step with finite numbers."""
        return self._flat(self._counts)[:, 1]

    @property
    def since(self) -> NDArray[np.int64]:
        """(balls,): the first step from which it has been near a minimum."""
        return self._flat(self._counts)[:, 2]

    @property
    def kept_steps(self) -> NDArray[np.int64]:
        """(kept,): which steps are kept."""
        return np.arange(0, self._experiment.steps + 1, self._stride) if self._stride else np.arange(0)

    def kept(self) -> tuple[Floats, Floats]:
        """Return (balls, kept, dimension) positions and (balls, kept) losses."""
        count, kept, columns, width = self._kept.shape
        rows = np.moveaxis(self._kept, 3, 1).reshape(count * width, kept, columns)[: self.balls]
        return rows[:, :, : self._size], rows[:, :, self._size]

    def _roll(self, steps: int) -> None:
        schedule = self._choice.schedule
        factors = np.ones(steps)
        if not schedule.is_constant:
            factors[:] = [*map(schedule.factors(), range(self.taken, self.taken + steps))]
        minima = np.array([m.position for m in self._landscape.minima]).reshape(-1, self._size)
        self._kernel(
            self._evaluate,
            self._parameters,
            self.taken,
            factors,
            self._draw(steps),
            CLIPPINGS.index(self._choice.clipping.by),
            self._choice.clipping.limit,
            minima,
            NEAR * diagonal(self._landscape),
            *(a.reshape(-1) for a in (self._hyper, self._points, self._states, self._places, self._counts)),
            self._stride,
            self._kept,
        )
        self.taken += steps

    def _filled(self, rows: Floats) -> Floats:
        """Return (balls, columns) as (blocks, columns, WIDTH), the last ball again to the end."""
        missing = self._blocks * WIDTH - len(rows)
        full = np.concatenate([rows, np.repeat(rows[-1:], missing, axis=0)])
        return np.ascontiguousarray(np.moveaxis(full.reshape(self._blocks, WIDTH, -1), 1, 2))

    def _flat(self, blocks: NDArray[np.generic]) -> NDArray:  # type: ignore[type-arg]
        return np.moveaxis(blocks, 2, 1).reshape(self._blocks * WIDTH, -1)[: self.balls]

    def _look_at_starts(self) -> None:
        size = self._size
        now = self._points[:, : 2 * size + 1].copy()
        finite = np.all(np.isfinite(now), axis=1)
        with np.errstate(all="ignore"):
            self.start_slope = self._flat(np.linalg.norm(now[:, size + 1 :], axis=1)[:, None])[:, 0]
        self.start_loss = self._flat(now[:, size : size + 1])[:, 0]
        self._places = np.concatenate([now[:, :size], now[:, :size], now[:, size:]], axis=1)
        self._places[:, 2 * size :] = np.where(finite[:, None], self._places[:, 2 * size :], np.nan)
        self._counts = np.zeros((self._blocks, 3, WIDTH), dtype=np.int64)
        self._counts[:, 0] = finite
        near = NEAR * diagonal(self._landscape)
        inside = np.zeros(finite.shape, dtype=np.bool_)
        for minimum in self._landscape.minima:
            apart = now[:, :size] - np.array(minimum.position)[None, :, None]
            inside |= np.sqrt((apart * apart).sum(axis=1)) <= near
        self._counts[:, 2] = ~inside
        kept = self._experiment.steps // self._stride + 1 if self._stride else 0
        self._kept = np.full((self._blocks, kept, size + 1, WIDTH), np.nan)
        if kept:
            self._kept[:, 0, :size] = now[:, :size]
            self._kept[:, 0, size] = self._places[:, 2 * size]

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
        return self._filled(drawn).reshape(self._blocks, steps, self._size, WIDTH)

    def _add_noise(self, noise: Floats) -> None:
        if len(noise):
            self._points[:, self._size + 1 : 2 * self._size + 1] += noise[:, 0]
