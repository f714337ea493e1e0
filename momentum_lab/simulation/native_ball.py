"""What rolls a ball as machine code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np

from momentum_lab.core.arrays import Floats, Ints
from momentum_lab.core.numba_internals import MOST_KEPT, Address, NoAddressError, address_of, entry_point
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.formulas import Expression
from momentum_lab.formulas.native import native
from momentum_lab.landscapes import Landscape
from momentum_lab.landscapes.bound_formula import BoundFormula
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.derivation_kernel import derivation_kernel
from momentum_lab.simulation.lane_memory import BallStanding, Pinned
from momentum_lab.simulation.lane_source import LaneSource
from momentum_lab.simulation.path_kernel import move_kernel, rolling_kernel, step_kernel
from momentum_lab.simulation.preparation import COMPILED_BY
from momentum_lab.simulation.translation import (
    UntranslatableError,
    is_own_landscape,
    is_own_rule,
    translating,
)

WORTH_COMPILING: Final = 400_000
"""Steps of balls that take plain Python about as long as the compiler needs the first time."""
_NOWHERE: Final = Address(0, None)
_ONE: Final = np.zeros(1, dtype=np.int64)

Key: TypeAlias = tuple[AnyOptimizer, Expression, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class NativeBall:
    """The code of an optimizer and of a landscape.

    Attributes
    ----------
    lanes, move
        The rule, and a step of it.
    velocity
        Which of the numbers of a ball is the first of its velocity, -1 for none.
    formula, parameters
        The landscape's loss and gradient, at 0 where it is no formula, and the values of its parameters.
    roll
        What rolls balls on formulas; where the landscape is none, what takes one step of one ball.
    derive
        What puts beside steps what is derived of them, whatever rolled the balls; see ``derivation_kernel``.
    """

    lanes: LaneSource
    move: Address
    velocity: int
    formula: Address
    parameters: Pinned
    roll: Callable[..., object]
    derive: Callable[..., None]


class NativeRoll:
    """A ball that rolls as machine code: where it is, what it remembers, and its hyperparameters.

    Attributes
    ----------
    native
        The code itself.
    standing
        Where the ball is, and what it remembers.
    call
        The row of a table that says what is to be rolled.
    """

    def __init__(self, native: NativeBall, standing: BallStanding, hyper: Pinned) -> None:
        self.native, self.standing = native, standing
        self._numbers = Pinned.at(standing.numbers)
        self.go_by(hyper)

    def go_by(self, hyper: Pinned) -> None:
        """Take other hyperparameters from here on."""
        native, self._hyper = self.native, hyper
        self.call = (
            native.move.number,
            self._numbers.address,
            hyper.address,
            native.formula.number,
            native.velocity,
        )

    def kick(self, kick: tuple[float, ...]) -> None:
        """Add to the velocity of each coordinate."""
        self.standing.own[self.native.lanes.velocity_field] += kick

    def roll(self, rows: Floats, noise: Floats | None, factors: Floats) -> int:
        """Put the next steps into rows; return how many are finite."""
        Pinned.at(rows)
        errors = None if noise is None else noise[np.newaxis]
        found = roll_abreast([self], rows[np.newaxis], 0, len(rows), _ONE, errors, factors[np.newaxis])
        return int(found[0])

    def step(self, factor: float) -> bool:
        """Take a step with the gradient that it has; return whether the rule has raised nothing."""
        move, numbers, hyper, _, _ = self.call
        return bool(self.native.roll(move, self.standing.size, numbers, hyper, factor))


def roll_abreast(
    rolls: Sequence[NativeRoll],
    rows: Floats,
    low: int,
    steps: int,
    balls: Ints,
    noise: Floats | None,
    factors: Floats,
) -> Ints:
    """Put the next steps of balls on one landscape beside each other; return how many of each are finite.

    What is what: :func:`~momentum_lab.simulation.path_kernel.rolling_kernel`.
    """
    calls, native = np.array([roll.call for roll in rolls]), rolls[0].native
    finite = np.empty(len(rolls), dtype=np.int64)
    errors = np.empty((len(rolls), 0, rolls[0].standing.size)) if noise is None else noise
    native.roll(calls, native.parameters.address, factors, errors, balls, low, steps, rows, finite)
    return finite


NativeSource: TypeAlias = Callable[[Experiment, int], NativeBall | None]
"""Gives machine code for a ball of an experiment, or None to roll it in plain Python."""


def interpreted(experiment: Experiment, ball: int) -> None:
    """Roll every ball in plain Python."""


def compiled(experiment: Experiment, ball: int) -> NativeBall:
    """Return machine code for a ball; compiling takes up to some seconds, once.

    Raises
    ------
    UntranslatableError
        The rule or the landscape is a person's own, and beyond the compiler.
    NoAddressError
        numba does not tell where its machine code is.
    """
    chosen, choice = experiment.balls[ball], experiment.landscape
    rule, landscape = OPTIMIZERS[chosen.optimizer], choice.build()
    return _compiled(rule, landscape, is_own_rule(chosen), is_own_landscape(choice))


@lru_cache(maxsize=MOST_KEPT)
def _compiled(
    optimizer: AnyOptimizer, landscape: Landscape, is_own_rule: bool, is_own_landscape: bool
) -> NativeBall:
    lanes = LaneSource.of(optimizer, landscape.dimension)
    first = -1 if (velocity := lanes.first_velocity(landscape.dimension)) is None else velocity
    with translating(is_own_rule):
        move = move_kernel(lanes)
    if not landscape.is_formula:
        nothing = Pinned.at(np.empty(0))
        step = entry_point(step_kernel())
        return NativeBall(lanes, address_of(move), first, _NOWHERE, nothing, step, _derive(landscape))
    formula = landscape.bound
    with translating(is_own_landscape):
        order = 2 if optimizer.needs_hessian else 1
        evaluate = native(formula.expression, formula.variables, formula.parameters, order)
    parameters = Pinned.at(np.array(formula.values, dtype=np.float64))
    roll = entry_point(rolling_kernel(landscape.dimension))
    codes = address_of(move), first, address_of(evaluate)
    return NativeBall(lanes, *codes, parameters, roll, _derive(landscape))


def _derive(landscape: Landscape) -> Callable[..., None]:
    return entry_point(derivation_kernel(landscape.dimension))


def compiled_if_possible(experiment: Experiment, ball: int) -> NativeBall | None:
    """Return machine code for a ball, or None where something of a person's own cannot be translated.

    Or where numba does not tell where its machine code is.
    """
    try:
        return compiled(experiment, ball)
    except (UntranslatableError, NoAddressError):
        logging.getLogger("momentum_lab").info("not compiled", exc_info=True)
        return None


def source_for(*experiments: Experiment) -> NativeSource:
    """Return machine code for runs that are long enough for the compiler in all, or else none.

    Where another process compiles, they roll in plain Python until it is ready.
    """
    steps = sum(len(experiment.balls) * experiment.steps * _lanes(experiment) for experiment in experiments)
    if steps <= WORTH_COMPILING:
        return interpreted
    compiler = COMPILED_BY.get()
    return compiled_if_possible if compiler is None else compiler.machine_code


def _lanes(experiment: Experiment) -> int:
    """Return how many times as long as in the plane a step takes in plain Python."""
    return max(1, len(experiment.start) // 2)


def _parts(experiment: Experiment, ball: int) -> tuple[AnyOptimizer, BoundFormula]:
    return OPTIMIZERS[experiment.balls[ball].optimizer], experiment.landscape.build().bound


def key_of(experiment: Experiment, ball: int) -> Key:
    """Return what the machine code for a ball depends on."""
    optimizer, formula = _parts(experiment, ball)
    return optimizer, formula.expression, formula.variables, formula.parameters
