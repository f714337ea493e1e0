"""The tree of a checked formula, and what can be asked of it without compiling anything."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, TypeAlias

from momentum_lab.core.values import dataclass
from momentum_lab.formulas.functions import ALL_FUNCTIONS

Operator: TypeAlias = Literal["+", "-", "*", "/", "**"]

LARGEST_PRODUCT = 64
"""Integer powers up to this one are written as products, whose bits do not depend on the machine."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A finite number."""

    value: float


@dataclass(frozen=True, slots=True)
class Symbol:
    """A variable or a parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation:
    """Minus ``operand``."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Operation:
    """``left`` and ``right``, joined by one of the five operators."""

    operator: Operator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """One of :data:`~momentum_lab.formulas.functions.ALL_FUNCTIONS`, or of those of its grammar, applied."""

    function: str
    arguments: tuple[Expression, ...]


Expression: TypeAlias = Constant | Symbol | Negation | Operation | Call


def names(expression: Expression) -> frozenset[str]:
    """Return the variables and parameters that occur."""
    match expression:
        case Constant():
            return frozenset()
        case Symbol(name):
            return frozenset({name})
        case Negation(operand):
            return names(operand)
        case Operation(_, left, right):
            return names(left) | names(right)
        case Call(_, arguments):
            return frozenset().union(*map(names, arguments))


def substitute(expression: Expression, replacements: Mapping[str, Expression]) -> Expression:
    """Return the expression with each name of ``replacements`` replaced by the expression it maps to."""
    match expression:
        case Constant():
            return expression
        case Symbol(name):
            return replacements.get(name, expression)
        case Negation(operand):
            return Negation(substitute(operand, replacements))
        case Operation(operator, left, right):
            return Operation(operator, substitute(left, replacements), substitute(right, replacements))
        case Call(function, arguments):
            return Call(function, tuple(substitute(a, replacements) for a in arguments))


def rounded(expression: Expression, digits: int) -> Expression:
    """Return the expression with numbers of so many digits; π and e stay what they are."""
    match expression:
        case Constant(value) if value not in (math.pi, math.e):
            return Constant(float(f"{value:.{digits}g}"))
        case Negation(operand):
            return Negation(rounded(operand, digits))
        case Operation(operator, left, right):
            return Operation(operator, rounded(left, digits), rounded(right, digits))
        case Call(function, arguments):
            return Call(function, tuple(rounded(argument, digits) for argument in arguments))
    return expression


def evaluate(expression: Expression, values: Mapping[str, float]) -> float:
    """Return the value of an expression, by walking it: for numbers that are needed once.

    Raises
    ------
    ArithmeticError, ValueError
        The expression is not defined for these values.
    """
    match expression:
        case Constant(value):
            return value
        case Symbol(name):
            return values[name]
        case Negation(operand):
            return -evaluate(operand, values)
        case Operation("**", left, right) if names(right):  # no products where it may change
            return math.pow(evaluate(left, values), evaluate(right, values))
        case Operation(operator, left, right):
            return operate(operator, evaluate(left, values), evaluate(right, values))
        case Call(function, arguments):
            return ALL_FUNCTIONS[function].evaluate(*(evaluate(a, values) for a in arguments))


def operate(operator: Operator, left: float, right: float) -> float:
    """Return ``left operator right`` with the very roundings of the compiled program."""
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case "**":
            return _power(left, right)


def is_product(exponent: float) -> bool:
    """Return whether a power with this constant exponent is written as products."""
    return exponent.is_integer() and abs(exponent) <= LARGEST_PRODUCT


def product_steps(exponent: int) -> list[tuple[int, int]]:
    """Return the pairs of smaller powers whose products lead from the first to the ``exponent``-th power."""
    steps = []
    while exponent > 1:
        smaller = (exponent - 1, 1) if exponent % 2 else (exponent // 2, exponent // 2)
        steps.append(smaller)
        exponent = smaller[0]
    return steps[::-1]


def _power(base: float, exponent: float) -> float:
    if abs(exponent) == 0.5:
        return math.sqrt(base) if exponent > 0 else 1.0 / math.sqrt(base)
    if not is_product(exponent):
        return math.pow(base, exponent)
    powers = {0: 1.0, 1: base}
    for i, j in product_steps(abs(int(exponent))):
        powers[i + j] = powers[i] * powers[j]
    power = powers[abs(int(exponent))]
    return power if exponent >= 0 else 1.0 / power
