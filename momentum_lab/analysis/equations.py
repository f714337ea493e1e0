"""The equations of a ball in one of its steps: as they are, and with the numbers of that step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import cycle
from typing import Final

from momentum_lab.core.equations import POSITION
from momentum_lab.core.optimizer import AnyOptimizer, Vector
from momentum_lab.core.values import dataclass
from momentum_lab.formulas import Expression
from momentum_lab.formulas.mathml import equation
from momentum_lab.formulas.nodes import rounded
from momentum_lab.formulas.rule_step import rule_step
from momentum_lab.formulas.rules import state_names, symbols
from momentum_lab.formulas.written import written, written_line
from momentum_lab.landscapes.checks import AXES
from momentum_lab.optimizers import OPTIMIZERS
from momentum_lab.simulation.anatomy import Anatomy
from momentum_lab.simulation.run import Run

DIGITS: Final = 5
_SAME: Final = 1e-9
"""What has been computed in another order is apart by roundings, but no more."""
_ROUNDED: Final = 4.0 * math.ulp(1.0)
"""Of a position, to which a step is added that may be far smaller."""


@dataclass(frozen=True, slots=True)
class StepEquation:
    """A line of a rule in one step.

    Attributes
    ----------
    target
        The name that is given a value.
    text
        The line as it can be typed.
    rows
        Of its MathML: where it may be broken.
    value
        What it gives, a number a coordinate; nan where it is not defined.
    numbers
        For each coordinate, its right side with numbers in the place of names.
    """

    target: str
    text: str
    rows: tuple[str, ...]
    value: Vector
    numbers: tuple[Expression, ...]

    def text_with_numbers(self, axis: int, digits: int = DIGITS) -> str:
        """Return the line as one coordinate has it, in numbers, and what it comes to."""
        right, value = written(rounded(self.numbers[axis], digits)), f"{self.value[axis]:.{digits}g}"
        target = self._target_along(axis)
        return f"{target} = {right}" if right == value else f"{target} = {right} = {value}"

    def rows_with_numbers(self, axis: int, digits: int = DIGITS) -> tuple[str, ...]:
        """Return the same as rows of MathML."""
        return equation(self._target_along(axis), self.numbers[axis], {}, self.value[axis], digits)

    def _target_along(self, axis: int) -> str:
        """Return what is given a value along an axis: a position is the coordinate there."""
        return AXES[axis] if self.target == POSITION and axis < len(AXES) else self.target


def step_equations(run: Run, anatomy: Anatomy) -> tuple[StepEquation, ...]:
    """Return the equations of a ball in the step that is taken apart, in their order.

    The first of them may be the weight decay in the gradient, the last ones may follow the new position. A
    rule that needs the Hessian is given that of the run's landscape.
    """
    ball = run.experiment.balls[anatomy.ball]
    optimizer = OPTIMIZERS[ball.optimizer]
    hessian: tuple[float, ...] = ()
    if optimizer.needs_hessian:
        derivatives = run.experiment.landscape.build().bound.loss_gradient_and_hessian(*anatomy.position)
        hessian = derivatives[1 + len(anatomy.position) :]
    found = rule_step(
        optimizer,
        anatomy.hyperparameters,
        anatomy.step,
        anatomy.position,
        anatomy.clipped_gradient,
        anatomy.state_before,
        anatomy.state_after,
        hessian,
    )
    signs = symbols(optimizer)
    return tuple(
        StepEquation(
            each.line.target,
            written_line(each.line),
            equation(each.line.target, each.line.expression, signs),
            each.value,
            each.numbers,
        )
        for each in found
    )


def give_the_step(equations: Sequence[StepEquation], anatomy: Anatomy, optimizer: AnyOptimizer) -> bool:
    """Return whether the equations give what the code of the rule did, as those of the program all do.

    That is the step, as far as a sum with the position can tell it, and what is remembered after it.
    """
    last = {each.target: each.value for each in equations}
    parts = zip(last[POSITION], anatomy.position, anatomy.update, anatomy.carried, strict=True)
    if not all(_leads(*each) for each in parts):
        return False
    return all(
        _is_same(value, new, max(abs(old), abs(new)))
        for name, field in state_names(optimizer).items()
        if name in last
        for value, old, new in zip(
            last[name], cycle(anatomy.state_before[field]), cycle(anatomy.state_after[field]), strict=False
        )
    )


def _leads(place: float, position: float, step: float, carried: float) -> bool:
    """Return whether a place is that to which a step leads, but for the roundings of step and sum."""
    there = position + step
    rounded = _ROUNDED * max(abs(position), abs(there))
    return not math.isfinite(there) or abs(place - there) <= _SAME * max(abs(step), abs(carried)) + rounded


def _is_same(value: float, expected: float, size: float) -> bool:
    return not math.isfinite(expected) or abs(value - expected) <= _SAME * size
