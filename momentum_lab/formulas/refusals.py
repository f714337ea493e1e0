"""What a formula may not hold, and in which words it is refused."""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata
from typing import Final, NoReturn

from momentum_lab.core.errors import InputError, quoted
from momentum_lab.formulas.grammar import Grammar

_OPERATORS: Final[dict[type[ast.AST], tuple[str, str]]] = {
    ast.BitXor: ("'^'", "use ** for powers"),
    ast.FloorDiv: ("'//'", "use / for quotients"),
    ast.Mod: ("'%'", ""),
    ast.MatMult: ("'@'", "use * for products"),
    ast.LShift: ("'<<'", ""),
    ast.RShift: ("'>>'", ""),
    ast.BitAnd: ("'&'", ""),
    ast.BitOr: ("'|'", ""),
    ast.Not: ("a boolean operator", ""),
    ast.Invert: ("'~'", ""),
}
"""What is found, and what to use for it; nothing but what the grammar allows, where that is empty."""
REFUSED: Final[dict[type[ast.expr], str]] = {
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
SHOWN_AFTER_FIRST_PART: Final = (
    ast.Attribute,
    ast.Subscript,
    ast.Compare,
    ast.BoolOp,
    ast.Tuple,
    ast.NamedExpr,
)
REFUSED_CONSTANTS: Final = {
    bool: "a boolean",
    str: "a string",
    bytes: "a string",
    complex: "a complex number",
}
# A number that runs into a name; not 1e5, nor 1j, of which the tree knows more.
_GLUED: Final = re.compile(
    r"(?<![\w.])((?>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))(?![jJ]\b)([A-Za-z_]\w*)"
)
_SPELLINGS: Final = {"²": "**2", "³": "**3", "×": "*", "·": "*", "−": "-", "÷": "/"}
_NAMES: Final = {"π": "pi", "√": "sqrt"}


def refuse(found: str, column: int, allowed: str) -> NoReturn:
    """Raise the :class:`InputError` that says what stands in a column, counted from 1, and what may."""
    raise InputError(f"found {found} at column {column}; {allowed}", column=column)


def refused_operator(operator: ast.AST, grammar: Grammar) -> tuple[str, str]:
    """Return what an operator that no formula has is called, and what to write for it."""
    found, instead = _OPERATORS[type(operator)]
    if isinstance(operator, ast.BitOr) and "abs" in grammar.functions:
        instead = f"use abs({grammar.example}) for absolute values"
    return found, instead or grammar.allowed


def check_text(text: str, grammar: Grammar) -> None:
    """Refuse what shows in the text alone, in plainer words than Python's parser has for it."""
    limit, allowed = grammar.limits.characters, grammar.allowed
    if len(text) > limit:
        raise InputError(f"is {len(text):,} characters long; allowed are {limit:,}")
    if not text.strip():
        raise InputError(f"is empty; {allowed}")
    _check_characters(text, grammar)
    _check_brackets(text, grammar)
    if glued := _GLUED.search(text):
        if re.fullmatch("0[xXoObB]_?[0-9a-fA-F]+", glued[0]):
            refuse(quoted(glued[0]), glued.start() + 1, "allowed are numbers as in 16 or 1.6e1")
        product = f"write * for a product: {glued[1]}*{glued[2]}"
        refuse(quoted(glued[0]), glued.start() + 1, allowed if keyword.iskeyword(glued[2]) else product)


def check_words(text: str, column: int, allowed: str) -> None:
    """Refuse the first of Python's own words up to a column where its parser was at a loss."""
    for match in re.finditer(r"(?<![\w.])[A-Za-z]+\b", text):
        if match.start() < column and keyword.iskeyword(match[0]):
            refuse(f"the word {quoted(match[0])}", match.start() + 1, allowed)


def _check_characters(text: str, grammar: Grammar) -> None:
    names = {*grammar.functions, *grammar.constants}
    spellings = {**_SPELLINGS, **{sign: name for sign, name in _NAMES.items() if name in names}}
    for column, character in enumerate(text, 1):
        if not character.isascii():
            described = f"{quoted(character)} ({unicodedata.name(character, 'unnamed').lower()})"
            spelling = spellings.get(character)
            refuse(described, column, f"use {spelling}" if spelling else "allowed are ASCII characters")
        if character in "#\\" or not (character.isprintable() or character in "\t\r\n"):
            refuse(quoted(character), column, grammar.allowed)


def _check_brackets(text: str, grammar: Grammar) -> None:
    """Refuse what does not pair, in plainer words than Python's, and depths that its parser cannot take."""
    depth, allowed = grammar.limits.depth, grammar.allowed
    opened: list[int] = []
    for column, character in enumerate(text, 1):
        if character == "(":
            opened.append(column)
        elif character == ")":
            if not opened:
                refuse("')' that closes nothing", column, allowed)
            opened.pop()
        if len(opened) > depth:
            refuse("a bracket", column, f"allowed are {depth} levels of brackets")
    if opened:
        refuse("'(' that is never closed", opened[-1], allowed)
