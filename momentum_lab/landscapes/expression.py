"""From a formula that somebody typed to a checked tree, without ever executing it.

The formula is read by Python's own parser and walked with an allow-list: what is not on it is refused, with
the column where it stands, what is allowed, and the nearest known name.
"""

from __future__ import annotations

import ast
import keyword
import math
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NoReturn

from momentum_lab.core.errors import InputError, quoted, unknown
from momentum_lab.landscapes.functions import FUNCTIONS
from momentum_lab.landscapes.nodes import (
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

__all__ = ["Expression", "parse"]

MAX_CHARACTERS: Final = 500
MAX_NODES: Final = 300
MAX_DEPTH: Final = 60
MAX_CONSTANT: Final = 1e12
MAX_EXPONENT: Final = 32

NAMED_CONSTANTS: Final = {"pi": math.pi, "e": math.e, "E": math.e}  # E as sympy spells it
ALLOWED: Final = "allowed are numbers, names, brackets, + - * / ** (2*x, not 2x) and functions as in sin(x)"

_OPERATORS: Final[dict[type[ast.operator], Operator]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_REFUSED_OPERATORS: Final[dict[type[ast.AST], tuple[str, str]]] = {
    ast.BitXor: ("'^'", "use ** for powers"),
    ast.FloorDiv: ("'//'", "use / for quotients"),
    ast.Mod: ("'%'", ALLOWED),
    ast.MatMult: ("'@'", "use * for products"),
    ast.LShift: ("'<<'", ALLOWED),
    ast.RShift: ("'>>'", ALLOWED),
    ast.BitAnd: ("'&'", ALLOWED),
    ast.BitOr: ("'|'", "use abs(x) for absolute values"),
    ast.Not: ("a boolean operator", ALLOWED),
    ast.Invert: ("'~'", ALLOWED),
}
_REFUSED: Final[dict[type[ast.expr], str]] = {
    ast.Attribute: "attribute access",
    ast.Subscript: "a subscript",
    ast.Lambda: "a lambda",
    ast.Compare: "a comparison",
    ast.IfExp: "a conditional",
    ast.BoolOp: "a boolean operator",
    ast.NamedExpr: "an assignment",
    ast.Starred: "a starred argument",
    ast.JoinedStr: "an f-string",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.Tuple: "a comma",
    ast.List: "a list",
    ast.Set: "a set",
    ast.Dict: "a dictionary",
}
_CONSTANTS: Final = {bool: "a boolean", str: "a string", bytes: "a string", complex: "a complex number"}
_SPELLINGS: Final = {"²": "**2", "³": "**3", "×": "*", "·": "*", "−": "-", "÷": "/", "π": "pi", "√": "sqrt"}


def parse(text: str, variables: tuple[str, ...] = ("x", "y"), parameters: Iterable[str] = ()) -> Expression:
    """Return the checked tree of a formula.

    Parameters
    ----------
    text
        The formula, in ``variables``, ``parameters``, ``pi`` and ``e``.
    variables, parameters
        The names that may occur. A parameter's name is lower-case ASCII and not taken by anything else.

    Raises
    ------
    InputError
        The formula holds something that is not allowed, is too large, or a parameter's name cannot be used.
    """
    return _parse(text, variables, tuple(parameters))


@lru_cache(maxsize=512)
def _parse(text: str, variables: tuple[str, ...], parameters: tuple[str, ...]) -> Expression:
    for name in parameters:
        check_parameter_name(name, variables)
    _check_characters(text)
    _check_brackets(text)
    source = re.sub(r"\s", " ", text)
    offset = len(source) - len(source.lstrip())
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except SyntaxError as error:
        column = offset + max(error.offset or 1, 1)
        _refuse(quoted(text[column - 1]) if column <= len(text) else "the end", column)
    except (MemoryError, RecursionError, ValueError, OverflowError):
        raise InputError(f"is too large or too deep to be read; {ALLOWED}") from None
    return _Builder(source, offset, variables, parameters).build(tree.body, 1)


def check_parameter_name(name: str, variables: tuple[str, ...] = ("x", "y")) -> None:
    """Raise :class:`InputError` unless a parameter may have this name."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", name):
        allowed = "allowed are up to 30 lower-case letters, digits and _, a letter first"
        raise InputError(f"found {quoted(name)} as the name of a parameter; {allowed}")
    if name in {*variables, "x", "y", *NAMED_CONSTANTS, *FUNCTIONS} or keyword.iskeyword(name):
        raise InputError(f"found {quoted(name)} as the name of a parameter, which has a meaning already")


def _refuse(found: str, column: int, allowed: str = ALLOWED) -> NoReturn:
    raise InputError(f"found {found} at column {column}; {allowed}")


def _check_characters(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"is {len(text):,} characters long; allowed are {MAX_CHARACTERS}")
    if not text.strip():
        raise InputError(f"is empty; {ALLOWED}")
    for column, character in enumerate(text, 1):
        if not character.isascii():
            described = f"{quoted(character)} ({unicodedata.name(character, 'unnamed').lower()})"
            spelling = _SPELLINGS.get(character)
            _refuse(described, column, f"use {spelling}" if spelling else "allowed are ASCII characters")
        if character in "#\\" or not (character.isprintable() or character in "\t\r\n"):
            _refuse(quoted(character), column)


def _check_brackets(text: str) -> None:
    """Refuse what does not pair, in plainer words than Python's, and depths that its parser cannot take."""
    opened: list[int] = []
    for column, character in enumerate(text, 1):
        if character == "(":
            opened.append(column)
        elif character == ")":
            if not opened:
                _refuse("')' that closes nothing", column)
            opened.pop()
        if len(opened) > MAX_DEPTH:
            _refuse("a bracket", column, f"allowed are {MAX_DEPTH} levels of brackets")
    if opened:
        _refuse("'(' that is never closed", opened[-1])


class _Builder:
    """Builds the checked tree from Python's, bottom up, and counts while it does."""

    def __init__(
        self, source: str, offset: int, variables: tuple[str, ...], parameters: tuple[str, ...]
    ) -> None:
        self.source = source
        self.offset = offset
        self.symbols = {*variables, *parameters}
        self.nodes = 0

    def column(self, node: ast.expr) -> int:
        return self.offset + node.col_offset + 1

    def refuse(self, found: str, node: ast.expr, allowed: str = ALLOWED) -> NoReturn:
        _refuse(found, self.column(node), allowed)

    def build(self, node: ast.expr, depth: int) -> Expression:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise InputError(f"has more than the {MAX_NODES} numbers, names and operations that are allowed")
        if depth > MAX_DEPTH:
            raise InputError(f"is nested more than the {MAX_DEPTH} levels deep that are allowed")
        match node:
            case ast.Constant():
                return self.constant(node)
            case ast.Name():
                return self.name(node)
            case ast.UnaryOp():
                return self.unary(node, depth)
            case ast.BinOp():
                return self.binary(node, depth)
            case ast.Call():
                return self.call(node, depth)
        self.refuse(_REFUSED.get(type(node), "something else than a formula"), node)

    def constant(self, node: ast.Constant) -> Constant:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(_CONSTANTS.get(type(value), quoted(value)), node)
        if not abs(value) <= MAX_CONSTANT:
            self.refuse("a number that is too large", node, f"allowed is up to {MAX_CONSTANT:g}")
        return Constant(float(value))

    def name(self, node: ast.Name) -> Expression:
        if node.id in self.symbols:
            return Symbol(node.id)
        if node.id in NAMED_CONSTANTS:
            return Constant(NAMED_CONSTANTS[node.id])
        if node.id in FUNCTIONS:
            self.refuse(f"the function {node.id!r} without its argument", node, f"write {node.id}(x)")
        known = {*self.symbols, *NAMED_CONSTANTS} - {"E"}
        raise InputError(f"at column {self.column(node)}: {unknown('name', node.id, known)}")

    def unary(self, node: ast.UnaryOp, depth: int) -> Expression:
        if type(node.op) in _REFUSED_OPERATORS:
            found, allowed = _REFUSED_OPERATORS[type(node.op)]
            self.refuse(found, node, allowed)
        operand = self.build(node.operand, depth + 1)
        return operand if isinstance(node.op, ast.UAdd) else Negation(operand)

    def binary(self, node: ast.BinOp, depth: int) -> Expression:
        operator = _OPERATORS.get(type(node.op))
        if operator is None:
            found, allowed = _REFUSED_OPERATORS[type(node.op)]
            column = self.source.find(found.strip("'"), self.offset + (node.left.end_col_offset or 0)) + 1
            _refuse(found, column, allowed)
        left = self.build(node.left, depth + 1)
        right = self.build(node.right, depth + 1)
        if operator == "**" and not names(right):
            self.check_exponent(right, node.right)
        return Operation(operator, left, right)

    def check_exponent(self, exponent: Expression, node: ast.expr) -> None:
        # Bottom up: the powers inside the exponent are small by now, so this cannot run away.
        try:
            value = evaluate(exponent, {})
        except (ArithmeticError, ValueError):
            value = math.nan
        if not abs(value) <= MAX_EXPONENT:
            found = f"the exponent {value:g}" if math.isfinite(value) else "an exponent that is no number"
            self.refuse(found, node, f"allowed are -{MAX_EXPONENT} to {MAX_EXPONENT}")

    def call(self, node: ast.Call, depth: int) -> Expression:
        if not isinstance(node.func, ast.Name):
            if type(node.func) in _REFUSED:
                self.refuse(_REFUSED[type(node.func)], node.func)
            self.refuse("brackets after something that is no function", node.func, "write * for a product")
        name = node.func.id
        if name in self.symbols or name in NAMED_CONSTANTS:
            self.refuse(f"{name!r} as if it were a function", node.func, "write * for a product")
        if name not in FUNCTIONS:
            raise InputError(f"at column {self.column(node)}: {unknown('function', name, FUNCTIONS)}")
        if node.keywords:
            self.refuse("a keyword argument", node.keywords[0].value, f"write {name}(x)")
        arguments = tuple(self.build(argument, depth + 1) for argument in node.args)
        arity = FUNCTIONS[name].arity
        if len(arguments) != arity:
            wanted = "1 argument" if arity == 1 else f"{arity} arguments"
            self.refuse(f"{name} with {len(arguments)}", node, f"it takes {wanted}")
        return Call(name, arguments)
