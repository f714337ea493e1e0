"""Landscapes as machine code that all stepping loops can call, whatever the formula.

The functions of all landscapes have one type, so a loop is compiled once; the values of the parameters are
an argument, so another value compiles nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any, Final

from momentum_lab.core.machine_code import generated
from momentum_lab.formulas.nodes import Expression
from momentum_lab.formulas.program import Order, compile_guarded
from momentum_lab.landscapes.bound_formula import BoundFormula

WIDTH: Final = 64
"""Points in a block: their numbers stay in the processor's nearest cache."""


def native(formula: BoundFormula, order: Order) -> Callable[..., tuple[float, ...]]:
    """Return ``f(x, y, parameters)`` or ``f(x, parameters)`` as machine code; it takes a moment, once.

    ``parameters`` is an array of :attr:`BoundFormula.values`; what is returned is as that of
    :func:`~momentum_lab.formulas.program.compile_guarded`.
    """
    return _native(formula.expression, formula.variables, formula.parameters, order)


def native_type(dimension: int, order: Order) -> Any:
    """Return numba's type of such a function."""
    from numba import types

    results = (1, 1 + dimension, 1 + dimension + dimension * (dimension + 1) // 2)[order]
    number = types.float64
    return types.UniTuple(number, results)(*[number] * dimension, number[::1])


@lru_cache(maxsize=64)
def _native(
    expression: Expression, variables: tuple[str, ...], parameters: tuple[str, ...], order: Order
) -> Callable[..., tuple[float, ...]]:
    formula = compile_guarded(expression, variables, parameters, order)
    assert isinstance(formula, FunctionType)
    values = (f"parameters[{i}]" for i in range(len(parameters)))
    arguments = ", ".join((*variables, *values))
    source = f"def landscape({', '.join(variables)}, parameters):\n    return formula({arguments})\n"
    return generated(source, "landscape", {"formula": formula}, native_type(len(variables), order))


def native_block(formula: BoundFormula, order: Order) -> Callable[..., None]:
    """Return ``f(points, parameters)`` for :data:`WIDTH` points side by side, as machine code.

    ``points`` is one array of (dimension + results) rows of :data:`WIDTH`: the coordinates, and room for what
    :func:`native` returns.
    """
    return _native_block(formula.expression, formula.variables, formula.parameters, order)


def native_block_type() -> Any:
    """Return numba's type of such a function."""
    from numba import types

    return types.void(types.float64[::1], types.float64[::1])


@lru_cache(maxsize=64)
def _native_block(
    expression: Expression, variables: tuple[str, ...], parameters: tuple[str, ...], order: Order
) -> Callable[..., None]:
    formula = compile_guarded(expression, variables, parameters, order)
    assert isinstance(formula, FunctionType)
    size, seconds = len(variables), len(variables) * (len(variables) + 1) // 2
    results = 1 + (size if order else 0) + (seconds if order == 2 else 0)
    names = [f"parameter{i}" for i in range(len(parameters))]
    arguments = [f"points[{WIDTH * a} + lane]" for a in range(size)] + names
    lines = [
        "def landscape_block(points, parameters):",
        *(f"    {name} = parameters[{i}]" for i, name in enumerate(names)),
        f"    for lane in range({WIDTH}):",
        f"        results = formula({', '.join(arguments)})",
        *(f"        points[{WIDTH * (size + i)} + lane] = results[{i}]" for i in range(results)),
    ]
    source = "\n".join(lines) + "\n"
    return generated(source, "landscape_block", {"formula": formula}, native_block_type())
