"""Lines of a rule computed for all coordinates of a vector, each by its own numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from momentum_lab.core.values import dataclass
from momentum_lab.formulas.assignments import Assignment
from momentum_lab.formulas.functions import ALL_FUNCTIONS, WHERE
from momentum_lab.formulas.nodes import (
    Call,
    Constant,
    Expression,
    Negation,
    Operation,
    Operator,
    Symbol,
    operate,
)

Vector: TypeAlias = tuple[float, ...]
Across: TypeAlias = Mapping[str, Callable[[Vector], Vector]]
"""What the functions of a grammar that take all coordinates at once are."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A line with its numbers.

    Attributes
    ----------
    line
        The assignment.
    value
        What it gives, a number a coordinate; nan where it is not defined.
    numbers
        For each coordinate its expression with numbers in the place of names, and of all that takes several
        coordinates; of ``where``, the branch that was taken.
    """

    line: Assignment
    value: Vector
    numbers: tuple[Expression, ...]


def compute(lines: Sequence[Assignment], values: Mapping[str, Vector], across: Across) -> list[Computed]:
    """Return the lines with their numbers, from the values of all names that are given.

    A quotient whose numerator is 0 is 0, whatever it is divided by: without a slope no rule takes a step.
    """
    now = dict(values)
    size = len(next(iter(values.values())))
    found = []
    for line in lines:
        value = value_of(line.expression, now, across, size)
        numbers = tuple(with_numbers(line.expression, now, across, axis) for axis in range(size))
        found.append(Computed(line, value, numbers))
        now[line.target] = value
    return found


def value_of(expression: Expression, values: Mapping[str, Vector], across: Across, size: int) -> Vector:
    """Return the value of an expression for each of ``size`` coordinates; nan where it is not defined."""
    match expression:
        case Constant(value):
            return (value,) * size
        case Symbol(name):
            return values[name]
        case Negation(operand):
            return tuple(-u for u in value_of(operand, values, across, size))
        case Operation(operator, left, right):
            pairs = zip(
                value_of(left, values, across, size), value_of(right, values, across, size), strict=True
            )
            return tuple(_operated(operator, u, v) for u, v in pairs)
        case Call(function, (argument,)) if function in across:
            return across[function](value_of(argument, values, across, size))
        case Call(function, arguments):
            columns = zip(*(value_of(a, values, across, size) for a in arguments), strict=True)
            return tuple(_called(function, column) for column in columns)


def with_numbers(
    expression: Expression, values: Mapping[str, Vector], across: Across, axis: int
) -> Expression:
    """Return an expression as one coordinate has it, with numbers in the place of names."""
    size = len(next(iter(values.values())))
    match expression:
        case Constant():
            return expression
        case Symbol(name):
            return Constant(values[name][axis])
        case Negation(operand):
            return Negation(with_numbers(operand, values, across, axis))
        case Operation(operator, left, right):
            one, other = (with_numbers(part, values, across, axis) for part in (left, right))
            return Operation(operator, one, other)
        case Call(function, _) if function in across:
            return Constant(value_of(expression, values, across, size)[axis])
        case Call(function, (condition, one, other)) if function == WHERE:
            is_met = value_of(condition, values, across, size)[axis] != 0.0
            return with_numbers(one if is_met else other, values, across, axis)
        case Call(function, arguments):
            return Call(function, tuple(with_numbers(a, values, across, axis) for a in arguments))


def _operated(operator: Operator, left: float, right: float) -> float:
    if operator == "/" and left == 0.0:
        return 0.0
    try:
        return operate(operator, left, right)
    except (ArithmeticError, ValueError):
        return math.nan


def _called(function: str, arguments: tuple[float, ...]) -> float:
    try:
        return ALL_FUNCTIONS[function].evaluate(*arguments)
    except (ArithmeticError, ValueError):
        return math.nan
