"""From a formula that somebody typed to a checked tree, without ever executing it.

The formula is read by Python's own parser and walked with an allow-list: what is not on it is refused, with
the column where it stands, what is allowed, and the nearest known name.
"""

from __future__ import annotations

import ast
import keyword
import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NoReturn

from momentum_lab.core.checks import allowed_names
from momentum_lab.core.errors import InputError, quoted, unknown
from momentum_lab.core.messages import Message, counted, message
from momentum_lab.formulas.functions import COMPARISONS, FUNCTIONS
from momentum_lab.formulas.grammar import Grammar
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
from momentum_lab.formulas.refusals import (
    REFUSED,
    REFUSED_CONSTANTS,
    SHOWN_AFTER_FIRST_PART,
    SOMETHING_ELSE,
    check_text,
    check_words,
    refuse,
    refused_operator,
)

_OPERATORS: Final[dict[type[ast.operator], Operator]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: COMPARISONS["<"],
    ast.LtE: COMPARISONS["<="],
    ast.Gt: COMPARISONS[">"],
    ast.GtE: COMPARISONS[">="],
    ast.Eq: COMPARISONS["=="],
    ast.NotEq: COMPARISONS["!="],
}
_PRODUCT: Final = message("write * for a product")
_ONE_COMPARISON: Final = message("allowed is one of < <= > >= == != between two formulas")


def parse(text: str, grammar: Grammar, parameters: Iterable[str] = ()) -> Expression:
    """Return the checked tree of a formula.

    Parameters
    ----------
    text
        The formula, in the names of ``grammar`` and ``parameters``.
    grammar
        What it may hold.
    parameters
        Names that somebody has chosen, for numbers that are given later. Each is lower-case ASCII and not
        taken by anything else.

    Raises
    ------
    InputError
        The formula holds something that is not allowed, is too large, or a parameter's name cannot be used.
    """
    return _parse(text, grammar, tuple(parameters))


@lru_cache(maxsize=512)
def _parse(text: str, grammar: Grammar, parameters: tuple[str, ...]) -> Expression:
    for name in parameters:
        check_parameter_name(name, grammar)
    check_text(text, grammar)
    source = re.sub(r"\s", " ", text)
    offset = len(source) - len(source.lstrip())
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except SyntaxError as error:
        # At the end of the formula Python gives the offset 0.
        column = offset + error.offset if error.offset else len(text) + 1
        check_words(text, column, grammar.allowed)
        found = quoted(text[column - 1]) if column <= len(text) else message("the end")
        refuse(found, column, grammar.allowed)
    except (MemoryError, RecursionError, ValueError, OverflowError):
        raise InputError("is too large or too deep to be read; {allowed}", allowed=grammar.allowed) from None
    return _Builder(source, offset, grammar, parameters).build(tree.body, 1)


def parameter_names(text: str, grammar: Grammar) -> tuple[str, ...]:
    """Return what stands in a formula, right or not, that would have to be parameters, in their order."""
    names = dict.fromkeys(re.findall(r"(?<![\w.])[a-z][a-z0-9_]{0,29}\b(?!\s*\()", text))
    return tuple(
        name for name in names if _may_be_parameter(name, grammar) and not _unwritten_call(name, grammar)
    )


def _unwritten_call(name: str, grammar: Grammar) -> str:
    """Return sin(2*x) for sin2x; empty for what is no function's name run into a variable's."""
    variables = "|".join((*grammar.variables, *grammar.akin))
    for function in (f for f, row in FUNCTIONS.items() if row.arity == 1 and f in grammar.functions):
        rest = re.fullmatch(rf"(\d*)({variables})", name.removeprefix(function))
        if name.startswith(function) and rest and rest[2]:
            return f"{function}({rest[1]}*{rest[2]})" if rest[1] else f"{function}({rest[2]})"
    return ""


def _may_be_parameter(name: str, grammar: Grammar) -> bool:
    try:
        check_parameter_name(name, grammar)
    except InputError:
        return False
    return True


