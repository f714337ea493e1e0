"""Second derivatives of another kind: hyper-dual numbers, with a table of derivatives of their own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from momentum_lab.landscapes.nodes import Call, Constant, Expression, Negation, Operation, Symbol, names

Triple = tuple[float, float, float]


def _sign(u: float) -> float:
    return (u > 0) - (u < 0)


# Value, first and second derivative.
TABLE: dict[str, Callable[[float], Triple]] = {
    "sin": lambda u: (math.sin(u), math.cos(u), -math.sin(u)),
    "cos": lambda u: (math.cos(u), -math.sin(u), -math.cos(u)),
    "tan": lambda u: (math.tan(u), math.cos(u) ** -2, 2 * math.tan(u) * math.cos(u) ** -2),
    "asin": lambda u: (math.asin(u), (1 - u * u) ** -0.5, u * (1 - u * u) ** -1.5),
    "acos": lambda u: (math.acos(u), -((1 - u * u) ** -0.5), -u * (1 - u * u) ** -1.5),
    "atan": lambda u: (math.atan(u), 1 / (1 + u * u), -2 * u / (1 + u * u) ** 2),
    "sinh": lambda u: (math.sinh(u), math.cosh(u), math.sinh(u)),
    "cosh": lambda u: (math.cosh(u), math.sinh(u), math.cosh(u)),
    "tanh": lambda u: (math.tanh(u), math.cosh(u) ** -2, -2 * math.tanh(u) * math.cosh(u) ** -2),
    "exp": lambda u: (math.exp(u), math.exp(u), math.exp(u)),
    "log": lambda u: (math.log(u), 1 / u, -1 / (u * u)),
    "sqrt": lambda u: (math.sqrt(u), u**-0.5 / 2, -(u**-1.5) / 4),
    "abs": lambda u: (abs(u), _sign(u), 0.0),
    "sign": lambda u: (_sign(u), 0.0, 0.0),
}


@dataclass(frozen=True)
class HyperDual:
    """value + one e1 + other e2 + both e1 e2, where e1 and e2 square to nothing."""

    value: float
    one: float = 0.0
    other: float = 0.0
    both: float = 0.0

    def __add__(self, right: HyperDual) -> HyperDual:
        return HyperDual(
            self.value + right.value, self.one + right.one, self.other + right.other, self.both + right.both
        )

    def __neg__(self) -> HyperDual:
        return HyperDual(-self.value, -self.one, -self.other, -self.both)

    def __mul__(self, right: HyperDual) -> HyperDual:
        return HyperDual(
            self.value * right.value,
            self.one * right.value + self.value * right.one,
            self.other * right.value + self.value * right.other,
            self.both * right.value
            + self.one * right.other
            + self.other * right.one
            + self.value * right.both,
        )

    def through(self, triple: Triple) -> HyperDual:
        value, first, second = triple
        return HyperDual(
            value, first * self.one, first * self.other, first * self.both + second * self.one * self.other
        )


def evaluate(expression: Expression, values: Mapping[str, HyperDual]) -> HyperDual:
    """Return the value of an expression with the derivatives that the values of its variables carry."""
    match expression:
        case Constant(value):
            return HyperDual(value)
        case Symbol(name):
            return values[name]
        case Negation(operand):
            return -evaluate(operand, values)
        case Call(function, arguments):
            return _call(function, [evaluate(argument, values) for argument in arguments])
        case Operation(operator, left, right):
            return _operate(
                operator, evaluate(left, values), evaluate(right, values), not names(right) & {"x", "y"}
            )


def _operate(operator: str, u: HyperDual, v: HyperDual, constant: bool) -> HyperDual:
    if operator == "+":
        return u + v
    if operator == "-":
        return u + (-v)
    if operator == "*":
        return u * v
    if operator == "/":
        return u * v.through((1 / v.value, -1 / v.value**2, 2 / v.value**3))
    if constant:
        n = v.value
        first = n * math.pow(u.value, n - 1) if n else 0.0
        second = n * (n - 1) * math.pow(u.value, n - 2) if n * (n - 1) else 0.0
        return u.through((math.pow(u.value, n), first, second))
    return (v * u.through(TABLE["log"](u.value))).through((math.exp(v.value * math.log(u.value)),) * 3)


def _call(function: str, arguments: list[HyperDual]) -> HyperDual:
    if function in TABLE:
        return arguments[0].through(TABLE[function](arguments[0].value))
    u, v = arguments
    half = HyperDual(0.5)
    if function in ("min", "max"):  # (u + v ± |u - v|)/2
        difference = u + (-v)
        size = difference.through(TABLE["abs"](difference.value))
        return half * (u + v + (size if function == "max" else -size))
    # The gradient of the angle is that of atan(u/v), and its value does not matter to it.
    ratio = u * v.through((1 / v.value, -1 / v.value**2, 2 / v.value**3))
    _, first, second = TABLE["atan"](ratio.value)
    return ratio.through((math.atan2(u.value, v.value), first, second))


def hessian(expression: Expression, x: float, y: float, parameters: Mapping[str, float]) -> tuple[float, ...]:
    """Return (loss, gx, gy, hxx, hxy, hyy)."""
    rest = {name: HyperDual(value) for name, value in parameters.items()}

    def along(one: str, other: str) -> HyperDual:
        point = {n: HyperDual(v, float(n == one), float(n == other)) for n, v in (("x", x), ("y", y))}
        return evaluate(expression, {**point, **rest})

    xx, xy, yy = along("x", "x"), along("x", "y"), along("y", "y")
    return (xx.value, xx.one, yy.one, xx.both, xy.both, yy.both)
