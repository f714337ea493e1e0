"""From a checked expression to a compiled function of floats, or of arrays.

The function's body is one assignment an operation and a return, over its arguments, constants and functions
of ``math``: another compiler can translate it and get the same bits. It is built as a syntax tree from the
graph's nodes. No text that a user typed ever comes here.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from functools import lru_cache, reduce
from types import FunctionType
from typing import Final, Literal, TypeAlias

import numpy as np

from momentum_lab.core.arrays import Floats
from momentum_lab.formulas.functions import ALL_FUNCTIONS, ARGUMENTS
from momentum_lab.formulas.graph import Graph, Instruction, with_products
from momentum_lab.formulas.nodes import Expression

Order: TypeAlias = Literal[0, 1, 2]

_BINARY: Final[dict[str, type[ast.operator]]] = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}
# An underscore keeps them apart from variables and parameters, and a letter after it from the assignments.
_SCALAR_NAMES: Final = {f"_{name}": value for name, value in vars(math).items() if callable(value)}
_ARRAY_NAMES: Final = {
    **{f"_{name}": function.array for name, function in ALL_FUNCTIONS.items()},
    "_pow": np.power,
    "_divide": np.divide,  # Python's own raises when both sides are plain floats
}


@lru_cache(maxsize=96)
def compile_scalar(
    expression: Expression, variables: tuple[str, ...], parameters: tuple[str, ...], order: Order
) -> Callable[..., tuple[float, ...]]:
    """Return a function of the variables, then the parameters, all plain floats.

    It returns the value for order 0, after it the derivatives by each variable for order 1, and after those
    the upper triangle of the Hessian for order 2: of x and y ``(value, gx, gy, hxx, hxy, hyy)``.

    Notes
    -----
    The compiled function raises ``ArithmeticError`` or ``ValueError`` where a value is not defined or
    overflows, unless the overflow is one of a sum or a product, which give inf or nan.
    """
    graph, outputs = _derived(expression, variables, order)
    return _compiled(graph, outputs, (*variables, *parameters), arrays=False)


@lru_cache(maxsize=96)
def compile_guarded(
    expression: Expression, variables: tuple[str, ...], parameters: tuple[str, ...], order: Order
) -> Callable[..., tuple[float, ...]]:
    """Return the function of :func:`compile_scalar` for a compiler whose arithmetic never raises.

    Where Python raises, an infinity comes about there. If it could vanish again, as in ``atan(1/x)``, the
    value is nan instead: what is not defined is not finite, whoever computes it.
    """
    graph, outputs = _derived(expression, variables, order)
    return _compiled(graph, outputs, (*variables, *parameters), arrays=False, guarded=True)


def _derived(expression: Expression, variables: tuple[str, ...], order: Order) -> tuple[Graph, list[int]]:
    """Return the graph of an expression and its derivatives, and the nodes of value, gradient and Hessian."""
    graph = Graph()
    outputs = [graph.embed(expression)]
    if order >= 1:
        outputs += [graph.derivatives(outputs[:1], variable)[0] for variable in variables]
    if order >= 2:
        gradient = outputs[1:]
        for i, variable in enumerate(variables):  # row i from the diagonal on, in the order that is returned
            outputs += graph.derivatives(gradient, variable)[i:]
    return graph, outputs


@lru_cache(maxsize=96)
def compile_arrays(
    expression: Expression, variables: tuple[str, ...], parameters: tuple[str, ...], order: Order
) -> Callable[..., tuple[Floats, ...]]:
    """Return the function of :func:`compile_scalar` for arrays in the place of the variables.

    It never raises nor warns: a value is nan or inf where it is not defined or overflows. Its shape is that
    of what the formula uses, so a constant formula gives no dimension at all.
    """
    graph, outputs = _derived(expression, variables, order)
    function = _compiled(graph, outputs, (*variables, *parameters), arrays=True)

    def values(*arguments: Floats | float) -> tuple[Floats, ...]:
        with np.errstate(all="ignore"):
            return tuple(np.asarray(value, dtype=np.float64) for value in function(*arguments))

    return values


def compile_array(
    expression: Expression, variables: tuple[str, ...], parameters: tuple[str, ...]
) -> Callable[..., Floats]:
    """Return the value alone as a function of arrays: the first of :func:`compile_arrays`."""
    values = compile_arrays(expression, variables, parameters, 0)
    return lambda *arguments: values(*arguments)[0]


def _compiled(
    graph: Graph, outputs: Sequence[int], arguments: Sequence[str], *, arrays: bool, guarded: bool = False
) -> FunctionType:
    namespace: dict[str, object] = {"__name__": __name__, **(_ARRAY_NAMES if arrays else _SCALAR_NAMES)}
    module = _module(*with_products(graph, outputs), arguments, arrays, guarded)
    exec(compile(module, "<formula>", "exec"), namespace)
    function = namespace["formula"]
    assert isinstance(function, FunctionType)
    return function


def _module(
    graph: Graph, outputs: Sequence[int], arguments: Sequence[str], arrays: bool, guarded: bool
) -> ast.Module:
    """Return ``def formula(arguments): …; return outputs`` as a syntax tree."""
    body: list[ast.stmt] = []
    atoms: dict[int, ast.expr] = {}
    for node in graph.reachable(outputs):
        instruction = graph.instructions[node]
        if instruction.operation == "constant":
            atoms[node] = ast.Constant(instruction.value)
            continue
        if instruction.operation == "symbol":
            atoms[node] = _load(instruction.name)
            continue
        operands = [atoms[operand] for operand in instruction.operands]
        value = (_array_operation if arrays else _scalar_operation)(instruction, operands)
        body.append(ast.Assign([ast.Name(f"_{node}", ast.Store())], value))
        atoms[node] = _load(f"_{node}")
    results = [atoms[node] for node in outputs]
    if guarded:
        results[0] = _guarded(results[0], [atoms[node] for node in graph.hidden_infinities(outputs)])
    body.append(ast.Return(ast.Tuple(results, ast.Load())))
    signature = ast.arguments(
        posonlyargs=[], args=[ast.arg(name) for name in arguments], kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    definition = ast.FunctionDef("formula", signature, body, [])
    return ast.fix_missing_locations(ast.Module([definition], []))


def _guarded(value: ast.expr, parts: Sequence[ast.expr]) -> ast.expr:
    """Return the value, or nan where one of the parts is not finite."""
    if not parts:
        return value
    differences = [ast.BinOp(part, ast.Sub(), part) for part in parts]  # 0, or nan
    total = reduce(lambda one, other: ast.BinOp(one, ast.Add(), other), differences)
    return ast.IfExp(ast.Compare(total, [ast.Eq()], [ast.Constant(0.0)]), value, ast.Constant(math.nan))


def _scalar_operation(instruction: Instruction, operands: list[ast.expr]) -> ast.expr:
    operation = instruction.operation
    if operation in ALL_FUNCTIONS:
        template = ast.parse(ALL_FUNCTIONS[operation].scalar, mode="eval").body
        result = _Filled(dict(zip(ARGUMENTS, operands, strict=False))).visit(template)
        assert isinstance(result, ast.expr)
        return result
    base = operands[0]
    if operation == "**" and isinstance(base, ast.Constant) and isinstance(base.value, float):
        mantissa, exponent = math.frexp(base.value)
        # Compilers turn a power of 2, 4, … into exp2, in other bits than those of pow.
        if mantissa == 0.5:
            product = ast.BinOp(ast.Constant(exponent - 1.0), ast.Mult(), operands[1])
            return ast.Call(_load("_exp2"), [product], [])
    return _arithmetic(operation, operands)


def _array_operation(instruction: Instruction, operands: list[ast.expr]) -> ast.expr:
    operation = "divide" if instruction.operation == "/" else instruction.operation
    if operation == "divide" or operation in ALL_FUNCTIONS:
        return ast.Call(_load(f"_{operation}"), operands, [])
    return _arithmetic(operation, operands)


def _arithmetic(operation: str, operands: list[ast.expr]) -> ast.expr:
    if operation == "negate":
        return ast.UnaryOp(ast.USub(), operands[0])
    if operation == "**":  # never Python's own, which gives a complex number for a root of a negative one
        return ast.Call(_load("_pow"), operands, [])
    return ast.BinOp(operands[0], _BINARY[operation](), operands[1])


def _load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


class _Filled(ast.NodeTransformer):
    """Puts operands in the place of a template's arguments, and an underscore before its functions."""

    def __init__(self, operands: dict[str, ast.expr]) -> None:
        self.operands = operands

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.operands.get(node.id) or _load(f"_{node.id}")