def check_parameter_name(name: str, grammar: Grammar) -> None:
    """Raise :class:`InputError` unless a parameter may have this name."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", name):
        raise InputError(
            "found {found} as the name of a parameter; {allowed}",
            found=quoted(name),
            allowed=allowed_names(30),
        )
    if name in grammar.reserved or keyword.iskeyword(name):
        raise InputError(
            "found {found} as the name of a parameter, which has a meaning already", found=quoted(name)
        )


def _continues(left: ast.expr, operator: ast.operator) -> bool:
    """Return whether what stands left of an operator is the beginning of the same sum or product."""
    return isinstance(left, ast.BinOp) and any(
        isinstance(left.op, chain) and isinstance(operator, chain) for chain in ((ast.Add, ast.Sub), ast.Mult)
    )


class _Builder:
    """Builds the checked tree from Python's, bottom up, and counts while it does."""

    def __init__(self, source: str, offset: int, grammar: Grammar, parameters: tuple[str, ...]) -> None:
        self.source = source
        self.offset = offset
        self.grammar = grammar
        self.limits = grammar.limits
        self.symbols = {*grammar.variables, *parameters}
        self.nodes = 0

    def column(self, node: ast.expr) -> int:
        return self.offset + node.col_offset + 1

    def refuse(self, found: str | Message, node: ast.expr, allowed: Message | None = None) -> NoReturn:
        refuse(found, self.column(node), allowed or self.grammar.allowed)

    def call_of(self, name: str) -> Message:
        return message("write {name}({example})", name=name, example=self.grammar.example)

    def build(self, node: ast.expr, depth: int) -> Expression:
        self.nodes += 1
        most, deepest = self.limits.nodes, self.limits.depth
        if self.nodes > most:
            raise InputError(
                "has more than the {most} numbers, names and operations that are allowed", most=most
            )
        if depth > deepest:
            raise InputError(
                "is nested more than the {deepest} levels deep that are allowed", deepest=deepest
            )
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
            case ast.Compare() if self.grammar.decides:
                return self.comparison(node, depth)
            case _:
                return self.refuse_kind(node)

    def refuse_kind(self, node: ast.expr) -> NoReturn:
        """Refuse a kind of expression, at what follows its first part if that is where it shows."""
        column = self.column(node)
        first = next((child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)), node)
        if isinstance(node, SHOWN_AFTER_FIRST_PART) and first is not node:
            column = self.column_after(first)
        refuse(REFUSED.get(type(node), SOMETHING_ELSE), column, self.grammar.allowed)

    def column_after(self, node: ast.expr) -> int:
        """Return the column of the first character after a part of the formula and its brackets."""
        end = self.offset + (node.end_col_offset or 0)
        rest = self.source[end:]
        return end + len(rest) - len(rest.lstrip(" )")) + 1

    def constant(self, node: ast.Constant) -> Constant:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(REFUSED_CONSTANTS.get(type(value), quoted(value)), node)
        if not abs(value) <= self.limits.constant:
            allowed = message("allowed is up to {largest:g}", largest=self.limits.constant)
            self.refuse(message("a number that is too large"), node, allowed)
        return Constant(float(value))

    def name(self, node: ast.Name) -> Expression:
        if node.id in self.symbols:
            return Symbol(node.id)
        grammar = self.grammar
        if node.id in grammar.constants:
            return Constant(grammar.constants[node.id])
        if node.id in grammar.called:
            found = message("the function {name!r} without its argument", name=node.id)
            self.refuse(found, node, self.call_of(node.id))
        known = {*self.symbols, *grammar.told_constants}
        column, call = self.column(node), _unwritten_call(node.id, grammar)
        problem = (
            message("unknown name {name!r}; did you mean {call}?", name=node.id, call=call)
            if call
            else unknown("unknown name {name}", node.id, known)
        )
        raise InputError("at column {column}: {problem}", column=column, problem=problem)

    def unary(self, node: ast.UnaryOp, depth: int) -> Expression:
        if not isinstance(node.op, ast.UAdd | ast.USub):
            found, allowed = refused_operator(node.op, self.grammar)
            self.refuse(found, node, allowed)
        operand = self.build(node.operand, depth + 1)
        return operand if isinstance(node.op, ast.UAdd) else Negation(operand)

    def binary(self, node: ast.BinOp, depth: int) -> Expression:
        operator = _OPERATORS.get(type(node.op))
        if operator is None:
            found, allowed = refused_operator(node.op, self.grammar)
            refuse(found, self.column_after(node.left), allowed)
        left = self.build(node.left, depth + (not _continues(node.left, node.op)))
        right = self.build(node.right, depth + 1)
        if operator == "**" and not names(right):
            self.check_exponent(right, node.right)
        return Operation(operator, left, right)

    def comparison(self, node: ast.Compare, depth: int) -> Expression:
        kind = _COMPARISONS.get(type(node.ops[0]))
        if kind is None or len(node.ops) > 1:
            found = message("a chain of comparisons") if kind else message("a test that is no comparison")
            refuse(found, self.column_after(node.left), _ONE_COMPARISON)
        left = self.build(node.left, depth + 1)
        return Call(kind, (left, self.build(node.comparators[0], depth + 1)))

    def check_exponent(self, exponent: Expression, node: ast.expr) -> None:
        # Bottom up: the powers inside the exponent are small by now, so this cannot run away.
        try:
            value = evaluate(exponent, {})
        except (ArithmeticError, ValueError):
            value = math.nan
        most = self.limits.exponent
        if not abs(value) <= most:
            found = (
                message("the exponent {value:g}", value=value)
                if math.isfinite(value)
                else message("an exponent that is no number")
            )
            self.refuse(found, node, message("allowed are -{most:g} to {most:g}", most=most))

    def call(self, node: ast.Call, depth: int) -> Expression:
        if not isinstance(node.func, ast.Name):
            if type(node.func) in REFUSED:
                self.refuse_kind(node.func)
            found = message("brackets after something that is no function")
            self.refuse(found, node.func, _PRODUCT)
        name = node.func.id
        if name in self.symbols or name in self.grammar.constants:
            found = message("{name!r} as if it were a function", name=name)
            self.refuse(found, node.func, _PRODUCT)
        if name not in self.grammar.called:
            column, known = self.column(node), self.grammar.called
            raise InputError(
                "at column {column}: {unknown}",
                column=column,
                unknown=unknown("unknown function {name}", name, known),
            )
        if node.keywords:
            self.refuse(message("a keyword argument"), node.keywords[0].value, self.call_of(name))
        arguments = tuple(self.build(argument, depth + 1) for argument in node.args)
        arity = self.grammar.arity(name)
        if len(arguments) != arity:
            found = counted(
                "{name} with {count} argument",
                "{name} with {count} arguments",
                count=len(arguments),
                name=name,
            )
            self.refuse(found, node, message("it takes {arity}", arity=arity))
        return Call(name, arguments)
