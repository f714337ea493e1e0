"""The degree of a formula that is a polynomial, as it is written."""

from __future__ import annotations

import math
from collections.abc import Mapping

from momentum_lab.formulas.nodes import (
    Call,
    Constant,
    Expression,
    Negation,
    Operation,
    Operator,
    Symbol,
    evaluate,
    names,
)


def degree(expression: Expression, values: Mapping[str, float]) -> float:
    """Return the degree of an expression as a polynomial of all names that have no value; inf if it is none.

    It is read off what is written, so that it is certain: no needle is too thin to be seen. What cancels
    out, as in ``x**3 - x**3``, counts.

    Parameters
    ----------
    expression
        Of variables, and of parameters.
    values
        Those of the parameters.
    """
    match expression:
        case Constant():
            return 0.0
        case Symbol(name):
            return 0.0 if name in values else 1.0
        case Negation(operand):
            return degree(operand, values)
        case Operation(operator, left, right):
            return _degree_of_operation(operator, left, right, values)
        case Call(_, arguments):
            return 0.0 if all(_is_number(argument, values) for argument in arguments) else math.inf


def _degree_of_operation(
    operator: Operator, left: Expression, right: Expression, values: Mapping[str, float]
) -> float:
    match operator:
        case "+" | "-":
            return max(degree(left, values), degree(right, values))
        case "*":
            return degree(left, values) + degree(right, values)
        case "/":
            return degree(left, values) if _is_number(right, values) else math.inf
        case "**":
            return _degree_of_power(left, right, values)


def _is_number(expression: Expression, values: Mapping[str, float]) -> bool:
    return names(expression) <= values.keys()


def _degree_of_power(base: Expression, exponent: Expression, values: Mapping[str, float]) -> float:
    if not _is_number(exponent, values):
        return math.inf
    if _is_number(base, values):
        return 0.0
    try:
        power = evaluate(exponent, values)
    except (ArithmeticError, ValueError):
        return math.inf
    if not power.is_integer() or power < 0.0:
        return math.inf
    if power % 2.0 == 0.0 and isinstance(base, Call) and base.function == "abs":
        base = base.arguments[0]
    return degree(base, values) * power if power else 0.0
