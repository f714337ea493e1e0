"""Formulas as machine code that all stepping loops can call, whatever the formula.

The functions of all formulas have one type, so a loop is compiled once; the values of the parameters are an
argument, so another value compiles nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any, Final

from momentum_lab.core.addresses import numbers_type
from momentum_lab.core.machine_code import generated
from momentum_lab.core.numba_internals import MOST_KEPT
from momentum_lab.formulas.nodes import Expression
from momentum_lab.formulas.program import Order, compile_guarded

WIDTH: Final = 64
"""Points in a block: their numbers stay in the processor's nearest cache."""


@lru_cache(maxsize=MOST_KEPT)
def native(
    expression: Expression, variables: tuple[str, ...], parameters: tuple[str, ...], order: Order
) -> Callable[..., None]:
    """Return ``f(place, parameters)`` as machine code, to be called by its address; it takes a moment, once.

    At ``place`` are the coordinates, and room behind them for what
    :func:`~momentum_lab.formulas.program.compile_guarded` returns; ``parameters`` are their values, in their
    order.
    """
    formula = compile_guarded(expression, variables, parameters, order)
    assert isinstance(formula, FunctionType)
    size = len(variables)
    # No name that somebody chose comes into a source.
    given = [*(f"place[{i}]" for i in range(size)), *(f"parameters[{i}]" for i in range(len(parameters)))]
    lines = [
        "def native_formula(place, parameters):",
        f"    results = formula({', '.join(given)})",
        *(f"    place[{size + i}] = results[{i}]" for i in range(_results(size, order))),
    ]
    source = "\n".join(lines) + "\n"
    from numba import types

    signature = types.void(numbers_type(), numbers_type())
    return generated(source, "native_formula", {"formula": formula}, signature)


def native_type() -> Any:
    """Return numba's type of a formula for points side by side."""
    from numba import types

    return types.void(types.float64[::1], types.float64[::1])


@lru_cache(maxsize=MOST_KEPT)
def native_block(
    expression: Expression, variables: tuple[str, ...], parameters: tuple[str, ...], order: Order
) -> Callable[..., None]:
    """Return ``f(points, parameters)`` for :data:`WIDTH` points side by side, as machine code.

    ``points`` is one array of (variables + results) rows of :data:`WIDTH`: the coordinates, and room for what
    :func:`native` returns.
    """
    formula = compile_guarded(expression, variables, parameters, order)
    assert isinstance(formula, FunctionType)
    size = len(variables)
    values = [f"parameter{i}" for i in range(len(parameters))]
    arguments = [f"points[{WIDTH * i} + lane]" for i in range(size)] + values
    lines = [
        "def native_formula_block(points, parameters):",
        *(f"    {value} = parameters[{i}]" for i, value in enumerate(values)),
        f"    for lane in range({WIDTH}):",
        f"        results = formula({', '.join(arguments)})",
        *(
            f"        points[{WIDTH * (size + i)} + lane] = results[{i}]"
            for i in range(_results(size, order))
        ),
    ]
    source = "\n".join(lines) + "\n"
    return generated(source, "native_formula_block", {"formula": formula}, native_type())


def _results(variables: int, order: Order) -> int:
    """Return how many numbers value, gradient and upper triangle of the Hessian are."""
    return (1, 1 + variables, 1 + variables + variables * (variables + 1) // 2)[order]
