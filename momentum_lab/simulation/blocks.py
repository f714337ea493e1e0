"""Balls in blocks, as the machine code takes them: filled, rolled on, and read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Final, TypeAlias

import numpy as np

from momentum_lab.core.arrays import Floats, Ints, Seeds
from momentum_lab.core.numba_internals import as_argument, entry_point
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.modifiers import CLIPPINGS
from momentum_lab.formulas.native import WIDTH, native_block
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.batch_ends import BlockLayout, ScaleArrays, Scales, Told, compiled_ends
from momentum_lab.simulation.batch_kernel import batch_kernel
from momentum_lab.simulation.block_rows import Rows
from momentum_lab.simulation.fused_kernel import fused_kernel, nothing_fused
from momentum_lab.simulation.judges import Judges
from momentum_lab.simulation.kernel_source import RuleSource
from momentum_lab.simulation.noise import GradientNoise
from momentum_lab.simulation.pull import Pull
from momentum_lab.simulation.segments import Segment, pieces, segments_of, unchanging
from momentum_lab.simulation.translation import is_own_landscape, is_own_rule, translating
from momentum_lab.simulation.yardstick import AS_LONG_AGAIN, Yardstick, largest_square

MOST_NOISE: Final = 1_000_000
"""Numbers of noise that are drawn at a time."""
LINE: Final = 8
"""Numbers in a line of the cache."""
WORTH_FUSING: Final = 10_000_000
"""Steps of balls, some 20 milliseconds of work, after which a loop over landscape and rule is asked for."""

Fuse: TypeAlias = Callable[[Experiment, int, bool], object]
"""Gives the loop over landscape and rule for balls like one of an experiment, alike or not; None so far."""
_NO_VALUES: Final = np.empty((0, 1))
_NO_COLUMNS: Final = np.empty(0, dtype=np.int64)
_NO_KICK: Final = np.empty(0)
_ALWAYS: Final = np.ones(1)


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
        self.size, self.are_alike = landscape.dimension, are_alike
        self.start = np.array([experiment.start_of(ball)], dtype=np.float64)
        self.parameters = np.array(landscape.bound.values, dtype=np.float64)
        self.segments, self.each = segments_of(self.choice), (*unchanging(experiment, ball),)
        self.hypers = [np.array(segment.hyper, dtype=np.float64) for segment in self.segments]
        codes = [block_code(each, ball, are_alike) for each in self.each]
        self.kernels, self.evaluate = [entry_point(kernel) for kernel, _ in codes], as_argument(codes[0][1])
        self.ends, self.nothing = compiled_ends(), as_argument(nothing_fused())
        self.rows = Rows(RuleSource(self.optimizer, self.size))
        self.layout = BlockLayout(
            self.rows.count, *(self.rows[name].start for name in BlockLayout._fields[1:])
        )
        yardstick, clipping = Yardstick.of(landscape), self.choice.clipping
        self.minima, self.rims = yardstick.places, yardstick.rims
        near = largest_square(yardstick.tolerance), yardstick.tolerance
        self.near = (*near, *yardstick.floor, *yardstick.turns, AS_LONG_AGAIN)
        self.clip = CLIPPINGS.index(clipping.by), clipping.limit
        measures = Judges(landscape, (), (), self.start, ()).measures
        self.measured = measures.middles, measures.halves, measures.minima
        clip = float(self.clip[0]), self.clip[1]
        self.scales = Scales(measures.still, measures.flat, float(experiment.steps), *clip)
        self.firsts = np.array([segment.first for segment in self.segments], dtype=np.int64)
        self.pulls = self.pulls_with({})
        self.factor = None if self.choice.schedule.is_constant else self.choice.schedule.factors()
        self._rolled = 0
        self._fused: list[object | None] = [None for _ in self.segments]

    def pulls_with(self, values: Mapping[str, Floats]) -> Floats:
        """Return the pull of the weight decay in each segment, (segments, 3, balls) or (segments, 3, 1)."""
        found = []
        for segment in self.segments:
            own = {name: column for name, column in values.items() if name not in segment.changed}
            pull = Pull.on(segment.ball, own)
            found.append((pull.within, pull.beside, pull.rate))
        size = max(np.size(value) for pull in found for value in pull)
        return np.array(
            [[np.broadcast_to(value, size) for value in pull] for pull in found], dtype=np.float64
        )

    def fused(self, segment: int, steps: int, fuse: Fuse) -> object | None:
        """Return the loop over landscape and rule if it is there, for so many steps of balls in a segment.

        It is asked for once there has been enough to do for it; not where a step takes noise or clipping.
        """
        if self._fused[segment] is None and self.experiment.noise == 0.0 and self.clip[0] == 0:
            self._rolled += steps
            if self._rolled > WORTH_FUSING:
                self._fused[segment] = fuse(self.each[segment], self.ball, self.are_alike)
        return self._fused[segment]

    def factors(self, first: int, steps: int) -> Floats:
        """Return what the learning rate is multiplied by in some steps after the ``first``."""
        if self.factor is None:
            return np.ones(steps)
        return np.array([*map(self.factor, range(first, first + steps))], dtype=np.float64)


def block_code(
    experiment: Experiment, ball: int, are_alike: bool
) -> tuple[Callable[..., None], Callable[..., None]]:
    """Return the loop and the landscape of a :class:`Machine`; raises what that does."""
    choice, bound = experiment.balls[ball], experiment.landscape.build().bound
    optimizer, size = OPTIMIZERS[choice.optimizer], len(bound.variables)
    with translating(is_own_rule(choice)):
        kernel = batch_kernel(optimizer, size, choices_of(experiment, ball), are_alike)
    with translating(is_own_landscape(experiment.landscape)):
        order = 2 if optimizer.needs_hessian else 1
        evaluate = native_block(bound.expression, bound.variables, bound.parameters, order)
    return kernel, evaluate


def fused_code(
    experiment: Experiment, ball: int, are_alike: bool, only_kept: bool = False
) -> Callable[..., None]:
    """Return the loop over landscape and rule for such balls, as :func:`fused_kernel` does."""
    choice, bound = experiment.balls[ball], experiment.landscape.build().bound
    formula = bound.expression, bound.variables, bound.parameters
    return fused_kernel(
        OPTIMIZERS[choice.optimizer], formula, choices_of(experiment, ball), are_alike, only_kept
    )


def choices_of(experiment: Experiment, ball: int) -> tuple[float, ...]:
    """Return the hyperparameters of a ball that are flags and choices, in order, as numbers."""
    choice = experiment.balls[ball]
    rule = RuleSource(OPTIMIZERS[choice.optimizer], len(experiment.start))
    packed = [*rule.optimizer.pack(choice.hyperparameters)]
    return tuple(float(packed[index]) for index in rule.choices)


class Blocks:
    """Balls of one kind, :data:`WIDTH` side by side; those that fill up the last block are not shown."""

    WIDTH: ClassVar[int] = WIDTH

    def __init__(
        self,
        machine: Machine,
        balls: int,
        starts: Floats | None,
        values: Mapping[str, Floats],
        seeds: Seeds | None,
        stride: int = 0,
    ) -> None:
        """Put every ball at its start."""
        self._machine, self._values, self.balls, self._stride = machine, values, balls, stride
        count, rows = -(-balls // WIDTH), machine.rows
        whole = _aligned(count * rows.count * WIDTH + rows.changed * WIDTH)
        self._blocks, self._saved = np.split(whole, [count * rows.count * WIDTH])
        self._starts = machine.start if starts is None else np.ascontiguousarray(starts, dtype=np.float64)
        self._noises = self._make_noises(seeds) if machine.experiment.noise > 0.0 else []
        machine.ends.put_at_start(self._blocks, machine.layout, self._starts, balls)
        kept = len(kept_steps(machine.experiment, stride))
        self._kept = np.full((count if kept else 0, kept, machine.size + 1, WIDTH), np.nan)
        self.taken = 0

    def roll(self, steps: int, fuse: Fuse) -> None:
        """Take that many steps with every ball that is rolling.

        There are fewer if a change comes before that, or if there cannot be noise for so many.
        """
        machine, first = self._machine, self.taken
        if self._noises:
            steps = min(steps, max(1, MOST_NOISE // (self.balls * machine.size)))
        segment, steps = next(pieces(machine.segments, first, steps))
        number, kick = machine.segments.index(segment), _NO_KICK
        if segment.first == first:
            self._enter(number, segment)
            kick = np.array(segment.kick or (), dtype=np.float64)
        fused = machine.fused(number, self.balls * steps, fuse)
        machine.kernels[number](
            machine.evaluate,
            machine.parameters,
            first,
            kick,
            machine.factors(first, steps),
            self._draw(1 if first == 0 else 0),
            self._draw(steps),
            *machine.clip,
            machine.minima,
            machine.rims,
            *machine.near,
            self._blocks,
            self._saved,
            self._stride,
            self._kept,
            machine.nothing if fused is None else fused,
            fused is not None,
        )
        self.taken += steps

    def _enter(self, number: int, segment: Segment) -> None:
        """Take a segment's hyperparameters; of those that are not changed by then, each ball has its own."""
        machine, columns, values = self._machine, _NO_COLUMNS, _NO_VALUES
        own = {name: column for name, column in self._values.items() if name not in segment.changed}
        if own:
            names = list(machine.optimizer.hyperparameters)
            columns = np.array([names.index(name) for name in own], dtype=np.int64)
            values = np.array([*own.values()], dtype=np.float64)
        machine.ends.put_hyper(self._blocks, machine.layout, machine.hypers[number], columns, values)

    def judge(self, told: Told) -> None:
        """Tell what has become of the balls."""
        machine = self._machine
        pulls = machine.pulls_with(self._values) if self._values else machine.pulls
        needs_factors = machine.factor is not None and bool(pulls[:, 1].any())
        factors = machine.factors(0, machine.experiment.steps) if needs_factors else _ALWAYS
        given = ScaleArrays(*machine.measured, machine.firsts, pulls, factors)
        starts = self._starts.reshape(-1)
        machine.ends.judge_balls(self._blocks, machine.layout, starts, machine.scales, given, told)

    def kept(self) -> tuple[Floats, Floats]:
        """Return (balls, kept, dimension) positions and (balls, kept) losses."""
        count, kept, columns, width = self._kept.shape
        rows = np.moveaxis(self._kept, 3, 1).reshape(count * width, kept, columns)[: self.balls]
        return rows[:, :, :-1], rows[:, :, -1]

    def _make_noises(self, seeds: Seeds | None) -> list[GradientNoise]:
        """Return the noise of each ball, or the one of all."""
        each = [None] if seeds is None else seeds.tolist()
        machine = self._machine
        return [GradientNoise.of_ball(machine.experiment, machine.ball, machine.size, seed) for seed in each]

    def _draw(self, steps: int) -> Floats:
        """Return the noise of the next steps, (blocks, steps, dimension, WIDTH), or of no blocks."""
        size = self._machine.size
        if not self._noises or not steps:
            return np.empty((0, steps, size, WIDTH))
        drawn = np.stack([noise.draw(steps) for noise in self._noises])
        drawn = np.broadcast_to(drawn, (self.balls, steps, size)).reshape(self.balls, -1)
        missing = -self.balls % WIDTH
        full = np.concatenate([drawn, np.repeat(drawn[-1:], missing, axis=0)])
        blocks = np.moveaxis(full.reshape(-1, WIDTH, steps * size), 1, 2)
        return np.ascontiguousarray(blocks).reshape(-1, steps, size, WIDTH)


def kept_steps(experiment: Experiment, stride: int) -> Ints:
    """Return (kept,): which steps are kept where every so many are, none for 0."""
    return np.arange(0, experiment.steps + 1 if stride else 0, stride or 1)


def _aligned(size: int) -> Floats:
    """Return room that begins with a line of the cache, across whose borders it is slow to read and write."""
    numbers = np.empty(size + LINE)
    skipped = -(numbers.__array_interface__["data"][0] // numbers.itemsize) % LINE
    return numbers[skipped : skipped + size]
