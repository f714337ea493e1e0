"""What rolls a ball as machine code."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.core.numba_internals import MOST_KEPT, as_argument, entry_point
from momentum_lab.core.optimizer import AnyOptimizer
from momentum_lab.core.values import dataclass
from momentum_lab.experiment.experiment import Experiment
from momentum_lab.experiment.modifiers import CLIPPINGS, Clipping
from momentum_lab.formulas import Expression
from momentum_lab.formulas.native import native
from momentum_lab.landscapes import Landscape
from momentum_lab.landscapes.bound_formula import BoundFormula
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.derivation_kernel import derivation_kernel
from momentum_lab.simulation.lane_memory import BallStanding
from momentum_lab.simulation.lane_source import LaneSource
from momentum_lab.simulation.path_kernel import path_kernel, step_kernel
from momentum_lab.simulation.preparation import COMPILED_BY
from momentum_lab.simulation.translation import (
    UntranslatableError,
    is_own_landscape,
    is_own_rule,
    translating,
)

WORTH_COMPILING: Final = 400_000
"""Steps of balls that take plain Python about as long as the compiler needs the first time."""
_NO_NOISE: Final = np.empty((0, 1))

Key: TypeAlias = tuple[AnyOptimizer, Expression, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class NativeBall:
    """The loop of an optimizer, a landscape that it can call, and the values of its parameters.

    Where the landscape is no formula, it is None, and ``loop`` takes one step. ``derive`` puts beside steps
    what is derived of them, whatever rolled the balls; see ``derivation_kernel``.
    """

    lanes: LaneSource
    loop: Callable[..., int]
    landscape: object | None
    parameters: Floats
    derive: Callable[..., None]


class NativeRoll:
    """A ball that rolls as machine code: where it is, what it remembers, and its hyperparameters.

    Attributes
    ----------
    hyper
        The hyperparameters as numbers.
    native
        The code itself.
    standing
        Where the ball is, and what it remembers.
    """

    def __init__(self, native: NativeBall, standing: BallStanding, hyper: Floats) -> None:
        self.native, self.standing, self.hyper = native, standing, hyper

    def kick(self, kick: tuple[float, ...]) -> None:
        """Add to the velocity of each coordinate."""
        self.standing.memory.own[self.native.lanes.velocity_field] += kick

    def roll(self, rows: Floats, noise: Floats | None, factors: Floats, clipping: Clipping) -> int:
        """Put the next steps into rows; return how many are finite."""
        native, standing = self.native, self.standing
        if rows.dtype != np.float64 or not rows.flags.c_contiguous:  # it takes any eight bytes for a number
            raise TypeError(f"found an array of {rows.dtype}, allowed are contiguous ones of float64")
        return native.loop(
            native.landscape,
            native.parameters,
            standing.size,
            standing.place,
            standing.memory.own,
            standing.memory.shared,
            self.hyper,
            factors,
            _NO_NOISE if noise is None else noise,
            CLIPPINGS.index(clipping.by),
            clipping.limit,
            rows,
        )

    def step(self, factor: float, clipping: Clipping) -> None:
        """Take a step with the gradient that it has."""
        standing = self.standing
        self.native.loop(
            standing.size,
            standing.place,
            standing.memory.own,
            standing.memory.shared,
            self.hyper,
            factor,
            CLIPPINGS.index(clipping.by),
            clipping.limit,
        )


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
    """
    chosen, choice = experiment.balls[ball], experiment.landscape
    rule, landscape = OPTIMIZERS[chosen.optimizer], choice.build()
    return _compiled(rule, landscape, is_own_rule(chosen), is_own_landscape(choice))


@lru_cache(maxsize=MOST_KEPT)
def _compiled(
    optimizer: AnyOptimizer, landscape: Landscape, is_own_rule: bool, is_own_landscape: bool
) -> NativeBall:
    lanes = LaneSource.of(optimizer, landscape.dimension)
    derive = entry_point(derivation_kernel(landscape.dimension))
    if not landscape.is_formula:
        with translating(is_own_rule):
            return NativeBall(lanes, entry_point(step_kernel(lanes)), None, _NO_NOISE[:, 0], derive)
    formula = landscape.bound
    with translating(is_own_rule):
        path = entry_point(path_kernel(lanes))
    with translating(is_own_landscape):
        order = 2 if optimizer.needs_hessian else 1
        found = native(formula.expression, formula.variables, formula.parameters, order)
        evaluate = as_argument(found)
    return NativeBall(lanes, path, evaluate, np.array(formula.values, dtype=np.float64), derive)


def compiled_if_possible(experiment: Experiment, ball: int) -> NativeBall | None:
    """Return machine code for a ball, or None where something of a person's own cannot be translated."""
    try:
        return compiled(experiment, ball)
    except UntranslatableError:
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
