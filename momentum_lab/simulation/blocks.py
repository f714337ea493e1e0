"""Balls in blocks, as the machine code takes them: filled, rolled on, and read again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import ClassVar, Final

import numpy as np

from momentum_lab.core.arrays import Floats, Ints, Seeds
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.modifiers import CLIPPINGS
from momentum_lab.formulas.native import WIDTH, native_block
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.batch_kernel import batch_kernel
from momentum_lab.simulation.batch_source import Rows
from momentum_lab.simulation.kernel_source import RuleSource
from momentum_lab.simulation.noise import GradientNoise
from momentum_lab.simulation.segments import Segment, pieces, segments_of, unchanging
from momentum_lab.simulation.translation import is_own_landscape, is_own_rule, translating
from momentum_lab.simulation.yardstick import AS_LONG_AGAIN, Yardstick, largest_square

MOST_NOISE: Final = 1_000_000
"""Numbers of noise that are drawn at a time."""
LINE: Final = 8
"""Numbers in a line of the cache."""


class Machine:
    """The machine code for balls of one kind, and what it takes that is the same for all of them.

    Flags and choices are compiled in: where a change in the middle of the run is one of those, there is
    another loop from there on.
    """

    def __init__(self, experiment: Experiment, ball: int, are_alike: bool) -> None:
        """Compile it if need be; ``are_alike`` if no hyperparameter differs between the balls.

        Raises
        ------
        UntranslatableError
            The rule or the landscape is a person's own, and beyond the compiler.
        """
        self.experiment, self.ball, self.choice = experiment, ball, experiment.balls[ball]
        self.optimizer, landscape = OPTIMIZERS[self.choice.optimizer], experiment.landscape.build()
        self.size = landscape.dimension
        self.parameters = np.array(landscape.bound.values, dtype=np.float64)
        self.segments = segments_of(self.choice)
        codes = [block_code(each, ball, are_alike) for each in unchanging(experiment, ball)]
        self.kernels, self.evaluate = [kernel for kernel, _ in codes], codes[0][1]
        self.rows = Rows(RuleSource(self.optimizer, self.size))
        yardstick = Yardstick.of(landscape)
        self.minima, self.rims = yardstick.places, yardstick.rims
        near = largest_square(yardstick.tolerance), yardstick.tolerance
        self.measures = (*near, *yardstick.floor, *yardstick.turns, AS_LONG_AGAIN)
        self.factors = None if self.choice.schedule.is_constant else self.choice.schedule.factors()


def block_code(
    experiment: Experiment, ball: int, are_alike: bool
) -> tuple[Callable[..., None], Callable[..., None]]:
    """Return the loop and the landscape of a :class:`Machine`; raises what that does."""
    choice, bound = experiment.balls[ball], experiment.landscape.build().bound
    optimizer, size = OPTIMIZERS[choice.optimizer], len(bound.variables)
    with translating(is_own_rule(choice)):
        chosen = np.array(optimizer.pack(choice.hyperparameters))[RuleSource(optimizer, size).choices]
        kernel = batch_kernel(optimizer, size, tuple(chosen.tolist()), are_alike)
    with translating(is_own_landscape(experiment.landscape)):
        order = 2 if optimizer.needs_hessian else 1
        evaluate = native_block(bound.expression, bound.variables, bound.parameters, order)
    return kernel, evaluate


class Blocks:
    """Balls of one kind, :data:`WIDTH` side by side; those that fill up the last block are not shown."""

    WIDTH: ClassVar[int] = WIDTH

    def __init__(self, machine: Machine, balls: int, stride: int) -> None:
        self._machine, self._experiment, self._choice = machine, machine.experiment, machine.choice
        self._size, self.balls, self._stride = machine.size, balls, stride
        self._blocks = _aligned((-(-balls // WIDTH), machine.rows.count, WIDTH))
        self._saved = _aligned((machine.rows.changed * WIDTH,))
        self._noises: list[GradientNoise] = []
        self._values: Mapping[str, Floats] = {}
        self.taken = 0

    def begin(
        self,
        starts: Floats | None,
        values: Mapping[str, Floats],
        seeds: Seeds | None,
    ) -> None:
        """Put every ball at its start."""
        machine, size, points, places = self._machine, self._size, self._part("points"), self._part("places")
        if self._experiment.noise > 0.0:
            self._noises = self._make_noises(seeds)
        self._values = values
        self._enter(machine.segments[0])
        place = self._choice.start or self._experiment.start
        points[:, :size] = self._filled(
            np.broadcast_to(place, (self.balls, size)) if starts is None else starts
        )
        for block in points:
            machine.evaluate(block.reshape(-1), machine.parameters)
        loss, gradient = points[:, size : size + 1], points[:, size + 1 : 2 * size + 1]
        if self._noises:
            gradient += self._draw(1)[:, 0]
        self.start = self._flat(points[:, :size].copy()), self._flat(loss.copy())[:, 0]
        self._part("counts")[:, 0] = 1.0
        places[:, :size] = places[:, size : 2 * size] = points[:, :size]
        places[:, 2 * size :] = np.nan
        kept = self._experiment.steps // self._stride + 1 if self._stride else 0
        self._kept = np.full((len(self._blocks), kept, size + 1, WIDTH), np.nan)
        if kept:
            rolls = np.isfinite(points[:, : 2 * size + 1]).all(axis=1)
            self._kept[:, 0, :size] = points[:, :size]
            self._kept[:, 0, size] = np.where(rolls, loss[:, 0], np.nan)

    @property
    def places(self) -> Floats:
        """(balls, 3 dimension + 1): position, position before, loss and gradient at the last finite step."""
        return self._flat(self._part("places"))

    @property
    def counts(self) -> Ints:
        """(4, balls): whether it rolls, its last finite step, since when it is near, if it has settled."""
        return self._flat(self._part("counts")).T.astype(np.int64)

    @property
    def kept_steps(self) -> Ints:
        """(kept,): which steps are kept."""
        return np.arange(0, self._experiment.steps + 1, self._stride) if self._stride else np.arange(0)

    def kept(self) -> tuple[Floats, Floats]:
        """Return (balls, kept, dimension) positions and (balls, kept) losses."""
        count, kept, columns, width = self._kept.shape
        rows = np.moveaxis(self._kept, 3, 1).reshape(count * width, kept, columns)[: self.balls]
        return rows[:, :, : self._size], rows[:, :, self._size]

    def roll(self, steps: int) -> None:
        """Take that many steps with every ball that is rolling.

        There are fewer if a change comes before that, or if there cannot be noise for so many.
        """
        if self._noises:
            steps = min(steps, max(1, MOST_NOISE // (self.balls * self._size)))
        machine = self._machine
        segment, steps = next(pieces(machine.segments, self.taken, steps))
        kick: tuple[float, ...] = ()
        if segment.first == self.taken:
            self._enter(segment)
            kick = segment.kick or ()
        factors = np.ones(steps)
        if machine.factors:
            factors[:] = [*map(machine.factors, range(self.taken, self.taken + steps))]
        machine.kernels[machine.segments.index(segment)](
            machine.evaluate,
            machine.parameters,
            self.taken,
            np.array(kick, dtype=np.float64),
            factors,
            self._draw(steps),
            CLIPPINGS.index(self._choice.clipping.by),
            self._choice.clipping.limit,
            machine.minima,
            machine.rims,
            *machine.measures,
            self._blocks.reshape(-1),
            self._saved,
            self._stride,
            self._kept,
        )
        self.taken += steps

    def _enter(self, segment: Segment) -> None:
        """Take a segment's hyperparameters; of those that are not changed by then, each ball has its own."""
        self._part("hyper")[:] = np.array(segment.hyper, dtype=np.float64)[:, None]
        for name, column in self._values.items():
            if name not in segment.changed:
                index = list(self._machine.optimizer.hyperparameters).index(name)
                self._part("hyper")[:, index] = self._filled(np.reshape(column, (-1, 1)))[:, 0]

    def _filled(self, rows: Floats) -> Floats:
        """Return (balls, columns) as (blocks, columns, WIDTH), the last ball again to the end."""
        missing = len(self._blocks) * WIDTH - len(rows)
        full = np.concatenate([rows, np.repeat(rows[-1:], missing, axis=0)])
        return np.ascontiguousarray(np.moveaxis(full.reshape(len(self._blocks), WIDTH, -1), 1, 2))

    def _part(self, name: str) -> Floats:
        """Return a view of some rows of all blocks, (blocks, rows, WIDTH)."""
        rows = self._machine.rows[name]
        return self._blocks[:, rows.start : rows.stop]

    def _flat(self, part: Floats) -> Floats:
        """Return (blocks, rows, WIDTH) as (balls, rows); in memory, it is row by row."""
        return np.moveaxis(part, 1, 0).reshape(part.shape[1], -1)[:, : self.balls].T

    def _make_noises(self, seeds: Seeds | None) -> list[GradientNoise]:
        """Return the noise of each ball, or the one of all."""
        each = [None] if seeds is None else seeds.tolist()
        ball = self._machine.ball
        return [GradientNoise.of_ball(self._experiment, ball, self._size, seed) for seed in each]

    def _draw(self, steps: int) -> Floats:
        """Return the noise of the next steps, (blocks, steps, dimension, WIDTH), or of no blocks."""
        if not self._noises:
            return np.empty((0, steps, self._size, WIDTH))
        drawn = np.stack([noise.draw(steps) for noise in self._noises])
        drawn = np.broadcast_to(drawn, (self.balls, steps, self._size)).reshape(self.balls, -1)
        return self._filled(drawn).reshape(len(self._blocks), steps, self._size, WIDTH)


def _aligned(shape: tuple[int, ...]) -> Floats:
    """Return zeros that begin with a line of the cache, across whose borders it is slow to read and write."""
    numbers = np.zeros(math.prod(shape) + LINE)
    skipped = -(numbers.ctypes.data // numbers.itemsize) % LINE
    return numbers[skipped : skipped + math.prod(shape)].reshape(shape)
