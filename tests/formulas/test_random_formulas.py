"""Random formulas: what is compiled against what hyper-dual numbers and plain arithmetic give.

Hyper-dual numbers carry second derivatives along, with a table of the functions' derivatives of their own.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from momentum_lab.formulas.functions import FUNCTIONS
from momentum_lab.formulas.nodes import (
    Call,
    Constant,
    Expression,
    Negation,
    Operation,
    Symbol,
    evaluate,
    names,
)
from momentum_lab.formulas.program import compile_array, compile_scalar

XY = ("x", "y")
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


def carried(expression: Expression, values: Mapping[str, HyperDual]) -> HyperDual:
    """Return the value of an expression with the derivatives that the values of its variables carry."""
    match expression:
        case Constant(value):
            return HyperDual(value)
        case Symbol(name):
            return values[name]
        case Negation(operand):
            return -carried(operand, values)
        case Call(function, arguments):
            return _call(function, [carried(argument, values) for argument in arguments])
        case Operation(operator, left, right):
            return _operate(
                operator, carried(left, values), carried(right, values), not names(right) & {"x", "y"}
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
        return carried(expression, {**point, **rest})

    xx, xy, yy = along("x", "x"), along("x", "y"), along("y", "y")
    return (xx.value, xx.one, yy.one, xx.both, xy.both, yy.both)


def expressions() -> st.SearchStrategy[Expression]:
    numbers = st.floats(-3, 3).map(lambda value: round(value, 2)).map(lambda v: Constant(abs(v)))
    leaves = st.one_of(st.sampled_from([Symbol("x"), Symbol("y"), Symbol("a")]), numbers)

    def grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        one = sorted(name for name, function in FUNCTIONS.items() if function.arity == 1)
        two = sorted(name for name, function in FUNCTIONS.items() if function.arity == 2)
        exponents = st.sampled_from([-2.0, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0]).map(Constant)
        return st.one_of(
            st.builds(Operation, st.sampled_from("+-*/"), inner, inner),
            st.builds(Operation, st.just("**"), inner, exponents),
            st.builds(Operation, st.just("**"), inner, inner),
            st.builds(Negation, inner),
            st.builds(lambda f, u: Call(f, (u,)), st.sampled_from(one), inner),
            st.builds(lambda f, u, v: Call(f, (u, v)), st.sampled_from(two), inner, inner),
        )

    return st.recursive(leaves, grown, max_leaves=12)


coordinates = st.floats(-2.5, 2.5).map(lambda value: round(value, 3))


@settings(derandomize=True, max_examples=600, deadline=None)
@given(expressions(), coordinates, coordinates, st.sampled_from([0.5, 1.0, 2.0, 3.0]))
def test_derivatives_of_random_formulas_are_those_of_hyper_dual_numbers(
    expression: Expression, x: float, y: float, a: float
) -> None:
    try:
        expected = hessian(expression, x, y, {"a": a})
        found = compile_scalar(expression, XY, ("a",), 2)(x, y, a)
    except (ArithmeticError, ValueError):
        assume(False)
    assume(all(math.isfinite(value) and abs(value) < 1e5 for value in expected))
    scale = max(map(abs, expected))
    assert found == pytest.approx(expected, rel=1e-7, abs=1e-8 * max(scale, 1.0))
    assert compile_scalar(expression, XY, ("a",), 1)(x, y, a) == found[:3]
    assert compile_scalar(expression, XY, ("a",), 0)(x, y, a) == found[:1]


@settings(derandomize=True, max_examples=400, deadline=None)
@given(expressions(), coordinates, coordinates)
@example(Operation("**", Symbol("x"), Operation("**", Symbol("a"), Constant(5.0))), 1.375, 0.0)
@example(Call("atan2", (Symbol("x"), Negation(Constant(0.0)))), 0.0, 0.0)
def test_the_compiled_loss_has_the_very_bits_that_arithmetic_gives(
    expression: Expression, x: float, y: float
) -> None:
    try:
        expected = evaluate(expression, {"x": x, "y": y, "a": 2.0})
    except (ArithmeticError, ValueError):
        assume(False)
    assume(math.isfinite(expected))
    assert compile_scalar(expression, XY, ("a",), 0)(x, y, 2.0)[0].hex() == expected.hex()


@settings(derandomize=True, max_examples=300, deadline=None)
@given(expressions(), coordinates, coordinates)
def test_arrays_give_what_floats_give_and_never_raise_nor_warn(
    expression: Expression, x: float, y: float
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        over = compile_array(expression, XY, ("a",))(np.array([x]), np.array([y]), 2.0)
    try:
        expected = compile_scalar(expression, XY, ("a",), 0)(x, y, 2.0)[0]
    except (ArithmeticError, ValueError):
        return
    assume(math.isfinite(expected))
    # tan and the like may amplify the last bit in which numpy's functions differ
    assert float(over.reshape(-1)[0]) == pytest.approx(expected, rel=1e-9, abs=1e-9)
