"""Losses and their derivatives with fifty digits, for what the compiled programs are checked against."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import mpmath as mp

from momentum_lab.formulas.nodes import Call, Constant, Expression, Negation, Operation, Symbol
from momentum_lab.landscapes import Landscape

DIGITS = 50
FUNCTIONS: dict[str, Callable[..., mp.mpf]] = {
    **{name: getattr(mp, name) for name in ("sin", "cos", "tan", "asin", "acos", "atan", "atan2")},
    **{name: getattr(mp, name) for name in ("sinh", "cosh", "tanh", "exp", "log", "sqrt", "sign")},
    "abs": abs,
    "min": min,
    "max": max,
}


def value(expression: Expression, values: Mapping[str, mp.mpf]) -> mp.mpf:
    """Return the value of a tree, in which a number is that of the program: pi has 16 digits."""
    match expression:
        case Constant(number):
            return mp.mpf(number)
        case Symbol(name):
            return values[name]
        case Negation(operand):
            return -value(operand, values)
        case Call(function, arguments):
            return FUNCTIONS[function](*(value(argument, values) for argument in arguments))
        case Operation(operator, left, right):
            u, v = value(left, values), value(right, values)
            match operator:
                case "+":
                    return u + v
                case "-":
                    return u - v
                case "*":
                    return u * v
                case "/":
                    return u / v
                case "**":
                    return u ** (int(v) if v == int(v) else v)


def loss_of(landscape: Landscape) -> Callable[..., mp.mpf]:
    """Return the loss as a function of numbers with many digits."""
    bound = landscape.bound
    parameters = dict(zip(bound.parameters, map(mp.mpf, bound.values), strict=True))

    def loss(*position: mp.mpf) -> mp.mpf:
        return value(bound.expression, {**parameters, **dict(zip(bound.variables, position, strict=True))})

    return loss


def derivatives(landscape: Landscape, position: tuple[float, ...]) -> tuple[list[float], list[float]]:
    """Return the gradient, and the upper triangle of the Hessian, at a position."""
    orders = {
        1: ([(1,)], [(2,)]),
        2: ([(1, 0), (0, 1)], [(2, 0), (1, 1), (0, 2)]),
    }[landscape.dimension]
    with mp.workdps(DIGITS):
        loss, point = loss_of(landscape), tuple(map(mp.mpf, position))
        first, second = ([float(mp.diff(loss, point, order)) for order in some] for some in orders)
    return first, second
