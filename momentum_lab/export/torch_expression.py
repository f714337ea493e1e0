"""A landscape's formula as Python code over tensors, with the slopes at kinks that it has here."""

from __future__ import annotations

import ast
import math
from collections.abc import Collection, Mapping
from typing import Final

from momentum_lab.formulas import (
    Call,
    Constant,
    Expression,
    Negation,
    Operation,
    Symbol,
    names,
    substitute,
)
from momentum_lab.landscapes.bound_formula import BoundFormula

ROOT: Final = "root"
"""The name of the function that stands for the square root, whose slope at 0 is infinite in PyTorch."""
ROOT_CODE: Final = f'''
def {ROOT}(u):
    """The square root, whose slope at 0 is taken as 0."""
    above = torch.where(u == 0, torch.ones_like(u), u)
    return torch.where(u == 0, torch.zeros_like(u), torch.sqrt(above))

'''
_NAMES: Final = {"min": "minimum", "max": "maximum"}
_OPERATORS: Final[Mapping[str, type[ast.operator]]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
    "**": ast.Pow,
}
_TAKEN: Final = frozenset({"torch", "math", "position", ROOT})
"""What a parameter must not be called in the script."""


def loss_code(formula: BoundFormula) -> str:
    """Return the function ``loss(position)``, and before it what it needs."""
    renamed = {name: _free(name, formula.parameters) for name in formula.parameters}
    expression = substitute(formula.expression, {old: Symbol(new) for old, new in renamed.items()})
    value = ast.unparse(_code(expression))
    if not names(expression) & set(formula.variables):  # PyTorch would find no way back to the position
        value += f" + 0 * {formula.variables[0]}"
    unpacked = ", ".join(formula.variables) + ("," if len(formula.variables) == 1 else "")
    lines = ["", "def loss(position):", '    """Return the loss at a position."""']
    used = names(expression)
    for old, given in zip(formula.parameters, formula.values, strict=True):
        if renamed[old] in used:
            lines.append(f"    {renamed[old]} = torch.tensor({given!r})")
    lines += [f"    {unpacked} = position", f"    return {value}", "", ""]
    return (ROOT_CODE if _has_root(expression) else "") + "\n".join(lines)


def _free(name: str, others: Collection[str]) -> str:
    free = name
    while free in _TAKEN or (free != name and free in others):
        free += "_"
    return free


def _code(expression: Expression) -> ast.expr:
    match expression:
        case Constant(value):
            plain = int(value) if value.is_integer() and abs(value) < 1e15 else value
            negative = math.copysign(1.0, value) < 0
            return ast.UnaryOp(ast.USub(), ast.Constant(-plain)) if negative else ast.Constant(plain)
        case Symbol(name):
            return ast.Name(name)
        case Negation(operand):
            return ast.UnaryOp(ast.USub(), _code(operand))
        case Operation("**", left, Constant(0.5)):
            return ast.Call(ast.Name(ROOT), [_tensor(left)], [])
        case Operation(operator, left, right):
            return ast.BinOp(_code(left), _OPERATORS[operator](), _code(right))
        case Call("sqrt", arguments):
            return ast.Call(ast.Name(ROOT), [_tensor(a) for a in arguments], [])
        case Call(function, arguments):
            return ast.Call(_torch(_NAMES.get(function, function)), [_tensor(a) for a in arguments], [])


def _tensor(argument: Expression) -> ast.expr:
    """Return an argument of a function as a tensor: what has a name in it is one already."""
    code = _code(argument)
    return code if names(argument) else ast.Call(_torch("tensor"), [code], [])


def _torch(name: str) -> ast.expr:
    return ast.Attribute(ast.Name("torch"), name)


def _has_root(expression: Expression) -> bool:
    match expression:
        case Negation(operand):
            return _has_root(operand)
        case Operation("**", _, Constant(0.5)) | Call("sqrt"):
            return True
        case Operation(_, left, right):
            return _has_root(left) or _has_root(right)
        case Call(_, arguments):
            return any(map(_has_root, arguments))
    return False
